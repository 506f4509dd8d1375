//! Codes that were found to be as they should be.
//!
//! A column of codes holds a few different ones again and again. To look each up in its list
//! took more time than all else that is done with it, so those that gave no finding are kept.

use std::ptr;

use super::Field;

/// Places for codes; a file has a hundred or two.
const PLACES: usize = 1024;

/// Field and text of codes that the year has, written as published.
#[derive(Debug)]
pub(super) struct SoundCodes {
    places: Box<[Place]>,
}

/// A field by where it is, and a text by its bytes and its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Place {
    field: usize,
    text: u64,
}

impl Default for SoundCodes {
    fn default() -> SoundCodes {
        SoundCodes {
            places: vec![Place::default(); PLACES].into(),
        }
    }
}

impl SoundCodes {
    /// What stands for a code of a field; `None` for one that is too long to be kept.
    pub(super) fn place(field: &'static Field, code: &str) -> Option<Place> {
        let mut bytes = [0; 8];
        // Not empty, so that none is as an empty place.
        let length = u8::try_from(code.len())
            .ok()
            .filter(|n| (1..8).contains(n))?;
        bytes[..code.len()].copy_from_slice(code.as_bytes());
        bytes[7] = length;
        Some(Place {
            field: ptr::from_ref(field).addr(),
            text: u64::from_le_bytes(bytes),
        })
    }

    /// Whether the code is kept.
    pub(super) fn holds(&self, place: Place) -> bool {
        self.places[index(place)] == place
    }

    /// Keeps a code, in the place of another perhaps.
    pub(super) fn hold(&mut self, place: Place) {
        self.places[index(place)] = place;
    }
}

fn index(place: Place) -> usize {
    let mixed = (place.text ^ (place.field as u64).rotate_left(32)).wrapping_mul(MIX);
    (mixed >> 54) as usize
}

/// An odd number whose products differ in their highest bits.
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;
const _: () = assert!(PLACES == 1 << (64 - 54));

#[cfg(test)]
mod tests {
    use super::*;

    static FIELDS: [Field; 2] = [
        Field::code("a", "A", "sen2_sex", ""),
        Field::code("b", "B", "sen2_sex", ""),
    ];

    #[test]
    fn a_code_is_known_for_its_own_field_alone() {
        let place = |field: usize, code| SoundCodes::place(&FIELDS[field], code).unwrap();
        let mut sound = SoundCodes::default();
        assert!(!sound.holds(place(0, "M")));
        sound.hold(place(0, "M"));
        assert!(sound.holds(place(0, "M")));
        for other in [
            place(1, "M"),
            place(0, "F"),
            place(0, "M\0"),
            place(0, "MM"),
        ] {
            assert!(!sound.holds(other));
        }
    }

    #[test]
    fn long_and_empty_texts_are_not_kept() {
        assert!(SoundCodes::place(&FIELDS[0], "").is_none());
        assert!(SoundCodes::place(&FIELDS[0], "12345678").is_none());
        assert!(SoundCodes::place(&FIELDS[0], "1234567").is_some());
    }
}
