"""What the linkage programs share: the files, and what came of the pairs.

FOLDER holds census.parquet, sen2.parquet, cin.parquet and cla.parquet, each with la_code, number,
upn, birth_date, sex, postcode and ethnicity. A child and a pupil are the same one where la_code and
number are; nothing but the counting here looks at that.
"""

import json
import resource

RETURNS = ("sen2", "cin", "cla")


def load(database, folder, threads):
    """The files as tables in memory."""
    database.execute(f"SET threads = {threads}")
    for table in ("census", *RETURNS):
        database.execute(f"CREATE TABLE {table} AS SELECT * FROM read_parquet('{folder}/{table}.parquet')")


def report(database, seconds):
    """Prints [seconds, peak bytes, pairs, right pairs] of the table `pair`."""
    linked, right = database.execute(
        "SELECT count(*), count(*) FILTER (WHERE la_code = pupil_la_code AND number = pupil_number) FROM pair"
    ).fetchone()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps([seconds, peak, linked, right]))
