//! The element tree: which elements stand in which, in the order of the published schema.

/// An element with elements inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Message,
    Header,
    CollectionDetails,
    Source,
    Children,
    Child,
    ChildIdentifiers,
    ChildCharacteristics,
    Disabilities,
    CinDetails,
    Assessments,
    Factors,
    CinPlanDates,
    Section47,
    CpPlans,
    Reviews,
    PreProceedings,
}

/// An element with text, in the order of [`ITEMS`](crate::cin::schema::ITEMS).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Field {
    Collection,
    Year,
    ReferenceDate,
    SourceLevel,
    Lea,
    SoftwareCode,
    Release,
    SerialNo,
    DateTime,
    LaChildId,
    Upn,
    FormerUpn,
    UpnUnknown,
    BirthDate,
    ExpectedBirthDate,
    GenderCurrent,
    Sex,
    DeathDate,
    Ethnicity,
    Disability,
    ReferralDate,
    ReferralSource,
    PrimaryNeed,
    ClosureDate,
    ClosureReason,
    CaseConferenceDate,
    AssessmentStart,
    AssessmentReview,
    AssessmentAuthorisation,
    Factor,
    PlanStart,
    PlanEnd,
    S47Start,
    S47Target,
    S47ConferenceDate,
    S47NotRequired,
    Nfa,
    CppStart,
    CppEnd,
    InitialCategory,
    LatestCategory,
    PreviousPlans,
    ReviewDate,
    PpStart,
    PpLetter,
    PpOffered,
    PpHeld,
    PpMeeting,
    PpReviews,
    PpStep,
    PpOutcome,
    PpCourt,
    PpIssue,
}

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    Group(Group),
    Field(Field),
    /// Known, of no interest, and skipped with its content.
    Ignored,
}

/// How an element that is read departs from the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quirk {
    None,
    /// Another spelling of the element that stands for it.
    Spelling,
    /// Stands without the wrapper it belongs in, or within two of them.
    Wrapper,
}

/// One element that may stand in a group.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) name: &'static str,
    pub(super) element: Element,
    /// Position in the schema's order; equal for spellings of one thing.
    pub(super) place: u8,
    /// May stand there any number of times.
    pub(super) many: bool,
    pub(super) quirk: Quirk,
}

const fn field(place: u8, name: &'static str, field: Field) -> Entry {
    Entry {
        name,
        element: Element::Field(field),
        place,
        many: true,
        quirk: Quirk::None,
    }
}

const fn one(place: u8, name: &'static str, group: Group) -> Entry {
    Entry {
        name,
        element: Element::Group(group),
        place,
        many: false,
        quirk: Quirk::None,
    }
}

const fn many(place: u8, name: &'static str, group: Group) -> Entry {
    Entry {
        name,
        element: Element::Group(group),
        place,
        many: true,
        quirk: Quirk::None,
    }
}

impl Entry {
    const fn quirk(mut self, quirk: Quirk) -> Entry {
        self.quirk = quirk;
        self.many = true;
        self
    }
}

impl Group {
    /// The elements that may stand in the group: in the schema's order, then variants.
    #[rustfmt::skip]
    pub(super) const fn entries(self) -> &'static [Entry] {
        match self {
            Group::Message => const { &[
                one(0, "Header", Group::Header),
                one(1, "Children", Group::Children),
                many(1, "Child", Group::Child).quirk(Quirk::Wrapper),
            ] },
            Group::Header => const { &[
                one(0, "CollectionDetails", Group::CollectionDetails),
                many(1, "Source", Group::Source),
                Entry { name: "Content", element: Element::Ignored, place: 2, many: true, quirk: Quirk::None },
            ] },
            Group::CollectionDetails => const { &[
                field(0, "Collection", Field::Collection),
                field(1, "Year", Field::Year),
                field(2, "ReferenceDate", Field::ReferenceDate),
            ] },
            Group::Source => const { &[
                field(0, "SourceLevel", Field::SourceLevel),
                field(1, "LEA", Field::Lea),
                field(2, "SoftwareCode", Field::SoftwareCode),
                field(3, "Release", Field::Release),
                field(4, "SerialNo", Field::SerialNo),
                field(5, "DateTime", Field::DateTime),
            ] },
            Group::Children => const { &[many(0, "Child", Group::Child)] },
            Group::Child => const { &[
                one(0, "ChildIdentifiers", Group::ChildIdentifiers),
                one(1, "ChildCharacteristics", Group::ChildCharacteristics),
                many(2, "CINdetails", Group::CinDetails),
            ] },
            Group::ChildIdentifiers => const { &[
                field(0, "LAchildID", Field::LaChildId),
                field(1, "UPN", Field::Upn),
                field(2, "FormerUPN", Field::FormerUpn),
                field(3, "UPNunknown", Field::UpnUnknown),
                field(4, "PersonBirthDate", Field::BirthDate),
                field(5, "ExpectedPersonBirthDate", Field::ExpectedBirthDate),
                field(6, "GenderCurrent", Field::GenderCurrent),
                field(6, "Sex", Field::Sex),
                field(7, "PersonDeathDate", Field::DeathDate),
            ] },
            Group::ChildCharacteristics => const { &[
                field(0, "Ethnicity", Field::Ethnicity),
                one(1, "Disabilities", Group::Disabilities),
                field(1, "Disability", Field::Disability).quirk(Quirk::Wrapper),
            ] },
            Group::Disabilities => const { &[
                field(0, "Disability", Field::Disability),
                one(0, "Disabilities", Group::Disabilities).quirk(Quirk::Wrapper),
            ] },
            Group::CinDetails => const { &[
                field(0, "CINreferralDate", Field::ReferralDate),
                field(1, "ReferralSource", Field::ReferralSource),
                field(2, "PrimaryNeedCode", Field::PrimaryNeed),
                field(3, "CINclosureDate", Field::ClosureDate),
                field(4, "ReasonForClosure", Field::ClosureReason),
                field(5, "DateOfInitialCPC", Field::CaseConferenceDate),
                many(6, "Assessments", Group::Assessments),
                many(7, "CINPlanDates", Group::CinPlanDates),
                many(8, "Section47", Group::Section47),
                field(9, "ReferralNFA", Field::Nfa),
                many(10, "ChildProtectionPlans", Group::CpPlans),
                many(11, "PreProceedingsandFGDM", Group::PreProceedings),
            ] },
            Group::Assessments => const { &[
                field(0, "AssessmentActualStartDate", Field::AssessmentStart),
                field(1, "AssessmentInternalReviewDate", Field::AssessmentReview),
                field(2, "AssessmentAuthorisationDate", Field::AssessmentAuthorisation),
                one(3, "FactorsIdentifiedAtAssessment", Group::Factors),
                field(3, "AssessmentFactors", Field::Factor).quirk(Quirk::Wrapper),
            ] },
            Group::Factors => const { &[
                field(0, "AssessmentFactors", Field::Factor),
                one(0, "FactorsIdentifiedAtAssessment", Group::Factors).quirk(Quirk::Wrapper),
            ] },
            Group::CinPlanDates => const { &[
                field(0, "CINPlanStartDate", Field::PlanStart),
                field(1, "CINPlanEndDate", Field::PlanEnd),
            ] },
            Group::Section47 => const { &[
                field(0, "S47ActualStartDate", Field::S47Start),
                field(1, "InitialCPCtarget", Field::S47Target),
                field(2, "DateOfInitialCPC", Field::S47ConferenceDate),
                field(3, "ICPCnotRequired", Field::S47NotRequired),
            ] },
            Group::CpPlans => const { &[
                field(0, "CPPstartDate", Field::CppStart),
                field(1, "CPPendDate", Field::CppEnd),
                field(2, "InitialCategoryOfAbuse", Field::InitialCategory),
                field(3, "LatestCategoryOfAbuse", Field::LatestCategory),
                field(4, "NumberOfPreviousCPP", Field::PreviousPlans),
                one(5, "Reviews", Group::Reviews),
                field(5, "CPPreviewDate", Field::ReviewDate).quirk(Quirk::Wrapper),
                field(5, "CPPreviews", Field::ReviewDate).quirk(Quirk::Spelling),
            ] },
            Group::Reviews => const { &[
                field(0, "CPPreviewDate", Field::ReviewDate),
                field(0, "CPPreviews", Field::ReviewDate).quirk(Quirk::Spelling),
                one(0, "Reviews", Group::Reviews).quirk(Quirk::Wrapper),
            ] },
            Group::PreProceedings => const { &[
                field(0, "PPStartDate", Field::PpStart),
                field(1, "LBPSentDate", Field::PpLetter),
                field(2, "FGDMMeetingOffer", Field::PpOffered),
                field(3, "FGDMMeetingFac", Field::PpHeld),
                field(4, "InitialPPMeetingDate", Field::PpMeeting),
                field(5, "ReviewMeetingsCount", Field::PpReviews),
                field(6, "StepDecisionDate", Field::PpStep),
                field(7, "PPOutcome", Field::PpOutcome),
                field(8, "CourtAppDate", Field::PpCourt),
                field(9, "LetterInitCPDate", Field::PpIssue),
            ] },
        }
    }

    /// Whether the group only holds repeats of one element, and is nothing by itself.
    pub(super) const fn is_wrapper(self) -> bool {
        matches!(self, Group::Disabilities | Group::Factors | Group::Reviews)
    }
}

/// Finds `name` among `entries`, trying first where the element after `last` would stand:
/// most files keep the schema's order, so most searches end at once.
pub(super) fn find(entries: &'static [Entry], name: &[u8], last: usize) -> Option<usize> {
    let same = |entry: &Entry| entry.name.as_bytes() == name;
    let after = entries.get(last..).unwrap_or_default();
    match after.iter().position(same) {
        Some(found) => Some(last + found),
        None => entries.iter().take(last).position(same),
    }
}

/// As [`find`], forgiving case.
pub(super) fn find_any_case(entries: &'static [Entry], name: &[u8]) -> Option<usize> {
    entries
        .iter()
        .position(|entry| entry.name.as_bytes().eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cin::schema::ITEMS;

    const GROUPS: &[Group] = &[
        Group::Message,
        Group::Header,
        Group::CollectionDetails,
        Group::Source,
        Group::Children,
        Group::Child,
        Group::ChildIdentifiers,
        Group::ChildCharacteristics,
        Group::Disabilities,
        Group::CinDetails,
        Group::Assessments,
        Group::Factors,
        Group::CinPlanDates,
        Group::Section47,
        Group::CpPlans,
        Group::Reviews,
        Group::PreProceedings,
    ];

    #[test]
    fn every_item_is_a_field_of_the_tree_under_its_own_name() {
        let mut met = vec![0; ITEMS.len()];
        for group in GROUPS {
            for entry in group.entries() {
                let Element::Field(field) = entry.element else {
                    continue;
                };
                if entry.quirk != Quirk::Spelling {
                    assert_eq!(ITEMS[field as usize].element, entry.name);
                    met[field as usize] += 1;
                }
            }
        }
        assert!(met.iter().all(|count| *count > 0), "{met:?}");
    }

    #[test]
    fn places_rise_and_names_are_distinct_even_without_case() {
        for group in GROUPS {
            let entries = group.entries();
            assert!(entries.len() <= 32, "one bit of a frame's mask each");
            for (at, entry) in entries.iter().enumerate() {
                assert!(
                    at == 0 || entries[at - 1].place <= entry.place,
                    "{}",
                    entry.name
                );
                assert_eq!(
                    find_any_case(entries, entry.name.to_lowercase().as_bytes()),
                    Some(at)
                );
            }
        }
    }

    #[test]
    fn a_name_is_found_from_wherever_the_search_starts() {
        let entries = Group::CinDetails.entries();
        for (at, entry) in entries.iter().enumerate() {
            for last in 0..=entries.len() {
                assert_eq!(find(entries, entry.name.as_bytes(), last), Some(at));
            }
        }
        assert_eq!(find(entries, b"Reviews", 0), None);
    }
}
