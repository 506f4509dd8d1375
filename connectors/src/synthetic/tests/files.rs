//! Files: the same bytes for the same plan, well-formed, and the truth beside them.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::super::{Plan, SynthError, write, write_cin_file};

fn plan() -> Plan {
    Plan {
        seed: 5,
        authorities: vec![991, 990],
        children_per_authority: Some(3_000),
        years: 2022..=2024,
        fault_percent: 0.0,
    }
}

/// Every file below `folder` by its name.
fn written(plan: &Plan) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    write(plan, folder.path(), &mut |_| {}).unwrap();
    let mut files = BTreeMap::new();
    for folder in [folder.path().to_owned(), folder.path().join("truth")] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                files.insert(name, fs::read(path).unwrap());
            }
        }
    }
    files
}

/// How often each element occurs; panics when the text is not well-formed.
fn elements(xml: &[u8]) -> BTreeMap<String, u64> {
    let mut reader = Reader::from_reader(xml);
    let mut counts = BTreeMap::new();
    let mut depth = 0;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                depth += 1;
                let name = String::from_utf8(start.name().as_ref().to_vec()).unwrap();
                *counts.entry(name).or_default() += 1;
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    counts
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let faulty = Plan {
        fault_percent: 20.0,
        ..plan()
    };
    let (once, again) = (written(&faulty), written(&faulty));
    assert!(once == again);
    let names: Vec<_> = once.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "990_CIN_2021-22.xml",
            "990_CIN_2022-23.xml",
            "990_CIN_2023-24.xml",
            "991_CIN_2021-22.xml",
            "991_CIN_2022-23.xml",
            "991_CIN_2023-24.xml",
            "children.csv",
            "faults.csv",
            "summary.csv",
        ]
    );
    assert!(once != written(&Plan { seed: 6, ..faulty }));
}

#[test]
fn a_file_does_not_depend_on_what_else_is_written() {
    let all = written(&Plan {
        fault_percent: 10.0,
        ..plan()
    });
    let one = written(&Plan {
        authorities: vec![990],
        years: 2023..=2023,
        fault_percent: 10.0,
        ..plan()
    });
    assert!(all["990_CIN_2022-23.xml"] == one["990_CIN_2022-23.xml"]);
}

#[test]
fn the_truth_agrees_with_the_files() {
    let faulty = Plan {
        fault_percent: 10.0,
        ..plan()
    };
    let folder = tempfile::tempdir().unwrap();
    let mut last = None;
    let made = write(&faulty, folder.path(), &mut |progress| {
        last = Some(progress)
    })
    .unwrap();
    let read = |name: &str| fs::read_to_string(folder.path().join("truth").join(name)).unwrap();
    let (children, faults, summary) = (
        read("children.csv"),
        read("faults.csv"),
        read("summary.csv"),
    );
    let rows_of = |text: &str, la: i16, year: i16| {
        text.lines()
            .filter(|row| row.starts_with(&format!("{la},{year},")))
            .count() as u64
    };
    let mut total = 0;
    for file in &made.files {
        let xml = fs::read(&file.path).unwrap();
        assert_eq!(file.bytes, xml.len() as u64);
        let elements = elements(&xml);
        assert_eq!(elements["Child"], file.children);
        assert_eq!(rows_of(&children, file.la_code, file.year), file.children);
        let planted = rows_of(&faults, file.la_code, file.year);
        assert!(
            planted > file.children / 20 && planted < file.children / 6,
            "{planted}"
        );
        let row = format!("{},{},children,{}", file.la_code, file.year, file.children);
        assert!(summary.lines().any(|line| line == row), "{row}");
        total += file.children;
    }
    let last = last.unwrap();
    assert_eq!(
        (last.children, last.households),
        (total, last.of_households)
    );
    assert!(children.lines().all(|row| row.split(',').count() == 12));
    assert!(faults.lines().all(|row| row.split(',').count() == 7));
}

#[test]
fn a_clean_file_has_the_elements_of_its_year() {
    let files = written(&Plan {
        authorities: vec![994],
        years: 2021..=2025,
        ..plan()
    });
    let by_year = |name: &str| elements(&files[name]);
    let (y2021, y2024, y2025) = (
        by_year("994_CIN_2020-21.xml"),
        by_year("994_CIN_2023-24.xml"),
        by_year("994_CIN_2024-25.xml"),
    );
    assert!(!y2021.contains_key("CINPlanDates") && y2024.contains_key("CINPlanDates"));
    assert!(y2024.contains_key("GenderCurrent") && !y2024.contains_key("Sex"));
    assert_eq!(y2025["Sex"], y2025["Child"]);
    for name in [
        "Section47",
        "Reviews",
        "ExpectedPersonBirthDate",
        "FormerUPN",
        "ReasonForClosure",
    ] {
        assert!(y2024.contains_key(name), "{name}");
    }
}

#[test]
fn a_benchmark_file_has_the_children_asked_for() {
    let mut xml = Vec::new();
    let bytes = write_cin_file(&plan(), 993, 2024, 1_000, &mut xml).unwrap();
    assert_eq!(bytes, xml.len() as u64);
    assert_eq!(elements(&xml)["Child"], 1_000);
    // More children do not change those that come before.
    let mut more = Vec::new();
    write_cin_file(&plan(), 993, 2024, 1_100, &mut more).unwrap();
    let shared = xml.len() - "    </Children>\n</Message>\n".len();
    assert!(more[..shared] == xml[..shared]);
}

#[test]
fn a_plan_that_cannot_be_carried_out_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |plan: Plan| write(&plan, folder.path(), &mut |_| {}).unwrap_err();
    for authorities in [vec![], vec![201], vec![990, 990], vec![1000]] {
        assert!(matches!(
            refused(Plan {
                authorities,
                ..plan()
            }),
            SynthError::Authorities
        ));
    }
    for years in [2019..=2024, 2024..=2027, backwards()] {
        assert!(matches!(
            refused(Plan { years, ..plan() }),
            SynthError::Years
        ));
    }
    for fault_percent in [-0.5, 100.5, f64::NAN] {
        assert!(matches!(
            refused(Plan {
                fault_percent,
                ..plan()
            }),
            SynthError::FaultPercent
        ));
    }
    let many = Plan {
        children_per_authority: Some(1 << 40),
        ..plan()
    };
    assert!(matches!(refused(many), SynthError::TooMany { .. }));
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none());
}

/// A range whose ends are in the wrong order.
fn backwards() -> std::ops::RangeInclusive<i16> {
    let (first, last) = (2024, 2022);
    first..=last
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("not-a-folder");
    fs::write(&file, "").unwrap();
    let error = write(&plan(), &file, &mut |_| {}).unwrap_err();
    assert!(matches!(&error, SynthError::Io { path, .. } if path.starts_with(&file)));
    assert!(error.to_string().contains("not-a-folder"), "{error}");
    assert!(!Path::new(&file.join("truth")).exists());

    struct Full;
    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let error = write_cin_file(&plan(), 990, 2024, 10, &mut Full).unwrap_err();
    assert!(matches!(error, SynthError::Output(_)));
}
