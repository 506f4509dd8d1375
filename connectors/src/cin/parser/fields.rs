//! One element's text to its place in the record.

use crate::error::ConnectorError;
use crate::finding::Severity;
use crate::notices::Departure;
use crate::value::{self, DateForm, DateForms, Written};
use crate::xml;

use super::super::record::{Child, Code, Date, HeaderFacts, Leaf, Text};
use super::super::schema::{self, CodeSet, ITEMS};
use super::State;
use super::element::Field;

type Report = (&'static str, Severity, &'static str);

const BOOLEAN_FORMAT: Report = (
    "boolean_format",
    Severity::Error,
    "The flag is none of true, false, 1, 0; it was left out.",
);
const CODE_CASE: Report = (
    "code_case",
    Severity::Notice,
    "The code is not in capitals; it was read as if it were.",
);
const CODE_UNKNOWN: Report = (
    "code_unknown",
    Severity::Error,
    "The code is in no year's list; only its text was kept.",
);
const CODE_YEAR: Report = (
    "code_year",
    Severity::Query,
    "The code is not for this year, but for other years; it was read as meant there.",
);
const DATE_FORMAT: Report = (
    "date_format",
    Severity::Error,
    "The text is not a date (yyyy-mm-dd); it was left out.",
);
const DATE_IMPLAUSIBLE: Report = (
    "date_implausible",
    Severity::Query,
    "The date is before 1930 or over a year after the reference date; it was left out.",
);
const DAY_FIRST: Report = (
    "date_format",
    Severity::Notice,
    "The date is written dd/mm/yyyy; it was read day first.",
);
const HEADER_FORMAT: Report = (
    "header_format",
    Severity::Error,
    "The header's value could not be understood.",
);
const IDENTIFIER_FORM: Report = (
    "identifier_form",
    Severity::Notice,
    "The identifier holds blanks or small letters that were taken out or made capitals.",
);
const NUMBER_FORMAT: Report = (
    "number_format",
    Severity::Error,
    "The text is not a whole number; it was left out.",
);
const REPEATED_ELEMENT: Report = (
    "repeated_element",
    Severity::Query,
    "The element stands more than once where one is allowed; this one was left out.",
);
const WITH_TIME: Report = (
    "date_format",
    Severity::Notice,
    "The date has a time of day, which was dropped.",
);

/// A place directly under the last `CINdetails`.
macro_rules! case {
    ($field:ident) => {
        |child| Some(&mut child.referrals.last_mut()?.$field)
    };
    ($list:ident.$field:ident) => {
        |child| Some(&mut child.referrals.last_mut()?.$list.last_mut()?.$field)
    };
}

impl State {
    /// Takes the text gathered for `field`. Blank text is as if the element were absent.
    pub(super) fn finish_field(&mut self, field: Field) -> Result<(), ConnectorError> {
        let buffer = std::mem::take(&mut self.text);
        let result = self.read_field(field, &buffer);
        self.text = buffer;
        result
    }

    fn read_field(&mut self, field: Field, buffer: &[u8]) -> Result<(), ConnectorError> {
        let Ok(whole) = std::str::from_utf8(buffer) else {
            return Err(ConnectorError::Encoding {
                at: self.field_at,
                encoding: "UTF-8",
            });
        };
        xml::check_text(buffer, self.field_at)?;
        let text = whole.trim();
        if text.is_empty() {
            return Ok(());
        }
        let item = &ITEMS[field as usize];
        if text.len() < whole.len() {
            let row = self.row();
            self.notices.add(
                Departure::TrimmedValue,
                Some(item.element),
                self.field_at,
                row,
            );
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.held = true;
        }
        if !item.collected_in(self.period.year) {
            let row = self.row();
            self.notices
                .add(Departure::ItemYear, Some(item.element), self.field_at, row);
        }
        self.place(field, text);
        Ok(())
    }

    fn place(&mut self, field: Field, text: &str) {
        use Field::*;
        match field {
            Collection | Year | ReferenceDate | SourceLevel | Lea | SoftwareCode | Release
            | SerialNo | DateTime => self.header_field(field, text),
            LaChildId => {
                let leaf = self.local_id(field, text);
                self.put(field, text, leaf, |child| Some(&mut child.la_child_id));
            }
            Upn => {
                let leaf = self.upn(field, text);
                self.put(field, text, leaf, |child| Some(&mut child.upn));
            }
            FormerUpn => {
                let leaf = self.upn(field, text);
                self.put(field, text, leaf, |child| Some(&mut child.former_upn));
            }
            UpnUnknown => {
                let leaf = self.code(&schema::UPN_UNKNOWN, field, text);
                self.report_unknown(&leaf, field, text);
                self.put(field, text, leaf, |child| Some(&mut child.upn_unknown));
            }
            GenderCurrent | Sex => self.sex(field, text),
            Ethnicity => {
                let leaf = self.code(&schema::ETHNICITY, field, text);
                self.put(field, text, leaf, |child| Some(&mut child.ethnicity));
            }
            Disability => {
                let leaf = self.code(&schema::DISABILITY, field, text);
                self.child.disabilities.push(leaf);
            }
            Factor => {
                let leaf = self.code(&schema::ASSESSMENT_FACTOR, field, text);
                self.report_unknown(&leaf, field, text);
                if let Some(referral) = self.child.referrals.last_mut()
                    && let Some(assessment) = referral.assessments.last_mut()
                {
                    assessment.factors.push(leaf);
                }
            }
            ReferralSource => {
                self.put_code(
                    &schema::REFERRAL_SOURCE,
                    field,
                    text,
                    case!(referral_source),
                );
            }
            PrimaryNeed => self.put_code(&schema::PRIMARY_NEED, field, text, case!(primary_need)),
            ClosureReason => {
                self.put_code(&schema::CLOSURE_REASON, field, text, case!(closure_reason));
            }
            InitialCategory => {
                let set = &schema::CATEGORY_OF_ABUSE;
                self.put_code(set, field, text, case!(cp_plans.initial_category));
            }
            LatestCategory => {
                let set = &schema::CATEGORY_OF_ABUSE;
                self.put_code(set, field, text, case!(cp_plans.latest_category));
            }
            PpOutcome => {
                self.put_code(
                    &schema::PP_OUTCOME,
                    field,
                    text,
                    case!(pre_proceedings.outcome),
                );
            }
            Nfa => self.put_flag(field, text, case!(nfa)),
            S47NotRequired => {
                self.put_flag(field, text, case!(section47s.conference_not_required));
            }
            PpOffered => self.put_flag(field, text, case!(pre_proceedings.fgdm_offered)),
            PpHeld => self.put_flag(field, text, case!(pre_proceedings.fgdm_held)),
            PreviousPlans => self.put_number(field, text, case!(cp_plans.previous_plans)),
            PpReviews => self.put_number(field, text, case!(pre_proceedings.review_meetings)),
            ReviewDate => {
                let leaf = self.date(field, text);
                if let Some(referral) = self.child.referrals.last_mut()
                    && let Some(plan) = referral.cp_plans.last_mut()
                {
                    plan.reviews.push(leaf);
                }
            }
            BirthDate => self.put_date(field, text, |child| Some(&mut child.birth_date)),
            ExpectedBirthDate => {
                self.put_date(field, text, |child| Some(&mut child.expected_birth_date));
            }
            DeathDate => self.put_date(field, text, |child| Some(&mut child.death_date)),
            ReferralDate => self.put_date(field, text, case!(referral_date)),
            ClosureDate => self.put_date(field, text, case!(closure_date)),
            CaseConferenceDate => self.put_date(field, text, case!(conference_date)),
            AssessmentStart => self.put_date(field, text, case!(assessments.start_date)),
            AssessmentReview => {
                self.put_date(field, text, case!(assessments.internal_review_date));
            }
            AssessmentAuthorisation => {
                self.put_date(field, text, case!(assessments.authorisation_date));
            }
            PlanStart => self.put_date(field, text, case!(plans.start_date)),
            PlanEnd => self.put_date(field, text, case!(plans.end_date)),
            S47Start => self.put_date(field, text, case!(section47s.start_date)),
            S47Target => self.put_date(field, text, case!(section47s.conference_target)),
            S47ConferenceDate => self.put_date(field, text, case!(section47s.conference_date)),
            CppStart => self.put_date(field, text, case!(cp_plans.start_date)),
            CppEnd => self.put_date(field, text, case!(cp_plans.end_date)),
            PpStart => self.put_date(field, text, case!(pre_proceedings.start_date)),
            PpLetter => {
                self.put_date(
                    field,
                    text,
                    case!(pre_proceedings.letter_before_proceedings_date),
                );
            }
            PpMeeting => self.put_date(field, text, case!(pre_proceedings.initial_meeting_date)),
            PpStep => self.put_date(field, text, case!(pre_proceedings.step_decision_date)),
            PpCourt => self.put_date(field, text, case!(pre_proceedings.court_application_date)),
            PpIssue => self.put_date(field, text, case!(pre_proceedings.letter_of_issue_date)),
        }
    }

    /// Sets a field that is still free; of repeats the first counts.
    fn put<T>(
        &mut self,
        field: Field,
        text: &str,
        leaf: Leaf<T>,
        slot: impl FnOnce(&mut Child) -> Option<&mut Option<Leaf<T>>>,
    ) {
        match slot(&mut self.child) {
            Some(free @ None) => *free = Some(leaf),
            Some(Some(_)) => self.report(REPEATED_ELEMENT, field, text),
            None => {}
        }
    }

    fn put_date(
        &mut self,
        field: Field,
        text: &str,
        slot: impl FnOnce(&mut Child) -> Option<&mut Option<Date>>,
    ) {
        let leaf = self.date(field, text);
        self.put(field, text, leaf, slot);
    }

    fn put_code(
        &mut self,
        set: &'static CodeSet,
        field: Field,
        text: &str,
        slot: impl FnOnce(&mut Child) -> Option<&mut Option<Code>>,
    ) {
        let leaf = self.code(set, field, text);
        self.put(field, text, leaf, slot);
    }

    fn put_flag(
        &mut self,
        field: Field,
        text: &str,
        slot: impl FnOnce(&mut Child) -> Option<&mut Option<Leaf<bool>>>,
    ) {
        let leaf = self.known_or_raw(value::boolean(text.as_bytes()), BOOLEAN_FORMAT, field, text);
        self.put(field, text, leaf, slot);
    }

    fn put_number(
        &mut self,
        field: Field,
        text: &str,
        slot: impl FnOnce(&mut Child) -> Option<&mut Option<Leaf<i32>>>,
    ) {
        let number = value::number(text.as_bytes()).and_then(|n| i32::try_from(n).ok());
        let leaf = self.known_or_raw(number, NUMBER_FORMAT, field, text);
        self.put(field, text, leaf, slot);
    }

    fn known_or_raw<T>(
        &mut self,
        value: Option<T>,
        report: Report,
        field: Field,
        text: &str,
    ) -> Leaf<T> {
        if value.is_none() {
            self.report(report, field, text);
        }
        let raw = value.is_none().then(|| text.into());
        Leaf {
            value,
            raw,
            at: self.field_at,
        }
    }

    fn date(&mut self, field: Field, text: &str) -> Date {
        let written = value::date_in(text.as_bytes(), DateForms::XML);
        let (days, mended) = match written {
            Some((Written { day, form }, as_published)) => {
                match form {
                    _ if as_published => {}
                    DateForm::IsoTime => self.report(WITH_TIME, field, text),
                    _ => self.report(DAY_FIRST, field, text),
                }
                (Some(day), !as_published)
            }
            None => {
                self.report(DATE_FORMAT, field, text);
                (None, true)
            }
        };
        // The reference date decides what is plausible and is not itself judged.
        let range = match field {
            Field::ReferenceDate => i32::MIN..=i32::MAX,
            _ => value::EARLIEST..=self.latest,
        };
        let plausible = days.filter(|days| range.contains(days));
        if days.is_some() && plausible.is_none() {
            self.report(DATE_IMPLAUSIBLE, field, text);
        }
        let raw = (mended || plausible.is_none()).then(|| text.into());
        Leaf {
            value: plausible,
            raw,
            at: self.field_at,
        }
    }

    fn code(&mut self, set: &'static CodeSet, field: Field, text: &str) -> Code {
        let at = self.field_at;
        if let Some(entry) = set.find(text) {
            if !entry.valid_in(self.period.year) {
                self.report(CODE_YEAR, field, text);
            }
            return Leaf {
                value: Some(entry.code),
                raw: None,
                at,
            };
        }
        let value = set.find(&text.to_ascii_uppercase()).map(|entry| {
            self.report(CODE_CASE, field, text);
            if !entry.valid_in(self.period.year) {
                self.report(CODE_YEAR, field, text);
            }
            entry.code
        });
        Leaf {
            value,
            raw: Some(text.into()),
            at,
        }
    }

    /// For the items whose wrong codes no published rule reports.
    fn report_unknown(&mut self, leaf: &Code, field: Field, text: &str) {
        if leaf.value.is_none() {
            self.report(CODE_UNKNOWN, field, text);
        }
    }

    /// `GenderCurrent` and `Sex` fill one column. Each may hold the other's codes; where both
    /// are there, the one collected in the year counts, wherever it stands.
    fn sex(&mut self, field: Field, text: &str) {
        let element = ITEMS[field as usize].element;
        if let Some(other) = self.child.sex_element {
            let replaces = other != element && ITEMS[field as usize].collected_in(self.period.year);
            if !replaces {
                self.report(REPEATED_ELEMENT, field, text);
                return;
            }
            let left_out = self.child.sex_raw.take().unwrap_or_default();
            let other = if field == Field::Sex {
                Field::GenderCurrent
            } else {
                Field::Sex
            };
            self.report(REPEATED_ELEMENT, other, &left_out);
        }
        let (own, others) = match field {
            Field::Sex => (&schema::SEX, &schema::GENDER_CURRENT),
            _ => (&schema::GENDER_CURRENT, &schema::SEX),
        };
        let code = own.find(text).or_else(|| {
            let upper = text.to_ascii_uppercase();
            let entry = own.find(&upper).or_else(|| {
                let entry = others.find(&upper)?;
                self.report(CODE_YEAR, field, text);
                Some(entry)
            })?;
            if upper != text {
                self.report(CODE_CASE, field, text);
            }
            Some(entry)
        });
        let value = code.map(|entry| match entry.code {
            "1" => "M",
            "2" => "F",
            "0" | "9" => "U",
            sex => sex,
        });
        let raw = (value != Some(text)).then(|| text.into());
        self.child.sex = Some(Leaf {
            value,
            raw,
            at: self.field_at,
        });
        self.child.sex_raw = Some(text.into());
        self.child.sex_element = Some(element);
    }

    fn local_id(&mut self, field: Field, text: &str) -> Text {
        self.identifier(field, text, |c| matches!(c, '\t' | '\n' | '\r'), false)
    }

    fn upn(&mut self, field: Field, text: &str) -> Text {
        self.identifier(field, text, char::is_whitespace, true)
    }

    /// An identifier without the characters that `drop` names.
    fn identifier(
        &mut self,
        field: Field,
        text: &str,
        drop: fn(char) -> bool,
        capitals: bool,
    ) -> Text {
        let mends = |c: char| drop(c) || (capitals && c.is_ascii_lowercase());
        if !text.contains(mends) {
            return Leaf {
                value: Some(text.into()),
                raw: None,
                at: self.field_at,
            };
        }
        self.report(IDENTIFIER_FORM, field, text);
        let mut kept: String = text.chars().filter(|c| !drop(*c)).collect();
        if capitals {
            kept.make_ascii_uppercase();
        }
        Leaf {
            value: Some(kept.into()),
            raw: Some(text.into()),
            at: self.field_at,
        }
    }

    fn header_field(&mut self, field: Field, text: &str) {
        let at = self.field_at;
        match field {
            Field::Year => {
                let year = value::number(text.as_bytes()).filter(|_| text.len() == 4);
                let year = year.and_then(|year| i16::try_from(year).ok());
                let leaf = self.known_or_raw(year, HEADER_FORMAT, field, text);
                self.put_header(field, text, leaf, |header| &mut header.year);
            }
            Field::ReferenceDate => {
                let leaf = self.date(field, text);
                self.put_header(field, text, leaf, |header| &mut header.reference_date);
            }
            Field::Lea => {
                let la = value::number(text.as_bytes()).filter(|_| text.len() == 3);
                let la = la.and_then(|la| i16::try_from(la).ok());
                let leaf = self.known_or_raw(la, HEADER_FORMAT, field, text);
                self.put_header(field, text, leaf, |header| &mut header.la);
            }
            Field::SerialNo => {
                // Digits only: `parse` would take a sign.
                let digits = text.bytes().all(|byte| byte.is_ascii_digit());
                let value = text.parse().ok().filter(|_| digits);
                if value.is_none() {
                    self.report(HEADER_FORMAT, field, text);
                }
                let leaf = Leaf {
                    value,
                    raw: Some(text.into()),
                    at,
                };
                self.put_header(field, text, leaf, |header| &mut header.serial);
            }
            Field::DateTime => {
                let iso = value::date(text.as_bytes())
                    .is_some_and(|w| matches!(w.form, DateForm::Iso | DateForm::IsoTime));
                let value = value::date_time(text).filter(|_| iso);
                if value.is_none() {
                    self.report(HEADER_FORMAT, field, text);
                }
                let raw = (value.as_deref() != Some(text)).then(|| text.into());
                let leaf = Leaf {
                    value: value.map(Into::into),
                    raw,
                    at,
                };
                self.put_header(field, text, leaf, |header| &mut header.made_at);
            }
            _ => {
                let one_line = text.replace(['\t', '\r', '\n'], " ");
                let leaf = Leaf {
                    value: Some(one_line.into()),
                    raw: None,
                    at,
                };
                self.put_header(field, text, leaf, |header| match field {
                    Field::Collection => &mut header.collection,
                    Field::SourceLevel => &mut header.source_level,
                    Field::SoftwareCode => &mut header.software_code,
                    _ => &mut header.release,
                });
            }
        }
    }

    /// As [`State::put`]. A header may have several `Source`s, so that only what decides whose
    /// return it is is reported when repeated.
    fn put_header<T>(
        &mut self,
        field: Field,
        text: &str,
        leaf: Leaf<T>,
        slot: impl FnOnce(&mut HeaderFacts) -> &mut Option<Leaf<T>>,
    ) {
        use Field::{Collection, Lea, ReferenceDate, Year};
        match slot(&mut self.header) {
            free @ None => *free = Some(leaf),
            Some(_) if matches!(field, Collection | Lea | ReferenceDate | Year) => {
                self.report(REPEATED_ELEMENT, field, text);
            }
            Some(_) => {}
        }
    }
}
