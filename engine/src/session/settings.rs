//! A session's settings: what `SET`, `SHOW` and `RESET` work on.
//!
//! The names are PostgreSQL's where a client may send them, and `cohort.*` for our own. A
//! setting that PostgreSQL has and Cohort has no use for is accepted and shown again,
//! because drivers set such ones when they connect.

use std::collections::BTreeMap;
use std::time::Duration;

use lock::Lock;

use super::error::{EngineError, ErrorKind};

/// A poison-free lock over the standard one: a panic elsewhere must not take a session down.
mod lock {
    use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

    #[derive(Debug, Default)]
    pub(super) struct Lock<T>(RwLock<T>);

    impl<T> Lock<T> {
        pub(super) fn new(value: T) -> Self {
            Lock(RwLock::new(value))
        }
        pub(super) fn read(&self) -> RwLockReadGuard<'_, T> {
            self.0.read().unwrap_or_else(PoisonError::into_inner)
        }
        pub(super) fn write(&self) -> RwLockWriteGuard<'_, T> {
            self.0.write().unwrap_or_else(PoisonError::into_inner)
        }
    }
}

/// One setting that exists.
#[derive(Debug)]
pub struct SettingDef {
    /// Name as `SHOW` prints it.
    pub name: &'static str,
    /// Value of a new session.
    pub default: &'static str,
    /// What it does, for `SHOW ALL`.
    pub comment: &'static str,
    /// Whether `SET` is refused.
    pub fixed: bool,
    /// Whether a change is told to the client at once (ParameterStatus).
    pub reported: bool,
}

const fn free(name: &'static str, default: &'static str, comment: &'static str) -> SettingDef {
    SettingDef {
        name,
        default,
        comment,
        fixed: false,
        reported: false,
    }
}

const fn reported(name: &'static str, default: &'static str, comment: &'static str) -> SettingDef {
    SettingDef {
        name,
        default,
        comment,
        fixed: false,
        reported: true,
    }
}

const fn fixed(name: &'static str, default: &'static str, comment: &'static str) -> SettingDef {
    SettingDef {
        name,
        default,
        comment,
        fixed: true,
        reported: false,
    }
}

/// The setting that shows an older state.
pub(crate) const AS_OF: &str = "cohort.as_of";
/// The setting that tells which state is shown.
const SNAPSHOT: &str = "cohort.snapshot";

/// The setting that decides whose copies of the data are shown.
const SOURCE: &str = "cohort.source";

/// The setting that decides which versions of results are shown.
const VERSION: &str = "cohort.version";

/// Which imports statements see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Choice {
    /// `cohort.source`.
    pub source: SourceChoice,
    /// `cohort.version`.
    pub version: VersionChoice,
}

/// Which versions of a return statements see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum VersionChoice {
    /// Every one; the column `version` tells them apart.
    All,
    /// The best, by the rules of `import/standing.rs`.
    #[default]
    Best,
}

impl VersionChoice {
    fn parse(text: &str) -> Option<VersionChoice> {
        match text.to_ascii_lowercase().as_str() {
            "all" => Some(VersionChoice::All),
            "best" => Some(VersionChoice::Best),
            _ => None,
        }
    }
}

/// Whose copies of the data statements see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SourceChoice {
    /// The authorities' own files.
    La,
    /// What was received from the DfE.
    Npd,
    /// Per dataset, authority and year what was received from the DfE, where there is any, and
    /// else the authority's own.
    #[default]
    Best,
}

impl SourceChoice {
    fn parse(text: &str) -> Option<SourceChoice> {
        match text.to_ascii_lowercase().as_str() {
            "la" => Some(SourceChoice::La),
            "npd" => Some(SourceChoice::Npd),
            "best" => Some(SourceChoice::Best),
            _ => None,
        }
    }
}

/// The version told to clients: drivers choose their catalog queries by it.
pub const SERVER_VERSION: &str = "15.18";

/// Every setting, in name order.
pub static SETTINGS: &[SettingDef] = &[
    reported("application_name", "", "Name of the client program."),
    free("bytea_output", "hex", "Form of binary values in text."),
    free(
        "check_function_bodies",
        "on",
        "Accepted; there is nothing to check.",
    ),
    reported(
        "client_encoding",
        "UTF8",
        "Encoding of text sent to the client; always UTF8.",
    ),
    free(
        "client_min_messages",
        "notice",
        "Least level of the messages sent to the client.",
    ),
    free(
        AS_OF,
        "",
        "Snapshot number, date or timestamp whose state is shown; empty for the newest.",
    ),
    fixed(SNAPSHOT, "", "The snapshot that statements see."),
    free(
        SOURCE,
        "best",
        "Whose copies tables show: la (the authorities' own), npd (the DfE's), or best: npd where \
         one is held for the dataset, authority and year, else la.",
    ),
    free(
        VERSION,
        "best",
        "Which versions of result files tables show: all, or best: final before revised before \
         provisional before what the authority or its schools sent.",
    ),
    reported(
        "DateStyle",
        "ISO, DMY",
        "Form of dates in text; always ISO.",
    ),
    fixed("data_directory_mode", "0700", "As in PostgreSQL."),
    free(
        "default_transaction_isolation",
        "repeatable read",
        "Every transaction reads one snapshot.",
    ),
    fixed(
        "default_transaction_read_only",
        "on",
        "Cohort is read-only to SQL.",
    ),
    free(
        "enable_seqscan",
        "on",
        "Accepted; Cohort has no other scan.",
    ),
    free(
        "extra_float_digits",
        "1",
        "Digits of floating-point numbers in text.",
    ),
    free("idle_in_transaction_session_timeout", "0", "Accepted."),
    fixed("in_hot_standby", "off", "As in PostgreSQL."),
    fixed(
        "integer_datetimes",
        "on",
        "Binary times are 64-bit integers.",
    ),
    reported("IntervalStyle", "postgres", "Form of intervals in text."),
    free("jit", "off", "Accepted; there is nothing to compile."),
    fixed("lc_collate", "C", "Order of text: by code point."),
    fixed("lc_ctype", "C.UTF-8", "Character classes."),
    free("lc_messages", "C", "Language of messages: English."),
    free("lc_monetary", "C", "Form of money."),
    free("lc_numeric", "C", "Form of numbers."),
    free("lc_time", "C", "Form of times."),
    free("lock_timeout", "0", "Accepted; Cohort takes no locks."),
    fixed("max_identifier_length", "63", "As in PostgreSQL."),
    fixed("max_index_keys", "32", "As in PostgreSQL."),
    free(
        "row_security",
        "on",
        "Rows a user may not see are always cut.",
    ),
    free(
        "search_path",
        "\"$user\", public",
        "Schemas in which unqualified names are looked up.",
    ),
    fixed("server_encoding", "UTF8", "Encoding of the data."),
    fixed(
        "server_version",
        SERVER_VERSION,
        "The PostgreSQL version whose behaviour is followed.",
    ),
    fixed("server_version_num", "150018", "The same as a number."),
    reported(
        "standard_conforming_strings",
        "on",
        "A backslash in '…' is a backslash.",
    ),
    free(
        "statement_timeout",
        "0",
        "Milliseconds after which a statement is cancelled; 0 for never.",
    ),
    free("synchronize_seqscans", "on", "Accepted."),
    reported("TimeZone", "UTC", "Zone of timestamps in text."),
    free(
        "transaction_isolation",
        "repeatable read",
        "Every transaction reads one snapshot.",
    ),
    fixed("transaction_read_only", "on", "Cohort is read-only to SQL."),
    free("work_mem", "4MB", "Accepted; see --query-memory."),
];

/// Finds a setting whatever the case of its name.
pub fn find(name: &str) -> Option<&'static SettingDef> {
    let name = match name.to_ascii_lowercase().as_str() {
        "time zone" => "timezone".to_owned(),
        "transaction isolation level" => "transaction_isolation".to_owned(),
        "names" => "client_encoding".to_owned(),
        other => other.to_owned(),
    };
    SETTINGS.iter().find(|s| s.name.eq_ignore_ascii_case(&name))
}

/// The settings of one session.
#[derive(Debug)]
pub struct Settings {
    state: Lock<State>,
}

#[derive(Debug, Default, Clone)]
struct State {
    /// Values differing from the default.
    changed: BTreeMap<&'static str, String>,
    /// Values the session began with, to which RESET returns.
    start: BTreeMap<&'static str, String>,
    /// What to go back to when the transaction rolls back, or ends for `SET LOCAL`.
    at_begin: Option<BTreeMap<&'static str, String>>,
    local: BTreeMap<&'static str, Option<String>>,
    /// The snapshot that statements see now.
    snapshot: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            state: Lock::new(State::default()),
        }
    }
}

impl Settings {
    /// Takes a value that the client gave when connecting; unknown names are ignored.
    pub fn set_at_start(&self, name: &str, value: &str) {
        if let Some(def) = find(name)
            && !def.fixed
        {
            let mut state = self.state.write();
            let value = normalise(def, value).unwrap_or_else(|_| def.default.to_owned());
            state.start.insert(def.name, value.clone());
            state.changed.insert(def.name, value);
        }
    }

    /// The value in force.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownSetting`].
    pub fn get(&self, name: &str) -> Result<String, EngineError> {
        let def = find(name).ok_or_else(|| unknown(name))?;
        Ok(self.value(def))
    }

    fn value(&self, def: &'static SettingDef) -> String {
        let state = self.state.read();
        if def.name == SNAPSHOT {
            return state.snapshot.to_string();
        }
        state
            .changed
            .get(def.name)
            .cloned()
            .unwrap_or_else(|| def.default.to_owned())
    }

    /// Notes the snapshot that statements see from now on.
    pub(crate) fn note_snapshot(&self, number: u64) {
        self.state.write().snapshot = number;
    }

    /// Changes a value; `local` for the length of the transaction only, and so to no effect
    /// outside one. Returns the canonical name and value when the client must be told.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownSetting`], or [`ErrorKind::BadArgument`] for a value that cannot be.
    pub fn set(
        &self,
        name: &str,
        value: &str,
        local: bool,
    ) -> Result<Option<(String, String)>, EngineError> {
        let def = find(name).ok_or_else(|| unknown(name))?;
        if def.fixed {
            return Err(EngineError::new(
                ErrorKind::BadArgument,
                format!("parameter \"{}\" cannot be changed", def.name),
            ));
        }
        let value = normalise(def, value)?;
        let mut state = self.state.write();
        if local && state.at_begin.is_none() {
            return Ok(None);
        }
        if local {
            let before = state.changed.get(def.name).cloned();
            state.local.entry(def.name).or_insert(before);
        } else {
            state.local.remove(def.name);
        }
        state.changed.insert(def.name, value.clone());
        Ok(def.reported.then(|| (def.name.to_owned(), value)))
    }

    /// Returns one setting to its value at connection.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownSetting`].
    pub fn reset(&self, name: &str) -> Result<Option<(String, String)>, EngineError> {
        let def = find(name).ok_or_else(|| unknown(name))?;
        let mut state = self.state.write();
        match state.start.get(def.name).cloned() {
            Some(start) => state.changed.insert(def.name, start),
            None => state.changed.remove(def.name),
        };
        drop(state);
        Ok(def.reported.then(|| (def.name.to_owned(), self.value(def))))
    }

    /// Returns every setting to its value at connection, and says which to tell the client.
    pub fn reset_all(&self) -> Vec<(String, String)> {
        let mut state = self.state.write();
        state.changed = state.start.clone();
        state.local.clear();
        drop(state);
        self.reported()
    }

    /// The settings a client is told when it connects.
    pub fn reported(&self) -> Vec<(String, String)> {
        let told = [
            "server_version",
            "server_encoding",
            "integer_datetimes",
            "in_hot_standby",
        ];
        SETTINGS
            .iter()
            .filter(|def| def.reported || told.contains(&def.name))
            .map(|def| (def.name.to_owned(), self.value(def)))
            .collect()
    }

    /// All settings: name, value, comment.
    pub fn all(&self) -> Vec<(&'static str, String, &'static str)> {
        SETTINGS
            .iter()
            .map(|def| (def.name, self.value(def), def.comment))
            .collect()
    }

    /// `statement_timeout`, if one is set.
    pub fn statement_timeout(&self) -> Option<Duration> {
        let text = self.get("statement_timeout").ok()?;
        let millis: u64 = text.parse().ok()?;
        (millis > 0).then(|| Duration::from_millis(millis))
    }

    /// `cohort.source` and `cohort.version`.
    pub fn choice(&self) -> Choice {
        let text = |name| self.get(name).unwrap_or_default();
        Choice {
            source: SourceChoice::parse(&text(SOURCE)).unwrap_or_default(),
            version: VersionChoice::parse(&text(VERSION)).unwrap_or_default(),
        }
    }

    /// The schemas of `search_path`, `"$user"` left out, `pg_catalog` always last.
    pub fn search_path(&self) -> Vec<String> {
        let text = self.get("search_path").unwrap_or_default();
        let mut path: Vec<String> = text
            .split(',')
            .map(|part| part.trim().trim_matches('"').to_owned())
            .filter(|part| !part.is_empty() && part != "$user")
            .collect();
        if !path.iter().any(|p| p == "pg_catalog") {
            path.push("pg_catalog".to_owned());
        }
        path
    }

    /// Notes the values to return to when the transaction is rolled back.
    pub fn begin(&self) {
        let mut state = self.state.write();
        state.at_begin = Some(state.changed.clone());
        state.local.clear();
    }

    /// Ends a transaction: `SET LOCAL` ends always, `SET` is undone by a rollback.
    pub fn end(&self, committed: bool) {
        let mut state = self.state.write();
        let begin = state.at_begin.take();
        if committed {
            for (name, before) in std::mem::take(&mut state.local) {
                match before {
                    Some(value) => state.changed.insert(name, value),
                    None => state.changed.remove(name),
                };
            }
        } else if let Some(begin) = begin {
            state.changed = begin;
            state.local.clear();
        }
    }
}

fn unknown(name: &str) -> EngineError {
    EngineError::new(
        ErrorKind::UnknownSetting,
        format!("unrecognized configuration parameter \"{name}\""),
    )
}

/// Checks a value and brings it to the form that `SHOW` prints.
fn normalise(def: &SettingDef, value: &str) -> Result<String, EngineError> {
    let bad = |what: &str| {
        EngineError::new(
            ErrorKind::BadArgument,
            format!("invalid value for parameter \"{}\": \"{value}\"", def.name),
        )
        .with_hint(what.to_owned())
    };
    if value.eq_ignore_ascii_case("default") {
        return Ok(def.default.to_owned());
    }
    match def.name {
        "statement_timeout" | "lock_timeout" | "idle_in_transaction_session_timeout" => {
            milliseconds(value)
                .map(|ms| ms.to_string())
                .ok_or_else(|| bad("give milliseconds, or a number with ms, s, min, h or d"))
        }
        SOURCE => match SourceChoice::parse(value) {
            Some(_) => Ok(value.to_ascii_lowercase()),
            None => Err(bad("valid: la, npd, best")),
        },
        VERSION => match VersionChoice::parse(value) {
            Some(_) => Ok(value.to_ascii_lowercase()),
            None => Err(bad("valid: all, best")),
        },
        "client_encoding" => match value.to_ascii_uppercase().replace('-', "").as_str() {
            "UTF8" | "UNICODE" | "SQL_ASCII" => Ok("UTF8".to_owned()),
            _ => Err(bad("valid: UTF8")),
        },
        "standard_conforming_strings" => match value.to_ascii_lowercase().as_str() {
            "on" | "true" | "1" | "yes" => Ok("on".to_owned()),
            _ => Err(bad("valid: on")),
        },
        "DateStyle" => {
            if value.to_ascii_uppercase().contains("ISO") {
                let order = ["DMY", "MDY", "YMD"]
                    .into_iter()
                    .find(|order| value.to_ascii_uppercase().contains(order))
                    .unwrap_or("DMY");
                Ok(format!("ISO, {order}"))
            } else {
                Err(bad("valid: ISO"))
            }
        }
        "TimeZone" => match value.to_ascii_uppercase().as_str() {
            "UTC" | "GMT" | "ETC/UTC" | "Z" | "0" | "+00:00" => Ok("UTC".to_owned()),
            // Accepted and shown again: timestamps are few in Cohort and always sent in UTC.
            _ => Ok(value.to_owned()),
        },
        _ => Ok(value.to_owned()),
    }
}

/// A value as SHOW prints it: times in the largest unit that holds them exactly.
pub(crate) fn shown(name: &str, value: &str) -> String {
    let times = [
        "statement_timeout",
        "lock_timeout",
        "idle_in_transaction_session_timeout",
    ];
    let time = times.iter().any(|time| name.eq_ignore_ascii_case(time));
    match value.parse::<u64>() {
        Ok(millis) if time && millis > 0 => {
            let units = [
                (86_400_000, "d"),
                (3_600_000, "h"),
                (60_000, "min"),
                (1_000, "s"),
                (1, "ms"),
            ];
            let unit = units.into_iter().find(|(factor, _)| millis % factor == 0);
            unit.map_or_else(
                || value.to_owned(),
                |(factor, unit)| format!("{}{unit}", millis / factor),
            )
        }
        _ => value.to_owned(),
    }
}

/// `2s`, `500ms`, `1min`, `1500` → milliseconds.
fn milliseconds(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let number: u64 = text[..digits].parse().ok()?;
    let factor = match text[digits..].trim() {
        "" | "ms" => 1,
        "s" => 1_000,
        "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    number
        .checked_mul(factor)
        .filter(|ms| *ms <= i32::MAX as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order_and_found_in_any_case() {
        let names: Vec<_> = SETTINGS
            .iter()
            .map(|s| s.name.to_ascii_lowercase())
            .collect();
        let mut unique = names.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), names.len());
        assert_eq!(find("datestyle").unwrap().name, "DateStyle");
    }

    #[test]
    fn timeouts_take_units() {
        let settings = Settings::default();
        settings.set("statement_timeout", "2s", false).unwrap();
        assert_eq!(settings.get("statement_timeout").unwrap(), "2000");
        assert_eq!(settings.statement_timeout(), Some(Duration::from_secs(2)));
        let error = settings
            .set("statement_timeout", "soon", false)
            .unwrap_err();
        assert_eq!(error.sqlstate(), "22023");
    }

    #[test]
    fn times_are_shown_in_the_largest_exact_unit() {
        for (value, expected) in [
            ("300", "300ms"),
            ("5000", "5s"),
            ("90000", "90s"),
            ("120000", "2min"),
            ("0", "0"),
        ] {
            assert_eq!(shown("statement_timeout", value), expected);
        }
        assert_eq!(shown("extra_float_digits", "1000"), "1000");
    }

    #[test]
    fn set_local_ends_with_the_transaction_and_rollback_undoes_set() {
        let settings = Settings::default();
        settings.set("extra_float_digits", "3", true).unwrap();
        assert_eq!(settings.get("extra_float_digits").unwrap(), "1");
        settings.begin();
        settings.set("extra_float_digits", "3", true).unwrap();
        settings.end(true);
        assert_eq!(settings.get("extra_float_digits").unwrap(), "1");
        settings.begin();
        settings.set("extra_float_digits", "2", false).unwrap();
        settings.end(false);
        assert_eq!(settings.get("extra_float_digits").unwrap(), "1");
    }

    #[test]
    fn a_source_and_a_version_are_of_those_there_are() {
        let settings = Settings::default();
        assert_eq!(settings.choice(), Choice::default());
        settings.set("cohort.source", "NPD", false).unwrap();
        settings.set("cohort.version", "All", false).unwrap();
        let choice = settings.choice();
        assert_eq!(choice.source, SourceChoice::Npd);
        assert_eq!(choice.version, VersionChoice::All);
        for (name, value) in [("cohort.source", "dfe"), ("cohort.version", "final")] {
            let error = settings.set(name, value, false).unwrap_err();
            assert_eq!(error.sqlstate(), "22023");
        }
    }

    #[test]
    fn unknown_settings_are_refused() {
        assert_eq!(
            Settings::default().get("nonsense").unwrap_err().sqlstate(),
            "42704"
        );
    }
}
