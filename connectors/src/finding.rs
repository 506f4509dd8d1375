//! Findings: what is wrong or odd in a file that was nevertheless read.

use std::borrow::Cow;

/// Rule: the file ends too early; what was complete in it was read.
pub const CUT_OFF: &str = "cut_off";

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file departs from the format in a way that changes no value.
    Notice,
    /// Unusual; the DfE would ask for an explanation (rule numbers ending in `Q`).
    Query,
    /// Breaks a rule of the collection; the DfE would ask for a correction.
    Error,
}

impl Severity {
    /// `notice`, `query` or `error`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Notice => "notice",
            Severity::Query => "query",
            Severity::Error => "error",
        }
    }
}

/// A place in a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// 1-based line of the decoded text.
    pub line: u64,
    /// 1-based column in characters; 0 where it is not known.
    pub column: u64,
    /// 0-based offset in bytes of the decoded (UTF-8) text.
    pub byte: u64,
}

/// One thing that is wrong or odd. The values that identify a child are kept apart from
/// the message, so that only a query of `imports.finding` by someone who may see them
/// shows them.
#[derive(Clone, PartialEq, Eq)]
pub struct Finding {
    /// DfE rule number (`8510`, `8770Q`), or the project's own name (`date_format`).
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Table whose row it concerns, such as `cin.referral`; `None` for the file as a whole.
    pub table: Option<&'static str>,
    /// Published item it concerns, such as `CINclosureDate`.
    pub item: Option<&'static str>,
    /// What is wrong, in a sentence without any value from the file.
    pub message: Cow<'static, str>,
    /// Which file of a return that is a set of files, such as `episodes`; `None` where one file
    /// is the whole return.
    pub part: Option<&'static str>,
    /// Where the item or its parent starts.
    pub at: Position,
    /// 1-based number of the child (or other main record) in the file.
    pub child_row: Option<u32>,
    /// The child's local identifier, where the file gave one.
    pub local_id: Option<Box<str>>,
    /// The offending text as it stood in the file.
    pub value: Option<Box<str>>,
}

impl Finding {
    /// A finding on nothing more than a place; the methods below say more.
    pub fn new(
        rule: &'static str,
        severity: Severity,
        message: impl Into<Cow<'static, str>>,
        at: Position,
    ) -> Finding {
        Finding {
            rule,
            severity,
            table: None,
            item: None,
            message: message.into(),
            part: None,
            at,
            child_row: None,
            local_id: None,
            value: None,
        }
    }

    /// Says which table's row it concerns, as `cin.referral`.
    #[must_use]
    pub fn table(mut self, table: &'static str) -> Finding {
        self.table = Some(table);
        self
    }

    /// Says which published item it concerns.
    #[must_use]
    pub fn item(mut self, item: &'static str) -> Finding {
        self.item = Some(item);
        self
    }

    /// Says which file of a set it concerns.
    #[must_use]
    pub fn part(mut self, part: Option<&'static str>) -> Finding {
        self.part = part;
        self
    }

    /// Says which child it concerns: its number in the file and its local identifier.
    #[must_use]
    pub fn child(mut self, row: u32, local_id: Option<&str>) -> Finding {
        self.child_row = Some(row);
        self.local_id = local_id.map(Into::into);
        self
    }

    /// Keeps the offending text as it stood in the file.
    #[must_use]
    pub fn value(mut self, value: &str) -> Finding {
        self.value = Some(value.into());
        self
    }
}

/// Shows neither the local identifier nor the value: `Debug` output reaches logs.
impl std::fmt::Debug for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Finding")
            .field("rule", &self.rule)
            .field("severity", &self.severity)
            .field("table", &self.table)
            .field("item", &self.item)
            .field("message", &self.message)
            .field("part", &self.part)
            .field("at", &self.at)
            .field("child_row", &self.child_row)
            .finish_non_exhaustive()
    }
}
