//! The CSV form: one file per module, known by its columns and joined by table ids.
//!
//! Every table of the export has an id of its own and its parent's: `requeststableid` in the
//! assessments is that of a request. The working files of the pre-submission workbook know
//! `persontableid` and `requeststableid` only; what hangs deeper hangs from the one record of
//! its parent's kind within the request. Rows are put together to the same records that the
//! XML form gives, so that both forms become rows by the same code.

mod held;
mod join;

use super::schema::Module;
use super::{Intakes, Reading};
use crate::csv::{self, normal};
use crate::error::ConnectorError;
use crate::files::{FileKind, Files, Part, place_of};
use crate::layout::Style;
use crate::value::{DateForm, DateForms};
use crate::xml::record::Record;
use crate::{Identity, Sink, Summary};

use join::Joined;

/// The files of a set, in the order of [`Module::ALL`].
pub(super) static PARTS: [Part; 9] = {
    let mut parts = [Part {
        name: "",
        required: false,
    }; 9];
    let mut index = 0;
    while index < BLADES.len() {
        parts[index].name = BLADES[index].name;
        parts[index].required = matches!(BLADES[index].module, Module::Person);
        index += 1;
    }
    parts
};

/// Dates come as `2022-Sep-28 00:00:00`; working files write them as spreadsheets do.
const STYLE: Style = Style {
    dates: DateForms {
        expected: &[DateForm::MonthName],
        accepted: &[
            DateForm::Iso,
            DateForm::IsoTime,
            DateForm::DayFirst,
            DateForm::DayFirstTime,
            DateForm::DayFirstDash,
            DateForm::Serial,
        ],
    },
    nulls: &[],
};

/// How a row finds what it hangs from.
#[derive(Debug, Clone, Copy)]
enum Via {
    /// By the parent's own id.
    Id(Module),
    /// By the request's id: the one record of this kind within it.
    Within(Module),
}

/// One file of the set. Columns are named as [`normal`] gives them.
#[derive(Debug)]
struct Blade {
    name: &'static str,
    module: Module,
    /// The column with the table's own id.
    id: &'static str,
    /// The columns with a parent's id, the best first; a file must have one, if there are any.
    parents: &'static [(&'static str, Via)],
    /// Columns by which the file is known.
    has: &'static [&'static str],
    /// A column that another file with all of those has.
    lacks: Option<&'static str>,
}

const PERSON_ID: &str = "PERSONTABLEID";
const REQUEST_ID: &str = "REQUESTSTABLEID";
const ASSESSMENT_ID: &str = "ASSESSMENTTABLEID";
const NAMED_PLAN_ID: &str = "NAMEDPLANTABLEID";
const ACTIVE_PLAN_ID: &str = "ACTIVEPLANSTABLEID";

static BLADES: [Blade; 9] = [
    Blade {
        name: "sen2",
        module: Module::Header,
        id: "SEN2TABLEID",
        parents: &[],
        has: &["SEN2TABLEID", "LEA", "REFERENCEDATE"],
        lacks: None,
    },
    Blade {
        name: "person",
        module: Module::Person,
        id: PERSON_ID,
        parents: &[],
        has: &[PERSON_ID, "SURNAME", "PERSONBIRTHDATE"],
        lacks: None,
    },
    Blade {
        name: "requests",
        module: Module::Request,
        id: REQUEST_ID,
        parents: &[(PERSON_ID, Via::Id(Module::Person))],
        has: &["RECEIVEDDATE", "REQUESTOUTCOME"],
        lacks: None,
    },
    Blade {
        name: "assessment",
        module: Module::Assessment,
        id: ASSESSMENT_ID,
        parents: &[(REQUEST_ID, Via::Id(Module::Request))],
        has: &["ASSESSMENTOUTCOME"],
        lacks: None,
    },
    Blade {
        name: "namedplan",
        module: Module::NamedPlan,
        id: NAMED_PLAN_ID,
        parents: &[
            (ASSESSMENT_ID, Via::Id(Module::Assessment)),
            (REQUEST_ID, Via::Within(Module::Assessment)),
        ],
        has: &["STARTDATE", "CEASEDATE"],
        lacks: None,
    },
    Blade {
        name: "plandetail",
        module: Module::PlanDetail,
        id: "PLANDETAILTABLEID",
        parents: &[
            (NAMED_PLAN_ID, Via::Id(Module::NamedPlan)),
            (REQUEST_ID, Via::Within(Module::NamedPlan)),
        ],
        has: &["SENSETTING", "PLACEMENTRANK"],
        lacks: Some("ENTRYDATE"),
    },
    Blade {
        name: "activeplans",
        module: Module::ActivePlan,
        id: ACTIVE_PLAN_ID,
        parents: &[(REQUEST_ID, Via::Id(Module::Request))],
        has: &["TRANSFERLA", "LASTREVIEW"],
        lacks: None,
    },
    Blade {
        name: "placementdetail",
        module: Module::Placement,
        id: "PLACEMENTDETAILTABLEID",
        parents: &[
            (ACTIVE_PLAN_ID, Via::Id(Module::ActivePlan)),
            (REQUEST_ID, Via::Within(Module::ActivePlan)),
        ],
        has: &["SENSETTING", "PLACEMENTRANK", "ENTRYDATE"],
        lacks: None,
    },
    Blade {
        name: "senneed",
        module: Module::Need,
        id: "SENNEEDTABLEID",
        parents: &[
            (ACTIVE_PLAN_ID, Via::Id(Module::ActivePlan)),
            (REQUEST_ID, Via::Within(Module::ActivePlan)),
        ],
        has: &["SENTYPE", "SENTYPERANK"],
        lacks: None,
    },
];

impl Blade {
    /// Whether these are its columns.
    fn has_header<'h>(&self, names: impl Iterator<Item = &'h str>) -> bool {
        let names: Vec<String> = names.map(normal).collect();
        let holds = |name: &str| names.iter().any(|each| each == name);
        self.has.iter().all(|name| holds(name))
            && !self.lacks.is_some_and(holds)
            && (self.parents.is_empty() || self.parents.iter().any(|(name, _)| holds(name)))
    }
}

/// Which part of the set a file is that begins with `head`.
pub(super) fn recognise(head: &str) -> Option<&'static str> {
    let headers = csv::headers(head);
    let mut headers = headers.iter();
    headers.find_map(|header| {
        let mut blades = BLADES.iter();
        let found = blades.find(|blade| blade.has_header(header.iter().map(String::as_str)));
        found.map(|blade| blade.name)
    })
}

/// The first row of the file `sen2`; an empty record where there is no such file or row.
pub(super) fn header(files: &mut dyn Files) -> Result<Record, ConnectorError> {
    let mut intakes = Intakes::whole(super::schema::FIRST_YEAR, STYLE);
    let mut joined = Joined::default();
    if let Some(place) = place_of(files, BLADES[0].name) {
        let input = files.open(place)?;
        let part = joined.read(&BLADES[0], input, intakes.of(Module::Header));
        part.map_err(|error| error.in_kind(FileKind::Part(BLADES[0].name)))?;
    }
    let mut record = Record::default();
    joined.header(&mut record);
    Ok(record)
}

/// Reads the set.
pub(super) fn read(
    files: &mut dyn Files,
    identity: &Identity,
    sink: &mut dyn Sink,
) -> Result<Summary, ConnectorError> {
    let names = PARTS.each_ref().map(|part| part.name);
    let mut reading = Reading::new(Intakes::parts(identity.year, STYLE, names), identity);
    let mut joined = Joined::default();
    for blade in &BLADES {
        let kind = FileKind::Part(blade.name);
        let Some(place) = place_of(files, blade.name) else {
            if blade.module == Module::Person {
                return Err(ConnectorError::PartMissing { part: blade.name });
            }
            continue;
        };
        let intake = reading.intakes.of(blade.module);
        let part = joined.read(blade, files.open(place)?, intake);
        part.map_err(|error| error.in_kind(kind))?;
        reading.intakes.hand_on(sink)?;
    }
    joined.forget_ids();
    let mut record = Record::default();
    let mut read = 0;
    for row in 0..joined.rows(Module::Person) {
        record.clear();
        read += joined.person(row, &mut record);
        if let Some(root) = record.root() {
            reading.person(root, read, sink)?;
        }
    }
    record.clear();
    joined.header(&mut record);
    reading.finish(record.root(), sink)
}
