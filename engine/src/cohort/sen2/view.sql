-- The SEN2 cohort: one row per child and return, with every filter of the page as a column.

-- S-3: the census day that the header tells, else the third Thursday of January of the year, and R,
-- the calendar year before it.
WITH span AS (
    SELECT p.import_id, make_date((p.year - 1)::INT, 1, 1) AS first_day, make_date((p.year - 1)::INT, 12, 31) AS last_day,
           coalesce(h.reference_date, make_date(p.year, 1, 15)
               + ((11 - extract(DOW FROM make_date(p.year, 1, 15))::INT) % 7)) AS census_day
    FROM (SELECT DISTINCT import_id, year FROM sen2.person) AS p
    LEFT JOIN sen2.header AS h
        ON h.import_id = p.import_id AND extract(YEAR FROM h.reference_date)::INT = p.year
),
-- What happened, each with its day. `begins`: a request, an assessment (its day is that on which
-- the request was agreed) or a plan, after which the child is not closed (S-30). `closes`: an end
-- without a next stage (4.1); R says whether it lies in the year.
--
-- S-32: a withdrawn request or assessment is a closure, but has no day of its own in the return,
-- which holds those withdrawn in R. [assumed] So it is one of R, unless its request came after R,
-- and whatever came after that request (for an assessment: after it was agreed) is later.
stage AS (
    SELECT r.import_id, r.person_no, r.received_date, r.outcome, r.outcome_date,
           CASE WHEN r.outcome = 'Y' THEN r.outcome_date END AS agreed_date,
           a.import_id IS NOT NULL AS is_assessed, a.outcome AS assessment_outcome,
           a.outcome_date AS assessment_date, p.import_id IS NOT NULL AS has_plan, p.start_date, p.cease_date,
           t.import_id IS NOT NULL AS is_active, t.transfer_la, s.first_day, s.last_day, s.census_day
    FROM sen2.request AS r
    JOIN span AS s ON s.import_id = r.import_id
    LEFT JOIN sen2.assessment AS a
        ON a.import_id = r.import_id AND a.person_no = r.person_no AND a.request_no = r.request_no
    LEFT JOIN sen2.named_plan AS p
        ON p.import_id = r.import_id AND p.person_no = r.person_no AND p.request_no = r.request_no
    LEFT JOIN sen2.active_plan AS t
        ON t.import_id = r.import_id AND t.person_no = r.person_no AND t.request_no = r.request_no
),
-- S-33: a plan from another authority is no new one here. Its active plan names the authority; one
-- that left again before census day has none, but [assumed] an assessment that is historical and a
-- plan that starts in R can only be one.
staged AS (
    SELECT *, transfer_la IS NOT NULL
               OR coalesce(assessment_outcome = 'H' AND start_date >= first_day, false) AS is_transferred,
           CASE WHEN outcome = 'N' AND NOT is_assessed THEN outcome_date
                WHEN outcome = 'W' AND NOT is_assessed THEN coalesce(outcome_date, received_date, first_day)
                WHEN assessment_outcome = 'N' AND NOT has_plan THEN assessment_date
                WHEN assessment_outcome = 'W' AND NOT has_plan
                THEN coalesce(assessment_date, agreed_date, received_date, first_day) END AS ended_on,
           coalesce(CASE WHEN NOT is_assessed THEN outcome ELSE assessment_outcome END = 'W', false)
               AND coalesce(CASE WHEN NOT is_assessed THEN outcome_date ELSE assessment_date END IS NULL, false)
               AS ended_without_day
    FROM stage
),
event AS (
    SELECT import_id, person_no,
           bool_or(coalesce(received_date BETWEEN first_day AND last_day, false)) AS requested,
           bool_or(coalesce(agreed_date BETWEEN first_day AND last_day, false)) AS agreed,
           bool_or(coalesce(start_date BETWEEN first_day AND last_day, false) AND NOT is_transferred) AS plan_started,
           bool_or(coalesce(cease_date BETWEEN first_day AND last_day, false)) AS plan_ceased,
           -- S-29 [assumed]: a plan ceasing on C is closed. S-33: a plan that came from elsewhere is
           -- open from the transfer, also where only its active plan was returned.
           bool_or(coalesce(start_date <= census_day AND (cease_date IS NULL OR cease_date > census_day), false)
               OR (is_active AND NOT has_plan AND transfer_la IS NOT NULL)) AS plan_open,
           bool_or(is_transferred) AS transferred_in,
           max(received_date) AS last_received, max(agreed_date) AS last_agreed, max(start_date) AS last_started,
           -- A refusal that stands beside a plan of the same request was reversed, and is none.
           max(CASE WHEN ended_on <= last_day AND (ended_on >= first_day OR ended_without_day)
                    THEN ended_on END) AS last_ended,
           max(CASE WHEN cease_date BETWEEN first_day AND last_day THEN cease_date END) AS last_ceased
    FROM staged
    GROUP BY import_id, person_no
),
-- S-8 [assumed]: the same UPN; failing that, where not both have one, the same ULN; failing that,
-- where neither can be compared, the same surname, forename, birth date and postcode. Identifiers
-- are handed on among those who agree in the next one, as long as they do not contradict each
-- other, and equal ones are one child.
keyed AS (
    SELECT la_code, year, source, import_id, person_id, person_no, birth_date, sex, ethnicity,
           CASE WHEN character_length(upn) = 13 THEN upn END AS upn,
           CASE WHEN character_length(uln) = 10 THEN uln END AS uln,
           -- A person without one of the four agrees with nobody.
           coalesce(lower(surname) || '|' || lower(forename) || '|' || birth_date::TEXT || '|' || upper(postcode),
                    'person ' || person_no::TEXT) AS name_key
    FROM sen2.person
),
by_uln AS (
    SELECT *, CASE WHEN upn IS NOT NULL OR uln IS NULL THEN upn
                   WHEN min(upn) OVER (PARTITION BY import_id, uln) = max(upn) OVER (PARTITION BY import_id, uln)
                   THEN max(upn) OVER (PARTITION BY import_id, uln) END AS upn_1
    FROM keyed
),
by_name AS (
    SELECT *, min(upn_1) OVER (PARTITION BY import_id, name_key) AS low_upn,
           max(upn_1) OVER (PARTITION BY import_id, name_key) AS high_upn,
           min(uln) OVER (PARTITION BY import_id, name_key) AS low_uln,
           max(uln) OVER (PARTITION BY import_id, name_key) AS high_uln
    FROM by_uln
),
agreed AS (
    SELECT *, CASE WHEN upn_1 IS NOT NULL THEN upn_1
                   WHEN low_upn = high_upn AND (low_uln IS NULL OR low_uln = high_uln) THEN high_upn END AS upn_2,
           CASE WHEN uln IS NOT NULL THEN uln
                WHEN low_uln = high_uln AND (low_upn IS NULL OR low_upn = high_upn) THEN high_uln END AS uln_2
    FROM by_name
),
identified AS (
    SELECT *, coalesce(CASE WHEN upn_2 IS NOT NULL OR uln_2 IS NULL THEN upn_2
                            WHEN min(upn_2) OVER (PARTITION BY import_id, uln_2) = max(upn_2) OVER (PARTITION BY import_id, uln_2)
                            THEN max(upn_2) OVER (PARTITION BY import_id, uln_2) END,
                       uln_2, name_key) AS identity
    FROM agreed
),
-- S-16, S-17: what linkage.match found of each person.
matched AS (
    SELECT import_id, local_id, max(nc_year) AS nc_year, max(nc_year_source) AS nc_year_source,
           max(CASE WHEN target = 'census' THEN status END) AS census_match,
           max(CASE WHEN target = 'census' THEN reason END) AS census_match_reason,
           max(CASE WHEN target = 'census' THEN rule END) AS census_match_rule,
           max(CASE WHEN target = 'census' THEN match_records END) AS census_records,
           max(CASE WHEN target = 'census' THEN match_la_code END) AS census_la_code,
           max(CASE WHEN target = 'census' THEN match_import_id END) AS match_import_id,
           max(CASE WHEN target = 'census' THEN match_pupil_no END) AS match_pupil_no,
           max(CASE WHEN target = 'eyfsp' THEN status END) AS eyfsp_match,
           max(CASE WHEN target = 'phonics' THEN status END) AS phonics_match,
           max(CASE WHEN target = 'ks1' THEN status END) AS ks1_match,
           max(CASE WHEN target = 'ks2' THEN status END) AS ks2_match,
           max(CASE WHEN target = 'ks4' THEN status END) AS ks4_match,
           -- 8.3: none, one, or two of them (EYFSP and phonics).
           min(CASE WHEN expected_literal THEN target END) AS first_literal,
           max(CASE WHEN expected_literal THEN target END) AS last_literal,
           min(CASE WHEN expected_calendar THEN target END) AS first_calendar,
           max(CASE WHEN expected_calendar THEN target END) AS last_calendar,
           bool_or(expected_literal AND status NOT IN ('matched', 'matched_out_of_la')) AS misses_literal,
           bool_or(expected_calendar AND status NOT IN ('matched', 'matched_out_of_la')) AS misses_calendar,
           max(CASE WHEN expected_literal THEN reason END) AS attainment_reason
    FROM linkage.match
    WHERE dataset = 'sen2'
    GROUP BY import_id, local_id
),
attending AS (
    SELECT DISTINCT import_id, person_no FROM sen2.placement
),
-- One child's persons side by side. The one that a census record was found for stands for the
-- child, else the first; what another of them tells besides is taken over.
gathered AS (
    SELECT i.*, e.requested, e.agreed, e.plan_started, e.plan_ceased, e.plan_open, e.transferred_in,
           greatest(e.last_received, e.last_agreed, e.last_started) AS last_begun,
           greatest(e.last_ended, e.last_ceased) AS last_closed, m.nc_year, m.nc_year_source, m.census_match,
           m.census_match_reason, m.census_match_rule, m.census_records, m.census_la_code, m.match_import_id,
           m.match_pupil_no, m.eyfsp_match, m.phonics_match, m.ks1_match, m.ks2_match, m.ks4_match,
           m.first_literal, m.last_literal, m.first_calendar, m.last_calendar, m.misses_literal, m.misses_calendar,
           m.attainment_reason,
           CASE WHEN a.import_id IS NOT NULL THEN i.person_no END AS attending_no,
           CASE m.census_match WHEN 'matched' THEN 0 WHEN 'matched_out_of_la' THEN 1 WHEN 'ambiguous' THEN 2
               ELSE 3 END AS standing
    FROM identified AS i
    LEFT JOIN event AS e ON e.import_id = i.import_id AND e.person_no = i.person_no
    LEFT JOIN matched AS m ON m.import_id = i.import_id AND m.local_id = i.person_no::TEXT
    LEFT JOIN attending AS a ON a.import_id = i.import_id AND a.person_no = i.person_no
),
merged AS (
    SELECT *, row_number() OVER (PARTITION BY import_id, identity ORDER BY standing, person_no) AS place,
           min(person_no) OVER (PARTITION BY import_id, identity) AS child_no,
           count(*) OVER (PARTITION BY import_id, identity) AS persons,
           array_agg(person_no) OVER (PARTITION BY import_id, identity) AS person_nos,
           min(upn) OVER (PARTITION BY import_id, identity) AS low_child_upn,
           max(upn) OVER (PARTITION BY import_id, identity) AS child_upn,
           count(upn) OVER (PARTITION BY import_id, identity) AS upns,
           min(uln) OVER (PARTITION BY import_id, identity) AS low_child_uln,
           max(uln) OVER (PARTITION BY import_id, identity) AS child_uln,
           count(uln) OVER (PARTITION BY import_id, identity) AS ulns,
           max(person_id) OVER (PARTITION BY import_id, identity) AS child_person_id,
           max(birth_date) OVER (PARTITION BY import_id, identity) AS any_birth_date,
           max(sex) OVER (PARTITION BY import_id, identity) AS any_sex,
           max(ethnicity) OVER (PARTITION BY import_id, identity) AS any_ethnicity,
           coalesce(min(attending_no) OVER (PARTITION BY import_id, identity),
                    min(person_no) OVER (PARTITION BY import_id, identity)) AS setting_no,
           bool_or(requested) OVER (PARTITION BY import_id, identity) AS any_requested,
           bool_or(agreed) OVER (PARTITION BY import_id, identity) AS any_agreed,
           bool_or(plan_started) OVER (PARTITION BY import_id, identity) AS any_plan_started,
           bool_or(plan_ceased) OVER (PARTITION BY import_id, identity) AS any_plan_ceased,
           bool_or(plan_open) OVER (PARTITION BY import_id, identity) AS any_plan_open,
           bool_or(transferred_in) OVER (PARTITION BY import_id, identity) AS any_transferred_in,
           max(last_begun) OVER (PARTITION BY import_id, identity) AS child_last_begun,
           max(last_closed) OVER (PARTITION BY import_id, identity) AS child_last_closed
    FROM gathered
),
child AS (
    SELECT *, coalesce(birth_date, any_birth_date) AS birth, coalesce(upn, child_upn) AS best_upn,
           coalesce(uln, child_uln) AS best_uln,
           age_on(coalesce(birth_date, any_birth_date), make_date(year, 8, 31)) AS age_year_end,
           age_on(coalesce(birth_date, any_birth_date), make_date((year - 1)::INT, 8, 31)) AS age_year_start,
           TRY_CAST(nc_year AS INT) AS nc_number
    FROM merged
    WHERE place = 1
),
-- The matched census row, and what follows of its UPN. S-28: of a child
-- without a match nothing is known, and nothing guessed.
described AS (
    SELECT c.*, p.pupil_no IS NOT NULL AS is_matched, p.term, p.nc_year AS census_nc_year, p.fsm_eligible, p.ethnicity AS census_ethnicity,
           p.sen_provision, h.phase AS school_phase, e.cohort_group,
           CASE WHEN l.code_group LIKE '%other than English' THEN true WHEN l.code_group LIKE '%English' THEN false END AS eal,
           g.code_group AS ethnicity_group,
           x.fsm6, x.fsm6_source, x.pp_lac, x.pp_post_lac, x.pp_service, x.disadvantaged
    FROM child AS c
    LEFT JOIN census.pupil AS p ON p.year = c.year AND p.import_id = c.match_import_id AND p.pupil_no = c.match_pupil_no
    LEFT JOIN census.header AS h ON h.import_id = p.import_id AND h.term = p.term AND h.urn = p.urn
    LEFT JOIN reference.establishment AS e ON e.urn = TRY_CAST(p.urn AS INT)
    LEFT JOIN reference.code_value AS l ON l.code_set = 'census_language' AND l.code = p.language
    LEFT JOIN reference.code_value AS g ON g.code_set = 'sen2_ethnicity' AND g.code = p.ethnicity
    LEFT JOIN cohort.fsm6 AS x ON x.la_code = p.la_code AND x.year = p.year AND x.upn = p.upn
)
SELECT c.la_code, c.year, c.source, c.import_id, c.child_person_id AS person_id, c.child_no AS person_no,
       CASE WHEN c.persons > 1 THEN array_to_string(array_sort(c.person_nos), ',') END AS merged_from,
       CASE WHEN c.persons = 1 THEN NULL
            WHEN c.upns = c.persons AND c.low_child_upn = c.child_upn THEN 'upn'
            WHEN c.ulns = c.persons AND c.low_child_uln = c.child_uln THEN 'uln'
            ELSE 'name' END AS merged_by,
       -- S-4
       'reporting_year' AS clock, make_date((c.year - 1)::INT, 1, 1) AS clock_starts,
       make_date((c.year - 1)::INT, 12, 31) AS clock_ends, s.census_day,
       academic_year(make_date(c.year, 8, 31)) AS academic_year,
       make_date((c.year - 1)::INT, 9, 1) AS academic_year_starts, make_date(c.year, 8, 31) AS academic_year_ends,
       -- 4.1. S-30: nothing began after the last end in R. S-34: the groups may overlap.
       true AS sen2_all,
       coalesce(c.any_requested, false) OR coalesce(c.any_agreed, false) OR coalesce(c.any_plan_started, false) AS new_sen2_all,
       c.child_last_closed IS NOT NULL AND coalesce(c.child_last_begun <= c.child_last_closed, true) AS closed_sen2_all,
       coalesce(c.any_plan_open, false) AS at_census_day,
       coalesce(c.any_plan_started, false) AS new_ehcp_only,
       coalesce(c.any_plan_ceased, false) AS closed_ehcp_only,
       coalesce(c.any_transferred_in, false) AS transferred_in,
       c.birth AS birth_date, coalesce(c.sex, c.any_sex) AS sex, c.best_upn AS upn, c.best_uln AS uln,
       coalesce(c.ethnicity, c.any_ethnicity) AS sen2_ethnicity,
       c.age_year_end, c.age_year_start,
       CASE WHEN c.age_year_end < 5 THEN 'under 5' WHEN c.age_year_end <= 10 THEN '5 to 10'
            WHEN c.age_year_end <= 15 THEN '11 to 15' WHEN c.age_year_end <= 19 THEN '16 to 19'
            WHEN c.age_year_end <= 25 THEN '20 to 25' WHEN c.age_year_end > 25 THEN 'over 25' END AS age_group,
       c.nc_year, c.nc_year_source,
       -- S-12: X is for special schools.
       CASE WHEN c.nc_year = 'X' AND coalesce(c.cohort_group <> 'Special', c.school_phase <> 'SP', false) THEN 'x_in_mainstream' END AS nc_year_issue,
       nc_phase(c.nc_year) AS phase,
       s.school_type, s.school_sub_type, s.school_type_dfe, s.setting_code, s.urn, s.laestab, s.type_of_establishment_code,
       s.establishment_open, s.establishment_la_code, s.educated_in_la, s.sen_unit, s.resourced_provision, s.attendance_pattern,
       s.primary_need, s.secondary_need, s.primary_need_dfe, s.secondary_need_dfe,
       s.ofsted, s.ofsted_inspected_on, s.ofsted_previous,
       c.census_match, c.census_match_rule, c.census_match_reason, c.census_records, c.census_la_code,
       c.match_import_id AS census_import_id, c.match_pupil_no AS census_pupil_no, c.term AS census_term, c.census_nc_year,
       c.fsm_eligible, c.fsm6, c.fsm6_source, c.disadvantaged, c.pp_lac, c.pp_post_lac, c.pp_service,
       c.eal, c.census_ethnicity AS ethnicity, c.ethnicity_group, c.sen_provision,
       -- The deprivation of a home needs its small area, which a census does not carry; that of the
       -- school is another measure.
       NULL::INT AS idaci_band,
       c.first_literal || CASE WHEN c.last_literal > c.first_literal THEN ',' || c.last_literal ELSE '' END AS expected_literal,
       c.first_calendar || CASE WHEN c.last_calendar > c.first_calendar THEN ',' || c.last_calendar ELSE '' END AS expected_calendar,
       c.eyfsp_match, c.phonics_match, c.ks1_match, c.ks2_match, c.ks4_match,
       -- S-24, S-25: not expected at all, or all found, or one missing.
       CASE WHEN c.first_literal IS NULL THEN 'not_expected' WHEN c.misses_literal THEN 'unmatched' ELSE 'matched' END AS attainment_match,
       CASE WHEN c.first_calendar IS NULL THEN 'not_expected' WHEN c.misses_calendar THEN 'unmatched' ELSE 'matched' END AS attainment_match_calendar,
       c.attainment_reason,
       -- S-23 [assumed]: NC years 0 to 11, or X, by age.
       coalesce(c.age_year_start BETWEEN 4 AND 15, false) AS school_aged
FROM described AS c
JOIN cohort.sen2_setting AS s ON s.import_id = c.import_id AND s.person_no = c.setting_no
