-- Every statutory clock that is open on the day $1.
WITH clock AS (
    SELECT * FROM cohort.clock_sen2
    UNION ALL
    SELECT * FROM cohort.clock_cin
    UNION ALL
    SELECT * FROM cohort.clock_cla
),
-- Of an authority's returns the latest whose period holds the day, or else lies before it. What
-- ended on a day is not open on it (CC-49, S-29), and what ended on an unknown day on none.
open AS (
    SELECT *,
           CASE unit WHEN 'working_days' THEN allowed - working_days(started_on, $1::DATE)
                     ELSE due_on - $1::DATE END AS left_over
    FROM clock
    WHERE answers_from <= $1::DATE AND (answers_before IS NULL OR answers_before > $1::DATE)
      -- Without a start it began before the first return held.
      AND (started_on IS NULL OR started_on <= $1::DATE)
      AND (NOT is_over OR ended_on > $1::DATE)
)
SELECT la_code, year, source, import_id, person_id, dataset, local_id, record_no, clock,
       started_on, due_on, left_over::INT AS days_left,
       -- S-50: the last day is in time.
       CASE WHEN left_over >= 0 THEN 'not_yet_due' WHEN left_over < 0 THEN 'overdue' END AS status,
       allowed, unit, exception, due_from_referral, $1::DATE AS as_at, known_to,
       request_no, referral_no, assessment_no, section47_no, cp_plan_no, reviews_held,
       request_outcome, assessment_outcome
FROM open
