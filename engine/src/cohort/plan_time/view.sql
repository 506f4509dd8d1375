-- C-28: how long a child had been on plans by 31 March of the return, over every loaded year.
WITH child AS (
    SELECT la_code, year, source, import_id, person_id, la_child_id, child_no, child_key, year_end
    FROM cohort.cin_child
    WHERE child_no = counts_as
),
-- CC-45: one plan is one start; what the newest return says of it holds. A plan that its newest
-- return shows as open is known to have run to the end of that return's year, and no further.
returned AS (
    SELECT la_code, child_key, kind, started,
           coalesce(ended, make_date(year::INT, 3, 31)) AS ended,
           row_number() OVER (
               PARTITION BY la_code, child_key, kind, started
               ORDER BY year DESC, ended DESC NULLS FIRST) AS newest
    FROM cohort.status_span
    WHERE kind IN ('child_protection_plan', 'cin_plan') AND started IS NOT NULL
),
-- C-27: with its real start, however long before the first loaded return.
plan AS (
    SELECT c.import_id, c.child_no, c.year_end, r.kind, r.started, least(r.ended, c.year_end) AS ended
    FROM child AS c
    JOIN returned AS r ON r.la_code = c.la_code AND r.child_key = c.child_key
    WHERE r.newest = 1 AND r.started <= c.year_end AND r.started <= r.ended
),
behind AS (
    SELECT p.*,
           max(ended) OVER (
               PARTITION BY import_id, child_no, kind ORDER BY started, ended
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ended_before
    FROM plan AS p
),
spell AS (
    SELECT b.*,
           -- Days that two plans share count once.
           greatest(0, ended - greatest(started, coalesce(ended_before, started))) AS days,
           -- A break of 0 or 1 days is no break [assumed].
           sum(CASE WHEN started - ended_before <= 1 THEN 0 ELSE 1 END) OVER (
               PARTITION BY import_id, child_no, kind ORDER BY started, ended) AS spell_no
    FROM behind AS b
),
latest AS (
    SELECT s.*, max(spell_no) OVER (PARTITION BY import_id, child_no, kind) AS last_spell
    FROM spell AS s
),
total AS (
    SELECT import_id, child_no, kind,
           sum(days)::INT AS days,
           min(CASE WHEN spell_no = last_spell THEN started END) AS spell_start,
           max(CASE WHEN spell_no = last_spell THEN ended END) AS spell_end
    FROM latest
    GROUP BY import_id, child_no, kind
)
SELECT c.la_code, c.year, c.source, c.import_id, c.person_id, c.la_child_id, c.child_no,
       c.year_end AS as_at,
       coalesce(p.days, 0)::INT AS cpp_days,
       p.spell_start AS cpp_spell_start,
       p.spell_end AS cpp_spell_end,
       (p.spell_end - p.spell_start)::INT AS cpp_spell_days,
       -- CC-15: CIN plans are collected from 2021-22 on; before, there is no figure.
       CASE WHEN c.year >= 2022 THEN coalesce(n.days, 0) END::INT AS cin_plan_days,
       n.spell_start AS cin_plan_spell_start,
       n.spell_end AS cin_plan_spell_end,
       (n.spell_end - n.spell_start)::INT AS cin_plan_spell_days
FROM child AS c
LEFT JOIN total AS p
  ON p.import_id = c.import_id AND p.child_no = c.child_no AND p.kind = 'child_protection_plan'
LEFT JOIN total AS n
  ON n.import_id = c.import_id AND n.child_no = c.child_no AND n.kind = 'cin_plan'
