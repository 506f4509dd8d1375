//! The person of a row, in whatever order the returns were imported.

use arrow::array::{Date32Array, Int32Array, StringArray};
use proptest::prelude::*;

use super::super::source::{Key, Local, SOURCES};
use super::*;
use crate::import::tests::record;

/// Keys by number, few enough that many agree: UPN, birth date, whether female, former UPN, ULN,
/// the authority's number.
type Told = (
    Option<u8>,
    Option<u8>,
    Option<bool>,
    Option<u8>,
    Option<u8>,
    Option<u8>,
);

/// The table it fills, authority, year, and who its rows are of.
#[derive(Debug, Clone)]
struct Return {
    table: (&'static str, &'static str),
    la_code: i16,
    year: i16,
    rows: Vec<Told>,
}

const TABLES: [(&str, &str); 6] = [
    ("cin", "child"),
    ("cla", "child"),
    ("sen2", "person"),
    ("census", "pupil"),
    ("attainment", "ks4"),
    ("attendance", "cohort"),
];

fn told() -> impl Strategy<Value = Told> {
    let often = |of| prop::option::weighted(0.8, of);
    let seldom = |of| prop::option::weighted(0.3, of);
    (
        often(0..4_u8),
        often(0..2_u8),
        prop::option::weighted(0.8, any::<bool>()),
        seldom(0..4_u8),
        seldom(0..3_u8),
        often(0..4_u8),
    )
}

fn returns() -> impl Strategy<Value = Vec<Return>> {
    let rows = prop::collection::vec(told(), 0..5);
    let one = (
        prop::sample::select(TABLES.to_vec()),
        990..992_i16,
        2023..2026_i16,
        rows,
    );
    let one = one.prop_map(|(table, la_code, year, rows)| Return {
        table,
        la_code,
        year,
        rows,
    });
    prop::collection::vec(one, 1..7)
}

impl Return {
    fn source(&self) -> &'static Source {
        let known = |source: &&Source| (source.schema, source.table) == self.table;
        SOURCES.iter().find(known).expect("a source")
    }

    fn text(&self, of: impl Fn(usize, &Told) -> Option<String>) -> ArrayRef {
        let rows = self.rows.iter().enumerate();
        Arc::new(StringArray::from_iter(
            rows.map(|(row, told)| of(row, told)),
        ))
    }

    fn local(&self) -> ArrayRef {
        match self.source().local {
            Local::Number(_) => Arc::new(Int32Array::from_iter_values(
                (1..).zip(&self.rows).map(|(number, _)| number),
            )),
            // A return has a child once, under the number that it has in others.
            Local::Text(_) => self.text(|row, _| Some(row.to_string())),
        }
    }

    fn key(&self, key: Key) -> ArrayRef {
        let upn = |number: u8| format!("A{number:012}");
        match key {
            Key::Upn => self.text(|_, told| told.0.map(upn)),
            Key::FormerUpn => self.text(|_, told| told.3.map(upn)),
            Key::Uln => self.text(|_, told| told.4.map(|n| format!("10000000{n:02}"))),
            Key::LaChildId => self.text(|_, told| told.5.map(|n| n.to_string())),
            Key::BirthDate => Arc::new(Date32Array::from_iter(
                self.rows.iter().map(|told| told.1.map(i32::from)),
            )),
            // Read of no source.
            Key::EndOfCare => self.text(|_, _| None),
            Key::Sex => self.text(|_, told| {
                let letter = |female: bool| if female { "F" } else { "M" };
                told.2.map(|female| letter(female).to_owned())
            }),
        }
    }

    fn columns(&self) -> Columns {
        let source = self.source();
        let column = |name: &str| {
            // An SSDA903 return's own number is the authority's.
            if name == source.local.column() {
                return Some(self.local());
            }
            let (key, _) = source.keys.iter().find(|(_, column)| *column == name)?;
            Some(self.key(*key))
        };
        Columns::of(source, column).expect("every column is there")
    }
}

/// The persons of all rows, once the returns are imported in groups, one after the other.
fn imported(returns: &[Return], groups: &[Vec<usize>]) -> Vec<Option<Vec<Option<i64>>>> {
    let mut linker = Linker::new(Secret::new("a key of the tests"));
    let mut links = Links::default();
    let order: Vec<usize> = groups.concat();
    let mut there = 0;
    for group in groups {
        there += group.len();
        let inputs = (1..).zip(&order[..there]).map(|(import_id, at)| {
            let one = &returns[*at];
            Input {
                key: *at,
                source: one.source(),
                import: Arc::new(ImportRecord {
                    la_code: one.la_code,
                    year: one.year,
                    // Two of one dataset, authority and year are different terms.
                    period: Some(at.to_string()),
                    ..record(import_id, one.table.0)
                }),
                batches: (!linker.knows(at)).then(|| vec![one.columns()]),
            }
        });
        let inputs = inputs.collect();
        links = linker.link(inputs);
    }
    let place = |at: usize| (1..).zip(&order).find(|(_, other)| **other == at);
    let persons = returns.iter().enumerate().map(|(at, one)| {
        let (import_id, _) = place(at)?;
        let persons = links.persons(one.source(), import_id, &one.local())?;
        Some(persons.iter().collect())
    });
    persons.collect()
}

proptest! {
    #[test]
    fn the_order_of_imports_makes_no_difference(
        (returns, order) in returns().prop_flat_map(|returns| {
            let places: Vec<usize> = (0..returns.len()).collect();
            (Just(returns), Just(places).prop_shuffle())
        }),
    ) {
        let together: Vec<usize> = (0..returns.len()).collect();
        let at_once = imported(&returns, &[together]);
        let by_year = (2023..2026).map(|year| {
            let of_year = (0..returns.len()).filter(|at| returns[*at].year == year);
            of_year.collect()
        });
        let by_year: Vec<Vec<usize>> = by_year.collect();
        prop_assert_eq!(&at_once, &imported(&returns, &by_year));
        let one_by_one: Vec<Vec<usize>> = order.into_iter().map(|at| vec![at]).collect();
        prop_assert_eq!(&at_once, &imported(&returns, &one_by_one));
    }
}
