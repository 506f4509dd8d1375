//! Bodies of the fuzz targets in `connectors/fuzz`. An ordinary test replays the kept inputs
//! through the same functions, so that a crash once found stays mended.
//!
//! Each panics where a promise is broken that holds for every input.

use arrow::array::RecordBatch;
use cohort_catalog::{TableDef, TableLevel};

use crate::files::{FileKind, InMemory};
use crate::{Connector, ConnectorError, Finding, Given, Sink, input, sniff};

/// What a fuzzer calls with bytes it made up; it returns, or has found a fault.
pub type Target = fn(&[u8]);

/// A target for each connector, beside those for what they share.
macro_rules! targets {
    ($($name:ident => $connector:expr),+ $(,)?) => {
        $(
            #[doc = concat!("Reads any bytes as files of `", stringify!($connector), "`.")]
            pub fn $name(data: &[u8]) {
                read(&$connector, data);
            }
        )+

        /// Every target: its name, which is also its folder of kept inputs, and its body.
        pub static TARGETS: &[(&str, Target)] = &[
            ("decode", decode),
            ("sniff", sniff_head),
            ("attainment_read", attainment_read),
            $((stringify!($name), $name),)+
        ];
    };
}

targets! {
    attendance_session_read => crate::attendance_session::AttendanceSession,
    attendance_weekly_read => crate::attendance_weekly::AttendanceWeekly,
    ap_census_read => crate::census::ap::ApCensus,
    census_read => crate::census::SchoolCensus,
    cin_read => crate::cin::CinCensus,
    cla_read => crate::cla::LookedAfter,
    ctf_read => crate::ctf::CommonTransferFile,
    ees_read => crate::public::ees::Ees,
    gias_links_read => crate::public::gias::GiasLinks,
    gias_read => crate::public::gias::Gias,
    idaci_read => crate::public::idaci::Idaci,
    local_authority_read => crate::public::local_authority::LocalAuthorities,
    ofsted_read => crate::public::ofsted::Ofsted,
    ons_population_read => crate::public::ons_population::OnsPopulation,
    population_read => crate::public::population::Populations,
    pupil_premium_read => crate::pupil_premium::PupilPremium,
    sen2_read => crate::sen2::Sen2,
    social_care_cohort_read => crate::social_care_cohort::SocialCareCohort,
    statistical_neighbour_read => crate::public::statistical_neighbour::StatisticalNeighbours,
    user_field_read => crate::user_field::UserField,
}

/// Reads any bytes as a result file of each layout.
pub fn attainment_read(data: &[u8]) {
    for layout in crate::attainment::layouts::LAYOUTS {
        read(&crate::attainment::ResultFile(layout), data);
    }
}

/// Reads any bytes as the files of a return: one, or those of a set, one after another with a
/// line between them that begins with a form feed. Every batch has its table's schema, an error
/// says something, and where each child is one row the children counted are the children given.
fn read(connector: &dyn Connector, data: &[u8]) {
    let given = Given {
        la_code: Some(999),
        year: Some(2024),
    };
    let parts = parts(connector, data);
    let files = || match parts.is_empty() {
        true => InMemory::whole(data),
        false => InMemory::new(parts.clone()),
    };
    let identity = match connector.identify(&mut files(), given) {
        Ok(identity) => identity,
        Err(error) => {
            assert!(!error.to_string().is_empty(), "an error says something");
            return;
        }
    };
    let children = connector.tables().iter().copied();
    let mut counter = Counter {
        children: children.clone().find(|t| t.level == TableLevel::Child),
        rows: 0,
    };
    match connector.read(&mut files(), &identity, &mut counter) {
        Ok(summary) if matches!(connector.name(), "cin" | "sen2") => {
            assert_eq!(summary.children, counter.rows, "children counted and given");
        }
        Ok(_) => {}
        Err(error) => assert!(!error.to_string().is_empty(), "an error says something"),
    }
}

/// The files of a set, each kind once and in order; none where `data` is one file.
fn parts(connector: &dyn Connector, data: &[u8]) -> Vec<(FileKind, Vec<u8>)> {
    let mut parts: Vec<(FileKind, Vec<u8>)> = Vec::new();
    for file in data.split(|byte| *byte == 0x0C) {
        let file = file.strip_prefix(b"\n").unwrap_or(file);
        let head = String::from_utf8_lossy(file);
        if let Some(kind @ FileKind::Part(_)) = connector.recognises(&head)
            && parts.iter().all(|(other, _)| *other != kind)
        {
            parts.push((kind, file.to_vec()));
        }
    }
    let place = |kind: &FileKind| {
        let mut parts = connector.parts().iter();
        parts.position(|part| kind.part() == Some(part.name))
    };
    parts.sort_by_key(|(kind, _)| place(kind));
    parts
}

/// Decodes any bytes. What comes out is UTF-8, and the same in pieces of any size.
pub fn decode(data: &[u8]) {
    let mut text = Vec::new();
    let whole = std::io::copy(&mut open(data), &mut text);
    assert!(
        std::str::from_utf8(&text).is_ok() || whole.is_err(),
        "decoded text is UTF-8"
    );
    let mut decoded = open(data);
    let head = decoded.head().map(str::to_owned);
    if whole.is_ok() {
        let head = head.unwrap_or_default();
        assert!(
            text.starts_with(head.as_bytes()),
            "the head is how the text begins"
        );
    }
}

/// Sniffs any text.
pub fn sniff_head(data: &[u8]) {
    if let Ok(head) = std::str::from_utf8(&data[..data.len().min(sniff::HEAD_BYTES)]) {
        match sniff::recognise(head) {
            Ok((connector, kind)) => assert_eq!(
                connector.recognises(head),
                Some(kind),
                "recognised twice alike"
            ),
            Err(error) => assert!(!error.to_string().is_empty(), "an error says something"),
        }
    }
}

fn open(data: &[u8]) -> input::Decoded {
    input::open(Box::new(std::io::Cursor::new(data.to_vec())))
}

struct Counter {
    /// The table that has a row per child.
    children: Option<&'static TableDef>,
    rows: u64,
}

impl Sink for Counter {
    fn batch(&mut self, table: &'static TableDef, rows: RecordBatch) -> Result<(), ConnectorError> {
        assert_eq!(
            rows.schema(),
            table.file_schema(),
            "a batch has its table's schema"
        );
        if self
            .children
            .is_some_and(|children| std::ptr::eq(children, table))
        {
            self.rows += rows.num_rows() as u64;
        }
        Ok(())
    }

    fn finding(&mut self, _: Finding) -> Result<(), ConnectorError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn kept_inputs_break_no_promise() {
        for (name, target) in TARGETS {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("fuzz/corpus")
                .join(name);
            let mut replayed = 0;
            for entry in std::fs::read_dir(&folder).unwrap() {
                target(&std::fs::read(entry.unwrap().path()).unwrap());
                replayed += 1;
            }
            assert!(replayed > 0, "{} holds no input", folder.display());
        }
    }
}
