//! What only one school of each authority gives: its first primary school's daily marks and
//! its Common Transfer File of results.
//!
//! - `SESSIONS/990_900000_2023-24.csv`: one row per pupil, day and session. The marks of a
//!   part of the year are those that the census of that school counts, except that `/` and
//!   `\` are told apart by the time of day here, and in the census near half and half.
//! - `CTF/9902000_CTF_990LLLL_024.xml`: results of the pupils on roll in May, as in the files
//!   of results of the authority. Subjects and components of phonics and the multiplication
//!   check are assumed, as its description says.

use super::super::days::{date_text, on, write_date};
use super::super::rng::{Dice, Purpose};
use super::super::world::Citizen;
use super::super::world::attendance::CODES;
use super::super::world::calendar::{is_school_day, school_days, windows};
use super::super::world::career::Spell;
use super::super::world::results::Test;
use super::super::world::school::School;
use super::super::{Plan, SynthError};
use super::attainment::{Assessment, area, results_day, takes_phonics};
use super::census::nc_text;
use super::faults::{Planter, returns, sheets};
use super::node::Node;
use super::pool::{Frame, given};
use super::sheet::{SheetFile, SheetRow, append};
use super::truth::{Return, Spot};
use super::{Outputs, Writer};

pub(super) struct OneSchool {
    seed: u64,
    years: Vec<i16>,
    authorities: Vec<i16>,
    sessions: bool,
    transfer: bool,
    mark_faults: Planter,
    pupil_faults: Planter,
}

impl OneSchool {
    pub(super) fn new(plan: &Plan, sessions: bool, transfer: bool) -> Self {
        Self {
            seed: plan.seed,
            years: plan.years.clone().collect(),
            authorities: plan.authorities.clone(),
            sessions,
            transfer,
            mark_faults: Planter::new(plan, 40, sheets::SESSIONS),
            pupil_faults: Planter::new(plan, 41, returns::CTF),
        }
    }
}

impl Writer for OneSchool {
    fn person(&mut self, who: &Citizen, out: &mut Outputs) -> Result<(), SynthError> {
        for spell in &who.spells {
            let la = spell.school.la;
            if spell.school != School::primary(la, 0, 0) || !self.authorities.contains(&la) {
                continue;
            }
            for year in &self.years {
                if self.sessions {
                    self.marks(who, spell, *year, out)?;
                }
                if self.transfer && spell.contains(results_day(*year)) {
                    self.transferred(who, spell, *year, out)?;
                }
            }
        }
        Ok(())
    }
}

impl OneSchool {
    fn marks(
        &self,
        who: &Citizen,
        spell: &Spell,
        year: i16,
        out: &mut Outputs,
    ) -> Result<(), SynthError> {
        let (first, last) = (on(i32::from(year) - 1, 8, 1), on(i32::from(year), 7, 31));
        if spell.entry > last || spell.leaving < first {
            return Ok(());
        }
        let (la, urn) = (spell.school.la, spell.school.urn());
        let name = format!("SESSIONS/{la}_{urn}_{}-{:02}.csv", year - 1, year % 100);
        let of = Return {
            dataset: "attendance_session",
            la_code: la,
            year,
            part: urn.to_string(),
        };
        let file = SheetFile {
            name: &name,
            of: &of,
            table: "session",
            local_id: "",
        };
        let school_year = who.school_year(spell, year);
        let thing = who.person().number * 4_096 + year as u64 % 64 * 64 + 63;
        let mut dice = Dice::new(self.seed, who.home.la_code, thing, Purpose::Attendance);
        let upn = who.upn_on(spell.leaving.min(last)).0.unwrap_or_default();
        let mut marks = Vec::new();
        for (part, (from, to)) in windows(year).into_iter().enumerate() {
            let days = (from.max(spell.entry), to.min(spell.leaving));
            let mut slots: Vec<(i32, usize, Option<&str>)> = (days.0..=days.1)
                .filter(|day| is_school_day(*day))
                .flat_map(|day| [(day, 0, None), (day, 1, None)])
                .collect();
            debug_assert_eq!(slots.len() as i32, 2 * school_days(days.0, days.1));
            let within = |day| (from..=to).contains(&day);
            let suspensions = school_year.suspensions.iter();
            for suspension in suspensions.filter(|one| within(one.start)) {
                let out_of_school = slots.iter_mut().filter(|slot| slot.0 >= suspension.start);
                for slot in out_of_school.take(suspension.sessions.max(0) as usize) {
                    slot.2 = Some("E");
                }
            }
            let counts = school_year.windows[part];
            let mut free: Vec<usize> = (0..slots.len())
                .filter(|slot| slots[*slot].2.is_none())
                .collect();
            for (code, count) in CODES.iter().zip(counts.0) {
                if matches!(*code, "/" | "\\" | "E") {
                    continue;
                }
                for _ in 0..count {
                    if free.is_empty() {
                        break;
                    }
                    let place = free.swap_remove(dice.below(free.len() as u32) as usize);
                    slots[place].2 = Some(code);
                }
            }
            for (day, half, code) in slots {
                let code = code.unwrap_or(["/", "\\"][half]);
                let mut row = SheetRow::default();
                row.add("upn", &upn);
                row.add("urn", urn);
                row.add("date", date_text(day));
                row.add("session", ["AM", "PM"][half]);
                row.add("code", code);
                marks.push(row);
            }
        }
        // At most one mark of a pupil, so that as many pupils have one as in other files.
        let spoiled = dice.below(marks.len() as u32) as usize;
        let mut own = 0;
        for (place, row) in marks.into_iter().enumerate() {
            let planter = (place == spoiled).then_some(&self.mark_faults);
            let row = append(out, file, planter, who, spell.entry as u64, row)?;
            let told = row.value("upn");
            if told == upn {
                own += 1;
            } else {
                out.truth.tell(&of, "session", who, ("", told), 1)?;
            }
        }
        out.truth.tell(&of, "session", who, ("", &upn), own)
    }

    fn transferred(
        &self,
        who: &Citizen,
        spell: &Spell,
        year: i16,
        out: &mut Outputs,
    ) -> Result<(), SynthError> {
        let results = results(who, year);
        if results.is_empty() {
            return Ok(());
        }
        let (la, estab) = (spell.school.la, spell.school.estab());
        let name = format!("CTF/{la}{estab:04}_CTF_{la}LLLL_{:03}.xml", year % 100);
        out.pool.begin(&name, || {
            let header = Node::new("Header")
                .code("DocumentName", "Common Transfer File")
                .text("CTFversion", format!("{}.0", year % 100))
                .text("DateTime", format!("{year}-07-08T14:03:00"))
                .code("DocumentQualifier", "partial")
                .code("DataDescriptor", "Results")
                .code("SupplierID", "Cohort synthetic")
                .with(
                    Node::new("SourceSchool")
                        .text("LEA", la.to_string())
                        .text("Estab", format!("{estab:04}"))
                        .text("SchoolName", spell.school.name())
                        .text("AcademicYear", (year - 1).to_string()),
                )
                .with(
                    Node::new("DestSchool")
                        .text("LEA", la.to_string())
                        .code("Estab", "LLLL"),
                );
            let mut head = b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<CTfile>\n".to_vec();
            header.write_xml(&mut head, 1, write_date);
            head.extend_from_slice(b"  <CTFpupilData>\n");
            Frame {
                given: given(la, year),
                head,
                foot: b"  </CTFpupilData>\n</CTfile>\n".to_vec(),
                ..Frame::default()
            }
        })?;
        let basic = Node::new("BasicDetails")
            .text_if("FormerUPN", who.upn_on(results_day(year)).1)
            .text("NCyearActual", nc_text(who.nc_year(year)));
        let rows = results.len();
        let mut stages = Node::new("StageAssessments");
        for (stage, result) in results {
            let same = stages
                .below
                .last_mut()
                .filter(|node| node.items[0].1 == super::super::record::Value::Code(stage));
            match same {
                Some(node) => node.below.push(result),
                None => stages
                    .below
                    .push(Node::new("KeyStage").code("Stage", stage).with(result)),
            }
        }
        let sex = if year >= 2024 { "Sex" } else { "Gender" };
        let mut pupil = Node::new("Pupil")
            .text_if("UPN", who.upn_on(results_day(year)).0)
            .code("Surname", who.surname)
            .code("Forename", who.forename)
            .date("DOB", who.person().birth)
            .code(sex, who.sex())
            .with(basic)
            .with(stages);
        let planted = self.pupil_faults.plant(&mut pupil, who, year, 0);
        let mut xml = Vec::new();
        pupil.write_xml(&mut xml, 2, write_date);
        let number = out.pool.append(&name, &xml)?;
        let of = Return {
            dataset: "ctf",
            la_code: la,
            year,
            part: spell.school.urn().to_string(),
        };
        let upn = pupil.text_of("UPN");
        if let Some(planted) = planted {
            let spot = Spot::of_record(number, &upn);
            out.truth.plant(&of, spot, who, planted.fault)?;
        }
        out.truth.tell(&of, "pupil", who, ("", &upn), 1)?;
        out.truth.tell(&of, "result", who, ("", &upn), rows)
    }
}

/// Stage and result, by stage.
fn results(who: &Citizen, year: i16) -> Vec<(&'static str, Node)> {
    let nc = who.nc_year(year);
    let mut results = Vec::new();
    let mut add = |stage, subject, component: String, method, qualifier, result: String| {
        let node = Node::new("StageAssessment")
            .code("Locale", "ENG")
            .number("Year", i32::from(year))
            .code("Subject", subject)
            .code("Method", method)
            .text("Component", component)
            .code("ResultStatus", "R")
            .code("ResultQualifier", qualifier)
            .text("Result", result);
        results.push((stage, node));
    };
    if Assessment::Eyfsp.is_taken(nc, year) {
        for (place, goal) in who.profile(year).goals.iter().enumerate() {
            let component = format!("E{:02}", place + 1);
            add(
                "EYF",
                area(place),
                component,
                "FA",
                "FD",
                (*goal).to_owned(),
            );
        }
    }
    if Assessment::Phonics.is_taken(nc, year) && takes_phonics(who, year) {
        let check = who.phonics(year, nc == 2);
        if let Some(mark) = check.mark {
            add("KS1", "PHO", "PHO".to_owned(), "TT", "NM", mark.to_string());
        }
        add(
            "KS1",
            "PHO",
            "PHO".to_owned(),
            "TT",
            "NY",
            check.outcome.to_owned(),
        );
    }
    if Assessment::Ks1.is_taken(nc, year) {
        let subjects = [
            ("ENG", "REA"),
            ("ENG", "WRI"),
            ("MAT", "MAT"),
            ("SCI", "SCI"),
        ];
        for ((subject, component), outcome) in subjects.into_iter().zip(who.ks1(year)) {
            add(
                "KS1",
                subject,
                component.to_owned(),
                "TA",
                "NC",
                outcome.to_owned(),
            );
        }
    }
    if Assessment::Mtc.is_taken(nc, year) {
        let result = who.tables_check(year);
        let result = result.map_or_else(str::to_owned, |mark| mark.to_string());
        add("KS2", "MAT", "MTC".to_owned(), "TT", "NM", result);
    }
    if Assessment::Ks2.is_taken(nc, year) {
        let ks2 = who.ks2(year);
        let mut test = |subject, component: &str, test: &Test| {
            let result = test
                .score
                .map_or(test.outcome.to_owned(), |score| score.to_string());
            add("KS2", subject, component.to_owned(), "TT", "NB", result);
        };
        test("ENG", "REA", &ks2.reading);
        test("ENG", "GPS", &ks2.grammar);
        test("MAT", "MAT", &ks2.mathematics);
        add(
            "KS2",
            "ENG",
            "WRI".to_owned(),
            "TA",
            "NC",
            ks2.writing.to_owned(),
        );
        add(
            "KS2",
            "SCI",
            "SCI".to_owned(),
            "TA",
            "NC",
            ks2.science.to_owned(),
        );
    }
    results
}
