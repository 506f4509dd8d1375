"""Imports every published CIN sample file and asks psql for the counts that were made from
it independently.

    cin.py COHORT_PROGRAM SAMPLES_FOLDER

Each file gets a store of its own. What is compared: the counts, the distributions of codes,
the header, and that imports.finding holds the rules which the data quality figures imply.
"""

import json
import pathlib
import sys
import tempfile

from sample import Sample

def dates(table, column, item):
    """Rows whose date element has text: one that could be read, or one in a finding."""
    return f"""select (select count(*) from {table} where {column} is not null)
        + (select count(*) from imports.finding where table_name = '{table}' and item = '{item}'
           and rule in ('date_format', 'date_implausible') and severity <> 'notice'
           and value is not null)"""


# How each count of expected_counts.json is asked for. "Present" means that the element has
# text, valid or not: the column, its raw text, or a finding that names the item.
COUNTS = {
    "children": "select count(*) from cin.child",
    "children_without_LAchildID": "select count(*) from cin.child where la_child_id is null",
    "distinct_LAchildID": "select count(distinct la_child_id) from cin.child",
    "upn_present": "select count(*) from cin.child where coalesce(upn, upn_raw) is not null",
    "distinct_upn": "select count(distinct coalesce(upn, upn_raw)) from cin.child",
    "former_upn_present":
        "select count(*) from cin.child where coalesce(former_upn, former_upn_raw) is not null",
    "upn_unknown_present":
        "select count(*) from cin.child where coalesce(upn_unknown, upn_unknown_raw) is not null",
    "birth_date_element_present": """select count(*) from cin.child c where birth_date is not null
        or exists (select 1 from imports.finding f where f.child_no = c.child_no
                   and f.item = 'PersonBirthDate' and f.value is not null)""",
    "expected_birth_date_element_present": """select count(*) from cin.child c
        where expected_birth_date is not null or exists (select 1 from imports.finding f
        where f.child_no = c.child_no and f.item = 'ExpectedPersonBirthDate' and f.value is not null)""",
    "death_date_element_present": """select count(*) from cin.child c where death_date is not null
        or exists (select 1 from imports.finding f where f.child_no = c.child_no
                   and f.item = 'PersonDeathDate' and f.value is not null)""",
    "disabilities": "select count(*) from cin.disability",
    "referrals": "select count(*) from cin.referral",
    "referrals_nfa_true": "select count(*) from cin.referral where nfa",
    "referrals_nfa_false": "select count(*) from cin.referral where not nfa",
    "referrals_nfa_missing_or_invalid": "select count(*) from cin.referral where nfa is null",
    "referrals_with_closure_date": "select count(*) from cin.referral where closure_date is not null",
    "referrals_open_and_not_nfa":
        "select count(*) from cin.referral where closure_date is null and not nfa",
    "referrals_with_icpc_date": "select count(*) from cin.referral where conference_date is not null",
    "assessments": "select count(*) from cin.assessment",
    "assessments_with_authorisation_date":
        "select count(*) from cin.assessment where authorisation_date is not null",
    "assessment_factors": "select count(*) from cin.assessment_factor",
    "cin_plans": "select count(*) from cin.plan",
    "cin_plans_without_end_date": "select count(*) from cin.plan where end_date is null",
    "section47": "select count(*) from cin.section47",
    "section47_with_icpc_date": dates("cin.section47", "conference_date", "DateOfInitialCPC"),
    "section47_icpc_not_required_true":
        "select count(*) from cin.section47 where conference_not_required",
    "child_protection_plans": "select count(*) from cin.cp_plan",
    "child_protection_plans_without_end_date":
        "select count(*) from cin.cp_plan where end_date is null",
    "reviews": "select count(*) from cin.cp_review",
    "pre_proceedings": "select count(*) from cin.pre_proceedings",
}
# Counts of elements that are no rows; their number is a matter of the file's form.
NOT_ROWS = {"review_groups", "gender_current_present", "sex_present"}

DISTRIBUTIONS = {
    "UPNunknown": "select coalesce(upn_unknown, upn_unknown_raw) from cin.child",
    "ReasonForClosure": "select coalesce(closure_reason, closure_reason_raw) from cin.referral",
    "PrimaryNeedCode": "select coalesce(primary_need, primary_need_raw) from cin.referral",
    "ReferralSource": "select coalesce(referral_source, referral_source_raw) from cin.referral",
}

RULES = {
    "upn_check_letter_wrong": ("1510", "UPN"),
    "reference_date_not_31_march": ("100", None),
}


def main(program, folder):
    expected = json.loads((pathlib.Path(folder) / "expected_counts.json").read_text())["files"]
    failures = checked = 0
    for name, facts in sorted(expected.items()):
        with tempfile.TemporaryDirectory() as work:
            with Sample(program, [pathlib.Path(folder) / name], work) as sample:
                for label, want, have in compare(sample, facts):
                    checked += 1
                    if want != have:
                        failures += 1
                        print(f"{name}: {label}: expected {want}, got {have}")
    print(f"{checked - failures} passed, {failures} failed")
    return 1 if failures or not checked else 0


def compare(sample, facts):
    for label, want in facts["counts"].items():
        if label in NOT_ROWS:
            continue
        yield label, want, int(sample.one(COUNTS[label]))
    have_sex = int(sample.one("select count(*) from cin.child where sex_raw is not null"))
    yield "sex or gender", facts["counts"]["gender_current_present"] + facts["counts"]["sex_present"], have_sex
    for label, want in facts["distributions"].items():
        query = DISTRIBUTIONS[label]
        rows = sample.ask(f"select v, count(*) from ({query}) as t(v) where v is not null group by v")
        yield label, want, {key: int(count) for key, count in rows}
    header = facts["header"]
    yield "LEA", int(header["LEA"]), int(sample.one("select la_code from cin.header"))
    yield "year", int(header["ReferenceDate"][:4]), int(sample.one("select year from cin.header"))
    quality = facts["data_quality"]
    for label, (rule, item) in RULES.items():
        if label not in quality:
            continue
        where = f"rule = '{rule}'" + (f" and item = '{item}'" if item else "")
        yield f"rule {rule}", int(quality[label]), int(
            sample.one(f"select count(*) from imports.finding where {where}"))
    names = len(quality.get("unknown_elements", {}))  # one finding for each name
    yield "unknown elements", names, int(
        sample.one("select count(*) from imports.finding where rule = 'unknown_element'"))
    if quality.get("text_nodes_between_elements"):
        yield "stray text", 1, int(
            sample.one("select count(*) from imports.finding where rule = 'stray_text'"))
    if quality.get("year_differs_from_reference_date_year"):
        yield "year of header", 1, int(
            sample.one("select count(*) from imports.finding where rule = 'header_year'"))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
