"""Links the children of all returns to the census with Splink, on DuckDB.

    splink_linkage.py FOLDER THREADS

Prints a JSON list, see linkage_counts. Training and prediction are timed, reading the files is not.
Of a child's pupils the most likely one counts, from a probability of 0.95.
"""

import logging
import sys
import time

import duckdb
import splink.comparison_library as cl
from linkage_counts import RETURNS, load, report
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.disable(logging.WARNING)
folder, threads = sys.argv[1], int(sys.argv[2])
database = duckdb.connect(":memory:")
load(database, folder, threads)
children = " UNION ALL ".join(f"SELECT '{name}' AS dataset, * FROM {name}" for name in RETURNS)
database.execute(f"CREATE TABLE child AS SELECT row_number() OVER () AS unique_id, * FROM ({children})")
database.execute("CREATE TABLE pupil AS SELECT row_number() OVER () AS unique_id, 'census' AS dataset, * FROM census")

blocks = [block_on("upn"), block_on("birth_date", "postcode")]
settings = SettingsCreator(
    link_type="link_only",
    comparisons=[
        cl.DamerauLevenshteinAtThresholds("upn", [1]),
        cl.DateOfBirthComparison("birth_date", input_is_string=False),
        cl.ExactMatch("sex"),
        cl.ExactMatch("postcode"),
        cl.ExactMatch("ethnicity"),
    ],
    blocking_rules_to_generate_predictions=blocks,
    retain_matching_columns=False,
)
start = time.perf_counter()
backend = DuckDBAPI(database)
tables = [backend.register(name, dataset_display_name=name) for name in ("child", "pupil")]
linker = Linker(tables, settings)
linker.training.estimate_probability_two_random_records_match(blocks, recall=0.95)
linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
for block in blocks:
    linker.training.estimate_parameters_using_expectation_maximisation(block)
found = linker.inference.predict(threshold_match_probability=0.95)
# Which of the two tables stands at the left is Splink's choice.
side = "source_dataset_l = 'child'"
database.execute(
    f"""
    CREATE TABLE pair AS
    WITH match AS (
        SELECT CASE WHEN {side} THEN unique_id_l ELSE unique_id_r END AS child,
               CASE WHEN {side} THEN unique_id_r ELSE unique_id_l END AS pupil, match_weight
        FROM {found.physical_name}
    ),
    best AS (
        SELECT * FROM match
        QUALIFY row_number() OVER (PARTITION BY child ORDER BY match_weight DESC, pupil) = 1
    )
    SELECT c.dataset, c.la_code, c.number, p.la_code AS pupil_la_code, p.number AS pupil_number
    FROM best JOIN child AS c ON c.unique_id = best.child JOIN pupil AS p ON p.unique_id = best.pupil
    """
)
report(database, time.perf_counter() - start)
