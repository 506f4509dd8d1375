//! The tables a school census return fills, and the items behind their columns.
//!
//! Every table of pupils begins with the term, the school and `pupil_no`. Numbers count in file
//! order; together with the import they identify a row, whatever else a file leaves out or
//! repeats.

pub(crate) mod groups;
pub(crate) mod header;
pub(crate) mod items;

use cohort_catalog::table::{
    ColumnDef, ColumnType, Sensitivity, Sensitivity::Plain, Sensitivity::Sensitive, TableDef,
    TableLevel,
};

use crate::layout::{Field, columns};
pub(crate) use crate::layout::{place, place_of_item};

use groups::*;
use header::HEADER_FIELDS;
use items::{PUPIL, PUPIL_COLUMNS};

const fn plain(name: &'static str, ty: ColumnType, comment: &'static str) -> ColumnDef {
    ColumnDef::new(name, ty, Plain, comment)
}

const TERM: ColumnDef = plain(
    "term",
    ColumnType::Code,
    "Term of the census: AUT, SPR, SUM; 601 to 606 for the half-term attendance collections of old.",
)
.codes("census_term")
.required();
const URN: ColumnDef = plain(
    "urn",
    ColumnType::Code,
    "Unique reference number of the school that made the return.",
)
.item("URN", "");
const ESTAB: ColumnDef = plain(
    "estab",
    ColumnType::Code,
    "Number of the school within its authority, four digits.",
)
.item("Estab", "");
const PUPIL_NO: ColumnDef = ColumnDef::new(
    "pupil_no",
    ColumnType::Int,
    Sensitive,
    "Number of the pupil in the file, counted from 1 over pupils on roll and no longer on roll alike.",
)
.required();
const ON_ROLL_FLAG: ColumnDef = ColumnDef::new(
    "on_roll",
    ColumnType::Boolean,
    Sensitive,
    "Whether the pupil was on roll on census day; otherwise the pupil had left.",
)
.required();
const FSM_ELIGIBLE: ColumnDef = ColumnDef::new(
    "fsm_eligible",
    ColumnType::Boolean,
    Sensitivity::Sensitive,
    "Whether a period of eligibility for free school meals under the rules of England covers census day. NULL where not collected (no longer on roll) or where a period cannot be placed.",
);
const NC_YEAR_INFERRED: ColumnDef = ColumnDef::new(
    "nc_year_inferred",
    ColumnType::Int,
    Sensitive,
    "National Curriculum year by date of birth: N1 is -2, N2 -1, R 0. Beside nc_year, never instead of it.",
);
const TOTALS_FROM_REASONS: ColumnDef = ColumnDef::new(
    "totals_from_reasons",
    ColumnType::Boolean,
    Sensitive,
    "Whether a total that the file leaves out was summed from its reasons.",
)
.required();

const fn number(name: &'static str, comment: &'static str) -> ColumnDef {
    ColumnDef::new(name, ColumnType::Int, Sensitive, comment).required()
}

const BLOCK: ColumnDef = number(
    "block",
    "Attendance window. 1: the term before; of an autumn census the summer term from Easter Monday to the spring bank holiday. 2: the rest of the summer term, to 31 July.",
);

/// The first columns of every table of pupils.
const PUPIL_KEYS: [ColumnDef; 5] = [TERM, URN, ESTAB, PUPIL_NO, ON_ROLL_FLAG];

const fn child(
    name: &'static str,
    comment: &'static str,
    key: &'static [&'static str],
    columns: &'static [ColumnDef],
) -> TableDef {
    TableDef {
        schema: "census",
        name,
        comment,
        level: TableLevel::Child,
        key,
        columns,
    }
}

/// Columns of a table whose rows are numbered within the pupil by `no`.
const fn numbered<const N: usize>(no: ColumnDef, fields: &[Field]) -> [ColumnDef; N] {
    let [a, b, c, d, e] = PUPIL_KEYS;
    columns(&[a, b, c, d, e, no], fields)
}

/// Columns of a table of an attendance window.
const fn in_window<const N: usize>(next: ColumnDef, fields: &[Field]) -> [ColumnDef; N] {
    let [a, b, c, d, e] = PUPIL_KEYS;
    columns(&[a, b, c, d, e, BLOCK, next], fields)
}

const PUPIL_TABLE_COLUMNS: [ColumnDef; 7 + PUPIL_COLUMNS] = {
    let [a, b, c, d, e] = PUPIL_KEYS;
    let (own, _) = PUPIL.split_at(PUPIL_COLUMNS);
    columns(&[a, b, c, d, e, FSM_ELIGIBLE, NC_YEAR_INFERRED], own)
};

/// One row per file.
pub static HEADER: TableDef = TableDef {
    schema: "census",
    name: "header",
    comment: "One row per school and term: the header of the file and what it says of the school. The census day counted with is census_day.",
    level: TableLevel::Return,
    key: &["term", "estab"],
    columns: &columns::<{ 4 + HEADER_FIELDS.len() }>(
        &[
            TERM,
            URN,
            ESTAB,
            plain(
                "census_day",
                ColumnType::Date,
                "Census day counted with: the header's, or where it says none that of the term and year.",
            ),
        ],
        HEADER_FIELDS,
    ),
};

/// One row per pupil.
pub static PUPIL_TABLE: TableDef = child(
    "pupil",
    "One row per pupil of a school, on roll or no longer on roll. A child registered twice has two rows: count where on_roll and enrol_status is not S.",
    &["term", "estab", "pupil_no"],
    &PUPIL_TABLE_COLUMNS,
);

/// Periods of eligibility for free school meals.
pub static FSM_PERIOD_TABLE: TableDef = child(
    "fsm_period",
    "One row per period of eligibility for free school meals.",
    &["term", "estab", "pupil_no", "period_no"],
    &numbered::<{ 6 + FSM_FIELDS.len() }>(
        number(
            "period_no",
            "Number of the period within the pupil, from 1 in file order.",
        ),
        FSM_FIELDS,
    ),
);

/// Types of special educational need.
pub static SEN_NEED_TABLE: TableDef = child(
    "sen_need",
    "One row per type of special educational need of a pupil; spring only.",
    &["term", "estab", "pupil_no", "need_no"],
    &numbered::<{ 6 + SEN_NEED_FIELDS.len() }>(
        number(
            "need_no",
            "Number of the need within the pupil, from 1 in file order; the published order is rank.",
        ),
        SEN_NEED_FIELDS,
    ),
);

/// Suspensions and permanent exclusions.
pub static EXCLUSION_TABLE: TableDef = child(
    "exclusion",
    "One row per suspension or permanent exclusion. Reported two terms after it happened: the start date says when, not the file. One that was withdrawn is missing from the next return.",
    &["term", "estab", "pupil_no", "exclusion_no"],
    &numbered::<{ 6 + EXCLUSION_COLUMNS }>(
        number(
            "exclusion_no",
            "Number of the exclusion within the pupil, from 1 in file order.",
        ),
        EXCLUSION_FIELDS.split_at(EXCLUSION_COLUMNS).0,
    ),
);

/// Session totals of an attendance window.
pub static ABSENCE_TABLE: TableDef = child(
    "absence",
    "One row per pupil and attendance window: totals of sessions (half days). Attendance is a term in arrears: spring returns the autumn term, summer the spring term, autumn the summer term.",
    &["term", "estab", "pupil_no", "block"],
    &in_window::<{ 7 + ABSENCE_FIELDS.len() }>(TOTALS_FROM_REASONS, ABSENCE_FIELDS),
);

/// Sessions by register code.
pub static SESSION_TABLE: TableDef = child(
    "session",
    "One row per pupil, attendance window and register code.",
    &["term", "estab", "pupil_no", "block", "session_no"],
    &SESSION_COLUMN_LIST,
);

const REASON: usize = place(SESSION_FIELDS, "reason");
const SESSION_COLUMN_LIST: [ColumnDef; 7 + SESSION_COLUMNS] = {
    let mut list = in_window(
        number(
            "session_no",
            "Number of the row within pupil and window, from 1 in file order.",
        ),
        SESSION_FIELDS.split_at(SESSION_COLUMNS).0,
    );
    list[7 + REASON] = SESSION_FIELDS[REASON].column.codes("census_session_reason");
    list
};

/// Admissions to alternative provision.
pub static AP_ADMISSION_TABLE: TableDef = child(
    "ap_admission",
    "One row per admission of a pupil to a pupil referral unit or alternative provision school; from 2022.",
    &["term", "estab", "pupil_no", "admission_no"],
    &numbered::<{ 6 + ADMISSION_FIELDS.len() }>(
        number(
            "admission_no",
            "Number of the admission within the pupil, from 1 in file order.",
        ),
        ADMISSION_FIELDS,
    ),
);

/// Placements that the school arranged.
pub static AP_PLACEMENT_TABLE: TableDef = child(
    "ap_placement",
    "One row per placement in alternative provision that the school arranged; from autumn 2022. Placements that the authority arranged are in the alternative provision census.",
    &["term", "estab", "pupil_no", "placement_no"],
    &numbered::<{ 6 + PLACEMENT_FIELDS.len() }>(
        number(
            "placement_no",
            "Number of the placement within the pupil, from 1 in file order.",
        ),
        PLACEMENT_FIELDS,
    ),
);

/// Learner support.
pub static SUPPORT_TABLE: TableDef = child(
    "learner_support",
    "One row per kind of support paid to a learner after year 11; spring and summer.",
    &["term", "estab", "pupil_no", "support_no"],
    &numbered::<{ 6 + SUPPORT_FIELDS.len() }>(
        number(
            "support_no",
            "Number of the row within the pupil, from 1 in file order.",
        ),
        SUPPORT_FIELDS,
    ),
);

/// Learner funding and monitoring codes.
pub static FAM_TABLE: TableDef = child(
    "learner_fam",
    "One row per funding and monitoring code of a learner, such as tutoring; from 2022.",
    &["term", "estab", "pupil_no", "fam_no"],
    &numbered::<{ 6 + FAM_FIELDS.len() }>(
        number(
            "fam_no",
            "Number of the row within the pupil, from 1 in file order.",
        ),
        FAM_FIELDS,
    ),
);

const FUNDING_BASIS_FIELDS: [Field; 1] = [PUPIL[place(PUPIL, "funding_basis")]];

/// Why a two-year-old's hours are funded.
pub static FUNDING_BASIS_TABLE: TableDef = child(
    "funding_basis",
    "One row per ground on which a two-year-old's hours are funded; from 2018.",
    &["term", "estab", "pupil_no", "basis_no"],
    &numbered::<{ 6 + FUNDING_BASIS_FIELDS.len() }>(
        number(
            "basis_no",
            "Number of the ground within the pupil, from 1 in file order.",
        ),
        &FUNDING_BASIS_FIELDS,
    ),
);

/// Programmes and learning aims of learners after year 11.
pub static LEARNING_AIM_TABLE: TableDef = child(
    "learning_aim",
    "One row per programme, and one per learning aim, of a learner after year 11; autumn only. Programmes from 2022.",
    &["term", "estab", "pupil_no", "row_no"],
    &LEARNING_AIM_COLUMNS,
);

const LEARNING_AIM_COLUMNS: [ColumnDef; 8 + AIM_FIELDS.len()] = {
    let [a, b, c, d, e] = PUPIL_KEYS;
    columns(
        &[
            a,
            b,
            c,
            d,
            e,
            number(
                "row_no",
                "Number of the row within the pupil, from 1 in file order, a programme before its aims.",
            ),
            ColumnDef::new(
                "programme_no",
                ColumnType::Int,
                Sensitive,
                "Number of the programme within the pupil, from 1 in file order; NULL for an aim that stands in none.",
            ),
            ColumnDef::new(
                "is_programme",
                ColumnType::Boolean,
                Sensitive,
                "Whether the row is the programme itself and no aim in it.",
            )
            .required(),
        ],
        AIM_FIELDS,
    )
};

/// Every table, in the order in which [`crate::rows::Tables`] holds them.
pub static TABLES: &[&TableDef] = &[
    &HEADER,
    &PUPIL_TABLE,
    &FSM_PERIOD_TABLE,
    &SEN_NEED_TABLE,
    &EXCLUSION_TABLE,
    &ABSENCE_TABLE,
    &SESSION_TABLE,
    &AP_ADMISSION_TABLE,
    &AP_PLACEMENT_TABLE,
    &SUPPORT_TABLE,
    &FAM_TABLE,
    &FUNDING_BASIS_TABLE,
    &LEARNING_AIM_TABLE,
];

/// Places in [`TABLES`].
pub(crate) mod at {
    pub(crate) const HEADER: usize = 0;
    pub(crate) const PUPIL: usize = 1;
    pub(crate) const FSM_PERIOD: usize = 2;
    pub(crate) const SEN_NEED: usize = 3;
    pub(crate) const EXCLUSION: usize = 4;
    pub(crate) const ABSENCE: usize = 5;
    pub(crate) const SESSION: usize = 6;
    pub(crate) const AP_ADMISSION: usize = 7;
    pub(crate) const AP_PLACEMENT: usize = 8;
    pub(crate) const SUPPORT: usize = 9;
    pub(crate) const FAM: usize = 10;
    pub(crate) const FUNDING_BASIS: usize = 11;
    pub(crate) const LEARNING_AIM: usize = 12;
}

/// The items of each table. An item that is folded into another table stands with that one.
pub(crate) fn items() -> Vec<(&'static TableDef, &'static [Field])> {
    vec![
        (&HEADER, HEADER_FIELDS),
        (&PUPIL_TABLE, PUPIL),
        (&FSM_PERIOD_TABLE, FSM_FIELDS),
        (&SEN_NEED_TABLE, SEN_NEED_FIELDS),
        (&EXCLUSION_TABLE, EXCLUSION_FIELDS),
        (&ABSENCE_TABLE, ABSENCE_FIELDS),
        (&SESSION_TABLE, SESSION_FIELDS),
        (&AP_ADMISSION_TABLE, ADMISSION_FIELDS),
        (&AP_PLACEMENT_TABLE, PLACEMENT_FIELDS),
        (&SUPPORT_TABLE, SUPPORT_FIELDS),
        (&FAM_TABLE, FAM_FIELDS),
        (&FUNDING_BASIS_TABLE, &FUNDING_BASIS_FIELDS),
        (&LEARNING_AIM_TABLE, AIM_FIELDS),
    ]
}
