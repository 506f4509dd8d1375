-- How many children of each return were found in the school census and in the results that they
-- should hold, for all of them and by what the return itself knows of a child, so that a match
-- that fails for some children more than for others can be seen.

-- What the return tells of each child. Nothing is taken from the matched record: it would be known
-- of matched children alone.
WITH cin_described AS (
    SELECT *, row_number() OVER (PARTITION BY import_id, coalesce(la_child_id, child_no::TEXT) ORDER BY child_no) AS occurrence
    FROM cin.child
),
described AS (
    SELECT 'sen2' AS dataset, p.import_id, p.person_no::TEXT AS local_id, p.sex, p.ethnicity, p.birth_date, p.year,
           s.primary_need AS sen, s.educated_in_la AS in_la
    FROM sen2.person AS p
    JOIN cohort.sen2_setting AS s ON s.import_id = p.import_id AND s.person_no = p.person_no
    UNION ALL
    SELECT 'cin', import_id, la_child_id, sex, ethnicity, birth_date, year, NULL, NULL
    FROM cin_described
    WHERE occurrence = 1 AND la_child_id IS NOT NULL
    UNION ALL
    SELECT 'cla', import_id, child_id, sex, ethnic, dob, year, NULL, NULL
    FROM cla.child
),
characteristic AS (
    SELECT d.dataset, d.import_id, d.local_id,
           CASE WHEN d.sex IN ('M', '1') THEN 'M' WHEN d.sex IN ('F', '2') THEN 'F' END AS sex,
           g.code_group AS ethnicity, age_on(d.birth_date, make_date(d.year, 8, 31))::TEXT AS age, d.sen, d.in_la
    FROM described AS d
    LEFT JOIN reference.code_value AS g ON g.code_set = 'sen2_ethnicity' AND g.code = d.ethnicity
),
-- Only the children of whom a match is expected (S-25), once by each characteristic.
counted AS (
    SELECT m.dataset, m.la_code, m.year, m.source, m.target, b.name AS characteristic,
           CASE b.name WHEN 'all' THEN 'all' WHEN 'sex' THEN c.sex WHEN 'ethnicity' THEN c.ethnicity
               WHEN 'age' THEN c.age WHEN 'sen' THEN c.sen WHEN 'in_la' THEN c.in_la END AS value,
           m.status, m.reason
    FROM linkage.match AS m
    LEFT JOIN characteristic AS c
        ON c.dataset = m.dataset AND c.import_id = m.import_id AND c.local_id = m.local_id
    CROSS JOIN (VALUES ('all'), ('sex'), ('ethnicity'), ('age'), ('sen'), ('in_la'), ('idaci_band')) AS b (name)
    WHERE m.status <> 'not_expected'
),
tallied AS (
    SELECT dataset, la_code, year, source, target, characteristic, coalesce(value, 'unknown') AS value,
           count(*) AS children,
           count(*) FILTER (WHERE status IN ('matched', 'matched_out_of_la')) AS matched,
           count(*) FILTER (WHERE status = 'matched_out_of_la') AS matched_out_of_la,
           count(*) FILTER (WHERE status = 'unmatched') AS unmatched,
           count(*) FILTER (WHERE status = 'ambiguous') AS ambiguous,
           count(*) FILTER (WHERE status = 'not_matchable') AS not_matchable,
           count(*) FILTER (WHERE status = 'unmatched' AND reason LIKE 'key_missing:%') AS key_missing,
           count(*) FILTER (WHERE reason = 'sex_differs') AS sex_differs,
           count(*) FILTER (WHERE reason = 'dob_differs') AS dob_differs,
           count(*) FILTER (WHERE reason = 'no_candidate') AS no_candidate,
           count(*) FILTER (WHERE reason = 'not_loaded') AS not_loaded
    FROM counted
    GROUP BY dataset, la_code, year, source, target, characteristic, coalesce(value, 'unknown')
)
-- C-9: who cannot be matched is not in the rate.
SELECT dataset, la_code, year, source, target, characteristic AS "by", value, children, matched,
       100.0::DOUBLE * matched / nullif(children - not_matchable, 0) AS rate, matched_out_of_la, unmatched, ambiguous,
       not_matchable, key_missing, sex_differs, dob_differs, no_candidate, not_loaded
FROM tallied
