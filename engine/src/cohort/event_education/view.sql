-- What happened to children in education: SEN2 requests, decisions and plans, schools entered and left,
-- exclusions, results. The same thing stands in many returns; cohort.event takes it once.
SELECT la_code, year, source, import_id, person_id, 'sen2' AS dataset, person_no::TEXT AS local_id, NULL AS upn,
       t.event_date, t.event, t.detail, true AS day_is_known
FROM (
    SELECT la_code, year, source, import_id, person_id, person_no, received_date AS event_date,
           'sen2_requested' AS event, 'source ' || request_source AS detail
    FROM sen2.request
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, person_no, outcome_date, 'sen2_request_decided',
           'outcome ' || outcome
    FROM sen2.request
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, person_no, outcome_date, 'sen2_assessment_decided',
           'outcome ' || outcome
    FROM sen2.assessment
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, person_no, start_date, 'ehc_plan_started', NULL
    FROM sen2.named_plan
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, person_no, cease_date, 'ehc_plan_ceased',
           'reason ' || cease_reason
    FROM sen2.named_plan
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, person_no, review_meeting, 'ehc_plan_reviewed',
           'outcome ' || review_outcome
    FROM sen2.active_plan
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, person_no, entry_date, 'sen_placement_entered',
           concat_ws(' ', 'URN ' || urn, 'setting ' || sen_setting)
    FROM sen2.placement
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, person_no, leaving_date, 'sen_placement_left',
           concat_ws(' ', 'URN ' || urn, 'setting ' || sen_setting)
    FROM sen2.placement
) AS t
WHERE t.event_date IS NOT NULL
UNION ALL
SELECT la_code, year, source, import_id, person_id, t.dataset, coalesce(upn, pupil_no::TEXT), upn,
       t.event_date, t.event, t.detail, true
FROM (
    SELECT la_code, year, source, import_id, person_id, 'census' AS dataset, upn, pupil_no, entry_date AS event_date,
           'school_entered' AS event, 'URN ' || urn AS detail
    FROM census.pupil
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, 'census', upn, pupil_no, leaving_date, 'school_left',
           'URN ' || urn
    FROM census.pupil
    UNION ALL
    SELECT x.la_code, x.year, x.source, x.import_id, x.person_id, 'ap_census', p.upn, x.pupil_no, x.entry_date,
           'alternative_provision_entered', concat_ws(' ', 'URN ' || x.placement_urn, 'setting ' || x.setting_type)
    FROM ap_census.placement AS x
    JOIN ap_census.pupil AS p ON p.import_id = x.import_id AND p.pupil_no = x.pupil_no
    UNION ALL
    SELECT x.la_code, x.year, x.source, x.import_id, x.person_id, 'ap_census', p.upn, x.pupil_no, x.leaving_date,
           'alternative_provision_left', concat_ws(' ', 'URN ' || x.placement_urn, 'setting ' || x.setting_type)
    FROM ap_census.placement AS x
    JOIN ap_census.pupil AS p ON p.import_id = x.import_id AND p.pupil_no = x.pupil_no
) AS t
WHERE t.event_date IS NOT NULL
UNION ALL
SELECT la_code, year, source, import_id, person_id, dataset, upn AS local_id, upn, start_date,
       CASE category WHEN 'PERM' THEN 'permanently_excluded' WHEN 'LNCH' THEN 'excluded_at_lunchtime'
            ELSE 'suspended' END,
       concat_ws(' ', 'reason ' || reason_1, sessions::TEXT || ' sessions', 'URN ' || urn), true
FROM cohort.exclusion_event
UNION ALL
-- [assumed] A result has a year and no day: it stands on the last day of its academic year.
SELECT la_code, year, source, import_id, person_id, t.dataset, coalesce(upn, pupil_ref, row_no::TEXT), upn,
       make_date(year::INT, 8, 31), 'result', t.detail, false
FROM (
    SELECT la_code, year, source, import_id, person_id, upn, pupil_ref, row_no, 'eyfsp' AS dataset, 'EYFSP' AS detail
    FROM attainment.eyfsp
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, upn, pupil_ref, row_no, 'phonics',
           concat_ws(' ', 'phonics', phonics_outcome, phonics_mark::TEXT)
    FROM attainment.phonics
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, upn, pupil_ref, row_no, 'ks1',
           concat_ws(' ', 'KS1', 'reading ' || read_outcome, 'writing ' || writ_outcome, 'maths ' || mat_outcome)
    FROM attainment.ks1
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, upn, pupil_ref, row_no, 'mtc',
           concat_ws(' ', 'MTC', form_mark::TEXT)
    FROM attainment.mtc
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, upn, pupil_ref, row_no, 'ks2',
           concat_ws(' ', 'KS2', 'reading ' || read_score::TEXT, 'maths ' || mat_score::TEXT,
                     'writing ' || writ_ta_outcome)
    FROM attainment.ks2
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, upn, pupil_ref, row_no, 'ks4',
           concat_ws(' ', 'KS4', 'Attainment 8 ' || att8::TEXT)
    FROM attainment.ks4
) AS t
