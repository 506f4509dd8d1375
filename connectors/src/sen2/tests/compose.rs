//! A return as a tree, written in every form.

use std::collections::BTreeMap;

use cohort_udfs::calendar;
use quick_xml::escape::escape;

use super::schema::Module;
use super::*;
use crate::layout::Form;

/// A record: its module, the texts of its items in the form of XML, and what hangs from it.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) module: Module,
    pub(super) items: BTreeMap<usize, String>,
    pub(super) inside: Vec<Node>,
}

/// The part of a module, and those whose ids its rows give.
fn name(module: Module) -> &'static str {
    Sen2.parts()[module as usize].name
}

/// The return in XML.
pub(super) fn xml(header: &Node, persons: &[Node]) -> String {
    let mut text = "<Message>".to_owned();
    write(header, &mut text);
    text.push_str("<Persons>");
    persons.iter().for_each(|person| write(person, &mut text));
    text.push_str("</Persons></Message>");
    text
}

fn write(node: &Node, text: &mut String) {
    let element = node.module.group().name;
    text.push_str(&format!("<{element}>"));
    for (item, value) in &node.items {
        let item = node.module.fields()[*item].item();
        text.push_str(&format!("<{item}>{}</{item}>", escape(value)));
    }
    node.inside.iter().for_each(|inner| write(inner, text));
    text.push_str(&format!("</{element}>"));
}

/// How the ids of a set are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ids {
    /// Every table has one.
    Export,
    /// Persons and requests only.
    Working,
}

/// The return as a set of files, columns turned by so many places.
pub(super) fn set(
    header: &Node,
    persons: &[Node],
    ids: Ids,
    turn: usize,
) -> Vec<(FileKind, Vec<u8>)> {
    let mut files = Csv {
        ids,
        turn,
        lines: BTreeMap::new(),
        counts: BTreeMap::new(),
    };
    for module in Module::ALL {
        if module != Module::Header || ids == Ids::Export {
            files.heading(module);
        }
    }
    let mut path = Vec::new();
    if ids == Ids::Export {
        files.node(header, &mut path);
        path.push((Module::Header, "SEN2-1".to_owned()));
    }
    for person in persons {
        files.node(person, &mut path);
    }
    let files = files.lines.into_iter();
    files
        .map(|(module, lines)| {
            let text = lines.join("\r\n");
            (FileKind::Part(name(module)), text.into_bytes())
        })
        .collect()
}

struct Csv {
    ids: Ids,
    turn: usize,
    lines: BTreeMap<Module, Vec<String>>,
    counts: BTreeMap<Module, usize>,
}

impl Csv {
    fn heading(&mut self, module: Module) {
        let own = name(module);
        let parent = match module {
            Module::Header => None,
            Module::Person => Some(Module::Header),
            Module::Request => Some(Module::Person),
            Module::Assessment | Module::ActivePlan => Some(Module::Request),
            Module::NamedPlan => Some(Module::Assessment),
            Module::PlanDetail => Some(Module::NamedPlan),
            Module::Placement | Module::Need => Some(Module::ActivePlan),
        };
        let mut columns = match self.ids {
            Ids::Export => {
                let mut ids = vec![
                    format!("{own}tableid"),
                    "NativeId".to_owned(),
                    format!("{own}orderseqcolumn"),
                    "sourceid".to_owned(),
                ];
                ids.extend(parent.map(|parent| format!("{}tableid", name(parent))));
                ids
            }
            Ids::Working if module == Module::Person => vec!["persontableid".to_owned()],
            Ids::Working => vec!["persontableid".to_owned(), "requeststableid".to_owned()],
        };
        let items = module
            .fields()
            .iter()
            .map(|field| field.item().to_lowercase());
        columns.extend(items);
        self.line(module, columns);
    }

    fn node(&mut self, node: &Node, path: &mut Vec<(Module, String)>) {
        let module = node.module;
        // Working files number the requests within the person.
        if self.ids == Ids::Working && module == Module::Person {
            self.counts.remove(&Module::Request);
        }
        let count = self.counts.entry(module).or_default();
        *count += 1;
        let id = format!("{}-{count}", name(module).to_uppercase());
        let of = |wanted: Module, path: &[(Module, String)]| {
            let mut above = path.iter();
            let found = above.find(|(module, _)| *module == wanted);
            found.map(|(_, id)| id.clone()).unwrap_or_default()
        };
        let mut fields = match self.ids {
            Ids::Export => {
                let mut ids = vec![id.clone(), "7".to_owned(), "1".to_owned(), "1".to_owned()];
                ids.extend(path.last().map(|(_, id)| id.clone()));
                ids
            }
            Ids::Working if module == Module::Person => vec![id.clone()],
            Ids::Working if module == Module::Request => vec![of(Module::Person, path), id.clone()],
            Ids::Working => vec![of(Module::Person, path), of(Module::Request, path)],
        };
        for (item, field) in module.fields().iter().enumerate() {
            let text = node.items.get(&item).map_or("", String::as_str);
            let is_date = field.form == Form::Date || field.item() == "DateTime";
            fields.push(if is_date {
                export_date(text)
            } else {
                quoted(text)
            });
        }
        self.line(module, fields);
        path.push((module, id));
        node.inside.iter().for_each(|inner| self.node(inner, path));
        path.pop();
    }

    fn line(&mut self, module: Module, mut fields: Vec<String>) {
        let by = self.turn % fields.len();
        fields.rotate_left(by);
        self.lines.entry(module).or_default().push(fields.join(","));
    }
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) || text.trim() != text {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// `yyyy-mm-dd` as the collection system writes it: `2022-Sep-28 00:00:00`.
fn export_date(text: &str) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let Some(written) = crate::value::date(text.as_bytes()) else {
        return quoted(text);
    };
    let (year, month, day) = calendar::civil(written.day).unwrap();
    let time = text.get(11..).unwrap_or("00:00:00");
    format!("{year:04}-{}-{day:02} {time}", MONTHS[month as usize - 1])
}
