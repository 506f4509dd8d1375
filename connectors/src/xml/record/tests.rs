use super::*;
use crate::finding::Finding;
use crate::layout::Style;

static REVIEW: Group = Group {
    name: "Review",
    also: &["AReview"],
    wrappers: &[],
    fields: &[Field::date("review_date", "ReviewDate", "")],
    groups: &[],
    table: Some("x.review"),
};
static CHILD: Group = Group {
    name: "Child",
    also: &[],
    wrappers: &["Identifiers", "Reviews"],
    fields: &[
        Field::identifier("upn", "UPN", "").also(&["PupilNumber"]),
        Field::date("birth_date", "DOB", ""),
    ],
    groups: &[&REVIEW, &SPELL],
    table: Some("x.child"),
};
static SPELL: Group = Group {
    name: ANY_NAME,
    also: &[],
    wrappers: &[],
    fields: &[Field::text("worker", "Worker", "")],
    groups: &[],
    table: Some("x.spell"),
};
static HEADER: Group = Group {
    name: "Header",
    also: &[],
    wrappers: &["Header", "Source", "Children"],
    fields: &[Field::text("lea", "LEA", "")],
    groups: &[],
    table: None,
};
static TREE: Tree = Tree {
    dataset: "test return",
    root: "Message",
    header: &HEADER,
    records: &[&CHILD],
    skipped: &["Photo"],
    loose: false,
};

/// UPN and number of review dates of each child, the LEA, and the rules of the findings.
type Read = (
    Vec<(Option<String>, usize)>,
    Option<String>,
    Vec<&'static str>,
);

fn read(text: &str) -> Result<Read, ConnectorError> {
    let mut input = text.as_bytes();
    let mut reader = RecordReader::new(&mut input, &TREE);
    let mut intake = Intake::new(2024, Style::XML);
    let mut children = Vec::new();
    while reader.step(&mut intake)? == Step::Record {
        let child = reader.record().root().unwrap();
        let cells = child.cells(&mut intake);
        let reviews = child.groups_of(&REVIEW);
        let dates = reviews
            .filter(|r| r.cells(&mut intake)[0].day().is_some())
            .count();
        children.push((cells[0].text().map(str::to_owned), dates));
    }
    let lea = reader.header().text(0).map(str::to_owned);
    let mut sink = Rules::default();
    intake.finish(&mut sink).unwrap();
    Ok((children, lea, sink.0))
}

#[derive(Default)]
struct Rules(Vec<&'static str>);

impl crate::Sink for Rules {
    fn batch(
        &mut self,
        _: &'static cohort_catalog::TableDef,
        _: arrow::array::RecordBatch,
    ) -> Result<(), ConnectorError> {
        Ok(())
    }

    fn finding(&mut self, finding: crate::Finding) -> Result<(), ConnectorError> {
        self.0.push(finding.rule);
        Ok(())
    }
}

const REVIEWS: &str = "<Review><ReviewDate>2024-01-02</ReviewDate></Review>";

#[test]
fn groups_are_found_with_their_wrappers_without_and_in_others() {
    for inside in [
        format!("<Identifiers><UPN>A1</UPN></Identifiers><Reviews>{REVIEWS}</Reviews>"),
        format!("{REVIEWS}<UPN>A1</UPN>"),
        format!("<Other>{REVIEWS}</Other><UPN>A1</UPN>"),
    ] {
        let text = format!(
            "<Message><Header><Source><LEA>990</LEA></Source></Header>\
             <Children><Child>{inside}</Child></Children></Message>"
        );
        let (children, lea, rules) = read(&text).unwrap();
        assert_eq!(children, [(Some("A1".to_owned()), 1)], "{text}");
        assert_eq!(lea.as_deref(), Some("990"));
        assert!(rules.is_empty(), "{rules:?}");
    }
}

#[test]
fn departures_are_read_and_reported_once_each() {
    let text = "<message><Child><upn>A1</upn><Hobby><UPN>B2</UPN></Hobby><UPN>C3</UPN>\
                <Photo><x>1</x></Photo>stray</Child><Child><PupilNumber>D4</PupilNumber>\
                <AReview/></Child><LEA>991</LEA></message>";
    let (children, lea, rules) = read(text).unwrap();
    let upn = |upn: &str| Some(upn.to_owned());
    assert_eq!(children, [(upn("A1"), 0), (upn("D4"), 0)]);
    assert_eq!(lea.as_deref(), Some("991"));
    assert_eq!(
        rules,
        [
            "repeated_element",
            "element_case",
            "element_case",
            "unknown_element",
            "unknown_element",
            "stray_text",
            "element_name",
            "element_name",
        ]
    );
}

#[test]
fn another_root_is_another_dataset() {
    assert!(matches!(
        read("<CTfile/>"),
        Err(ConnectorError::WrongDataset { .. })
    ));
}

#[test]
fn a_record_cut_short_gives_a_position() {
    let whole = format!("<Message><Child><UPN>A1</UPN>{REVIEWS}</Child></Message>");
    for end in 0..whole.len() {
        let error = read(&whole[..end]).unwrap_err();
        assert!(crate::conformance::position(&error).is_some(), "{end}");
    }
}

#[test]
fn an_endless_record_is_refused() {
    let many = "<UPN>A1</UPN>".repeat(MAX_RECORD as usize / 13 + 2);
    for text in [
        format!("<Message><Child>{many}</Child></Message>"),
        format!("<Message>{}</Message>", many.replace("UPN", "LEA")),
    ] {
        assert!(matches!(read(&text), Err(ConnectorError::TooLarge { .. })));
    }
}

#[test]
fn a_group_of_any_name_is_known_by_its_fields() {
    let text = "<Message><Child><List><Some><Other/><Worker>a</Worker></Some>\
                <Some><Worker>b</Worker></Some></List><Worker>c</Worker></Child></Message>";
    let mut input = text.as_bytes();
    let mut reader = RecordReader::new(&mut input, &TREE);
    let mut intake = Intake::new(2024, Style::XML);
    assert_eq!(reader.step(&mut intake).unwrap(), Step::Record);
    let child = reader.record().root().unwrap();
    let workers: Vec<_> = child.groups_of(&SPELL).map(|spell| spell.text(0)).collect();
    // One that stands by itself is in no group.
    assert_eq!(workers, [Some("a"), Some("b")]);
    let unknown = std::mem::take(intake.notices()).into_findings();
    let unknown: Vec<_> = unknown.map(|finding| finding.value).collect();
    assert_eq!(unknown, [Some("Other".into()), Some("Worker".into())]);
}

/// UPN, number of the record, LEA as far as it is known, and how far reading has come.
type Seen = (Option<String>, u64, Option<String>, u64);

/// What is seen of a file, the findings, and whether it was refused.
type Outcome = (Vec<Seen>, Vec<Finding>, bool);

fn direct(text: &str) -> Outcome {
    let mut input = text.as_bytes();
    let mut reader = RecordReader::new(&mut input, &TREE);
    let mut intake = Intake::new(2024, Style::XML);
    let mut seen = Vec::new();
    let refused = loop {
        match reader.step(&mut intake) {
            Err(_) => break true,
            Ok(step) => {
                let upn = reader.record().root().and_then(|root| root.text(0));
                seen.push((
                    upn.filter(|_| step == Step::Record).map(str::to_owned),
                    reader.records(),
                    reader.header().text(0).map(str::to_owned),
                    reader.position().byte,
                ));
                if step == Step::End {
                    break false;
                }
            }
        }
    };
    let findings = std::mem::take(intake.notices()).into_findings();
    (seen, findings.collect(), refused)
}

fn read_ahead(text: &str) -> Outcome {
    let mut input = crate::input::open(Box::new(std::io::Cursor::new(text.to_owned())));
    let mut intake = Intake::new(2024, Style::XML);
    let mut seen = Vec::new();
    let done = ahead(&mut input, &TREE, |reader| {
        loop {
            let step = reader.step(&mut intake)?;
            let upn = reader.record().root().and_then(|root| root.text(0));
            seen.push((
                upn.filter(|_| step == Step::Record).map(str::to_owned),
                reader.records(),
                reader.header().text(0).map(str::to_owned),
                reader.position().byte,
            ));
            if step == Step::End {
                return Ok(());
            }
        }
    });
    let findings = std::mem::take(intake.notices()).into_findings();
    (seen, findings.collect(), done.is_err())
}

#[test]
fn a_file_that_is_read_ahead_is_the_same() {
    let child = |n: usize| match n % 3 {
        0 => format!("<Child><UPN>A{n}</UPN></Child>\n"),
        1 => format!("<child><PupilNumber>B{n}</PupilNumber><Odd{n}/></child>\n"),
        _ => format!("<Child><Other/><DOB>2010-01-01</DOB><UPN>C{n}</UPN></Child>"),
    };
    for count in [0, 1, BATCHES, BATCHES + 1] {
        let children: String = (0..count).map(child).collect();
        for text in [
            format!("<Message><Header><LEA>990</LEA></Header>{children}</Message>"),
            format!("<Message>{children}<Header><LEA>990</LEA></Header></Message>"),
            format!("<Message>{children}<Child><UPN>"),
        ] {
            assert_eq!(read_ahead(&text), direct(&text), "{count}");
        }
    }
}

/// More records than may wait.
const BATCHES: usize = 1000;

#[test]
fn reading_ahead_stops_when_nobody_takes_what_is_read() {
    let children = "<Child><UPN>A</UPN></Child>".repeat(BATCHES);
    let text = format!("<Message>{children}</Message>");
    let mut input = crate::input::open(Box::new(std::io::Cursor::new(text)));
    let mut intake = Intake::new(2024, Style::XML);
    let stopped = ahead(&mut input, &TREE, |reader| {
        reader.step(&mut intake)?;
        Err::<(), _>(ConnectorError::Sink {
            source: "full".into(),
        })
    });
    assert!(matches!(stopped, Err(ConnectorError::Sink { .. })));
}
