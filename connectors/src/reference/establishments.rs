//! The types of establishments and the groups they belong to.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The groups of a type of establishment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EstablishmentGroups {
    /// Group of the cohort analyses.
    pub cohort_group: &'static str,
    /// Group in the tables of the DfE SEN2 statistics.
    pub dfe_sen2_group: &'static str,
}

/// The groups of a type of the register, as in `reference.establishment_type`.
pub fn establishment_type(code: i32) -> Option<EstablishmentGroups> {
    TYPES.get(&code).copied()
}

static TYPES: LazyLock<HashMap<i32, EstablishmentGroups>> = LazyLock::new(|| {
    let lines = super::ESTABLISHMENT_TYPES.lines().skip(1);
    lines.filter_map(groups).collect()
});

/// Code and groups of a line. Only the notes, which stand last, hold commas or quotes.
fn groups(line: &'static str) -> Option<(i32, EstablishmentGroups)> {
    let mut fields = line.split(',');
    let code = fields.next()?.parse().ok()?;
    let groups = EstablishmentGroups {
        cohort_group: fields.nth(3)?,
        dfe_sen2_group: fields.next()?,
    };
    Some((code, groups))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_type_with_groups() {
        let lines = super::super::ESTABLISHMENT_TYPES.lines().skip(1).count();
        assert_eq!(TYPES.len(), lines);
        let cohort = ["Mainstream", "Special", "AP-PRU", "FE", "Other"];
        assert!(
            TYPES
                .values()
                .all(|groups| cohort.contains(&groups.cohort_group))
        );
    }

    #[test]
    fn independent_special_schools_are_other_here_and_special_to_the_dfe() {
        let groups = establishment_type(10).unwrap();
        assert_eq!(
            (groups.cohort_group, groups.dfe_sen2_group),
            ("Other", "Special")
        );
        assert_eq!(establishment_type(45).unwrap().cohort_group, "FE");
        assert_eq!(establishment_type(4), None);
    }
}
