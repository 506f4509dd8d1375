"""Imports every published SSDA903 sample and asks psql for the counts that were made from it
independently.

    cla.py COHORT_PROGRAM SAMPLES_FOLDER

Every file by itself, and each folder of modules once more as a set. Compared: rows, distinct
children, blanks of each column, dates by form, codes in no year's list, what the episodes say,
and missing columns.
"""

import json
import pathlib
import sys
import tempfile

from sample import Sample

# Module → table. `header` is one row per child, so repeated headers collapse there (L-34).
TABLES = {
    "header": "child", "episodes": "episode", "reviews": "review", "uasc": "uasc", "oc2": "oc2",
    "oc3": "oc3", "ad1": "ad1", "placed_for_adoption": "placed_for_adoption",
    "previous_permanence": "previous_permanence", "missing": "missing",
    "social_worker": "social_worker", "sw_episodes": "social_worker", "dolo": "dolo",
}
# Items whose blank text is not the column's NULL, or that stand under another name.
COLUMNS = {"UPN": "coalesce(upn, upn_unknown)", "PL": "place"}
EPISODES = {
    "open_episodes_dec_blank": "dec is null",
    "open_episodes_with_rec_present": "dec is null and rec is not null",
    "open_episodes_not_v3_v4": "dec is null and coalesce(ls, '') not in ('V3', 'V4')",
    "episodes_rec_is_x1": "rec = 'X1'",
    "dec_before_decom": "dec < decom",
    "dec_equal_decom": "dec = decom",
}
DAYS = {"min_decom": "min(decom)", "max_decom": "max(decom)", "min_dec": "min(dec)", "max_dec": "max(dec)"}


def year_of(name):
    """The collection year that the sample's provenance gives."""
    for mark, year in (("2018", 2018), ("2020", 2020), ("multi_year", 2022), ("sw_", 2024), ("DoLo", 2027)):
        if mark in name:
            return year
    return 2018


def main(program, folder):
    folder = pathlib.Path(folder)
    files = json.loads((folder / "expected_counts.json").read_text())["files"]
    failures = checked = 0
    for name, facts in sorted(files.items()):
        modules = modules_of(facts)
        with tempfile.TemporaryDirectory() as work:
            options = ("--la", "990", "--year", str(year_of(name)))
            with Sample(program, [folder / name], work, *options) as sample:
                for label, want, have in compare(sample, modules):
                    checked += 1
                    if str(want) != str(have):
                        failures += 1
                        print(f"{name}: {label}: expected {want}, got {have}")
    for set_of in ("fake_2018", "multi_year_regional"):
        modules = {}
        for name, facts in files.items():
            if name.startswith(set_of + "/"):
                modules.update(modules_of(facts))
        with tempfile.TemporaryDirectory() as work:
            options = ("--la", "990", "--year", str(year_of(set_of)))
            with Sample(program, [folder / set_of], work, *options) as sample:
                for label, want, have in compare(sample, modules):
                    checked += 1
                    if str(want) != str(have):
                        failures += 1
                        print(f"{set_of} as a set: {label}: expected {want}, got {have}")
                imports = sample.one("select count(*) from imports.file")
                checked += 1
                if imports != "1":
                    failures += 1
                    print(f"{set_of}: one import expected, got {imports}")
    print(f"{checked - failures} passed, {failures} failed")
    return 1 if failures or not checked else 0


def modules_of(facts):
    """Facts by module: a CSV file is one, an XML file holds several."""
    if "module" in facts:
        return {facts["module"]: facts}
    modules = {module: {"rows": rows} for module, rows in facts["rows"].items() if module in TABLES}
    for module in ("header", "episodes"):
        if module in facts:
            modules[module] = facts[module]
    return modules


def compare(sample, modules):
    for module, facts in modules.items():
        table = f"cla.{TABLES[module]}"
        count = lambda where="true": sample.one(f"select count(*) from {table} where {where}")
        if module == "header":
            # Repeated headers of a child are one row, and a finding each tells of the others.
            rows = facts.get("distinct_children", facts["rows"])
            yield f"{module} children", rows, count("in_header")
        else:
            yield f"{module} rows", facts["rows"], count()
        if "distinct_children" in facts and module != "header":
            yield f"{module} children", facts["distinct_children"], sample.one(
                f"select count(distinct child_id) from {table}")
        repeated = module == "header" and facts["rows"] != facts.get("distinct_children", facts["rows"])
        if not repeated:
            for column, blank in facts.get("blank_by_column", {}).items():
                if column in facts.get("extra_columns", []):
                    continue
                yield f"{module} blank {column}", blank, count(
                    f"{COLUMNS.get(column, column.lower())} is null")
        checks = facts.get("checks", {})
        if module == "episodes" and "min_decom" in checks:
            for label, where in EPISODES.items():
                yield label, checks[label], count(where)
            for label, value in DAYS.items():
                yield label, checks[label], sample.one(f"select {value} from {table}")
            yield "children with an open episode", checks["children_with_open_episode_not_v3_v4"], sample.one(
                f"select count(distinct child_id) from {table} where dec is null and coalesce(ls, '') not in ('V3', 'V4')")
        for column in facts.get("missing_columns", []):
            yield f"{module} lacks {column}", 1, sample.one(
                f"select count(*) from imports.finding where rule = 'column_missing' and item = '{column}'")
        for column in facts.get("extra_columns", []):
            yield f"{module} has {column} beside", 1, sample.one(
                f"select count(*) from imports.finding where rule = 'column_unknown' and value = '{column}'"
                f" and (part = '{module}' or part is null)")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
