-- The clocks of SEN2 requests (6.2): 6, 16 and 20 weeks in calendar days from the day the request
-- was received, each with its end where the return tells one.
WITH held AS (
    SELECT DISTINCT la_code, year, import_id FROM sen2.person
),
-- A return answers for the days from the first of its calendar year until a newer return of the
-- authority does, so that a request in several returns is open in one. It knows what happened up
-- to census day: that of the header, else the third Thursday of January (S-3).
returned AS (
    SELECT s.import_id, make_date((s.year - 1)::INT, 1, 1) AS answers_from,
           lead(make_date((s.year - 1)::INT, 1, 1)) OVER (PARTITION BY s.la_code ORDER BY s.year, s.import_id)
               AS answers_before,
           coalesce(h.reference_date, make_date(s.year, 1, 15)
               + ((11 - extract(DOW FROM make_date(s.year, 1, 15))::INT) % 7)) AS known_to
    FROM held AS s
    LEFT JOIN sen2.header AS h
      ON h.import_id = s.import_id AND extract(YEAR FROM h.reference_date)::INT = s.year
),
-- A correct return has at most one of each; of several assessments the last counts, and the first
-- plan ends the wait.
assessment AS (
    SELECT import_id, person_no, request_no, outcome, outcome_date, week20
    FROM (SELECT *, row_number() OVER (PARTITION BY import_id, person_no, request_no
                                       ORDER BY assessment_no DESC) AS latest
          FROM sen2.assessment) AS a
    WHERE latest = 1
),
plan AS (
    SELECT import_id, person_no, request_no, min(start_date) AS start_date
    FROM sen2.named_plan
    GROUP BY import_id, person_no, request_no
),
active AS (
    SELECT import_id, person_no, request_no, max(transfer_la) AS transfer_la
    FROM sen2.active_plan
    GROUP BY import_id, person_no, request_no
),
stage AS (
    SELECT r.la_code, r.year, r.source, r.import_id, r.person_id, r.person_no, r.request_no, r.received_date,
           r.outcome, r.outcome_date, a.import_id IS NOT NULL AS is_assessed, a.outcome AS assessment_outcome,
           a.outcome_date AS assessment_date, a.week20,
           p.import_id IS NOT NULL OR t.import_id IS NOT NULL AS has_plan, p.start_date,
           -- [assumed] A case that went to another authority is no longer this one's.
           r.exported IS NOT NULL AS is_exported
    FROM sen2.request AS r
    LEFT JOIN assessment AS a
      ON a.import_id = r.import_id AND a.person_no = r.person_no AND a.request_no = r.request_no
    LEFT JOIN plan AS p
      ON p.import_id = r.import_id AND p.person_no = r.person_no AND p.request_no = r.request_no
    LEFT JOIN active AS t
      ON t.import_id = r.import_id AND t.person_no = r.person_no AND t.request_no = r.request_no
    -- Historical cases, and plans from another authority, have no clock here.
    WHERE r.received_date IS NOT NULL AND t.transfer_la IS NULL
      AND coalesce(r.outcome, 'A') <> 'H' AND coalesce(a.outcome, 'A') <> 'H'
),
-- What the return says of each stage. A (not yet decided) is not over whatever date stands beside
-- it; no code at all is over when there is a date. What follows a stage shows that it is over.
judged AS (
    SELECT *,
           CASE WHEN outcome = 'A' THEN false ELSE outcome IS NOT NULL OR outcome_date IS NOT NULL END
               AS request_over,
           CASE WHEN assessment_outcome = 'A' THEN false
                ELSE assessment_outcome IS NOT NULL OR assessment_date IS NOT NULL END AS assessment_over
    FROM stage
),
-- is_over with no ended_on: the return does not tell the day (a withdrawal has none, nor has a case
-- that moved away), so the clock is taken as open on no day [assumed].
--
-- 16 weeks end with the decision on a plan. The day of a decision to issue is not in the return:
-- the date beside Y is that of the issue, and no date means decided but not issued.
--
-- 20 weeks end with the start of the plan, as plans_20w counts (6.3); a Y without a plan in the
-- return with its own date. A refusal that something follows was reversed and ends nothing: the
-- published figures count such plans from the day of the request too [assumed].
ended AS (
    SELECT j.*, k.clock, k.weeks,
           CASE WHEN k.weeks = 6 THEN request_over OR is_assessed OR has_plan
                WHEN NOT is_assessed THEN has_plan OR (request_over AND coalesce(outcome <> 'Y', true))
                WHEN k.weeks = 16 THEN assessment_over OR has_plan
                ELSE has_plan OR (assessment_over
                     AND NOT coalesce(assessment_outcome = 'Y' AND assessment_date IS NULL, false)) END
               OR is_exported AS is_over,
           CASE WHEN k.weeks = 6 THEN outcome_date
                WHEN NOT is_assessed AND has_plan THEN start_date
                WHEN NOT is_assessed AND request_over AND coalesce(outcome <> 'Y', true) THEN outcome_date
                WHEN NOT is_assessed THEN NULL
                WHEN k.weeks = 16 AND assessment_over THEN coalesce(assessment_date, start_date)
                WHEN k.weeks = 16 THEN start_date
                WHEN start_date IS NOT NULL THEN start_date
                WHEN has_plan AND coalesce(assessment_outcome <> 'Y', true) THEN NULL
                WHEN assessment_over THEN assessment_date END AS last_day
    FROM judged AS j
    CROSS JOIN (VALUES ('sen2_6_weeks', 6), ('sen2_16_weeks', 16), ('sen2_20_weeks', 20)) AS k (clock, weeks)
),
-- S-8: a person returned twice has one clock, the one that is said to be over. Two requests on one
-- day under one person number are two.
numbered AS (
    SELECT *, row_number() OVER (PARTITION BY import_id, person_no, received_date, clock ORDER BY request_no)
                  AS request_of_day
    FROM ended
),
single AS (
    SELECT *, row_number() OVER (PARTITION BY import_id, coalesce(person_id, -person_no), received_date,
                                              request_of_day, clock
                                 ORDER BY is_over DESC, last_day NULLS LAST, person_no) AS choice
    FROM numbered
)
SELECT s.la_code, s.year, s.source, s.import_id, s.person_id,
       'sen2' AS dataset, s.person_no::TEXT AS local_id, s.person_no AS record_no, s.clock,
       s.received_date AS started_on, due_date(s.received_date, s.weeks) AS due_on,
       CASE WHEN s.is_over THEN s.last_day END AS ended_on, s.is_over,
       (s.weeks * 7)::INT AS allowed, 'calendar_days' AS unit,
       -- S-52
       CASE WHEN s.weeks = 20 THEN s.week20 END AS exception,
       NULL::DATE AS due_from_referral,
       r.known_to, r.answers_from, r.answers_before,
       s.request_no, NULL::INT AS referral_no, NULL::INT AS assessment_no, NULL::INT AS section47_no,
       NULL::INT AS cp_plan_no, NULL::INT AS reviews_held,
       s.outcome AS request_outcome, s.assessment_outcome
FROM single AS s
JOIN returned AS r ON r.import_id = s.import_id
WHERE s.choice = 1
