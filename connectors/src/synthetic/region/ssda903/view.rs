//! What a year's return shows of a child.

use super::super::super::days::{CensusYear, age, birthday, civil, working_day_until};
use super::super::super::rng::{Dice, Purpose};
use super::super::super::world::Citizen;
use super::super::super::world::care::{Care, Episode};
use super::super::node::Node;
use super::WORKERS_FROM;

/// A child in the return of a year.
pub(super) struct View<'a> {
    pub(super) seed: u64,
    pub(super) who: &'a Citizen<'a>,
    pub(super) year: CensusYear,
    /// The child's number in the return.
    pub(super) id: String,
}

impl View<'_> {
    /// The child's rows of all modules, that of the header first; none when the child is not
    /// in the return.
    pub(super) fn rows(&self) -> Vec<Node> {
        let (who, year) = (self.who, &self.year);
        let shown = |care: &&Care| care.start <= year.end && care.end >= year.start;
        let periods: Vec<_> = who.care.iter().filter(shown).collect();
        let mut rows = Vec::new();
        for care in &periods {
            self.episodes(care, &mut rows);
            self.reviews(care, &mut rows);
            self.incidents(care, &mut rows);
            if year.year >= WORKERS_FROM {
                self.workers(care, &mut rows);
            }
            self.adoption(care, &mut rows);
            if care.start <= year.start && care.end > year.end && !care.is_short_breaks() {
                rows.push(self.outcomes());
            }
        }
        if let Some(care) = periods.iter().find(|care| year.contains(care.start)) {
            rows.push(self.permanence(care));
        }
        if periods.iter().any(|care| care.asylum) {
            let adult = who.person().adult;
            let row = self.born("uasc").code("SEX", self.sex());
            rows.push(row.date_if("DUC", (adult <= year.end).then_some(adult)));
        }
        rows.extend(self.leaver());
        if rows.is_empty() {
            return rows;
        }
        rows.insert(0, self.header());
        rows
    }

    fn dice(&self, purpose: u64) -> Dice {
        let number = self.who.person().number * 4_096 + self.year.year as u64 % 64 * 64 + purpose;
        Dice::new(self.seed, self.who.home.la_code, number, Purpose::Returned)
    }

    fn sex(&self) -> &'static str {
        match (self.who.sex(), self.year.year) {
            ("F", ..2025) => "2",
            (_, ..2025) => "1",
            (sex, _) => sex,
        }
    }

    fn row(&self, module: &'static str) -> Node {
        Node::new(module).text("CHILD", self.id.clone())
    }

    fn born(&self, module: &'static str) -> Node {
        self.row(module).date("DOB", self.who.person().birth)
    }

    fn header(&self) -> Node {
        let (who, end) = (self.who, self.year.end);
        let person = who.person();
        // The permanent number as soon as there is one, so that it differs from no earlier
        // return.
        let permanent = super::super::super::population::upn(who.home, person);
        let first = who.spells.first().map(|spell| spell.entry);
        let school_age = super::super::super::year_view::is_of_school_age(person.birth, &self.year);
        let row = self.born("header").code("SEX", self.sex());
        let row = row.code("ETHNIC", person.ethnicity);
        let row = match (first, permanent) {
            (Some(first), Some(upn)) if first <= end => row.text("UPN", upn),
            _ if !school_age => row.code("UPN", "UN1"),
            _ if person.asylum => row.code("UPN", "UN3"),
            _ => row.code("UPN", "UN2"),
        };
        if who.sex() == "M" {
            return row;
        }
        let mut dice = Dice::new(
            self.seed,
            who.home.la_code,
            person.number,
            Purpose::Returned,
        );
        let mother = dice.per_mille(25);
        let child = birthday(person.birth, 16) + dice.between(0, 1_000);
        if mother && child <= end {
            row.flag("MOTHER", true).date("MC_DOB", child)
        } else {
            row.flag("MOTHER", false)
        }
    }

    fn episodes(&self, care: &Care, rows: &mut Vec<Node>) {
        let year = &self.year;
        for episode in &care.episodes {
            if episode.start > year.end || episode.end < year.start {
                continue;
            }
            let mut row = self
                .row("episodes")
                .date("DECOM", episode.start)
                .code("RNE", episode.reason)
                .code("LS", episode.status)
                .code("CIN", care.need);
            if !episode.placement.kind.is_empty() {
                row = row.code("PLACE", episode.placement.kind);
            }
            if !episode.placement.provider.is_empty() {
                row = row.code("PLACE_PROVIDER", episode.placement.provider);
            }
            if episode.end <= year.end {
                row = row.date("DEC", episode.end).code("REC", episode.ceased);
                if !episode.change.is_empty() {
                    row = row.code("REASON_PLACE_CHANGE", episode.change);
                }
            }
            if !care.asylum {
                row = row.text("HOME_POST", self.who.home_postcode(care.start));
            }
            rows.push(self.place(care, episode, row));
        }
    }

    fn place(&self, care: &Care, episode: &Episode, row: Node) -> Node {
        let placement = &episode.placement;
        let row = match placement.kind {
            "" => return row,
            "P1" => row.text("PL_POST", self.who.home_postcode(care.start)),
            _ => row.text("PL_POST", self.who.placement_postcode(placement.number)),
        };
        if !placement.has_urn() {
            return row;
        }
        // The register of homes and agencies has no numbers from SC900000 on.
        let thing = self.who.person().number * 64 + u64::from(placement.number);
        let number = 900_000 + super::super::super::rng::mix(thing) % 100_000;
        row.text("URN", format!("SC{number}"))
    }

    /// The first within 20 working days, the second within three months, later ones within six.
    fn reviews(&self, care: &Care, rows: &mut Vec<Node>) {
        if care.is_short_breaks() {
            return;
        }
        let mut dice = care.dice.clone();
        let mut day = care.start + dice.between(10, 26);
        let mut later = (75, 88);
        while day < care.end && day <= self.year.end {
            let held = working_day_until(day).max(care.start + 1);
            let code = match age(self.who.person().birth, held) {
                ..=3 => "PN0",
                4..=7 => dice.code(&[(3, "PN3"), (3, "PN5"), (3, "PN6"), (1, "PN7")]),
                _ => dice.code(&[
                    (50, "PN1"),
                    (8, "PN2"),
                    (6, "PN3"),
                    (2, "PN4"),
                    (14, "PN5"),
                    (16, "PN6"),
                    (4, "PN7"),
                ]),
            };
            if self.year.contains(held) {
                rows.push(
                    self.born("reviews")
                        .date("REVIEW", held)
                        .code("REVIEW_CODE", code),
                );
            }
            day += dice.between(later.0, later.1);
            later = (150, 176);
        }
    }

    fn incidents(&self, care: &Care, rows: &mut Vec<Node>) {
        let mut dice = care.dice.clone();
        if care.is_short_breaks() || !dice.per_mille(220) {
            return;
        }
        let mut day = care.start + dice.between(5, 300);
        while day < care.end - 5 {
            let back = day + dice.band(&[(6, 0, 1), (2, 2, 3)]);
            let old_enough = age(self.who.person().birth, day) >= 10;
            if old_enough && day <= self.year.end && back >= self.year.start {
                let row = self
                    .born("missing")
                    .code("MISSING", "M")
                    .date("MIS_START", day);
                rows.push(row.date_if("MIS_END", (back <= self.year.end).then_some(back)));
            }
            day = back + 1 + dice.between(3, 200);
        }
    }

    fn workers(&self, care: &Care, rows: &mut Vec<Node>) {
        let mut dice = care.dice.clone();
        let reaches_back = if self.year.year >= 2025 { 365 } else { 0 };
        let (mut start, mut reason) = (care.worked_from, "FCONTA");
        while start < care.end && start <= self.year.end {
            let end = (start + dice.between(90, 700)).min(care.end);
            let id = format!("SW{:06}", 100_000 + dice.below(900_000));
            if end >= self.year.start - reaches_back {
                let row = self
                    .born("social_worker")
                    .text("SW_ID", id)
                    .date("SW_DECOM", start);
                let row = row.date_if("SW_DEC", (end <= self.year.end).then_some(end));
                rows.push(row.code("SW_REASON", reason));
            }
            start = end;
            reason = dice.code(&[
                (34, "LEFTRL"),
                (30, "TSPROC"),
                (14, "MANAGE"),
                (8, "ORGRST"),
                (7, "ABSENC"),
                (1, "CHCHAN"),
                (1, "PCCHAN"),
                (5, "OTHERS"),
            ]);
        }
    }

    fn adoption(&self, care: &Care, rows: &mut Vec<Node>) {
        let Some(adoption) = care.adoption else {
            return;
        };
        if adoption.decided <= self.year.end {
            rows.push(
                self.born("placed_for_adoption")
                    .date("DATE_PLACED", adoption.decided),
            );
        }
        if !self.year.contains(care.end) {
            return;
        }
        let (number, sex, status) = match self.who.person().number % 8 {
            0 => (1, "F1", "L0"),
            1 => (2, "MM", "L12"),
            2 => (2, "MF", "L3"),
            _ => (2, "MF", "L11"),
        };
        let row = self
            .born("ad1")
            .date("DATE_INT", adoption.decided)
            .date("DATE_MATCH", adoption.matched)
            .flag("FOSTER_CARE", false)
            .number("NB_ADOPTR", number)
            .code("SEX_ADOPTR", sex)
            .code("LS_ADOPTR", status);
        rows.push(row);
    }

    /// Health and behaviour of a child looked after for twelve months.
    fn outcomes(&self) -> Node {
        let (mut dice, years) = (self.dice(11), age(self.who.person().birth, self.year.end));
        let mut row = self.born("oc2");
        if (4..=16).contains(&years) {
            row = if dice.per_mille(810) {
                row.number(
                    "SDQ_SCORE",
                    dice.band(&[(52, 0, 13), (13, 14, 16), (35, 17, 35)]),
                )
            } else {
                row.code(
                    "SDQ_REASON",
                    dice.code(&[(4, "SDQ2"), (2, "SDQ3"), (4, "SDQ4"), (3, "SDQ5")]),
                )
            };
        }
        if years >= 10 {
            row = row.flag("CONVICTED", dice.per_mille(30));
        }
        if years < 5 {
            row = row.flag("HEALTH_CHECK", dice.per_mille(890));
        }
        let misuse = years >= 12 && dice.per_mille(60);
        row = row
            .flag("IMMUNISATIONS", dice.per_mille(830))
            .flag("TEETH_CHECK", dice.per_mille(780))
            .flag("HEALTH_ASSESSMENT", dice.per_mille(900))
            .flag("SUBSTANCE_MISUSE", misuse);
        if misuse {
            let received = dice.per_mille(450);
            row = row.flag("INTERVENTION_RECEIVED", received);
            if !received {
                row = row.flag("INTERVENTION_OFFERED", dice.per_mille(800));
            }
        }
        row
    }

    fn permanence(&self, care: &Care) -> Node {
        let mut dice = self.dice(12);
        let row = self.born("previous_permanence");
        let length = care.start - self.who.person().birth;
        if length < 1_200 || !dice.per_mille(70) {
            return row.code("PREV_PERM", "Z1");
        }
        let (year, month, _) = civil(self.who.person().birth + length / 2);
        let date = match dice.below(3) {
            0 => "zz/zz/zzzz".to_owned(),
            _ => format!("zz/{month:02}/{year:04}"),
        };
        let kind = dice.code(&[(2, "P1"), (5, "P2"), (4, "P3")]);
        row.code("PREV_PERM", kind)
            .text("LA_PERM", self.who.home.la_code.to_string())
            .text("DATE_PERM", date)
    }

    /// The row of a care leaver whose 17th to 21st birthday lies in the year.
    fn leaver(&self) -> Option<Node> {
        let (who, year) = (self.who, &self.year);
        let person = who.person();
        let reached = (17..=21).find(|years| year.contains(birthday(person.birth, *years)))?;
        let periods: Vec<_> = who
            .care
            .iter()
            .filter(|care| !care.is_short_breaks())
            .collect();
        let last = periods.last()?;
        let independent = matches!(last.ceased(), "E5" | "E6" | "E7" | "E8" | "E17");
        let (fourteen, sixteen) = (birthday(person.birth, 14), birthday(person.birth, 16));
        let days: i32 = periods
            .iter()
            .map(|care| (care.end - care.start.max(fourteen)).max(0))
            .sum();
        // Out of care on the birthday already, and a child that is still in care has no row.
        let qualifies = independent
            && last.end <= birthday(person.birth, reached)
            && last.end > sixteen
            && days >= 91
            && who.is_there(year.end);
        if !qualifies {
            return None;
        }
        let mut dice = self.dice(13);
        let row = self.born("oc3");
        let touch = dice.code(&[(90, "YES"), (5, "NO"), (3, "REFU"), (2, "NREQ")]);
        let row = row.code("IN_TOUCH", touch);
        if touch != "YES" {
            return Some(row.code("ACTIV", "0").code("ACCOM", "0"));
        }
        let activity = if year.year >= 2022 {
            dice.code(&[
                (7, "F1"),
                (26, "F2"),
                (4, "F4"),
                (20, "F5"),
                (3, "P2"),
                (4, "P5"),
                (12, "G4"),
                (20, "G5"),
                (6, "G6"),
            ])
        } else {
            dice.code(&[
                (7, "F1"),
                (26, "F2"),
                (24, "F3"),
                (3, "P2"),
                (4, "P3"),
                (12, "G4"),
                (20, "G5"),
                (6, "G6"),
            ])
        };
        let stays = last.ceased() == "E17" && (18..=20).contains(&reached);
        let home = if stays && dice.per_mille(700) {
            "Z1"
        } else {
            dice.code(&[
                (14, "B1"),
                (5, "C1"),
                (20, "D1"),
                (6, "E1"),
                (6, "K1"),
                (2, "T1"),
                (36, "U1"),
                (2, "U2"),
                (1, "V2"),
                (2, "W2"),
                (2, "S2"),
                (3, "X2"),
            ])
        };
        Some(row.code("ACTIV", activity).code("ACCOM", home))
    }

    /// The child as an element of the XML form.
    pub(super) fn xml(&self, rows: &[Node]) -> Node {
        let mut header = Node::new("HEADER");
        let mut below = Vec::new();
        let mut episodes = Vec::new();
        let asylum = rows.iter().any(|row| row.name == "uasc");
        for row in rows {
            let mut items = row.items.clone();
            if row.name == "header" {
                items[0].0 = "CHILDID";
                header.items.extend(items);
                header = header.flag("UASC", asylum);
                continue;
            }
            items.retain(|item| !matches!(item.0, "CHILD" | "DOB" | "SEX"));
            let group = match row.name {
                "uasc" | "ad1" | "oc3" => {
                    header.items.extend(items);
                    continue;
                }
                "missing" => "AMISSING",
                "reviews" => "AREVIEW",
                "previous_permanence" => "PERMANENCE",
                "oc2" => "OC2",
                "placed_for_adoption" => "AD_PLACED",
                "social_worker" => "SOCIAL_WORKER",
                _ => "EPISODE",
            };
            for item in &mut items {
                if item.0 == "PLACE" {
                    item.0 = "PL";
                }
            }
            let node = Node {
                name: group,
                items,
                below: Vec::new(),
            };
            if group == "EPISODE" {
                episodes.push(node);
            } else {
                below.push(node);
            }
        }
        let header = header.with_all(below);
        Node::new("CHILD").with(header).with_all(episodes)
    }
}
