//! Made-up children: who they are, and how a return has them.
//!
//! A child is an authority and a number within it. The pupils are the numbers from 1; a child of a
//! return that is at no school has a number above all of theirs. So the number itself is the truth
//! that links are judged by, and no key is made of it that a link may use.

use cohort_benches::rows::mix;

pub(crate) const AUTHORITIES: i16 = 10;
/// Of a thousand children of a return, those with one wrong key.
const FAULTY: u64 = 20;
/// Of a hundred children of a return, those at no school.
const NOT_AT_SCHOOL: u64 = 3;
/// Of a hundred pairs of neighbouring numbers, the twins.
const TWINS: u64 = 3;
/// Of a hundred children of a return, those whose home has changed since, and of whom ethnicity is
/// told otherwise. These are no keys of the rules.
const MOVED: u64 = 10;
const ETHNICITY_DIFFERS: u64 = 4;

/// What is written of a child.
pub(crate) struct Child {
    pub(crate) number: i32,
    pub(crate) upn: Option<String>,
    /// Days since 1970-01-01.
    pub(crate) birth: i32,
    pub(crate) sex: &'static str,
    pub(crate) postcode: String,
    pub(crate) ethnicity: &'static str,
}

/// The returns, in the order in which they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Return {
    Sen2,
    Cin,
    Cla,
}

/// How many there are in an authority.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) pupils: i32,
    pub(crate) children: i32,
}

fn chance(kind: i64, la: i16, number: i32) -> u64 {
    mix(kind << 52 | i64::from(la) << 32 | i64::from(number))
}

/// A child as a faultless file has it.
pub(crate) fn child(la: i16, number: i32) -> Child {
    const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";
    const POSTCODE: [char; 8] = ['A', 'B', 'D', 'E', 'F', 'G', 'H', 'J'];
    let pair = (number + 1) / 2;
    let shared = match chance(1, la, pair) % 100 < TWINS {
        true => chance(2, la, pair),
        false => chance(3, la, number),
    };
    let at = |turn: u32, of: u64| (shared.rotate_right(turn) % of) as usize;
    let letter = char::from(LETTERS[number as usize % LETTERS.len()]);
    Child {
        number,
        upn: Some(format!("{letter}{la:03}{number:09}")),
        // 18 years of births, to August 2020.
        birth: 11_931 + at(0, 6_574) as i32,
        sex: ["M", "F"][(chance(4, la, number) % 2) as usize],
        postcode: format!(
            "ZZ{} {}{}{}",
            10 + at(7, 88),
            at(13, 10),
            POSTCODE[at(19, 8)],
            POSTCODE[at(29, 8)]
        ),
        ethnicity: ["WBRI", "WBRI", "APKN", "BAFR", "MWBC"][at(37, 5)],
    }
}

/// The child that stands at `place`, from 0, in a return.
pub(crate) fn returned(of: Return, la: i16, place: i32, sizes: Sizes) -> Child {
    // Every second looked-after child is a child in need too.
    let chosen_as = match of {
        Return::Cla if place % 2 == 0 => Return::Cin,
        other => other,
    };
    let chosen = chance(10 + chosen_as as i64, la, place);
    let each = sizes.pupils / sizes.children;
    let number = match chosen % 100 < NOT_AT_SCHOOL {
        true => sizes.pupils + 1 + place,
        // One of each so many pupils, so that none comes twice.
        false => place * each + (chosen / 100 % each as u64) as i32 + 1,
    };
    let mut child = child(la, number);
    let luck = chance(20 + of as i64, la, place);
    if luck % 100 < MOVED {
        child.postcode = self::child(la, number + 5).postcode;
    }
    if luck / 100 % 100 < ETHNICITY_DIFFERS {
        child.ethnicity = "WIRI";
    }
    if luck / 10_000 % 1_000 < FAULTY {
        plant(&mut child, la, luck / 10_000_000);
    }
    child
}

/// Makes one key wrong.
fn plant(child: &mut Child, la: i16, luck: u64) {
    let other_digit = |upn: &str, at: usize| {
        let digit = (upn.as_bytes()[at] - b'0' + 1) % 10;
        format!("{}{digit}{}", &upn[..at], &upn[at + 1..])
    };
    let upn = child.upn.take().unwrap_or_default();
    child.upn = match luck % 6 {
        0 => None,
        1 if upn.as_bytes()[11] != upn.as_bytes()[12] => {
            Some(format!("{}{}{}", &upn[..11], &upn[12..], &upn[11..12]))
        }
        1 | 2 => Some(other_digit(&upn, 9)),
        // The number of the next child, who may be a twin.
        3 => self::child(la, child.number + 1).upn,
        _ => Some(upn),
    };
    match luck % 6 {
        4 => child.birth += 1,
        5 => child.sex = if child.sex == "M" { "F" } else { "M" },
        _ => {}
    }
}
