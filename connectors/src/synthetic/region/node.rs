//! A record with records below it, written as XML or as rows of CSV files.

use super::super::days::Day;
use super::super::record::Value;

/// A record: its items, then what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) name: &'static str,
    pub(super) items: Vec<(&'static str, Value)>,
    pub(super) below: Vec<Node>,
}

impl Node {
    pub(super) fn new(name: &'static str) -> Self {
        Self {
            name,
            items: Vec::new(),
            below: Vec::new(),
        }
    }

    pub(super) fn code(self, item: &'static str, code: &'static str) -> Self {
        self.value(item, Value::Code(code))
    }

    pub(super) fn text(self, item: &'static str, text: impl Into<String>) -> Self {
        self.value(item, Value::Text(text.into()))
    }

    pub(super) fn text_if(self, item: &'static str, text: Option<String>) -> Self {
        match text {
            Some(text) => self.text(item, text),
            None => self,
        }
    }

    pub(super) fn date(self, item: &'static str, day: Day) -> Self {
        self.value(item, Value::Date(day))
    }

    pub(super) fn date_if(self, item: &'static str, day: Option<Day>) -> Self {
        match day {
            Some(day) => self.date(item, day),
            None => self,
        }
    }

    pub(super) fn number(self, item: &'static str, number: i32) -> Self {
        self.value(item, Value::Number(number.max(0) as u32))
    }

    /// 0 or 1.
    pub(super) fn flag(self, item: &'static str, flag: bool) -> Self {
        self.number(item, i32::from(flag))
    }

    pub(super) fn with(mut self, below: Node) -> Self {
        self.below.push(below);
        self
    }

    pub(super) fn with_all(mut self, below: impl IntoIterator<Item = Node>) -> Self {
        self.below.extend(below);
        self
    }

    fn value(mut self, item: &'static str, value: Value) -> Self {
        self.items.push((item, value));
        self
    }

    pub(super) fn item(&self, name: &str) -> Option<&Value> {
        let found = self
            .items
            .iter()
            .find(|item| item.0.eq_ignore_ascii_case(name));
        found.map(|item| &item.1)
    }

    /// The text of an item; empty where there is none.
    pub(super) fn text_of(&self, name: &str) -> String {
        let mut text = Vec::new();
        if let Some(value) = self.item(name) {
            value.write(&mut text);
        }
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Number of records of that name, this one and all below.
    pub(super) fn count(&self, name: &str) -> usize {
        usize::from(self.name == name)
            + self
                .below
                .iter()
                .map(|node| node.count(name))
                .sum::<usize>()
    }

    /// Writes the record as an element, `depth` levels in.
    pub(super) fn write_xml(&self, out: &mut Vec<u8>, depth: usize, dates: fn(&mut Vec<u8>, Day)) {
        tag(out, depth, "<", self.name);
        out.push(b'\n');
        for (name, value) in &self.items {
            tag(out, depth + 1, "<", name);
            match value {
                Value::Date(day) => dates(out, *day),
                Value::Text(text) => escaped(out, text),
                other => other.write(out),
            }
            tag(out, 0, "</", name);
            out.push(b'\n');
        }
        for node in &self.below {
            node.write_xml(out, depth + 1, dates);
        }
        tag(out, depth, "</", self.name);
        out.push(b'\n');
    }
}

fn tag(out: &mut Vec<u8>, depth: usize, open: &str, name: &str) {
    out.resize(out.len() + 2 * depth, b' ');
    out.extend_from_slice(open.as_bytes());
    out.extend_from_slice(name.as_bytes());
    out.push(b'>');
}

fn escaped(out: &mut Vec<u8>, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            other => out.push(other),
        }
    }
}

/// A line of a CSV file in the making.
#[derive(Debug, Default)]
pub(super) struct Line(Vec<u8>, bool);

impl Line {
    pub(super) fn add(&mut self, text: &str) -> &mut Self {
        if std::mem::replace(&mut self.1, true) {
            self.0.push(b',');
        }
        if text.contains([',', '"', '\n']) {
            let quoted = text.replace('"', "\"\"");
            self.0.extend_from_slice(format!("\"{quoted}\"").as_bytes());
        } else {
            self.0.extend_from_slice(text.as_bytes());
        }
        self
    }

    /// The bytes with the end of the line.
    pub(super) fn end(&mut self) -> &[u8] {
        self.0.push(b'\n');
        &self.0
    }
}

/// A heading line.
pub(super) fn heading<'a>(columns: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let mut line = Line::default();
    for column in columns {
        line.add(column);
    }
    line.end().to_vec()
}

#[cfg(test)]
mod tests {
    use super::super::super::days::{on, write_date};
    use super::*;

    #[test]
    fn a_record_is_written_with_what_is_below() {
        let node = Node::new("A")
            .text("Name", "B & Co <x>")
            .date("Day", on(2024, 1, 18))
            .with(Node::new("C").flag("Yes", true));
        let mut out = Vec::new();
        node.write_xml(&mut out, 0, write_date);
        let expected = "<A>\n  <Name>B &amp; Co &lt;x&gt;</Name>\n  <Day>2024-01-18</Day>\n  \
                        <C>\n    <Yes>1</Yes>\n  </C>\n</A>\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
        assert_eq!(node.count("C"), 1);
    }

    #[test]
    fn fields_that_need_it_are_quoted() {
        let mut line = Line::default();
        line.add("").add("a,b").add("c\"d").add("3");
        assert_eq!(line.end(), b",\"a,b\",\"c\"\"d\",3\n");
    }
}
