//! The school census: a file for every school and term, as schools send them to the authority.
//!
//! Spring has ethnicity and types of need; attendance is that of the term before, suspensions
//! those of two terms before. Summer 2020 was not collected, and no census has the attendance
//! from January to July 2020. Whoever left since the attendance collected began, or was
//! suspended in the term collected, is among those no longer on roll.

use super::super::days::{Day, on, write_date};
use super::super::world::Citizen;
use super::super::world::attendance::{CODES, Counts};
use super::super::world::calendar::{Term, age_at_start, census_day, windows};
use super::super::world::career::Spell;
use super::super::world::school::{Kind, School};
use super::super::{Plan, SynthError};
use super::faults::{Planter, returns};
use super::node::Node;
use super::pool::{Frame, given};
use super::truth::{Return, Spot};
use super::{Outputs, Writer};

pub(super) struct Census {
    years: Vec<i16>,
    authorities: Vec<i16>,
    planter: Planter,
}

impl Census {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            years: plan.years.clone().collect(),
            authorities: plan.authorities.clone(),
            planter: Planter::new(plan, 50, returns::CENSUS),
        }
    }
}

/// One census: academic year, term, day.
#[derive(Debug, Clone, Copy)]
struct Collection {
    year: i16,
    term: Term,
    day: Day,
    planter: Planter,
}

impl Writer for Census {
    fn person(&mut self, who: &Citizen, out: &mut Outputs) -> Result<(), SynthError> {
        for spell in &who.spells {
            if !self.authorities.contains(&spell.school.la) {
                continue;
            }
            for year in &self.years {
                for term in Term::ALL {
                    let collection = Collection {
                        year: *year,
                        term,
                        day: census_day(*year, term),
                        planter: self.planter,
                    };
                    if (*year, term) != (2020, Term::Summer) {
                        collection.pupil(who, spell, out)?;
                    }
                }
            }
        }
        Ok(())
    }
}

impl Collection {
    /// Academic year and parts of it whose attendance is collected.
    fn attendance(self) -> (i16, &'static [usize]) {
        match self.term {
            Term::Autumn => (self.year - 1, &[2, 3]),
            Term::Spring => (self.year, &[0]),
            Term::Summer => (self.year, &[1]),
        }
    }

    /// The same of suspensions.
    fn suspensions(self) -> (i16, &'static [usize]) {
        match self.term {
            Term::Autumn => (self.year - 1, &[1]),
            Term::Spring => (self.year - 1, &[2, 3]),
            Term::Summer => (self.year, &[0]),
        }
    }

    fn pupil(self, who: &Citizen, spell: &Spell, out: &mut Outputs) -> Result<(), SynthError> {
        if spell.entry > self.day {
            return Ok(());
        }
        let (year, parts) = self.attendance();
        let began = windows(year)[parts[0]].0;
        let (suspended, terms) = self.suspensions();
        let first_term = windows(suspended)[terms[0]].0;
        if spell.leaving < began.min(first_term) {
            return Ok(());
        }
        let on_roll = spell.contains(self.day);
        let exclusions = self.exclusions(who, spell);
        if !on_roll && spell.leaving < began && exclusions.is_empty() {
            return Ok(());
        }
        let day = self.day.min(spell.leaving);
        let name = if on_roll {
            "PupilOnRoll"
        } else {
            "PupilNoLongerOnRoll"
        };
        let mut pupil = Node::new(name)
            .with(self.identifiers(who, day))
            .with(self.characteristics(who, day, on_roll))
            .with(self.status(who, spell, on_roll));
        if on_roll {
            pupil = pupil.with(self.needs(who, spell));
            let home = Node::new("HomeInformation")
                .text("PostCode", who.postcode_on(day))
                .text(
                    "AddressLine1",
                    format!("{} Fictional Street", who.person().household % 90 + 1),
                );
            pupil = pupil.with(home);
        }
        if !exclusions.is_empty() {
            pupil = pupil.with(Node::new("Exclusions").with_all(exclusions));
        }
        let attendance = self.attended(who, spell);
        if !attendance.is_empty() {
            pupil = pupil.with(Node::new("Attendance").with_all(attendance));
        }
        self.put(who, spell.school, pupil, on_roll, out)
    }

    fn identifiers(self, who: &Citizen, day: Day) -> Node {
        let (upn, former) = who.upn_on(day);
        Node::new("PupilIdentifiers")
            .text_if("UPN", upn)
            .text_if("FormerUPN", former)
            .text_if("UniqueLearnerNumber", who.uln_on(day))
            .code("Surname", who.surname)
            .code("Forename", who.forename)
            .code("MiddleNames", who.middle)
            .date("DOB", who.person().birth)
            .code(if self.year >= 2024 { "Sex" } else { "Gender" }, who.sex())
    }

    fn characteristics(self, who: &Citizen, day: Day, on_roll: bool) -> Node {
        let spring = self.term == Term::Spring;
        let mut node = Node::new("PupilCharacteristics");
        if spring {
            node = node.code("Ethnicity", who.person().ethnicity);
        }
        node = node.code("Language", who.language);
        if !on_roll {
            return node;
        }
        if (0..=2).contains(&who.nc_year(self.year)) {
            node = node.code("SchoolLunchTaken", "true");
        }
        node = node
            .code("ServiceChild", if who.service_family { "Y" } else { "N" })
            .code("PLAA", who.after_care(day));
        if spring && self.year >= 2023 {
            node = node.code("YoungCarer", if who.young_carer { "S" } else { "N" });
        }
        // Periods that have begun; one that has ended more than six years ago is dropped.
        if let Some((start, end)) = who.meals
            && start <= day
            && end > day - 6 * 365
        {
            let period = Node::new("FSMperiod")
                .date("FSMstartDate", start)
                .date_if("FSMendDate", (end < day).then_some(end))
                .code("UKcountry", "ENG");
            node = node.with(Node::new("FSMperiods").with(period));
        }
        node
    }

    fn status(self, who: &Citizen, spell: &Spell, on_roll: bool) -> Node {
        let nc = who.nc_year(self.year);
        let mut node = Node::new("PupilStatus");
        if on_roll {
            node = node
                .code("EnrolStatus", "C")
                .code("TypeOfClass", if nc < 0 { "N" } else { "O" });
        }
        node = node.date("EntryDate", spell.entry);
        if !on_roll {
            node = node.date("LeavingDate", spell.leaving);
        }
        node = node
            .code("PartTime", if nc < 0 { "true" } else { "false" })
            .code("Boarder", "N");
        if on_roll {
            node = node.text("NCyearActual", nc_text(nc));
        } else if self.term == Term::Autumn {
            let left = super::super::world::calendar::academic_year(spell.leaving);
            node = node.text("NCyearLeaving", nc_text(who.nc_year(left)));
        }
        node
    }

    fn needs(self, who: &Citizen, spell: &Spell) -> Node {
        let provision = who.sen.provision(self.day);
        let mut node = Node::new("SpecialEducationalNeeds").code("SENprovision", provision);
        let (unit, resourced) = spell.school.provision();
        if unit || resourced {
            let placed = provision == "E" && who.sen.unit;
            node = node
                .code(
                    "SENunitIndicator",
                    if unit && placed { "true" } else { "false" },
                )
                .code(
                    "ResourcedProvisionIndicator",
                    if resourced && placed { "true" } else { "false" },
                );
        }
        if self.term == Term::Spring && provision != "N" {
            let needs = who.sen.needs.iter().enumerate().map(|(place, need)| {
                Node::new("SENneed")
                    .number("SENtypeRank", place as i32 + 1)
                    .code("SENtype", need)
            });
            node = node.with(Node::new("SENneeds").with_all(needs));
        }
        node
    }

    fn exclusions(self, who: &Citizen, spell: &Spell) -> Vec<Node> {
        let (year, parts) = self.suspensions();
        let days = windows(year);
        let (from, to) = (days[parts[0]].0, days[parts[parts.len() - 1]].1);
        let within = |day: Day| (from..=to).contains(&day) && spell.contains(day);
        let mut nodes = Vec::new();
        let several = self.year >= 2022 || (self.year == 2021 && self.term != Term::Autumn);
        let node = |category, reasons: &[&'static str], start: Day| {
            let node = Node::new("TermlyExclusion").code("Category", category);
            let node = match reasons {
                [one, ..] if !several => node.code("Reason", one),
                _ => reasons
                    .iter()
                    .zip(["Reason1", "Reason2", "Reason3"])
                    .fold(node, |node, (reason, item)| node.code(item, reason)),
            };
            node.date("StartDate", start)
        };
        if spell.entry <= to && spell.leaving >= from {
            let category = if self.year >= 2021 { "SUSP" } else { "FIXD" };
            for one in who.school_year(spell, year).suspensions {
                if within(one.start) {
                    let suspended = node(category, &one.reasons, one.start)
                        .number("Sessions", one.sessions)
                        .code("SENprovision", who.sen.provision(one.start));
                    nodes.push(suspended);
                }
            }
        }
        if let Some(excluded) = who.excluded.filter(|excluded| within(excluded.day)) {
            let excluded = node("PERM", &[excluded.reason], excluded.day)
                .code("SENprovision", who.sen.provision(excluded.day));
            nodes.push(excluded);
        }
        nodes
    }

    fn attended(self, who: &Citizen, spell: &Spell) -> Vec<Node> {
        let (year, parts) = self.attendance();
        let start = age_at_start(who.person().birth, year);
        let (first, last) = (on(i32::from(year) - 1, 8, 1), on(i32::from(year), 7, 31));
        let uncollected = year == 2020 && self.term != Term::Spring;
        if !(4..=15).contains(&start) || uncollected || spell.entry > last || spell.leaving < first
        {
            return Vec::new();
        }
        let school_year = who.school_year(spell, year);
        let mut nodes = Vec::new();
        for part in parts {
            let counts = school_year.windows[*part];
            // The last half term of year 11 is not collected.
            if counts.possible() == 0 || (*part == 3 && start == 15) {
                continue;
            }
            let name = if *part == 3 {
                "SummerHalfTerm2Attendance"
            } else {
                "TermlyAttendance"
            };
            nodes.push(self.sessions(name, &counts));
        }
        nodes
    }

    fn sessions(self, name: &'static str, counts: &Counts) -> Node {
        let mut node = Node::new(name)
            .number("SessionsPossible", counts.possible())
            .number("SessionsAuthorised", counts.authorised())
            .number("SessionsUnauthorised", counts.unauthorised());
        if self.year >= 2021 && self.term != Term::Autumn {
            node = node
                .number("SessionsEducational", counts.educational())
                .number("SessionsExceptional", 0);
        }
        // Until 2020 only reasons of absence, in an item of another name.
        let item = if self.year >= 2021 {
            "Sessions"
        } else {
            "AbsenceSessions"
        };
        let first = if self.year >= 2021 { 0 } else { 5 };
        let details = CODES
            .iter()
            .zip(counts.0)
            .skip(first)
            .filter(|(_, count)| *count > 0);
        let details = details.map(|(code, count)| {
            Node::new("SessionDetail")
                .code("AttendanceReason", code)
                .number(item, count)
        });
        node.with(Node::new("SessionDetails").with_all(details))
    }

    fn put(
        self,
        who: &Citizen,
        school: School,
        mut pupil: Node,
        on_roll: bool,
        out: &mut Outputs,
    ) -> Result<(), SynthError> {
        let (la, term) = (school.la, self.term.code());
        let name = format!(
            "CENSUS/{la}_{}_{term}/{la}{:04}_{}_{term}.xml",
            self.year,
            school.estab(),
            self.year
        );
        let of = Return {
            dataset: "census",
            la_code: la,
            year: self.year,
            part: format!("{term}/{}", school.urn()),
        };
        let (pool, truth) = (&mut out.pool, &mut out.truth);
        if !pool.has(&name) {
            pool.begin(&name, || self.frame(school))?;
            truth.count(&of, "header", 1);
        }
        // Of those no longer on roll it is not known before the end which of the file they are.
        let planted = if on_roll {
            let number = self.term as u64 + 4 * u64::from(school.urn());
            self.planter.plant(&mut pupil, who, self.year, number)
        } else {
            None
        };
        let upn = pupil.below[0].text_of("UPN");
        let mut xml = Vec::new();
        pupil.write_xml(&mut xml, 4, write_date);
        if on_roll {
            let child = pool.append(&name, &xml)?;
            if let Some(planted) = planted {
                let spot = Spot::of_record(child, &upn);
                truth.plant(&of, spot, who, planted.fault)?;
            }
        } else {
            pool.append_later(&name, &xml)?;
        }
        for (table, element) in [
            ("sen_need", "SENneed"),
            ("exclusion", "TermlyExclusion"),
            ("session_detail", "SessionDetail"),
        ] {
            truth.tell(&of, table, who, ("", &upn), pupil.count(element))?;
        }
        truth.tell(
            &of,
            if on_roll { "pupil" } else { "pupil_off_roll" },
            who,
            ("", &upn),
            1,
        )
    }

    fn frame(self, school: School) -> Frame {
        let la = school.la;
        let header = Node::new("Header")
            .with(
                Node::new("CollectionDetails")
                    .code("Collection", "SC")
                    .code("Term", self.term.code())
                    .number(
                        "Year",
                        i32::from(self.year) - i32::from(self.term == Term::Autumn),
                    )
                    .date("ReferenceDate", self.day),
            )
            .with(
                Node::new("Source")
                    .code("SourceLevel", "S")
                    .text("LEA", school.la.to_string())
                    .text("Estab", format!("{:04}", school.estab()))
                    .text("URN", school.urn().to_string())
                    .code("SoftwareCode", "Cohort synthetic")
                    .code("Release", env!("CARGO_PKG_VERSION"))
                    .code("SerialNo", "001")
                    .text("DateTime", {
                        let day = super::super::days::date_text(self.day + 12);
                        format!("{day}T10:00:00")
                    }),
            );
        let (low, high, phase) = match school.kind() {
            Kind::Primary => ("N2", "6", "PS"),
            Kind::Secondary => ("7", "13", "SS"),
            Kind::Special => ("N2", "14", "SP"),
            Kind::ReferralUnit | Kind::College => ("1", "11", "PR"),
        };
        let mut head = b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Message>\n".to_vec();
        header.write_xml(&mut head, 1, write_date);
        let school = school.name().replace('&', "&amp;");
        head.extend_from_slice(
            format!(
                "  <School>\n    <SchoolName>{school}</SchoolName>\n    <Phase>{phase}</Phase>\n    \
                 <HighestNCyear>{high}</HighestNCyear>\n    <LowestNCyear>{low}</LowestNCyear>\n    \
                 <Pupils>\n      <PupilsOnRoll>\n"
            )
            .as_bytes(),
        );
        Frame {
            given: given(la, self.year),
            head,
            middle: b"      </PupilsOnRoll>\n      <PupilsNoLongerOnRoll>\n".to_vec(),
            foot: b"      </PupilsNoLongerOnRoll>\n    </Pupils>\n  </School>\n</Message>\n"
                .to_vec(),
            ..Frame::default()
        }
    }
}

/// A curriculum year as schools write it.
pub(super) fn nc_text(nc: i32) -> String {
    match nc {
        ..=-2 => "N1".to_owned(),
        -1 => "N2".to_owned(),
        0 => "R".to_owned(),
        nc => nc.to_string(),
    }
}
