-- Everything that happened to a child, across services, in the order of the days.
WITH told AS (
    SELECT la_code, year, source, import_id, person_id, dataset, local_id, event_date, event, detail,
           true AS day_is_known, NULL AS upn
    FROM cohort.event_social_care
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, dataset, local_id, event_date, event, detail, day_is_known,
           upn
    FROM cohort.event_education
),
-- Whose it is: the person, and until linked the child of one authority's one dataset (of education
-- files the UPN; of SEN2, which has no number of its own, the row of the return).
keyed AS (
    SELECT *, coalesce('person:' || person_id::TEXT, 'upn:' || upn,
                       CASE WHEN dataset = 'sen2'
                            THEN 'sen2:' || la_code::TEXT || ':' || import_id::TEXT || ':' || local_id
                            ELSE dataset || ':' || la_code::TEXT || ':' || local_id END) AS child_key
    FROM told
),
-- Once, as the latest return has it: the same thing is in every return of the years it touches, and
-- what it says may have been corrected.
once AS (
    SELECT *,
           row_number() OVER (
               PARTITION BY child_key, la_code, CASE WHEN event = 'result' THEN dataset END, event, event_date,
                            CASE WHEN event IN ('school_entered', 'school_left', 'result', 'sen_placement_entered',
                                                'sen_placement_left', 'suspended', 'excluded_at_lunchtime',
                                                'permanently_excluded') THEN detail END,
                            -- Several in one return are several.
                            twin
               ORDER BY year DESC, import_id DESC) AS choice
    FROM (
        SELECT *, row_number() OVER (
                   PARTITION BY child_key, la_code, import_id, event, event_date, local_id
                   ORDER BY detail NULLS FIRST) AS twin
        FROM keyed
    ) AS k
),
-- Within a day: what comes first by its nature. An end before the start that follows it.
ordered AS (
    SELECT *,
           CASE event
               WHEN 'referral' THEN 1 WHEN 'sen2_requested' THEN 1
               WHEN 'assessment_started' THEN 2 WHEN 'section47_started' THEN 2 WHEN 'sen2_request_decided' THEN 2
               WHEN 'assessment_authorised' THEN 3 WHEN 'section47_conference' THEN 3 WHEN 'initial_conference' THEN 3
               WHEN 'sen2_assessment_decided' THEN 3
               WHEN 'cin_plan_ended' THEN 4 WHEN 'cp_plan_ended' THEN 4 WHEN 'episode_ended' THEN 4
               WHEN 'school_left' THEN 4 WHEN 'sen_placement_left' THEN 4 WHEN 'alternative_provision_left' THEN 4
               WHEN 'cin_plan_started' THEN 5 WHEN 'cp_plan_started' THEN 5 WHEN 'episode_started' THEN 5
               WHEN 'school_entered' THEN 5 WHEN 'ehc_plan_started' THEN 5 WHEN 'sen_placement_entered' THEN 5
               WHEN 'alternative_provision_entered' THEN 5
               WHEN 'case_closed' THEN 8 WHEN 'ehc_plan_ceased' THEN 8 WHEN 'result' THEN 9 WHEN 'death' THEN 10
               ELSE 6 END AS place_in_day
    FROM once
    WHERE choice = 1
)
SELECT la_code, year, source, import_id, person_id, dataset, local_id, event_date, event, detail, day_is_known,
       row_number() OVER (PARTITION BY child_key
                          ORDER BY event_date, place_in_day, dataset, event, detail NULLS FIRST, la_code, local_id)::INT
           AS event_no
FROM ordered
