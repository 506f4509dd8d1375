//! XML and CSV of one return give the same tables.

use proptest::prelude::*;

use super::compose::{Ids, Node};
use super::schema::Module;
use super::*;
use crate::layout::Form;

#[test]
fn the_export_of_a_return_gives_the_tables_of_its_xml() {
    for (xml, export) in [(XML, "export_2025"), ("year_2023.xml", "export_2023")] {
        let (xml, export) = (read(xml), read(export));
        assert_eq!(export.tables, xml.tables);
        assert_eq!(export.summary, xml.summary);
        let rules: Vec<_> = export.findings.iter().map(|finding| finding.rule).collect();
        assert!(rules.is_empty(), "{rules:?}");
    }
}

#[test]
fn working_files_give_the_tables_of_the_xml_but_for_the_header() {
    let mut expected = read(XML).tables;
    expected.remove("sen2.header");
    let read = read("working_2025");
    assert_eq!(read.tables, expected);
    let rules: Vec<_> = read.findings.iter().map(|finding| finding.rule).collect();
    // Dates as spreadsheets write them, and `rquestsource`; nothing else.
    assert!(
        rules
            .iter()
            .all(|rule| matches!(*rule, "date_format" | "column_name")),
        "{rules:?}"
    );
    let renamed = read.of_rule("column_name");
    assert_eq!(renamed[0].item, Some("RequestSource"));
    assert_eq!(renamed[0].part, Some("requests"));
}

#[test]
fn a_missing_file_is_an_empty_module() {
    let mut files = super::set("export_2025");
    files.retain(|(kind, _)| !matches!(kind.part(), Some("senneed" | "assessment")));
    let read = conformance::read_files(&Sen2, &mut InMemory::new(files), Given::default());
    let read = read.unwrap().1;
    assert_eq!(read.rows("sen2.person"), 3);
    assert_eq!(read.rows("sen2.active_plan"), 1);
    assert_eq!(read.rows("sen2.need"), 0);
    // The plans hang from assessments that are not there; what hangs from them is not told again.
    assert_eq!(read.rows("sen2.named_plan"), 0);
    assert_eq!(read.of_rule("orphan_row").len(), 2);
}

/// A text for an item, right or wrong.
fn text(form: Form) -> BoxedStrategy<String> {
    match form {
        Form::Date => (2004..2026i32, 1..13u32, 1..32u32)
            .prop_map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}"))
            .boxed(),
        Form::Flag => "[01]|true|maybe".boxed(),
        Form::Code => "[0-9]{1,6}|[A-Z]{1,4}|[a-z ]{1,5}|Y|N|H|1|2".boxed(),
        Form::Whole(..) => Just("2025".to_owned()).boxed(),
        _ => "[!-~é]{1,3}[ -~é]{0,8}[!-~é]".boxed(),
    }
}

fn items(module: Module) -> impl Strategy<Value = std::collections::BTreeMap<usize, String>> {
    let fields = module.fields().iter().enumerate();
    let cells: Vec<_> = fields
        .map(|(item, field)| {
            proptest::option::of(text(field.form)).prop_map(move |text| (item, text))
        })
        .collect();
    cells.prop_map(|cells| {
        let given = cells.into_iter();
        given
            .filter_map(|(item, text)| text.map(|text| (item, text)))
            .collect()
    })
}

fn node(module: Module, inside: Vec<BoxedStrategy<Vec<Node>>>) -> BoxedStrategy<Node> {
    (items(module), inside)
        .prop_map(move |(items, inside)| Node {
            module,
            items,
            inside: inside.concat(),
        })
        .boxed()
}

fn several(node: BoxedStrategy<Node>, most: usize) -> BoxedStrategy<Vec<Node>> {
    proptest::collection::vec(node, 0..=most).boxed()
}

/// Persons; the export can hold whatever the tree can, the working files one record of each
/// kind in a request.
fn persons(ids: Ids) -> BoxedStrategy<Vec<Node>> {
    let most = |export: usize| if ids == Ids::Export { export } else { 1 };
    let leaf = |module| several(node(module, Vec::new()), 3);
    let plan = || node(Module::NamedPlan, vec![leaf(Module::PlanDetail)]);
    let assessment = node(Module::Assessment, vec![several(plan(), most(2))]);
    let active = node(
        Module::ActivePlan,
        vec![leaf(Module::Placement), leaf(Module::Need)],
    );
    let request = node(
        Module::Request,
        vec![several(assessment, most(2)), several(active, most(2))],
    );
    several(node(Module::Person, vec![several(request, 3)]), 4)
}

fn header() -> Node {
    let texts = [
        (schema::YEAR, "2025"),
        (schema::REFERENCE_DATE, "2025-01-16"),
        (schema::LEA, "995"),
        (schema::DATE_TIME, "2025-02-03T09:30:00"),
    ];
    Node {
        module: Module::Header,
        items: texts.map(|(item, text)| (item, text.to_owned())).into(),
        inside: Vec::new(),
    }
}

/// Rules of the content: what a form adds of its own is left out.
fn content(read: &Read) -> Vec<(&'static str, Option<&'static str>, Option<u32>)> {
    let mut found: Vec<_> = read
        .findings
        .iter()
        .filter(|finding| {
            crate::sen2::rules::RULES
                .iter()
                .any(|rule| rule.id == finding.rule)
        })
        .map(|finding| (finding.rule, finding.item, finding.child_row))
        .collect();
    found.sort_unstable();
    found
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_return_gives_the_same_tables_and_content_findings_in_both_forms(
        persons in persons(Ids::Export),
        turn in 0..20usize,
    ) {
        let header = header();
        let xml = read_text(&compose::xml(&header, &persons));
        let files = compose::set(&header, &persons, Ids::Export, turn);
        let csv = conformance::read_files(&Sen2, &mut InMemory::new(files), Given::default());
        let csv = csv.unwrap().1;
        prop_assert_eq!(&csv.tables, &xml.tables);
        prop_assert_eq!(content(&csv), content(&xml));
        prop_assert_eq!(csv.summary, xml.summary);
    }

    #[test]
    fn any_return_with_one_record_of_a_kind_gives_the_same_tables_in_working_files(
        persons in persons(Ids::Working),
        turn in 0..20usize,
    ) {
        let header = header();
        let mut xml = read_text(&compose::xml(&header, &persons));
        xml.tables.remove("sen2.header");
        let files = compose::set(&header, &persons, Ids::Working, turn);
        let given = Given { la_code: Some(995), year: Some(2025) };
        let csv = conformance::read_files(&Sen2, &mut InMemory::new(files), given).unwrap().1;
        prop_assert_eq!(&csv.tables, &xml.tables);
        prop_assert_eq!(content(&csv), content(&xml));
    }
}
