-- Which one status a child in need had on each day (C-14): looked after, else on a child
-- protection plan, else on a CIN plan, else otherwise in need. Days on which no case was open
-- (an NFA referral is none) have no row, so on every day the statuses add up to the children in
-- need. A return speaks of the days of its own year, so no day has two rows for a child.
WITH covered AS (
    SELECT import_id, child_no, cla_known, cla_missing
    FROM cohort.cin_child
    WHERE child_no = counts_as
),
-- The days on which something begins, and those after its last.
step AS (
    SELECT s.la_code, s.year, s.source, s.import_id, s.person_id, s.la_child_id, s.child_no,
           CASE WHEN d.step = 1 THEN s.from_day ELSE s.to_day + 1 END AS day,
           sum(CASE WHEN s.kind = 'case' THEN d.step ELSE 0 END) AS in_need,
           sum(CASE WHEN s.kind = 'looked_after' THEN d.step ELSE 0 END) AS looked_after,
           sum(CASE WHEN s.kind = 'child_protection_plan' THEN d.step ELSE 0 END) AS on_cpp,
           sum(CASE WHEN s.kind = 'cin_plan' THEN d.step ELSE 0 END) AS on_cin_plan
    FROM cohort.status_span AS s
    CROSS JOIN (VALUES (1), (-1)) AS d(step)
    WHERE s.from_day IS NOT NULL AND (s.kind <> 'case' OR s.in_need)
    GROUP BY s.la_code, s.year, s.source, s.import_id, s.person_id, s.la_child_id, s.child_no, day
),
-- Between two such days nothing changes: what is open is the sum of all that began and ended.
stretch AS (
    SELECT la_code, year, source, import_id, person_id, la_child_id, child_no, day AS from_day,
           lead(day) OVER w - 1 AS to_day,
           sum(in_need) OVER w AS in_need, sum(looked_after) OVER w AS looked_after,
           sum(on_cpp) OVER w AS on_cpp, sum(on_cin_plan) OVER w AS on_cin_plan
    FROM step
    WINDOW w AS (PARTITION BY import_id, child_no ORDER BY day)
),
judged AS (
    SELECT t.la_code, t.year, t.source, t.import_id, t.person_id, t.la_child_id, t.child_no,
           t.from_day, t.to_day, c.cla_known, c.cla_missing,
           -- C-14: the order of precedence.
           CASE WHEN t.looked_after > 0 THEN 'looked_after'
                WHEN t.on_cpp > 0 THEN 'child_protection_plan'
                WHEN t.on_cin_plan > 0 THEN 'cin_plan'
                ELSE 'other_cin' END AS status
    FROM stretch AS t
    JOIN covered AS c ON c.import_id = t.import_id AND c.child_no = t.child_no
    WHERE t.in_need > 0
),
-- Stretches that touch and have the same status are one: it began where there is no such before.
marked AS (
    SELECT j.*,
           CASE WHEN lag(status) OVER w = status AND lag(to_day) OVER w = from_day - 1
                THEN 0 ELSE 1 END AS begins
    FROM judged AS j
    WINDOW w AS (PARTITION BY import_id, child_no ORDER BY from_day)
),
numbered AS (
    SELECT m.*,
           sum(begins) OVER (PARTITION BY import_id, child_no ORDER BY from_day) AS stretch_no
    FROM marked AS m
)
SELECT la_code, year, source, import_id, person_id, la_child_id, child_no,
       min(from_day) AS from_day, max(to_day) AS to_day,
       -- C-15: without the authority's SSDA903 nobody can say who is looked after.
       CASE WHEN cla_known THEN status END AS status,
       CASE WHEN NOT cla_known THEN status END AS status_cla_unknown,
       cla_known, cla_missing
FROM numbered
GROUP BY la_code, year, source, import_id, person_id, la_child_id, child_no, stretch_no, status,
         cla_known, cla_missing
