//! Reads who the rows of a part are of.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use ahash::RandomState;
use arrow::array::{Array, ArrayRef, AsArray, Int32Array, PrimitiveArray, StringArray};
use arrow::datatypes::{DataType, Date32Type, Int32Type};
use cohort_catalog::{ImportRecord, TableDef};

use super::identity::{self, Identity, Sex, Upn};
use super::secret::Secret;
use super::source::{ADOPTED, Key, Local, Source};

/// No identity: the number is not used in the file.
pub(crate) const NONE: u32 = u32::MAX;

/// Identities, each with a number that it keeps.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    numbers: HashMap<Identity, u32, RandomState>,
    identities: Vec<Identity>,
}

impl Interner {
    fn number(&mut self, identity: Identity) -> u32 {
        let next = u32::try_from(self.identities.len()).unwrap_or(NONE);
        let number = *self.numbers.entry(identity).or_insert(next);
        if number == next {
            self.identities.push(identity);
        }
        number
    }

    /// Identities by number.
    pub(crate) fn identities(&self) -> &[Identity] {
        &self.identities
    }
}

/// Which identity stands behind each local number of a part.
#[derive(Debug)]
pub(crate) enum Locals {
    /// By number; [`NONE`] where a number is left out.
    Numbers(Vec<u32>),
    /// By the authority's own text.
    Texts(HashMap<Box<str>, u32, RandomState>),
}

/// Who the children of one import's rows are, by one table of it.
#[derive(Debug)]
pub(crate) struct PartIdentities {
    pub(crate) source: &'static Source,
    pub(crate) locals: Locals,
    /// Of [`super::source::ADOPTIONS`] alone: the children, by their authority's number.
    pub(crate) adopted: Vec<u64>,
}

impl PartIdentities {
    /// The identities in it; some may come several times.
    pub(crate) fn identities(&self) -> Box<dyn Iterator<Item = u32> + '_> {
        match &self.locals {
            Locals::Numbers(numbers) => {
                Box::new(numbers.iter().copied().filter(|number| *number != NONE))
            }
            Locals::Texts(texts) => Box::new(texts.values().copied()),
        }
    }

    /// The identity of each row by its local number; [`NONE`] where there is none.
    pub(crate) fn of_rows(&self, local: &ArrayRef) -> Vec<u32> {
        match &self.locals {
            Locals::Numbers(numbers) => {
                let Some(local) = local.as_primitive_opt::<Int32Type>() else {
                    return vec![NONE; local.len()];
                };
                let found = |number: Option<i32>| {
                    let place = usize::try_from(number?).ok()?;
                    numbers.get(place).copied()
                };
                let rows = local.iter().map(|number| found(number).unwrap_or(NONE));
                rows.collect()
            }
            Locals::Texts(texts) => {
                let Some(local) = Texts::of(local) else {
                    return vec![NONE; local.len()];
                };
                let found = |row| texts.get(local.value(row)?).copied();
                (0..local.len())
                    .map(|row| found(row).unwrap_or(NONE))
                    .collect()
            }
        }
    }
}

/// The columns of a batch that a source reads.
#[derive(Debug)]
pub(crate) struct Columns {
    local: ArrayRef,
    keys: Vec<(Key, ArrayRef)>,
}

impl Columns {
    /// Of a source's table, by the names of its columns.
    pub(crate) fn of(
        source: &Source,
        column: impl Fn(&str) -> Option<ArrayRef>,
    ) -> Option<Columns> {
        let keys = source.keys.iter();
        Some(Columns {
            local: column(source.local.column())?,
            keys: keys
                .map(|(key, name)| Some((*key, column(name)?)))
                .collect::<Option<Vec<_>>>()?,
        })
    }

    fn texts(&self, key: Key) -> Option<Texts<'_>> {
        let found = self.keys.iter().find(|(known, _)| *known == key);
        Texts::of(&found?.1)
    }

    fn dates(&self, key: Key) -> Option<&PrimitiveArray<Date32Type>> {
        let found = self.keys.iter().find(|(known, _)| *known == key);
        found?.1.as_primitive_opt()
    }
}

/// A source's table with only the columns that are read of it, for parts that are not in memory.
pub(crate) fn narrow(source: &Source, def: &'static TableDef) -> &'static TableDef {
    static NARROW: LazyLock<Mutex<HashMap<String, &'static TableDef>>> =
        LazyLock::new(Mutex::default);
    let mut known = NARROW.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry(def.full_name()).or_insert_with(|| {
        let wanted = |name: &str| {
            let is_key = source.keys.iter().any(|(_, column)| *column == name);
            is_key || name == source.local.column()
        };
        let columns = def.columns.iter().filter(|column| wanted(column.name));
        let columns: Vec<_> = columns.copied().collect();
        // Once for each source while the process runs: a reader wants a table that stays.
        let narrow = TableDef {
            columns: Box::leak(columns.into_boxed_slice()),
            ..*def
        };
        Box::leak(Box::new(narrow))
    })
}

/// Reads one import's rows of a source.
pub(crate) fn read(
    source: &'static Source,
    import: &ImportRecord,
    batches: &[Columns],
    interner: &mut Interner,
    secret: &Secret,
) -> PartIdentities {
    let rows = Rows {
        source,
        import,
        secret,
    };
    let mut locals = match source.local {
        Local::Number(_) => Locals::Numbers(Vec::new()),
        Local::Text(_) => Locals::Texts(HashMap::default()),
    };
    let mut adopted = Vec::new();
    for columns in batches {
        match source.is_of_adoptions() {
            true => adopted.extend(rows.adopted(columns)),
            false => rows.read(columns, &mut locals, interner),
        }
    }
    adopted.sort_unstable();
    adopted.dedup();
    PartIdentities {
        source,
        locals,
        adopted,
    }
}

struct Rows<'a> {
    source: &'static Source,
    import: &'a ImportRecord,
    secret: &'a Secret,
}

impl Rows<'_> {
    /// The children of the rows that say that one was adopted.
    fn adopted(&self, columns: &Columns) -> Vec<u64> {
        let (ends, children) = (columns.texts(Key::EndOfCare), columns.texts(Key::LaChildId));
        let Some((ends, children)) = ends.zip(children) else {
            return Vec::new();
        };
        let is_adoption = |row: &usize| {
            ends.value(*row)
                .is_some_and(|end| ADOPTED.contains(&end.trim()))
        };
        let child =
            |row| identity::la_child(self.secret, self.import.la_code, children.value(row)?);
        (0..columns.local.len())
            .filter(is_adoption)
            .filter_map(child)
            .collect()
    }

    fn read(&self, columns: &Columns, locals: &mut Locals, interner: &mut Interner) {
        let [upn, former, uln, child, sex] =
            [Key::Upn, Key::FormerUpn, Key::Uln, Key::LaChildId, Key::Sex]
                .map(|key| columns.texts(key));
        let birth = columns.dates(Key::BirthDate);
        let numbers = columns.local.as_primitive_opt::<Int32Type>();
        let texts = Texts::of(&columns.local);
        for row in 0..columns.local.len() {
            fn text<'a>(column: &Option<Texts<'a>>, row: usize) -> Option<&'a str> {
                column.as_ref().and_then(|column| column.value(row))
            }
            let number = numbers.filter(|numbers| numbers.is_valid(row));
            let number = number.map(|numbers| numbers.value(row));
            let local = text(&texts, row);
            let child = text(&child, row);
            let mut identity = Identity {
                upn: text(&upn, row).and_then(Upn::of),
                birth: birth.filter(|b| b.is_valid(row)).map(|b| b.value(row)),
                sex: text(&sex, row).and_then(Sex::of),
                former_upn: text(&former, row).and_then(Upn::of),
                uln: text(&uln, row).and_then(identity::uln),
                la_child: child
                    .and_then(|id| identity::la_child(self.secret, self.import.la_code, id)),
                row: None,
            };
            if identity.former_upn == identity.upn {
                identity.former_upn = None;
            }
            if identity.is_keyless() {
                identity.row = Some(self.row(number, local));
            }
            let found = interner.number(identity);
            match (&mut *locals, number, local) {
                (Locals::Numbers(all), Some(number), _) => {
                    let Ok(place) = usize::try_from(number) else {
                        continue;
                    };
                    if all.len() <= place {
                        all.resize(place + 1, NONE);
                    }
                    all[place] = found;
                }
                (Locals::Texts(all), _, Some(local)) => {
                    all.insert(local.into(), found);
                }
                _ => {}
            }
        }
    }

    /// A row without a key, by its place in a return: the same when the same file comes again.
    fn row(&self, number: Option<i32>, local: Option<&str>) -> u64 {
        let import = self.import;
        let join = |of: &std::collections::BTreeSet<String>| {
            of.iter().map(String::as_str).collect::<Vec<_>>().join("\n")
        };
        self.secret.number(
            b"row",
            &[
                self.source.schema.as_bytes(),
                self.source.table.as_bytes(),
                &import.la_code.to_be_bytes(),
                &import.year.to_be_bytes(),
                import.source.as_bytes(),
                import.period.as_deref().unwrap_or_default().as_bytes(),
                join(&import.extent.schools).as_bytes(),
                join(&import.extent.parts).as_bytes(),
                &[import.standing],
                &number.unwrap_or_default().to_be_bytes(),
                local.unwrap_or_default().as_bytes(),
            ],
        )
    }
}

/// Texts, whichever way they are held.
enum Texts<'a> {
    Plain(&'a StringArray),
    Codes(&'a Int32Array, &'a StringArray),
}

impl<'a> Texts<'a> {
    fn of(array: &'a ArrayRef) -> Option<Texts<'a>> {
        match array.data_type() {
            DataType::Utf8 => array.as_string_opt().map(Texts::Plain),
            _ => {
                let codes = array.as_dictionary_opt::<Int32Type>()?;
                Some(Texts::Codes(codes.keys(), codes.values().as_string_opt()?))
            }
        }
    }

    fn len(&self) -> usize {
        match self {
            Texts::Plain(texts) => texts.len(),
            Texts::Codes(codes, _) => codes.len(),
        }
    }

    fn value(&self, row: usize) -> Option<&'a str> {
        match self {
            Texts::Plain(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Texts::Codes(codes, texts) => {
                let code = codes.is_valid(row).then(|| codes.value(row))?;
                let place = usize::try_from(code).ok()?;
                texts.is_valid(place).then(|| texts.value(place))
            }
        }
    }
}
