//! The tables of the return and the items behind their columns.
//!
//! The fields of a module stand in the published order of its columns, the child's number
//! first; the XML form has the same items, two of them under other names ([`EPISODE_XML`],
//! [`HEADER_XML`]). The columns have the published headings in small letters.

use cohort_catalog::table::{
    ColumnDef, ColumnType, Sensitivity::Identifier, Sensitivity::Plain, Sensitivity::Sensitive,
    TableDef, TableLevel,
};

use crate::layout::{Field, Form, columns};

/// What every row is of. Text even where it looks like a number: `0012` is not `12`.
const CHILD: Field = Field::text(
    "child_id",
    "CHILD",
    "The authority's own number for the child, at most 10 characters.",
)
.sensitivity(Identifier);

const CHILD_ID: ColumnDef = CHILD.column.required();

const fn dob(comment: &'static str) -> Field {
    Field::date("dob", "DOB", comment)
        .sensitivity(Identifier)
        .fault("102")
}

/// Birth date as a module other than header repeats it.
const DOB: Field = dob("Date of birth as this row gives it; the one in cla.child counts.");

const SEX: Field = Field::code(
    "sex_raw",
    "SEX",
    "cla_sex",
    "The text of SEX as returned: 1 or 2 up to 2023-24, M, F or U since.",
)
.sensitivity(Identifier)
.fault("101");
const SEX_COLUMN: ColumnDef = ColumnDef::new(
    "sex",
    ColumnType::Code,
    Sensitive,
    "M male, F female, U unknown, whichever codes the year had; NULL where SEX is none of its codes.",
)
.codes("sex")
.item("SEX", "");

/// The number of a row within its child.
const fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(
        name,
        ColumnType::Int,
        Sensitive,
        "Number of the row within the child, counted from 1 in file order.",
    )
    .required()
}

/// Fields behind the first `n`.
const fn after(fields: &'static [Field], n: usize) -> &'static [Field] {
    fields.split_at(n).1
}

/// `header`, see [`HEADER_XML`] for its form in XML.
pub const HEADER: [Field; 7] = [
    CHILD,
    SEX,
    dob("Date of birth."),
    Field::code("ethnic", "ETHNIC", "ethnicity", "Ethnicity.").fault("103"),
    Field::identifier(
        "upn",
        "UPN",
        "Unique pupil number as returned, whether or not its check letter is right; NULL where a reason stands in its place.",
    ),
    Field::flag("mother", "MOTHER", "True for a girl who is a parent.").fault("165"),
    Field::date("mc_dob", "MC_DOB", "Birth date of the girl's first child.")
        .sensitivity(Identifier),
];

/// `episodes`
pub const EPISODE: [Field; 13] = [
    CHILD,
    Field::date("decom", "DECOM", "Date on which the episode began.").fault("141"),
    Field::code("rne", "RNE", "cla_rne", "Reason for the new episode.").fault("143"),
    Field::code("ls", "LS", "cla_ls", "Legal status.").fault("144"),
    Field::code("cin", "CIN", "cla_cin", "Category of need at the start of the period of care.").fault("145"),
    Field::code("place", "PLACE", "cla_place", "Placement type; may be NULL for an agreed series of short breaks (V4).").fault("146"),
    Field::code("place_provider", "PLACE_PROVIDER", "cla_place_provider", "Who provides the placement; not for temporary and other placements (T0-T4, Z1, Z11-Z14).").fault("178"),
    Field::date("dec", "DEC", "Date on which the episode ceased; NULL while it is open.").fault("147"),
    Field::code("rec", "REC", "cla_rec", "Reason why the episode ceased; NULL while it is open, and where a program put in E99 or LIIAF for a closure it made up.").fault("149"),
    Field::code("reason_place_change", "REASON_PLACE_CHANGE", "cla_reason_place_change", "Why the placement that ends with this episode ended.").fault("1009"),
    Field::new("home_post", "HOME_POST", Form::Postcode, "Postcode of the home at entry into care; NULL for unaccompanied asylum seekers."),
    Field::new("pl_post", "PL_POST", Form::Postcode, "Postcode of the placement."),
    URN,
];

const URN: Field = Field::new("urn", "URN", Form::Identifier, "Ofsted number of the home or agency; XXXXXXX where the provider is not registered with Ofsted.")
    .sensitivity(Sensitive)
    .ty(ColumnType::Code);

/// `episodes` as XML names them.
pub const EPISODE_XML: [Field; 12] = {
    let mut fields = [URN; 12];
    let mut i = 0;
    while i < 12 {
        fields[i] = EPISODE[i + 1];
        i += 1;
    }
    fields[4].column = fields[4].column.item("PL", "");
    fields
};

/// `reviews`
pub const REVIEW: [Field; 4] = [
    CHILD,
    DOB,
    Field::date("review", "REVIEW", "Date of the review.").fault("166"),
    Field::code(
        "review_code",
        "REVIEW_CODE",
        "cla_review_code",
        "How the child took part.",
    )
    .fault("167"),
];

/// `uasc`
pub const UASC: [Field; 4] = [
    CHILD,
    SEX,
    DOB,
    Field::date(
        "duc",
        "DUC",
        "Date on which the status of unaccompanied asylum-seeking child ended or will end, at most the 18th birthday.",
    ),
];

/// `oc2`
pub const OC2: [Field; 12] = [
    CHILD,
    DOB,
    Field::new(
        "sdq_score",
        "SDQ_SCORE",
        Form::Whole(0, 40),
        "Score of the strengths and difficulties questionnaire, 0 to 40 points; ages 4 to 16.",
    )
    .fault("180"),
    Field::code(
        "sdq_reason",
        "SDQ_REASON",
        "cla_sdq_reason",
        "Why there is no score.",
    ),
    oc2_flag(
        "convicted",
        "CONVICTED",
        "True if convicted or subject to a final warning or reprimand in the year; age 10 and over.",
    ),
    oc2_flag(
        "health_check",
        "HEALTH_CHECK",
        "True if development checks are up to date; under 5.",
    ),
    oc2_flag(
        "immunisations",
        "IMMUNISATIONS",
        "True if immunisations are up to date.",
    ),
    oc2_flag(
        "teeth_check",
        "TEETH_CHECK",
        "True if the teeth were checked by a dentist in the year.",
    ),
    oc2_flag(
        "health_assessment",
        "HEALTH_ASSESSMENT",
        "True if the yearly health assessment took place.",
    ),
    oc2_flag(
        "substance_misuse",
        "SUBSTANCE_MISUSE",
        "True if a substance misuse problem was identified in the year.",
    ),
    oc2_flag(
        "intervention_received",
        "INTERVENTION_RECEIVED",
        "True if an intervention was received; where misuse was identified.",
    ),
    oc2_flag(
        "intervention_offered",
        "INTERVENTION_OFFERED",
        "True if an intervention was offered; where none was received.",
    ),
];

const fn oc2_flag(column: &'static str, item: &'static str, comment: &'static str) -> Field {
    Field::flag(column, item, comment).fault("181")
}

/// `oc3`
pub const OC3: [Field; 5] = [
    CHILD,
    DOB,
    Field::code(
        "in_touch",
        "IN_TOUCH",
        "cla_in_touch",
        "Whether the authority is in touch with the care leaver, around the birthday in the year.",
    )
    .fault("131"),
    Field::code(
        "activ",
        "ACTIV",
        "cla_activ",
        "Main activity around the birthday.",
    )
    .fault("132"),
    Field::code(
        "accom",
        "ACCOM",
        "cla_accom",
        "Accommodation around the birthday, and whether it is suitable.",
    )
    .fault("133"),
];

/// `ad1`
pub const AD1: [Field; 8] = [
    CHILD,
    DOB,
    Field::date(
        "date_int",
        "DATE_INT",
        "Date of the decision that the child should be placed for adoption.",
    ),
    Field::date(
        "date_match",
        "DATE_MATCH",
        "Date of the match with the adopters.",
    ),
    Field::flag(
        "foster_care",
        "FOSTER_CARE",
        "True if adopted by the former foster carer.",
    ),
    Field::new(
        "nb_adoptr",
        "NB_ADOPTR",
        Form::Whole(1, 2),
        "Number of adopters, 1 or 2 persons.",
    ),
    Field::code(
        "sex_adoptr",
        "SEX_ADOPTR",
        "cla_sex_adoptr",
        "Sex of the adopters.",
    ),
    Field::code(
        "ls_adoptr",
        "LS_ADOPTR",
        "cla_ls_adoptr",
        "Legal status of the adopters.",
    ),
];

/// `placed_for_adoption`
pub const PLACED: [Field; 5] = [
    CHILD,
    DOB,
    Field::date(
        "date_placed",
        "DATE_PLACED",
        "Date of the decision that the child should be placed for adoption.",
    ),
    Field::date(
        "date_placed_ceased",
        "DATE_PLACED_CEASED",
        "Date on which that decision was reversed.",
    ),
    Field::code(
        "reason_placed_ceased",
        "REASON_PLACED_CEASED",
        "cla_reason_placed_ceased",
        "Why it was reversed.",
    ),
];

/// `previous_permanence`
pub const PERMANENCE: [Field; 5] = [
    CHILD,
    DOB,
    Field::code(
        "prev_perm",
        "PREV_PERM",
        "cla_prev_perm",
        "Earlier permanence arrangement that broke down.",
    )
    .fault("631"),
    Field::new(
        "la_perm",
        "LA_PERM",
        Form::Code,
        "Authority that made it: its three-digit number, 999 unknown, or WAL, SCO, NIR, NUK.",
    )
    .fault("633"),
    Field::text(
        "date_perm",
        "DATE_PERM",
        "Date of the order as returned, dd/mm/yyyy, with zz for a day or month that is not known.",
    ),
];
const PERMANENCE_DATE: ColumnDef = ColumnDef::new(
    "date_perm_date",
    ColumnType::Date,
    Sensitive,
    "The date in date_perm where it is known to the day.",
);

/// `missing`
pub const MISSING: [Field; 5] = [
    CHILD,
    DOB,
    Field::code(
        "missing",
        "MISSING",
        "cla_missing",
        "M missing, A away from the placement without authorisation.",
    ),
    Field::date(
        "mis_start",
        "MIS_START",
        "Date on which the incident began.",
    ),
    Field::date(
        "mis_end",
        "MIS_END",
        "Date on which it ended; NULL while it goes on.",
    ),
];

/// Year of the first return that has the module on social workers.
pub const WORKERS_FROM: i16 = 2024;
/// Year of the first return that has the module on deprivation of liberty.
pub const DOLO_FROM: i16 = 2027;

/// `social_worker`
pub const WORKER: [Field; 6] = [
    CHILD,
    DOB,
    Field::identifier(
        "sw_id",
        "SW_ID",
        "Registration number of the social worker.",
    )
    .from(WORKERS_FROM),
    Field::date(
        "sw_decom",
        "SW_DECOM",
        "Date on which the worker took over.",
    )
    .from(WORKERS_FROM)
    .fault("SW04"),
    Field::date(
        "sw_dec",
        "SW_DEC",
        "Date on which the worker stopped; NULL while they go on.",
    )
    .from(WORKERS_FROM)
    .fault("SW05"),
    Field::code(
        "sw_reason",
        "SW_REASON",
        "cla_sw_reason",
        "Why this worker took over.",
    )
    .from(WORKERS_FROM)
    .fault("SW13"),
];

/// `dolo`
pub const DOLO: [Field; 4] = [
    CHILD,
    DOB,
    Field::date("dolo_start", "DOLO_START", "Date on which the order began.")
        .from(DOLO_FROM)
        .fault("700"),
    Field::date(
        "dolo_end",
        "DOLO_END",
        "Date on which it ended; NULL while it is in force.",
    )
    .from(DOLO_FROM)
    .fault("701"),
];

/// Items of the XML element `HEADER`: those of `header`, then what makes a row of `uasc`, of
/// `ad1` and of `oc3`.
pub const HEADER_XML: [Field; 18] = {
    let mut fields = [CHILD; 18];
    let mut i = 0;
    while i < 7 {
        fields[i] = HEADER[i];
        i += 1;
    }
    fields[0].column = fields[0].column.item("CHILDID", "");
    fields[7] = Field::flag(
        "uasc",
        "UASC",
        "True for an unaccompanied asylum-seeking child.",
    );
    fields[8] = UASC[3];
    i = 0;
    while i < 6 {
        fields[9 + i] = AD1[2 + i];
        i += 1;
    }
    i = 0;
    while i < 3 {
        fields[15 + i] = OC3[2 + i];
        i += 1;
    }
    fields
};

/// The items of a module behind CHILD and DOB: those of its XML element.
pub const fn own(fields: &'static [Field]) -> &'static [Field] {
    after(fields, 2)
}

const fn table(
    name: &'static str,
    comment: &'static str,
    key: &'static [&'static str],
    columns: &'static [ColumnDef],
) -> TableDef {
    TableDef {
        schema: "cla",
        name,
        comment,
        level: TableLevel::Child,
        key,
        columns,
    }
}

const IN_HEADER: ColumnDef = ColumnDef::new(
    "in_header",
    ColumnType::Boolean,
    Plain,
    "False for a child who has rows in other modules and none in header; only child_id, and dob as another module gives it, are then known.",
)
.required();
const UPN_UNKNOWN: ColumnDef = ColumnDef::new(
    "upn_unknown",
    ColumnType::Code,
    Sensitive,
    "Why there is no UPN; returned in its place.",
)
.codes("cla_upn_unknown")
.item("UPN", "");

/// `cla.child`
pub static CHILD_TABLE: TableDef = table(
    "child",
    "One row per child looked after or care leaver of the return (module header).",
    &["child_id"],
    &[
        CHILD_ID,
        IN_HEADER,
        SEX_COLUMN,
        SEX.column,
        HEADER[2].column,
        HEADER[3].column,
        HEADER[4].column,
        UPN_UNKNOWN,
        HEADER[5].column,
        HEADER[6].column,
    ],
);

macro_rules! module_table {
    ($doc:literal, $table:ident, $columns:ident: $n:literal, $name:literal, $no:literal, [$($extra:expr),*], $fields:expr, $comment:literal) => {
        const $columns: [ColumnDef; $n] =
            columns(&[CHILD_ID, number($no), $($extra),*], after(&$fields, 1));
        #[doc = $doc]
        pub static $table: TableDef = table($name, $comment, &["child_id", $no], &$columns);
    };
}

module_table!("`cla.episode`", EPISODE_TABLE, EPISODE_COLUMNS: 14, "episode", "episode_no", [], EPISODE,
    "One row per episode: a stretch of care without a change of legal status, placement or carer. Episodes that ended before 1 April are not in the return.");
module_table!("`cla.review`", REVIEW_TABLE, REVIEW_COLUMNS: 5, "review", "review_no", [], REVIEW,
    "One row per review held.");
module_table!("`cla.uasc`", UASC_TABLE, UASC_COLUMNS: 6, "uasc", "uasc_no", [SEX_COLUMN], UASC,
    "One row per unaccompanied asylum-seeking child.");
module_table!("`cla.oc2`", OC2_TABLE, OC2_COLUMNS: 13, "oc2", "oc2_no", [], OC2,
    "One row per child looked after for twelve months at 31 March: health, conviction, substance misuse. Of this year only.");
module_table!("`cla.oc3`", OC3_TABLE, OC3_COLUMNS: 6, "oc3", "oc3_no", [], OC3,
    "One row per care leaver: touch, activity, accommodation around the birthday. Of this year only.");
module_table!("`cla.ad1`", AD1_TABLE, AD1_COLUMNS: 9, "ad1", "ad1_no", [], AD1,
    "One row per child adopted in the year.");
module_table!("`cla.placed_for_adoption`", PLACED_TABLE, PLACED_COLUMNS: 6, "placed_for_adoption", "placed_for_adoption_no", [], PLACED,
    "One row per decision that a child should be placed for adoption, and its reversal.");
module_table!("`cla.previous_permanence`", PERMANENCE_TABLE, PERMANENCE_COLUMNS: 7, "previous_permanence", "previous_permanence_no", [PERMANENCE_DATE], PERMANENCE,
    "One row per child who started to be looked after: an earlier permanence arrangement, if any.");
module_table!("`cla.missing`", MISSING_TABLE, MISSING_COLUMNS: 6, "missing", "missing_no", [], MISSING,
    "One row per incident of being missing or away without authorisation.");
module_table!("`cla.social_worker`", WORKER_TABLE, WORKER_COLUMNS: 7, "social_worker", "social_worker_no", [], WORKER,
    "One row per spell of a social worker with a child; from 2023-24.");
module_table!("`cla.dolo`", DOLO_TABLE, DOLO_COLUMNS: 5, "dolo", "dolo_no", [], DOLO,
    "One row per deprivation of liberty order; from 2026-27.");

/// Every table, in the order of the modules.
pub static TABLES: &[&TableDef] = &[
    &CHILD_TABLE,
    &EPISODE_TABLE,
    &REVIEW_TABLE,
    &UASC_TABLE,
    &OC2_TABLE,
    &OC3_TABLE,
    &AD1_TABLE,
    &PLACED_TABLE,
    &PERMANENCE_TABLE,
    &MISSING_TABLE,
    &WORKER_TABLE,
    &DOLO_TABLE,
];
