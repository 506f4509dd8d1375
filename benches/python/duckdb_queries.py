"""Runs the same queries on the same rows in DuckDB, in memory.

    duckdb_queries.py FOLDER THREADS RUNS < queries.json

FOLDER holds referral.parquet and child.parquet. Prints a JSON list of [seconds, rows].
"""

import json
import sys
import time

import duckdb

folder, threads, runs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
database = duckdb.connect(":memory:")
database.execute(f"SET threads = {threads}")
database.execute("CREATE SCHEMA cin")
for table in ("referral", "child"):
    database.execute(f"CREATE TABLE cin.{table} AS SELECT * FROM read_parquet('{folder}/{table}.parquet')")
answers = []
for sql in json.load(sys.stdin):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        rows = database.execute(sql).fetchall()
        times.append(time.perf_counter() - start)
    answers.append([sorted(times)[len(times) // 2], [[None if v is None else str(v) for v in r] for r in rows]])
json.dump(answers, sys.stdout)
