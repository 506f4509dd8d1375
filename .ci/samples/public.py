"""Imports the published samples of public data, and those that must be refused, and asks psql
for what was counted from them independently.

    public.py COHORT_PROGRAM SAMPLES_FOLDER

Establishments and links: every figure of expected_counts.json that a kept column can tell.
Published statistics: every line of every CSV file arrives, none is an error. Refused: what the
domain pages say is not a return.
"""

import csv
import json
import pathlib
import subprocess
import sys
import tempfile

from sample import Sample

# Files that no dataset takes, and the words that say why.
REFUSED = {
    "sen2/annex_a_send_fake_list_1.csv": "no header of a known layout",
    "sen2/annex_a_send_fake_list_2.csv": "no header of a known layout",
    "school_census/addressesonroll.csv": "export of the DfE's collection system",
    "attainment/ks4_checking_dummy_p8.csv": "",
}


def main(program, folder):
    folder = pathlib.Path(folder)
    failures = checked = 0

    def check(label, want, have):
        nonlocal failures, checked
        checked += 1
        if str(want) != str(have):
            failures += 1
            print(f"{label}: expected {want}, got {have}")

    with tempfile.TemporaryDirectory() as work:
        with Sample(program, [folder / "gias"], work) as sample:
            establishments(sample, json.loads((folder / "gias/expected_counts.json").read_text()), check)
    figures = sorted((folder / "ees").glob("*/*.csv"))
    figures = [path for path in figures if path.parent.name != "lait"]
    with tempfile.TemporaryDirectory() as work:
        with Sample(program, figures, work) as sample:
            for path in figures:
                name = path.name
                lines = sum(1 for _ in csv.reader(path.open(encoding="utf-8-sig"))) - 1
                check(name, lines, sample.one(
                    f"select children from imports.file where file_name = '{name}'"))
            check("errors", 0, sample.one("select count(*) from imports.finding where severity = 'error'"))
    for name, words in REFUSED.items():
        done = subprocess.run([program, "--store", "memory://", "import", "--la", "990", "--year", "2024",
                               str(folder / name)], capture_output=True, text=True)
        check(f"{name} is refused", True, done.returncode == 1 and words in done.stderr)
    print(f"{checked - failures} passed, {failures} failed")
    return 1 if failures or not checked else 0


def establishments(sample, facts, check):
    schools, links = facts["edubasealldata_2019_four_schools.csv"], facts["links_20250422_urn_100000_103999.csv"]
    table = "reference.establishment"
    check("establishments", schools["rows"], sample.one(f"select count(*) from {table}"))
    for urn, estab in zip(schools["urn"], schools["laestab"]):
        check(f"laestab of {urn}", estab, sample.one(f"select laestab from {table} where urn::text = '{urn}'"))
    for urn, group in schools["cohort_group"].items():
        check(f"group of {urn}", group, sample.one(f"select cohort_group from {table} where urn::text = '{urn}'"))
    check("pupils", schools["number_of_pupils_sum"], sample.one(f"select sum(number_of_pupils) from {table}"))
    check("opened", schools["open_date_null"], sample.one(f"select count(*) from {table} where open_date is null"))
    table = "reference.establishment_link"
    check("links", links["rows"], sample.one(f"select count(*) from {table}"))
    check("URNs", links["distinct_urn"], sample.one(f"select count(distinct urn) from {table}"))
    check("linked URNs", links["distinct_link_urn"], sample.one(f"select count(distinct link_urn) from {table}"))
    check("undated", links["rows_without_date"],
          sample.one(f"select count(*) from {table} where link_established_date is null"))
    check("first", links["min_date"], sample.one(f"select min(link_established_date) from {table}"))
    check("last", links["max_date"], sample.one(f"select max(link_established_date) from {table}"))
    kinds = dict(sample.ask(f"select link_type, count(*) from {table} group by link_type"))
    check("kinds of link", {kind: str(n) for kind, n in sorted(links["link_type"].items())}, dict(sorted(kinds.items())))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
