//! Figures of a region of average authorities, beside England's of 2023/24. The bounds are
//! wide: the results of these datasets are to be plausible, not to be England's.

use super::*;

fn share<T>(rows: &[T], of: impl Fn(&T) -> bool) -> f64 {
    100.0 * rows.iter().filter(|row| of(row)).count() as f64 / rows.len() as f64
}

#[test]
fn the_region_looks_like_england() {
    let mut region = region(&[
        Dataset::Absence,
        Dataset::Exclusions,
        Dataset::Eyfsp,
        Dataset::Phonics,
        Dataset::Ks2,
        Dataset::Ks4,
        Dataset::Ssda903,
        Dataset::Sen2,
        Dataset::PupilPremium,
        Dataset::Establishments,
    ]);
    region.plan.authorities = vec![990];
    region.plan.children_per_authority = Some(16_000);
    region.plan.years = 2024..=2024;
    let files = written(&region);
    let of = |table: &str| records(&files[&format!("{table}/990_{table}_2023-24.csv")]);

    let good = share(&of("EYFSP"), |row| row["GLD"] == "1");
    let phonics: Vec<_> = of("PHONICS")
        .into_iter()
        .filter(|row| row["NCYEARACTUAL"] == "1")
        .collect();
    let phonics = share(&phonics, |row| row["PHONICS_OUTCOME"] == "Wa");
    let expected = share(&of("KS2"), |row| row["RWMEXP"] == "1");
    let basics = share(&of("KS4"), |row| row["L2BASICS_94"] == "1");
    let plans = share(&of("KS4"), |_| true);
    assert!((99.0..=100.0).contains(&plans));

    let absence = of("ABSENCE");
    let missed = |row: &BTreeMap<String, String>| {
        let sum = |start: &str| -> i64 {
            let own = row.iter().filter(|(heading, _)| heading.starts_with(start));
            own.map(|(_, value)| value.parse().unwrap_or(0)).sum()
        };
        (
            sum("AUTHORISED") + sum("UNAUTHORISED"),
            sum("SESSIONSPOSSIBLE"),
        )
    };
    let persistent = share(&absence, |row| {
        let (missed, possible) = missed(row);
        missed * 10 >= possible
    });
    let suspensions = 100.0 * of("EXCLUSIONS").len() as f64 / absence.len() as f64;

    let residents = 16_000.0;
    let episodes = records(&files["SSDA903/990_2024/episodes.csv"]);
    let open = |row: &&BTreeMap<String, String>| row["DEC"].is_empty() && row["LS"] != "V4";
    let looked_after = 10_000.0 * episodes.iter().filter(open).count() as f64 / residents;
    let active = records(&files["SEN2/990_2024/blades/Blade-Export_03-02-2024_activeplans.csv"]);
    // Plans reach to 25, residents here to 17.
    let planned = 100.0 * active.len() as f64 / residents;
    let schools = records(
        &files
            .iter()
            .find(|file| file.0.starts_with("GIAS"))
            .unwrap()
            .1
            .clone(),
    );
    let total = |heading: &str| -> f64 {
        schools
            .iter()
            .map(|row| row[heading].parse::<f64>().unwrap_or(0.0))
            .sum()
    };
    let meals = 100.0 * total("FSM") / total("NumberOfPupils");

    let figures = [
        ("good level of development", good, 67.7, 10.0),
        ("phonics in year 1", phonics, 80.2, 10.0),
        ("reading, writing and mathematics", expected, 60.7, 10.0),
        ("English and mathematics at 4", basics, 65.4, 14.0),
        ("persistent absence", persistent, 20.0, 8.0),
        ("suspensions per 100 pupils", suspensions, 11.3, 6.0),
        ("looked after per 10,000", looked_after, 70.0, 30.0),
        ("plans per 100 residents", planned, 4.6, 1.8),
        ("free meals", meals, 24.6, 7.0),
    ];
    let off: Vec<_> = figures
        .iter()
        .filter(|(_, value, england, bound)| (value - england).abs() > *bound)
        .collect();
    assert!(off.is_empty(), "{off:?} of {figures:?}");
}
