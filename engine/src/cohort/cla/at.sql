-- The looked-after children at the day $1: every child of the return whose year holds it, or of the
-- authority's latest return where the day is after it (baseline of the current cohort).
WITH latest AS (
    SELECT la_code, max(year) AS year FROM cla.child GROUP BY la_code
),
day AS (
    SELECT la_code,
           -- The financial year that holds the day.
           least(year::INT, extract(year FROM add_months($1::DATE, 9))::INT) AS year
    FROM latest
),
open AS (
    SELECT e.import_id, e.child_id,
           bool_or(coalesce(e.ls NOT IN ('V3', 'V4'), true)) AS looked_after,
           bool_or(coalesce(e.ls IN ('V3', 'V4'), false)) AS short_break
    FROM cla.episode AS e
    -- L-43: what ends on the day is not open on it. V-6: so a child that moves is with one authority.
    WHERE e.decom <= $1::DATE AND (e.dec IS NULL OR e.dec > $1::DATE)
    GROUP BY e.import_id, e.child_id
),
period AS (
    SELECT e.import_id, e.child_id, e.period_start, e.period_start_known, e.ls, e.place, e.placement_no
    FROM cohort.care_episode AS e
    WHERE NOT e.short_break AND e.decom <= $1::DATE AND (e.ended IS NULL OR e.ended > $1::DATE)
)
SELECT c.la_code, c.year, c.source, c.import_id, c.person_id, c.child_id,
       $1::DATE AS as_at, c.dob AS birth_date, age_on(c.dob, $1::DATE) AS age_at,
       coalesce(o.looked_after, false) AS cla_at, coalesce(o.short_break, false) AS short_break_at,
       p.period_start AS poc_start,
       CASE WHEN p.period_start_known THEN ($1::DATE - p.period_start)::INT END AS poc_dur,
       CASE WHEN p.period_start_known THEN p.placement_no END AS pl_count,
       p.ls AS legal_status, p.place,
       -- The day is after the year of the return: what happened since is not known.
       $1::DATE > make_date(c.year::INT, 3, 31) AS after_return
FROM cla.child AS c
JOIN day AS d ON d.la_code = c.la_code AND d.year = c.year
LEFT JOIN open AS o ON o.import_id = c.import_id AND o.child_id = c.child_id
LEFT JOIN period AS p ON p.import_id = c.import_id AND p.child_id = c.child_id
