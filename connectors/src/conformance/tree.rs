//! A whole XML file in memory, to be written again in another order. For tests only: the
//! connectors themselves hold one child at a time.

use std::collections::{BTreeMap, VecDeque};

use quick_xml::escape::escape;

use crate::xml::{Token, XmlReader};

/// An element; text and elements are not kept in relative order.
#[derive(Debug, Clone, Default)]
pub(super) struct Node {
    name: String,
    text: String,
    children: Vec<Node>,
}

impl Node {
    /// Reads UTF-8, attributes left out.
    pub(super) fn parse(mut bytes: &[u8]) -> Node {
        let mut reader = XmlReader::new(&mut bytes);
        let mut open = vec![Node::default()];
        loop {
            match reader.token().unwrap_or_else(|error| panic!("{error}")).0 {
                Token::Start(name) => {
                    let name = String::from_utf8_lossy(name).into_owned();
                    open.push(Node {
                        name,
                        ..Node::default()
                    });
                }
                Token::Text(text) => {
                    let last = open.len() - 1;
                    open[last].text.push_str(&String::from_utf8_lossy(text));
                }
                Token::End => {
                    let node = open.pop().unwrap_or_default();
                    let last = open.len() - 1;
                    open[last].children.push(node);
                }
                Token::Eof => return open.remove(0).children.remove(0),
            }
        }
    }

    pub(super) fn write(&self) -> String {
        let text = escape(self.text.trim());
        let children: String = self.children.iter().map(Node::write).collect();
        format!("<{0}>{text}{children}</{0}>", self.name)
    }

    /// The same with children in another order, those of one name excepted.
    pub(super) fn shuffled(&self, seed: &mut u64) -> Node {
        let mut order: Vec<&str> = self.children.iter().map(|child| &child.name[..]).collect();
        for last in (1..order.len()).rev() {
            order.swap(last, (next(seed) % (last as u64 + 1)) as usize);
        }
        let mut by_name: BTreeMap<&str, VecDeque<&Node>> = BTreeMap::new();
        for child in &self.children {
            by_name.entry(&child.name).or_default().push_back(child);
        }
        let children = order
            .into_iter()
            .filter_map(|name| by_name.get_mut(name)?.pop_front())
            .map(|child| child.shuffled(seed))
            .collect();
        Node {
            name: self.name.clone(),
            text: self.text.clone(),
            children,
        }
    }
}

/// SplitMix64: enough for a shuffle, and the same everywhere.
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *seed;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
