-- The one source of intervals: every case, plan and time in care of a child in a CIN return, and
-- what it means for it to touch the year, to be open on a day, or to make a child in need.
WITH plan_or_case AS (
    SELECT r.import_id, r.child_no, 'case' AS kind, r.referral_no, r.referral_no AS span_no,
           r.referral_date AS started, r.closure_date AS ended,
           -- An NFA referral is no case (CC-38). A flag that is missing does not flag (section 2).
           NOT coalesce(r.nfa, false) AS in_need,
           coalesce(r.closure_reason IN ('RC8', 'RC9'), false) AS closed_after_assessment
    FROM cin.referral AS r
    UNION ALL
    SELECT p.import_id, p.child_no, 'child_protection_plan', p.referral_no, p.cp_plan_no,
           p.start_date, p.end_date, NULL, NULL
    FROM cin.cp_plan AS p
    UNION ALL
    SELECT n.import_id, n.child_no, 'cin_plan', n.referral_no, n.plan_no,
           n.start_date, n.end_date, NULL, NULL
    FROM cin.plan AS n
),
span AS (
    SELECT c.la_code, c.year, c.source, c.import_id, c.person_id, c.la_child_id, c.counts_as,
           c.child_key, c.year_start, c.year_end, p.kind, p.child_no AS record_no, p.referral_no, p.span_no,
           p.started, p.ended, p.in_need, p.closed_after_assessment
    FROM plan_or_case AS p
    JOIN cohort.cin_child AS c ON c.import_id = p.import_id AND c.child_no = p.child_no
    UNION ALL
    SELECT c.la_code, c.year, c.source, c.import_id, c.person_id, c.la_child_id, c.counts_as,
           c.child_key, c.year_start, c.year_end, 'looked_after', c.child_no, NULL, e.episode_no,
           e.decom, e.dec, NULL, NULL
    FROM cohort.cin_child AS c
    JOIN cla.episode AS e ON e.import_id = c.cla_import_id AND e.child_id = c.cla_child_id
    WHERE c.child_no = c.counts_as
      -- C-17: a series of short breaks (V3, V4) does not make a child looked after.
      AND (e.ls IS NULL OR e.ls NOT IN ('V3', 'V4'))
)
SELECT s.la_code, s.year, s.source, s.import_id, s.person_id, s.la_child_id,
       s.counts_as AS child_no, s.child_key, s.kind, s.record_no, s.referral_no, s.span_no,
       s.started, s.ended, s.in_need, s.closed_after_assessment,
       -- C-2, C-13: at any point in the year. What ended on 1 April itself was in the year.
       -- A span without a start is in no year: what cannot be placed is not counted.
       coalesce(s.started <= s.year_end
                AND (s.ended IS NULL OR s.ended >= s.year_start), false) AS in_year,
       -- CC-49: open on a day when it started by then and ends after it.
       coalesce(s.started <= s.year_end
                AND (s.ended IS NULL OR s.ended > s.year_end), false) AS at_31_march,
       -- The days of the year on which it was open, both inclusive: the day of the end is no
       -- more one of them. NULL where there is no such day.
       CASE WHEN greatest(s.started, s.year_start) <= least(coalesce(s.ended - 1, s.year_end), s.year_end)
             AND s.started IS NOT NULL
            THEN greatest(s.started, s.year_start) END AS from_day,
       CASE WHEN greatest(s.started, s.year_start) <= least(coalesce(s.ended - 1, s.year_end), s.year_end)
             AND s.started IS NOT NULL
            THEN least(coalesce(s.ended - 1, s.year_end), s.year_end) END AS to_day
FROM span AS s
