-- What happened to children in social care, one row for each dated thing of a CIN or SSDA903 return.
-- The same thing stands in the return of every year in which it is open; cohort.event takes it once.
SELECT la_code, year, source, import_id, person_id, 'cin' AS dataset, coalesce(la_child_id, child_no::TEXT) AS local_id,
       t.event_date, t.event, t.detail
FROM (
    SELECT la_code, year, source, import_id, person_id, la_child_id, child_no, referral_date AS event_date,
           'referral' AS event,
           concat_ws(' ', 'source ' || referral_source, 'need ' || primary_need, CASE WHEN nfa THEN 'NFA' END) AS detail
    FROM cin.referral
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, la_child_id, child_no, closure_date, 'case_closed',
           'reason ' || closure_reason
    FROM cin.referral
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, la_child_id, child_no, conference_date,
           'initial_conference', NULL
    FROM cin.referral
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, la_child_id, child_no, start_date, 'assessment_started', NULL
    FROM cin.assessment
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, la_child_id, child_no, authorisation_date,
           'assessment_authorised', NULL
    FROM cin.assessment
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, la_child_id, child_no, start_date, 'section47_started', NULL
    FROM cin.section47
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, la_child_id, child_no, conference_date,
           'section47_conference', NULL
    FROM cin.section47
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, la_child_id, child_no, start_date, 'cin_plan_started', NULL
    FROM cin.plan
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, la_child_id, child_no, end_date, 'cin_plan_ended', NULL
    FROM cin.plan
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, la_child_id, child_no, start_date, 'cp_plan_started',
           'category ' || initial_category
    FROM cin.cp_plan
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, la_child_id, child_no, end_date, 'cp_plan_ended',
           'category ' || latest_category
    FROM cin.cp_plan
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, la_child_id, child_no, review_date, 'cp_review', NULL
    FROM cin.cp_review
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, la_child_id, child_no, letter_before_proceedings_date,
           'letter_before_proceedings', NULL
    FROM cin.pre_proceedings
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, la_child_id, child_no, court_application_date,
           'court_application', 'outcome ' || outcome
    FROM cin.pre_proceedings
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, la_child_id, child_no, death_date, 'death', NULL
    FROM cin.child
) AS t
WHERE t.event_date IS NOT NULL
UNION ALL
SELECT la_code, year, source, import_id, person_id, 'cla', child_id, t.event_date, t.event, t.detail
FROM (
    SELECT la_code, year, source, import_id, person_id, child_id, decom AS event_date, 'episode_started' AS event,
           concat_ws(' ', 'reason ' || rne, 'status ' || ls, 'place ' || place) AS detail
    FROM cla.episode
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, child_id, dec, 'episode_ended', 'reason ' || rec
    FROM cla.episode
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, child_id, review, 'cla_review', review_code
    FROM cla.review
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, child_id, mis_start,
           CASE missing WHEN 'A' THEN 'away_started' ELSE 'missing_started' END, NULL
    FROM cla.missing
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, child_id, mis_end,
           CASE missing WHEN 'A' THEN 'away_ended' ELSE 'missing_ended' END, NULL
    FROM cla.missing
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, child_id, sw_decom, 'social_worker_started',
           'reason ' || sw_reason
    FROM cla.social_worker
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, child_id, date_placed, 'placed_for_adoption_decided', NULL
    FROM cla.placed_for_adoption
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, child_id, date_placed_ceased,
           'placed_for_adoption_reversed', 'reason ' || reason_placed_ceased
    FROM cla.placed_for_adoption
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, child_id, date_match, 'adoption_matched', NULL
    FROM cla.ad1
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, child_id, duc, 'uasc_status_ended', NULL
    FROM cla.uasc
) AS t
WHERE t.event_date IS NOT NULL
