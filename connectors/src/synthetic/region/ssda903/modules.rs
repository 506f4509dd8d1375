//! The modules of the return.

/// File, table, columns.
pub(super) const MODULES: [(&str, &str, &[&str]); 11] = [
    (
        "header",
        "child",
        &["CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"],
    ),
    (
        "episodes",
        "episode",
        &[
            "CHILD",
            "DECOM",
            "RNE",
            "LS",
            "CIN",
            "PLACE",
            "PLACE_PROVIDER",
            "DEC",
            "REC",
            "REASON_PLACE_CHANGE",
            "HOME_POST",
            "PL_POST",
            "URN",
        ],
    ),
    (
        "reviews",
        "review",
        &["CHILD", "DOB", "REVIEW", "REVIEW_CODE"],
    ),
    ("uasc", "uasc", &["CHILD", "SEX", "DOB", "DUC"]),
    (
        "oc2",
        "oc2",
        &[
            "CHILD",
            "DOB",
            "SDQ_SCORE",
            "SDQ_REASON",
            "CONVICTED",
            "HEALTH_CHECK",
            "IMMUNISATIONS",
            "TEETH_CHECK",
            "HEALTH_ASSESSMENT",
            "SUBSTANCE_MISUSE",
            "INTERVENTION_RECEIVED",
            "INTERVENTION_OFFERED",
        ],
    ),
    (
        "oc3",
        "oc3",
        &["CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM"],
    ),
    (
        "ad1",
        "ad1",
        &[
            "CHILD",
            "DOB",
            "DATE_INT",
            "DATE_MATCH",
            "FOSTER_CARE",
            "NB_ADOPTR",
            "SEX_ADOPTR",
            "LS_ADOPTR",
        ],
    ),
    (
        "placed_for_adoption",
        "placed_for_adoption",
        &[
            "CHILD",
            "DOB",
            "DATE_PLACED",
            "DATE_PLACED_CEASED",
            "REASON_PLACED_CEASED",
        ],
    ),
    (
        "previous_permanence",
        "previous_permanence",
        &["CHILD", "DOB", "PREV_PERM", "LA_PERM", "DATE_PERM"],
    ),
    (
        "missing",
        "missing",
        &["CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"],
    ),
    (
        "social_worker",
        "social_worker",
        &["CHILD", "DOB", "SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON"],
    ),
];
