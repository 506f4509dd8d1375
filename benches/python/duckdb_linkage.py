"""Joins the children of each return to the census on UPN, birth date and sex, in DuckDB.

    duckdb_linkage.py FOLDER THREADS

Prints a JSON list, see linkage_counts. Reading the files is not timed.
"""

import sys
import time

import duckdb
from linkage_counts import RETURNS, load, report

folder, threads = sys.argv[1], int(sys.argv[2])
database = duckdb.connect(":memory:")
load(database, folder, threads)
joins = " UNION ALL ".join(
    f"SELECT '{name}' AS dataset, c.la_code, c.number, p.la_code AS pupil_la_code, p.number AS pupil_number "
    f"FROM {name} AS c JOIN census AS p ON p.upn = c.upn AND p.birth_date = c.birth_date AND p.sex = c.sex"
    for name in RETURNS
)
start = time.perf_counter()
database.execute(f"CREATE TABLE pair AS {joins}")
report(database, time.perf_counter() - start)
