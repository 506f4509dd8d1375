-- The clocks of a CIN return: assessments of 45 working days, conferences of 15 working days after
-- a section 47 enquiry began, and reviews of child protection plans.
WITH held AS (
    SELECT DISTINCT la_code, year, import_id FROM cin.child
),
run AS (
    SELECT *, year - row_number() OVER (PARTITION BY la_code ORDER BY year, import_id) AS run_no FROM held
),
-- A return answers for the days from its 1 April until a newer return of the authority does: an
-- assessment that one return has open and the next has closed is one clock. Reviews are told by all
-- returns of an unbroken run of years (CC-45, CC-55).
returned AS (
    SELECT la_code, year, import_id, make_date((year - 1)::INT, 4, 1) AS answers_from,
           lead(make_date((year - 1)::INT, 4, 1)) OVER (PARTITION BY la_code ORDER BY year, import_id)
               AS answers_before,
           make_date(year, 3, 31) AS known_to,
           min(year) OVER (PARTITION BY la_code, run_no) AS first_year,
           make_date((min(year) OVER (PARTITION BY la_code, run_no) - 1)::INT, 4, 1) AS reviews_from
    FROM run
),
-- C-4: a child is one id; a record without one is a child of its own. CC-38: a referral flagged NFA
-- is no case and has no clock. A closed case and a child's death end every clock.
cases AS (
    SELECT r.la_code, r.year, r.source, r.import_id, r.person_id, r.la_child_id, r.child_no, r.referral_no,
           coalesce(r.la_child_id, concat('record ', r.child_no, ' of import ', r.import_id)) AS child_key,
           r.referral_date, least(r.closure_date, c.death_date) AS case_ended
    FROM cin.referral AS r
    JOIN cin.child AS c ON c.import_id = r.import_id AND c.child_no = r.child_no
    WHERE NOT coalesce(r.nfa, false)
),
-- CC-45: an assessment and an enquiry are known by their case and day of start. Of one returned
-- twice, that which has an end counts.
assessment AS (
    SELECT k.*, a.assessment_no, a.start_date, least(a.authorisation_date, k.case_ended) AS ended_on,
           row_number() OVER (PARTITION BY k.import_id, k.child_key, k.referral_date, a.start_date
                              ORDER BY least(a.authorisation_date, k.case_ended) NULLS LAST, k.child_no,
                                       k.referral_no, a.assessment_no) AS choice
    FROM cin.assessment AS a
    JOIN cases AS k
      ON k.import_id = a.import_id AND k.child_no = a.child_no AND k.referral_no = a.referral_no
    WHERE a.start_date IS NOT NULL
),
-- CC-54. That no conference is required has no day in the return: such an enquiry is over, and taken
-- as open on no day [assumed].
enquiry AS (
    SELECT k.*, s.section47_no, s.start_date,
           CASE WHEN s.conference_date IS NOT NULL OR NOT coalesce(s.conference_not_required, false)
                THEN least(s.conference_date, k.case_ended) END AS ended_on,
           s.conference_date IS NULL AND coalesce(s.conference_not_required, false) AS not_required,
           row_number() OVER (PARTITION BY k.import_id, k.child_key, k.referral_date, s.start_date
                              ORDER BY s.conference_date NULLS LAST,
                                       coalesce(s.conference_not_required, false) DESC,
                                       k.case_ended NULLS LAST, k.child_no, k.referral_no, s.section47_no)
               AS choice
    FROM cin.section47 AS s
    JOIN cases AS k
      ON k.import_id = s.import_id AND k.child_no = s.child_no AND k.referral_no = s.referral_no
    WHERE s.start_date IS NOT NULL
),
-- CC-45: a plan is known by its child and day of start, whichever case it hangs from.
plan AS (
    SELECT k.*, p.cp_plan_no, p.start_date, least(p.end_date, k.case_ended) AS ended_on,
           row_number() OVER (PARTITION BY k.import_id, k.child_key, p.start_date
                              ORDER BY least(p.end_date, k.case_ended) NULLS LAST, k.child_no, k.referral_no,
                                       p.cp_plan_no) AS choice
    FROM cin.cp_plan AS p
    JOIN cases AS k
      ON k.import_id = p.import_id AND k.child_no = p.child_no AND k.referral_no = p.referral_no
    WHERE p.start_date IS NOT NULL
),
-- A review on or before the day the plan started is none of it (8841).
review AS (
    SELECT DISTINCT v.la_code, v.year,
           coalesce(v.la_child_id, concat('record ', v.child_no, ' of import ', v.import_id)) AS child_key,
           p.start_date, v.review_date
    FROM cin.cp_review AS v
    JOIN cin.cp_plan AS p
      ON p.import_id = v.import_id AND p.child_no = v.child_no AND p.referral_no = v.referral_no
     AND p.cp_plan_no = v.cp_plan_no
    WHERE v.review_date > p.start_date
),
plan_review AS (
    SELECT DISTINCT p.import_id, p.child_key, p.start_date, v.review_date
    FROM plan AS p
    JOIN returned AS r ON r.import_id = p.import_id
    JOIN review AS v
      ON v.la_code = p.la_code AND v.child_key = p.child_key AND v.start_date = p.start_date
     AND v.year >= r.first_year
    WHERE p.choice = 1
),
-- Each plan's clocks: from its start to the first review, from each review to the next.
step AS (
    SELECT import_id, child_key, start_date, start_date AS anchor FROM plan WHERE choice = 1
    UNION ALL
    SELECT import_id, child_key, start_date, review_date FROM plan_review
),
gap AS (
    SELECT *, (row_number() OVER w - 1)::INT AS reviews_held, lead(anchor) OVER w AS next_review
    FROM step
    WINDOW w AS (PARTITION BY import_id, child_key, start_date ORDER BY anchor)
),
-- CC-55: of a plan older than the returns, reviews before them may be missing. Where none of those
-- is found, the gap that began before the first return is not judged.
review_clock AS (
    SELECT p.la_code, p.year, p.source, p.import_id, p.person_id, p.la_child_id, p.child_no, p.referral_no,
           p.cp_plan_no, g.anchor, g.reviews_held, least(g.next_review, p.ended_on) AS ended_on,
           g.reviews_held = 0 AND g.anchor < r.reviews_from
               AND coalesce(g.next_review >= r.reviews_from, true) AS unknown_start,
           CASE WHEN g.reviews_held = 0 AND g.anchor >= r.reviews_from THEN 3
                WHEN g.reviews_held = 0 AND g.next_review < r.reviews_from THEN 3 ELSE 6 END AS months
    FROM gap AS g
    JOIN plan AS p
      ON p.import_id = g.import_id AND p.child_key = g.child_key AND p.start_date = g.start_date AND p.choice = 1
    JOIN returned AS r ON r.import_id = p.import_id
),
clock AS (
    SELECT la_code, year, source, import_id, person_id, la_child_id, child_no, 'cin_assessment_45_days' AS clock,
           start_date AS started_on, add_working_days(start_date, 45) AS due_on, ended_on, ended_on IS NOT NULL AS is_over,
           45 AS allowed, 'working_days' AS unit,
           -- CC-53: the statutory limit runs from the referral, that of 4.3 and of 8670Q from the start.
           add_working_days(referral_date, 45) AS due_from_referral,
           referral_no, assessment_no, NULL::INT AS section47_no, NULL::INT AS cp_plan_no, NULL::INT AS reviews_held
    FROM assessment
    WHERE choice = 1
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, la_child_id, child_no, 'cin_conference_15_days',
           start_date, add_working_days(start_date, 15), ended_on, not_required OR ended_on IS NOT NULL,
           15, 'working_days', NULL, referral_no, NULL, section47_no, NULL, NULL
    FROM enquiry
    WHERE choice = 1
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, la_child_id, child_no,
           CASE months WHEN 3 THEN 'cp_review_3_months' ELSE 'cp_review_6_months' END,
           CASE WHEN NOT unknown_start THEN anchor END,
           CASE WHEN NOT unknown_start THEN add_months(anchor, months) END, ended_on, ended_on IS NOT NULL,
           months, 'months', NULL, referral_no, NULL, NULL, cp_plan_no, reviews_held
    FROM review_clock
)
SELECT c.la_code, c.year, c.source, c.import_id, c.person_id,
       'cin' AS dataset, c.la_child_id AS local_id, c.child_no AS record_no, c.clock,
       c.started_on, c.due_on, c.ended_on, c.is_over, c.allowed::INT AS allowed, c.unit,
       NULL::BOOLEAN AS exception, c.due_from_referral,
       r.known_to, r.answers_from, r.answers_before,
       NULL::INT AS request_no, c.referral_no, c.assessment_no, c.section47_no, c.cp_plan_no, c.reviews_held,
       NULL::TEXT AS request_outcome, NULL::TEXT AS assessment_outcome
FROM clock AS c
JOIN returned AS r ON r.import_id = c.import_id
