-- One row per pupil of an authority's schools and academic year: of all its census records of the year
-- the one of spring, else summer, else autumn, with what other files say of the pupil.
WITH record AS (
    SELECT p.*, h.census_day, h.school_name AS returned_school_name,
           -- A pupil is its person; until linked the UPN and birth date, else the record alone.
           coalesce(p.person_id::TEXT, p.upn || p.birth_date::TEXT, p.import_id::TEXT || '/' || p.pupil_no::TEXT)
               AS pupil_key
    FROM census.pupil AS p
    JOIN census.header AS h ON h.import_id = p.import_id AND h.term = p.term AND h.urn IS NOT DISTINCT FROM p.urn
),
-- S-21: on roll before no longer on roll, the spring census before the others, the main enrolment
-- before a second one, then the later entry.
ranked AS (
    SELECT *,
           row_number() OVER (
               PARTITION BY la_code, year, source, pupil_key
               ORDER BY on_roll DESC,
                        CASE term WHEN 'SPR' THEN 0 WHEN 'SUM' THEN 1 ELSE 2 END,
                        CASE WHEN enrol_status IN ('C', 'M') THEN 0 WHEN enrol_status IN ('F', 'O') THEN 1
                             WHEN enrol_status = 'S' THEN 3 WHEN enrol_status = 'G' THEN 4 ELSE 2 END,
                        entry_date DESC NULLS LAST, import_id, pupil_no) AS choice,
           count(*) OVER w AS records,
           bool_or(enrol_status = 'S') OVER w AS dual,
           bool_or(term = 'AUT' AND on_roll) OVER w AS in_autumn,
           bool_or(term = 'SPR' AND on_roll) OVER w AS in_spring,
           bool_or(term = 'SUM' AND on_roll) OVER w AS in_summer
    FROM record
    WINDOW w AS (PARTITION BY la_code, year, source, pupil_key)
),
-- Ethnicity and needs are returned in spring only: the latest spring value up to the year, and which.
spring AS (
    SELECT pupil_key, year,
           last_value(ethnicity) IGNORE NULLS OVER w AS ethnicity,
           max(CASE WHEN ethnicity IS NOT NULL THEN year END) OVER w AS ethnicity_year,
           row_number() OVER (PARTITION BY pupil_key, year ORDER BY on_roll DESC, import_id DESC) AS choice
    FROM record
    WHERE term = 'SPR'
    WINDOW w AS (PARTITION BY pupil_key ORDER BY year, on_roll, import_id)
),
spring_of AS (
    SELECT r.pupil_key, r.year, s.ethnicity, s.ethnicity_year,
           row_number() OVER (PARTITION BY r.pupil_key, r.year ORDER BY s.year DESC) AS choice
    FROM (SELECT DISTINCT pupil_key, year FROM record) AS r
    JOIN spring AS s ON s.pupil_key = r.pupil_key AND s.year <= r.year AND s.choice = 1
),
need AS (
    SELECT import_id, pupil_no, max(CASE WHEN rank = 1 THEN sen_type END) AS primary_need,
           max(CASE WHEN rank = 2 THEN sen_type END) AS secondary_need
    FROM census.sen_need
    GROUP BY import_id, pupil_no
),
excluded AS (
    SELECT year, coalesce(person_id::TEXT, upn) AS child_key,
           count(CASE WHEN category = 'SUSP' THEN 1 END)::INT AS suspensions,
           sum(CASE WHEN category = 'SUSP' THEN sessions END)::INT AS sessions,
           count(CASE WHEN category = 'PERM' THEN 1 END)::INT AS permanent
    FROM cohort.exclusion_event
    GROUP BY year, coalesce(person_id::TEXT, upn)
),
-- Results held of the pupil, by the first year of each.
result AS (
    SELECT child_key, min(CASE WHEN stage = 'eyfsp' THEN year END) AS eyfsp,
           min(CASE WHEN stage = 'phonics' THEN year END) AS phonics, min(CASE WHEN stage = 'ks1' THEN year END) AS ks1,
           min(CASE WHEN stage = 'mtc' THEN year END) AS mtc, min(CASE WHEN stage = 'ks2' THEN year END) AS ks2,
           min(CASE WHEN stage = 'ks4' THEN year END) AS ks4
    FROM (
        SELECT coalesce(person_id::TEXT, upn) AS child_key, 'eyfsp' AS stage, year FROM attainment.eyfsp
        UNION ALL SELECT coalesce(person_id::TEXT, upn), 'phonics', year FROM attainment.phonics
        UNION ALL SELECT coalesce(person_id::TEXT, upn), 'ks1', year FROM attainment.ks1
        UNION ALL SELECT coalesce(person_id::TEXT, upn), 'mtc', year FROM attainment.mtc
        UNION ALL SELECT coalesce(person_id::TEXT, upn), 'ks2', year FROM attainment.ks2
        UNION ALL SELECT coalesce(person_id::TEXT, upn), 'ks4', year FROM attainment.ks4
    ) AS r
    GROUP BY child_key
),
-- What the authority holds for the year: without a file nobody is known to have none.
held AS (
    SELECT la_code, year, max(CASE WHEN dataset = 'exclusion' THEN 1 END) = 1 AS exclusion,
           max(CASE WHEN dataset = 'cin' THEN 1 END) = 1 AS cin, max(CASE WHEN dataset = 'cla' THEN 1 END) = 1 AS cla,
           max(CASE WHEN dataset = 'sen2' THEN 1 END) = 1 AS sen2
    FROM (
        SELECT DISTINCT la_code, year, 'exclusion' AS dataset FROM cohort.exclusion_event
        UNION ALL SELECT DISTINCT la_code, year, 'exclusion' FROM attendance.suspension
        UNION ALL SELECT DISTINCT la_code, year, 'cin' FROM cin.child
        UNION ALL SELECT DISTINCT la_code, year, 'cla' FROM cla.child
        UNION ALL SELECT DISTINCT la_code, year, 'sen2' FROM sen2.person
    ) AS h
    GROUP BY la_code, year
),
-- The census value as a number (reception 0, nursery below), or X; what is no year of a child (M, E1)
-- says nothing.
placed AS (
    SELECT *, coalesce(person_id::TEXT, upn) AS child_key, coalesce(nc_year = 'X', false) AS not_followed,
           CASE nc_year WHEN 'R' THEN 0 WHEN 'N2' THEN -1 WHEN 'N1' THEN -2 ELSE TRY_CAST(nc_year AS INT) END
               AS returned_year,
           nc_year(birth_date, year) AS inferred_year
    FROM ranked
    WHERE choice = 1
)
SELECT p.la_code, p.year, p.source, p.import_id, p.person_id, p.pupil_no,
       p.term, p.census_day, p.on_roll, p.in_autumn, p.in_spring, p.in_summer, p.records::INT AS records,
       coalesce(p.dual, false) AS dual_registered,
       -- pupil
       p.upn, p.former_upn, p.uln, p.birth_date, p.sex, birth_season(p.birth_date) AS birth_season,
       age_on(p.birth_date, make_date(p.year::INT - 1, 8, 31)) AS age_year_start,
       age_on(p.birth_date, make_date(p.year::INT, 8, 31)) AS age_year_end,
       CASE WHEN p.not_followed THEN 'X' ELSE coalesce(p.returned_year, p.inferred_year)::TEXT END AS nc_year,
       CASE WHEN p.not_followed THEN 'not_followed' WHEN p.returned_year IS NOT NULL THEN 'census'
            WHEN p.inferred_year IS NOT NULL THEN 'inferred' ELSE 'unknown' END AS nc_year_source,
       p.returned_year <> p.inferred_year AS taught_out_of_year,
       CASE WHEN p.not_followed THEN 'X'
            ELSE nc_phase(coalesce(p.returned_year, p.inferred_year)::TEXT) END AS phase,
       -- characteristics
       s.ethnicity, s.ethnicity_year::SMALLINT AS ethnicity_year, p.language,
       CASE WHEN p.language IN ('ENG', 'ENB') THEN false WHEN p.language IN ('NOT', 'REF', 'ZZZ') THEN NULL
            WHEN p.language IS NOT NULL THEN true END AS eal,
       p.sen_provision,
       CASE WHEN p.sen_provision = 'N' THEN 'no_sen' WHEN p.sen_provision IN ('K', 'A', 'P') THEN 'sen_support'
            WHEN p.sen_provision IN ('E', 'S') THEN 'ehc_plan' END AS sen_group,
       n.primary_need, n.secondary_need, p.sen_unit, p.resourced_provision, p.service_child, p.post_looked_after,
       p.young_carer,
       -- disadvantage
       p.fsm_eligible, f.fsm6, f.fsm6_source, f.pp_listed, f.pp_any, f.pp_deprivation, f.pp_lac, f.pp_post_lac,
       f.pp_service, f.financial_year AS pp_financial_year,
       f.disadvantaged,
       -- school
       p.urn AS school_urn, p.estab, coalesce(e.school_name, p.returned_school_name) AS school_name,
       coalesce(e.school_la_code, p.la_code) AS school_la_code,
       CASE WHEN coalesce(e.school_la_code, p.la_code) = p.la_code THEN 'in' ELSE 'out' END AS educated_in_la,
       e.school_type, e.establishment_type, e.school_phase,
       coalesce(e.ofsted, 'unknown_establishment') AS ofsted, e.ofsted_inspected_on, e.ofsted_previous,
       p.enrol_status, p.entry_date, p.leaving_date, t.schools AS education_placements, t.moves AS mid_year_school_moves,
       -- attendance, suspensions
       a.absence_source, a.absence_parts, a.sessions_possible, a.sessions_authorised, a.sessions_unauthorised,
       a.sessions_absent, a.persistently_absent, a.severely_absent,
       CASE WHEN h.exclusion THEN coalesce(x.suspensions, 0) ELSE x.suspensions END AS suspensions,
       CASE WHEN h.exclusion THEN coalesce(x.sessions, 0) ELSE x.sessions END AS suspended_sessions,
       CASE WHEN h.exclusion THEN coalesce(x.permanent, 0) ELSE x.permanent END AS permanent_exclusions,
       -- results of this year or an earlier one
       coalesce(r.eyfsp <= p.year, false) AS has_eyfsp, coalesce(r.phonics <= p.year, false) AS has_phonics,
       coalesce(r.ks1 <= p.year, false) AS has_ks1, coalesce(r.mtc <= p.year, false) AS has_mtc,
       coalesce(r.ks2 <= p.year, false) AS has_ks2, coalesce(r.ks4 <= p.year, false) AS has_ks4,
       -- other services: true wherever known; false only where the return is held and the pupil is linked
       CASE WHEN v.in_cin THEN true WHEN h.cin AND p.person_id IS NOT NULL THEN false END AS in_cin,
       CASE WHEN v.on_cp_plan THEN true WHEN h.cin AND p.person_id IS NOT NULL THEN false END AS on_cp_plan,
       CASE WHEN v.cla_during_year THEN true WHEN h.cla AND p.person_id IS NOT NULL THEN false END AS cla_during_year,
       CASE WHEN v.cla_at_31_march THEN true WHEN h.cla AND p.person_id IS NOT NULL THEN false END AS cla_at_31_march,
       CASE WHEN v.in_sen2 THEN true WHEN h.sen2 AND p.person_id IS NOT NULL THEN false END AS in_sen2,
       CASE WHEN v.ehcp_open THEN true WHEN h.sen2 AND p.person_id IS NOT NULL THEN false END AS ehcp_open
FROM placed AS p
LEFT JOIN spring_of AS s ON s.pupil_key = p.pupil_key AND s.year = p.year AND s.choice = 1
LEFT JOIN need AS n ON n.import_id = p.import_id AND n.pupil_no = p.pupil_no
LEFT JOIN cohort.school AS e ON e.urn::TEXT = p.urn
LEFT JOIN cohort.fsm6 AS f ON f.la_code = p.la_code AND f.year = p.year AND f.upn = p.upn
LEFT JOIN (
    SELECT year, upn, count(*)::INT AS schools, count(CASE WHEN mid_year_move THEN 1 END)::INT AS moves
    FROM cohort.education_placement
    GROUP BY year, upn
) AS t ON t.year = p.year AND t.upn = p.upn
LEFT JOIN cohort.pupil_absence AS a ON a.la_code = p.la_code AND a.year = p.year AND a.child_key = p.child_key
LEFT JOIN excluded AS x ON x.year = p.year AND x.child_key = p.child_key
LEFT JOIN result AS r ON r.child_key = p.child_key
LEFT JOIN cohort.pupil_service AS v ON v.year = p.year AND v.person_id = p.person_id
LEFT JOIN held AS h ON h.la_code = p.la_code AND h.year = p.year
