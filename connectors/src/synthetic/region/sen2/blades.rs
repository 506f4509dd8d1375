//! The nine CSV files of the collection system.

use super::super::super::days::{Day, civil};
use super::super::super::record::Value;
use super::super::node::{Line, Node};

/// A CSV file: element, name of the file, that of its parent, and its columns with the first
/// and last year that has them.
pub(super) struct Module {
    pub(super) element: &'static str,
    pub(super) name: &'static str,
    pub(super) parent: &'static str,
    pub(super) table: &'static str,
    pub(super) columns: &'static [(&'static str, i16, i16)],
}

const ALL: i16 = i16::MAX;

pub(super) const MODULES: [Module; 9] = [
    Module {
        element: "Header",
        name: "sen2",
        parent: "",
        table: "header",
        columns: &[
            ("collection", 0, ALL),
            ("year", 0, ALL),
            ("referencedate", 0, ALL),
            ("sourcelevel", 0, ALL),
            ("lea", 0, ALL),
            ("softwarecode", 0, ALL),
            ("release", 0, ALL),
            ("serialno", 0, ALL),
            ("datetime", 0, ALL),
            ("dmo", 0, ALL),
            ("dco", 0, ALL),
            ("dsco", 2025, ALL),
        ],
    },
    Module {
        element: "Person",
        name: "person",
        parent: "sen2",
        table: "person",
        columns: &[
            ("surname", 0, ALL),
            ("forename", 0, ALL),
            ("personbirthdate", 0, ALL),
            ("gendercurrent", 0, 2023),
            ("sex", 2024, ALL),
            ("ethnicity", 0, ALL),
            ("postcode", 0, ALL),
            ("upn", 0, ALL),
            ("uniquelearnernumber", 0, ALL),
            ("upnunknown", 0, ALL),
        ],
    },
    Module {
        element: "Requests",
        name: "requests",
        parent: "person",
        table: "request",
        columns: &[
            ("receiveddate", 0, ALL),
            ("requestsource", 2025, ALL),
            ("rya", 0, ALL),
            ("requestoutcomedate", 0, ALL),
            ("requestoutcome", 0, ALL),
            ("requestmediation", 0, ALL),
            ("requesttribunal", 0, ALL),
            ("exported", 0, ALL),
        ],
    },
    Module {
        element: "Assessment",
        name: "assessment",
        parent: "requests",
        table: "assessment",
        columns: &[
            ("assessmentoutcome", 0, ALL),
            ("assessmentoutcomedate", 0, ALL),
            ("assessmentmediation", 0, ALL),
            ("assessmenttribunal", 0, ALL),
            ("othermediation", 0, ALL),
            ("othertribunal", 0, ALL),
            ("week20", 0, ALL),
        ],
    },
    Module {
        element: "NamedPlan",
        name: "namedplan",
        parent: "assessment",
        table: "named_plan",
        columns: &[
            ("startdate", 0, ALL),
            ("planres", 0, ALL),
            ("planwbp", 0, ALL),
            ("pb", 0, ALL),
            ("oa", 0, ALL),
            ("dp", 0, ALL),
            ("ceasedate", 0, ALL),
            ("ceasereason", 0, ALL),
        ],
    },
    Module {
        element: "PlanDetail",
        name: "plandetail",
        parent: "namedplan",
        table: "plan_detail",
        columns: &[
            ("urn", 0, ALL),
            ("ukprn", 0, ALL),
            ("sensetting", 0, ALL),
            ("sensettingother", 0, ALL),
            ("placementrank", 0, ALL),
            ("senunitindicator", 0, ALL),
            ("resourcedprovisionindicator", 0, ALL),
        ],
    },
    Module {
        element: "ActivePlans",
        name: "activeplans",
        parent: "requests",
        table: "active_plan",
        columns: &[
            ("transferla", 0, ALL),
            ("res", 0, 2023),
            ("wbp", 0, 2023),
            ("reviewmeeting", 2024, ALL),
            ("reviewoutcome", 2024, ALL),
            ("reviewdraft", 2025, ALL),
            ("phasetransferduedate", 2025, ALL),
            ("phasetransferfinaldate", 2025, ALL),
            ("lastreview", 0, ALL),
        ],
    },
    Module {
        element: "PlacementDetail",
        name: "placementdetail",
        parent: "activeplans",
        table: "placement",
        columns: &[
            ("urn", 0, ALL),
            ("ukprn", 0, ALL),
            ("sensetting", 0, ALL),
            ("sensettingother", 0, ALL),
            ("placementrank", 0, ALL),
            ("entrydate", 0, ALL),
            ("leavingdate", 0, ALL),
            ("attendancepattern", 0, 2023),
            ("senunitindicator", 0, ALL),
            ("resourcedprovisionindicator", 0, ALL),
            ("res", 2024, ALL),
            ("wbp", 2024, ALL),
        ],
    },
    Module {
        element: "SENneed",
        name: "senneed",
        parent: "activeplans",
        table: "need",
        columns: &[("sentype", 0, ALL), ("sentyperank", 0, ALL)],
    },
];

/// Rows so far of a return, by module.
pub(super) type Counts = [u64; MODULES.len()];

impl Module {
    pub(super) fn columns(&self, year: i16) -> impl Iterator<Item = &'static str> {
        let shown = move |column: &&(&'static str, i16, i16)| column.1 <= year && year <= column.2;
        self.columns.iter().filter(shown).map(|column| column.0)
    }

    pub(super) fn line(
        &self,
        node: &Node,
        year: i16,
        id: &str,
        sequence: u64,
        parent: &str,
    ) -> Vec<u8> {
        let mut line = Line::default();
        line.add(id).add(id).add(&sequence.to_string()).add("1");
        if !self.parent.is_empty() {
            line.add(parent);
        }
        for column in self.columns(year) {
            match node.item(column) {
                Some(Value::Date(day)) => line.add(&export_date(*day)),
                Some(value) => {
                    let mut text = Vec::new();
                    value.write(&mut text);
                    line.add(&String::from_utf8_lossy(&text))
                }
                None => line.add(""),
            };
        }
        line.end().to_vec()
    }
}

/// As the collection system exports dates: `2022-Sep-28 00:00:00`.
fn export_date(day: Day) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (year, month, of_month) = civil(day);
    let month = MONTHS[(month - 1) as usize % 12];
    format!("{year:04}-{month}-{of_month:02} 00:00:00")
}

/// A person's rows on their way into the files.
pub(super) struct Blades<'a> {
    pub(super) year: i16,
    pub(super) counts: &'a mut Counts,
    pub(super) lines: Vec<(usize, Vec<u8>)>,
}

impl Blades<'_> {
    pub(super) fn add(&mut self, node: &Node, parent: &str) {
        let Some(module) = MODULES
            .iter()
            .position(|module| module.element == node.name)
        else {
            return;
        };
        self.counts[module] += 1;
        let number = self.counts[module];
        let id = format!("{}{number}", &MODULES[module].name[..2]);
        let line = MODULES[module].line(node, self.year, &id, number, parent);
        self.lines.push((module, line));
        for below in &node.below {
            self.add(below, &id);
        }
    }
}
