//! Results of assessments. One ability lies behind all of a person's results, so they agree
//! with one another; means, needs and care lower it as published figures show.

use super::super::rng::Dice;

/// Ability about 500 with a spread of about 170, before anything lowers it.
pub(super) fn ability(dice: &mut Dice) -> i32 {
    (0..3).map(|_| dice.between(0, 333)).sum()
}

/// What lowers results.
#[derive(Debug, Clone, Copy)]
pub(super) struct Burden {
    pub(super) poor: bool,
    pub(super) provision: &'static str,
    pub(super) in_need: bool,
    pub(super) in_care: bool,
}

impl Burden {
    pub(super) fn of(self, ability: i32) -> i32 {
        let sen = match self.provision {
            "E" => 300,
            "K" => 140,
            _ => 0,
        };
        let means = if self.poor { 75 } else { 0 };
        let need = if self.in_need { 70 } else { 0 };
        let care = if self.in_care { 40 } else { 0 };
        ability - sen - means - need - care
    }
}

/// Early years foundation stage profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Profile17 {
    /// 1, 2 or A, for goals 1 to 17.
    pub(in super::super) goals: [&'static str; 17],
}

impl Profile17 {
    /// Good level of development: expected in the first twelve goals.
    pub(in super::super) fn good(&self) -> bool {
        self.goals[..12].iter().all(|goal| *goal == "2")
    }
}

pub(super) fn profile(ability: i32, dice: &mut Dice) -> Profile17 {
    if dice.per_mille(6) {
        return Profile17 { goals: ["A"; 17] };
    }
    let mut goals = ["1"; 17];
    for (place, goal) in goals.iter_mut().enumerate() {
        // Writing is reached least often, motor skills most.
        let needed = match place {
            5 | 6 => 230,
            9 => 350,
            7 | 8 | 10 | 11 => 310,
            _ => 270,
        };
        if ability + dice.between(-50, 50) >= needed {
            *goal = "2";
        }
    }
    Profile17 { goals }
}

/// A phonics screening check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Phonics {
    pub(in super::super) mark: Option<i32>,
    pub(in super::super) outcome: &'static str,
}

pub(super) fn phonics(ability: i32, second: bool, dice: &mut Dice) -> Phonics {
    let outcome = match dice.below(1000) {
        0..=5 => "A",
        6..=19 if ability < 300 => "D",
        _ => "",
    };
    if !outcome.is_empty() {
        return Phonics {
            mark: None,
            outcome,
        };
    }
    let lift = if second { 6 } else { 0 };
    let mark = ((ability - 20) / 9 + lift + dice.between(-4, 4)).clamp(0, 40);
    Phonics {
        mark: Some(mark),
        outcome: if mark >= THRESHOLD { "Wa" } else { "Wt" },
    }
}

/// Marks that meet the standard of the phonics check, in every year so far.
pub(in super::super) const THRESHOLD: i32 = 32;

/// Teacher assessment at key stage 1: reading, writing, mathematics, science.
pub(super) fn ks1(ability: i32, dice: &mut Dice) -> [&'static str; 4] {
    let mut judge = |expected: i32| {
        let shown = ability + dice.between(-60, 60);
        match shown - expected {
            240.. => "GDS",
            0.. => "EXS",
            -170..=-1 => "WTS",
            -220..=-171 => "PK4",
            -260..=-221 => "PK3",
            -300..=-261 => "PK2",
            _ => "PK1",
        }
    };
    let (reading, writing, mathematics) = (judge(350), judge(390), judge(345));
    let science = match judge(300) {
        "GDS" | "EXS" => "EXS",
        _ => "HNM",
    };
    [reading, writing, mathematics, science]
}

/// The multiplication tables check: a mark, or the letter of why it was not taken.
pub(super) fn tables(ability: i32, dice: &mut Dice) -> Result<i32, &'static str> {
    match dice.below(1000) {
        0..=5 => Err("A"),
        6..=9 => Err("U"),
        10..=250 if ability < 170 => Err("B"),
        _ => Ok((ability / 20 + dice.between(-3, 4)).clamp(0, 25)),
    }
}

/// A test at key stage 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Test {
    /// AS, NS, or a letter where there is no score.
    pub(in super::super) outcome: &'static str,
    pub(in super::super) score: Option<i32>,
}

impl Test {
    pub(in super::super) fn reached(&self, score: i32) -> bool {
        self.score.is_some_and(|own| own >= score)
    }
}

/// Key stage 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Ks2 {
    pub(in super::super) reading: Test,
    pub(in super::super) mathematics: Test,
    pub(in super::super) grammar: Test,
    pub(in super::super) writing: &'static str,
    pub(in super::super) science: &'static str,
}

impl Ks2 {
    /// Average of reading and mathematics in halves of a point.
    pub(in super::super) fn prior(&self) -> Option<i32> {
        Some(self.reading.score? + self.mathematics.score?)
    }
}

pub(super) fn ks2(ability: i32, dice: &mut Dice) -> Ks2 {
    let absent = dice.per_mille(6);
    let mut test = |expected: i32| {
        let shown = ability + dice.between(-70, 70);
        if absent {
            return Test {
                outcome: "A",
                score: None,
            };
        }
        if shown < 110 {
            return Test {
                outcome: "B",
                score: None,
            };
        }
        let score = (100 + (shown - expected).div_euclid(14)).clamp(80, 120);
        Test {
            outcome: if score >= 100 { "AS" } else { "NS" },
            score: Some(score),
        }
    };
    let (reading, mathematics, grammar) = (test(325), test(335), test(345));
    let shown = ability + dice.between(-70, 70);
    let writing = match shown {
        660.. => "GDS",
        340.. => "EXS",
        170.. => "WTS",
        120..=169 => "PK6",
        70..=119 => "PK5",
        _ => "PK4",
    };
    Ks2 {
        reading,
        mathematics,
        grammar,
        writing,
        science: if shown >= 290 { "EXS" } else { "HNM" },
    }
}

/// Key stage 4; scores in whole points but where said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Ks4 {
    pub(in super::super) entries: i32,
    /// English and mathematics, counted twice.
    pub(in super::super) english: i32,
    pub(in super::super) mathematics: i32,
    /// Grades of the three slots each.
    pub(in super::super) ebacc: [i32; 3],
    pub(in super::super) open: [i32; 3],
    pub(in super::super) ebacc_entered: bool,
}

impl Ks4 {
    pub(in super::super) fn attainment8(&self) -> i32 {
        let slots: i32 = self.ebacc.iter().chain(&self.open).sum();
        self.english + self.mathematics + slots
    }

    /// Grade or better in English and mathematics.
    pub(in super::super) fn basics(&self, grade: i32) -> bool {
        self.english >= 2 * grade && self.mathematics >= 2 * grade
    }

    pub(in super::super) fn ebacc_achieved(&self, grade: i32) -> bool {
        self.ebacc_entered && self.basics(grade) && self.ebacc.iter().all(|own| *own >= grade)
    }
}

pub(super) fn ks4(ability: i32, dice: &mut Dice) -> Ks4 {
    let entered = ability > 60 || dice.per_mille(300);
    let mut grade = || {
        let shown = ability + dice.between(-90, 90);
        if entered {
            ((shown + 20).div_euclid(95)).clamp(0, 9)
        } else {
            0
        }
    };
    let (english, mathematics) = (2 * grade(), 2 * grade());
    let (ebacc, open) = ([grade(), grade(), grade()], [grade(), grade(), grade()]);
    Ks4 {
        entries: if entered { 8 } else { 0 },
        english,
        mathematics,
        ebacc,
        open,
        ebacc_entered: entered && dice.per_mille(if ability > 450 { 550 } else { 220 }),
    }
}
