//! The SEN2 person-level return, as XML and as the nine CSV files of the collection system.
//!
//! One folder per authority and year, `SEN2/990_2024/`: the XML file and, under `blades/`,
//! the same return as CSV. Layouts 1.1 (2023), 1.2 (2024) and 1.3 (from 2025). Assumed, with
//! the guide's own doubts: `DMO`, `DCO` and `DSCO` stand between header and persons, and
//! direct payments have the letters E, H, S.

use std::collections::BTreeMap;

use super::super::days::{Day, age, civil, on, write_date};
use super::super::record::Value;
use super::super::world::Citizen;
use super::super::world::calendar::{Term, census_day, first_school_day};
use super::super::world::school::School;
use super::super::world::sen::{Assessment, EhcPlan, Request};
use super::super::{Plan, SynthError};
use super::faults::{Planted, Planter, returns};
use super::node::{Line, Node, heading};
use super::pool::{Frame, given};
use super::truth::{Return, Spot};
use super::{Outputs, Writer};

/// First return of persons.
const FIRST_YEAR: i16 = 2023;

/// A CSV file: element, name of the file, that of its parent, and its columns with the first
/// and last year that has them.
struct Module {
    element: &'static str,
    name: &'static str,
    parent: &'static str,
    table: &'static str,
    columns: &'static [(&'static str, i16, i16)],
}

const ALL: i16 = i16::MAX;

const MODULES: [Module; 9] = [
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
type Counts = [u64; MODULES.len()];

pub(super) struct Sen2 {
    years: Vec<i16>,
    authorities: Vec<i16>,
    returns: BTreeMap<(i16, i16), Counts>,
    planter: Planter,
}

impl Sen2 {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            years: plan
                .years
                .clone()
                .filter(|year| *year >= FIRST_YEAR)
                .collect(),
            authorities: plan.authorities.clone(),
            returns: BTreeMap::new(),
            planter: Planter::new(plan, 60, returns::SEN2),
        }
    }
}

impl Writer for Sen2 {
    fn person(&mut self, who: &Citizen, out: &mut Outputs) -> Result<(), SynthError> {
        if who.sen.requests.is_empty() {
            return Ok(());
        }
        let moved = who.moved.map(|moved| moved.la);
        for year in self.years.clone() {
            for la in std::iter::once(who.home.la_code).chain(moved) {
                if let Some(mut person) = view(who, la, year) {
                    let planted = self.planter.plant(&mut person, who, year, la as u64);
                    self.put(who, &person, planted, la, year, out)?;
                }
            }
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut Outputs) -> Result<(), SynthError> {
        // An authority without a single person returns an empty file.
        for year in &self.years {
            for la in &self.authorities {
                begin(*la, *year, out)?;
                out.truth.count(&of(*la, *year), "header", 1);
            }
        }
        Ok(())
    }
}

fn of(la_code: i16, year: i16) -> Return {
    Return {
        dataset: "sen2",
        la_code,
        year,
        part: String::new(),
    }
}

fn folder(la: i16, year: i16) -> String {
    format!("SEN2/{la}_{year}")
}

fn xml_name(la: i16, year: i16) -> String {
    format!("{}/{la}_SEN2_{year}.xml", folder(la, year))
}

fn blade_name(la: i16, year: i16, module: &str) -> String {
    format!(
        "{}/blades/Blade-Export_03-02-{year}_{module}.csv",
        folder(la, year)
    )
}

impl Sen2 {
    fn put(
        &mut self,
        who: &Citizen,
        person: &Node,
        planted: Option<Planted>,
        la: i16,
        year: i16,
        out: &mut Outputs,
    ) -> Result<(), SynthError> {
        begin(la, year, out)?;
        let mut xml = Vec::new();
        person.write_xml(&mut xml, 2, write_date);
        let child = out.pool.append(&xml_name(la, year), &xml)?;
        let counts = self.returns.entry((la, year)).or_default();
        let before = *counts;
        let mut blades = Blades {
            year,
            counts,
            lines: Vec::new(),
        };
        blades.add(person, "1");
        for (module, line) in blades.lines {
            out.pool
                .append(&blade_name(la, year, MODULES[module].name), &line)?;
        }
        let local = counts[1].to_string();
        let upn = person.text_of("UPN");
        let modules = MODULES.iter().zip(before).skip(1);
        for (module, rows_before) in modules {
            let rows = person.count(module.element);
            out.truth
                .tell(&of(la, year), module.table, who, (&local, &upn), rows)?;
            let own = planted.filter(|planted| planted.fault.record == module.element);
            if let Some(Planted { fault, nth }) = own {
                let spot = Spot {
                    file: module.name,
                    // After the heading and the rows of the persons before.
                    line: rows_before + nth + 2,
                    child,
                    local_id: &local,
                };
                out.truth.plant(&of(la, year), spot, who, fault)?;
            }
        }
        Ok(())
    }
}

/// Begins the files of a return.
fn begin(la: i16, year: i16, out: &mut Outputs) -> Result<(), SynthError> {
    let header = header(la, year);
    out.pool.begin(&xml_name(la, year), || {
        let mut head = b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Message>\n".to_vec();
        header.write_xml(&mut head, 1, write_date);
        for (item, ..) in MODULES[0].columns[9..]
            .iter()
            .filter(|column| column.1 <= year)
        {
            let item = item.to_uppercase();
            head.extend_from_slice(format!("  <{item}>1</{item}>\n").as_bytes());
        }
        head.extend_from_slice(b"  <Persons>\n");
        Frame {
            given: given(la, year),
            head,
            foot: b"  </Persons>\n</Message>\n".to_vec(),
            ..Frame::default()
        }
    })?;
    for module in &MODULES {
        out.pool.begin(&blade_name(la, year, module.name), || {
            let (name, parent) = (module.name, module.parent);
            let mut columns = vec![
                format!("{name}tableid"),
                "NativeId".to_owned(),
                format!("{name}orderseqcolumn"),
                "sourceid".to_owned(),
            ];
            if !parent.is_empty() {
                columns.push(format!("{parent}tableid"));
            }
            columns.extend(module.columns(year).map(str::to_owned));
            let mut head = heading(columns.iter().map(String::as_str));
            if parent.is_empty() {
                let mut flat = Node::new("Header")
                    .flag("dmo", true)
                    .flag("dco", true)
                    .flag("dsco", true);
                flat.items
                    .extend(header.below.iter().flat_map(|node| node.items.clone()));
                head.extend_from_slice(&module.line(&flat, year, "1", 1, ""));
            }
            Frame {
                given: given(la, year),
                second_form: true,
                head,
                ..Frame::default()
            }
        })?;
    }
    Ok(())
}

fn header(la: i16, year: i16) -> Node {
    let day = census_day(year, Term::Spring);
    let collection = Node::new("CollectionDetails")
        .code("Collection", "SEN2")
        .number("Year", i32::from(year))
        .date("ReferenceDate", day);
    let source = Node::new("Source")
        .code("SourceLevel", "L")
        .text("LEA", la.to_string())
        .code("SoftwareCode", "Cohort synthetic")
        .code("Release", env!("CARGO_PKG_VERSION"))
        .code("SerialNo", "001")
        .text("DateTime", format!("{year}-02-03T09:00:00"));
    Node::new("Header").with(collection).with(source)
}

impl Module {
    fn columns(&self, year: i16) -> impl Iterator<Item = &'static str> {
        let shown = move |column: &&(&'static str, i16, i16)| column.1 <= year && year <= column.2;
        self.columns.iter().filter(shown).map(|column| column.0)
    }

    fn line(&self, node: &Node, year: i16, id: &str, sequence: u64, parent: &str) -> Vec<u8> {
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

struct Blades<'a> {
    year: i16,
    counts: &'a mut Counts,
    lines: Vec<(usize, Vec<u8>)>,
}

impl Blades<'_> {
    fn add(&mut self, node: &Node, parent: &str) {
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

/// The person as the return shows it; `None` when it is not in that return.
fn view(who: &Citizen, la: i16, year: i16) -> Option<Node> {
    let year_view = YearView {
        who,
        la,
        year,
        day: census_day(year, Term::Spring),
        from: on(i32::from(year) - 1, 1, 1),
        to: on(i32::from(year) - 1, 12, 31),
    };
    let requests: Vec<_> = who
        .sen
        .requests
        .iter()
        .filter_map(|request| year_view.request(request))
        .collect();
    (!requests.is_empty()).then(|| year_view.person().with_all(requests))
}

struct YearView<'a> {
    who: &'a Citizen<'a>,
    la: i16,
    year: i16,
    /// Census day.
    day: Day,
    /// The calendar year before it.
    from: Day,
    to: Day,
}

impl YearView<'_> {
    fn person(&self) -> Node {
        let (who, day) = (self.who, self.day);
        let person = who.person();
        let (upn, uln) = (who.upn_on(day).0, who.uln_on(day));
        let unknown = if upn.is_none() && uln.is_none() {
            let years = age(person.birth, day);
            Some(match years {
                ..=5 => "UN1",
                _ if !who.spells.is_empty() => "UN8",
                _ if person.schooling.unknown == Some("UN3") => "UN3",
                16.. => "UN9",
                _ => "UN2",
            })
        } else {
            None
        };
        let node = Node::new("Person")
            .code("Surname", who.surname)
            .code("Forename", who.forename)
            .date("PersonBirthDate", person.birth);
        let node = match (self.year, who.sex()) {
            (..=2023, "F") => node.code("GenderCurrent", "2"),
            (..=2023, _) => node.code("GenderCurrent", "1"),
            (_, sex) => node.code("Sex", sex),
        };
        let node = node
            .code("Ethnicity", person.ethnicity)
            .text("PostCode", who.postcode_on(day))
            .text_if("UPN", upn)
            .text_if("UniqueLearnerNumber", uln);
        node.text_if("UPNunknown", unknown.map(str::to_owned))
    }

    fn in_period(&self, day: Day) -> bool {
        (self.from..=self.to).contains(&day)
    }

    fn is_here(&self, day: Day) -> bool {
        self.who.la_on(day) == self.la
    }

    fn request(&self, request: &Request) -> Option<Node> {
        if request.is_pending(self.day) {
            return self
                .is_here(request.received)
                .then(|| self.pending(request));
        }
        match &request.assessment {
            Some(assessment) => match &assessment.plan {
                Some(plan) => self.planned(request, assessment, plan),
                None => {
                    let shown = self.in_period(assessment.day) && self.is_here(assessment.day);
                    shown.then(|| {
                        let refused = self.assessed(assessment, "N");
                        self.asked(request, request.outcome).with(refused)
                    })
                }
            },
            None => {
                let shown = self.in_period(request.decided) && self.is_here(request.decided);
                shown.then(|| self.asked(request, request.outcome))
            }
        }
    }

    fn asked(&self, request: &Request, outcome: &'static str) -> Node {
        let node = Node::new("Requests").date("ReceivedDate", request.received);
        let node = if self.year >= 2025 {
            node.number("RequestSource", i32::from(request.source))
        } else {
            node
        };
        let told = matches!(outcome, "Y" | "N").then_some(request.decided);
        let node = node
            .flag("RYA", false)
            .date_if("RequestOutcomeDate", told)
            .code("RequestOutcome", outcome);
        if told.is_none() {
            // Nothing more is asked of what is undecided or withdrawn.
            return node;
        }
        node.flag("RequestMediation", request.mediation)
            .flag("RequestTribunal", request.tribunal)
    }

    fn pending(&self, request: &Request) -> Node {
        if request.decided > self.day {
            return self.asked(request, "A");
        }
        let undecided = Node::new("Assessment").code("AssessmentOutcome", "A");
        self.asked(request, request.outcome).with(undecided)
    }

    fn assessed(&self, assessment: &Assessment, outcome: &'static str) -> Node {
        let refused = outcome == "N";
        Node::new("Assessment")
            .code("AssessmentOutcome", outcome)
            .date("AssessmentOutcomeDate", assessment.day)
            .flag("AssessmentMediation", refused && assessment.mediation)
            .flag("AssessmentTribunal", refused && assessment.tribunal)
            .flag("OtherMediation", !refused && assessment.mediation)
            .flag("OtherTribunal", !refused && assessment.tribunal)
            .flag("Week20", assessment.exception)
    }

    /// A request that led to a plan: shown while the plan is open here on census day, and in
    /// the return after it ceased here.
    fn planned(&self, request: &Request, assessment: &Assessment, plan: &EhcPlan) -> Option<Node> {
        let moved = self.who.moved;
        let (mut from, mut to, mut reason) = (plan.start, plan.end, plan.reason);
        if let Some(moved) = moved {
            if self.la == moved.la {
                from = from.max(moved.day);
            } else if moved.day < to {
                (to, reason) = (moved.day, 5);
            }
        }
        let open = from <= self.day && self.day < to;
        let ceased = from < to && self.in_period(to);
        if !open && !ceased {
            return None;
        }
        let own = self.in_period(plan.start) && self.is_here(request.received);
        let (requested, assessed) = if own {
            (
                self.asked(request, request.outcome),
                self.assessed(assessment, "Y"),
            )
        } else {
            // An old plan, or another authority's.
            (
                Node::new("Requests").code("RequestOutcome", "H"),
                Node::new("Assessment").code("AssessmentOutcome", "H"),
            )
        };
        let last = if open { self.day } else { to - 1 };
        let named = Node::new("NamedPlan").date("StartDate", plan.start);
        let named = if plan.residential {
            named.code("PlanRes", "A")
        } else {
            named
        };
        let named = named.flag("PB", plan.personal_budget).flag("OA", false);
        let named = if plan.personal_budget {
            named.code("DP", "E")
        } else {
            named
        };
        let named = if ceased {
            named
                .date("CeaseDate", to)
                .number("CeaseReason", i32::from(reason))
        } else {
            named
        };
        let named = named.with(self.setting("PlanDetail", last, plan));
        let node = requested.with(assessed.with(named));
        Some(if open {
            node.with(self.active(plan))
        } else {
            node
        })
    }

    fn active(&self, plan: &EhcPlan) -> Node {
        let mut node = Node::new("ActivePlans");
        if let Some(moved) = self.who.moved
            && moved.la == self.la
            && self.in_period(moved.day)
        {
            node = node.text("TransferLA", self.who.home.la_code.to_string());
        }
        if let Some((meeting, decision)) = plan.last_review(self.day) {
            if self.year >= 2024 {
                node = node.date("ReviewMeeting", meeting);
                if let Some(decision) = decision {
                    let outcome = if decision % 3 == 0 { "A" } else { "M" };
                    node = node.code("ReviewOutcome", outcome);
                }
            }
            node = node.date_if("LastReview", decision);
        }
        let needs = self.who.sen.needs.iter().enumerate().map(|(place, need)| {
            Node::new("SENneed")
                .code("SENtype", need)
                .number("SENtypeRank", place as i32 + 1)
        });
        node.with(self.setting("PlacementDetail", self.day, plan))
            .with_all(needs)
    }

    /// Where the person is on `day`, as the plan names it or as placed.
    fn setting(&self, element: &'static str, day: Day, plan: &EhcPlan) -> Node {
        let (who, year) = (self.who, super::super::world::calendar::academic_year(day));
        let (mut node, mut entry) = (Node::new(element), plan.start);
        let mut flags = None;
        let choice = who.person().number % 10;
        match who.spell_on(day) {
            Some(spell) => {
                node = node.text("URN", spell.school.urn().to_string());
                entry = spell.entry;
                let (unit, resourced) = spell.school.provision();
                flags = (unit || resourced)
                    .then_some((unit && who.sen.unit, resourced && who.sen.unit));
            }
            None => match who.nc_year(year) {
                ..=0 => node = node.code("SENsetting", "EYP"),
                12.. if choice < 7 => {
                    node = node.text("URN", School::college(self.la).urn().to_string());
                    let sixteen = year - (who.nc_year(year) - 12) as i16;
                    entry = first_school_day(sixteen);
                }
                12.. => node = node.code("SENsetting", "NEET"),
                _ if choice < 5 => node = node.code("SENsetting", "EHE"),
                _ => node = node.code("SENsetting", "OLA"),
            },
        }
        node = node.number("PlacementRank", 1);
        let placed = element == "PlacementDetail";
        if placed {
            node = node.date("EntryDate", entry.min(day));
            if self.year == 2023 {
                node = node.code("AttendancePattern", "FT");
            }
        }
        if let Some((unit, resourced)) = flags {
            node = node
                .flag("SENunitIndicator", unit)
                .flag("ResourcedProvisionIndicator", resourced);
        }
        if placed && self.year >= 2024 && plan.residential {
            node = node.code("Res", "A");
        }
        node
    }
}
