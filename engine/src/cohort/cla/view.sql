-- One row per child of an SSDA903 return: groups, care factors, what the other modules say, the
-- matched school census and what follows from it, and what became of children who left care.
WITH factor AS (
    SELECT f.*, c.in_header, c.upn, c.upn_unknown, c.dob, c.sex, c.ethnic, c.mother, c.mc_dob,
           -- L-33: two authorities' returns are linked by the person, until then by UPN and birth date.
           coalesce(f.person_id::TEXT, c.upn || c.dob::TEXT) AS pupil
    FROM cohort.care_factor AS f
    JOIN cla.child AS c ON c.import_id = f.import_id AND c.child_id = f.child_id
),
-- V-16, V-6, and birth dates corrected: what the same child has in the other source, in another
-- authority and in the return before.
compared AS (
    SELECT *,
           max(CASE WHEN source = 'la' THEN age_poc_start END) OVER s AS la_age_poc_start,
           max(CASE WHEN source = 'la' THEN poc_dur END) OVER s AS la_poc_dur,
           max(CASE WHEN source = 'la' THEN poc_count END) OVER s AS la_poc_count,
           max(CASE WHEN source = 'la' THEN pl_count END) OVER s AS la_pl_count,
           max(CASE WHEN source = 'la' THEN sdq_score END) OVER s AS la_sdq_score,
           max(CASE WHEN source = 'npd' THEN age_poc_start END) OVER s AS npd_age_poc_start,
           max(CASE WHEN source = 'npd' THEN poc_dur END) OVER s AS npd_poc_dur,
           max(CASE WHEN source = 'npd' THEN poc_count END) OVER s AS npd_poc_count,
           max(CASE WHEN source = 'npd' THEN pl_count END) OVER s AS npd_pl_count,
           max(CASE WHEN source = 'npd' THEN sdq_score END) OVER s AS npd_sdq_score,
           min(la_code) OVER p AS first_la, max(la_code) OVER p AS last_la,
           sum(cla_at_31_march::INT) OVER p AS returned_at_31_march,
           lag(dob) OVER (PARTITION BY la_code, child_id ORDER BY year, import_id) AS dob_before
    FROM factor
    WINDOW s AS (PARTITION BY la_code, year, child_id),
           p AS (PARTITION BY year, coalesce(pupil, import_id::TEXT || ':' || child_id))
),
-- The census record of the year (V-2). L-32: of a child adopted by census day none is taken, whatever
-- its numbers say: the record is of a new identity, and must not lead back to the one in care.
match AS (
    SELECT import_id, local_id AS child_id, status, rule, reason, match_import_id, match_pupil_no
    FROM linkage.match
    WHERE dataset = 'cla' AND target = 'census'
),
pupil AS (
    SELECT p.import_id, p.pupil_no, p.la_code, p.term, p.on_roll, p.urn, p.upn, p.fsm_eligible, p.sen_provision,
           p.language, p.enrol_status, p.entry_date, p.post_looked_after, h.census_day, h.school_name,
           -- S-10: of the spring census, as a number. What is no year of a child (M, E1) says nothing.
           coalesce(p.term = 'SPR' AND p.nc_year = 'X', false) AS not_followed,
           CASE WHEN p.term <> 'SPR' THEN NULL WHEN p.nc_year = 'R' THEN 0 WHEN p.nc_year = 'N2' THEN -1
                WHEN p.nc_year = 'N1' THEN -2 ELSE TRY_CAST(p.nc_year AS INT) END AS nc_year
    FROM census.pupil AS p
    JOIN census.header AS h ON h.import_id = p.import_id AND h.term = p.term AND h.urn IS NOT DISTINCT FROM p.urn
),
attended AS (
    SELECT year, upn, count(*)::INT AS schools, count(CASE WHEN mid_year_move THEN 1 END)::INT AS moves
    FROM cohort.education_placement
    GROUP BY year, upn
),
-- The authority's own list of the year, by its child number or the UPN.
own_list AS (
    SELECT la_code, year, list_key, last_value(code ORDER BY evidence_date NULLS FIRST) AS code,
           max(evidence_date) AS evidence_date, last_value(dataset ORDER BY evidence_date NULLS FIRST) AS dataset
    FROM (SELECT *, coalesce('upn:' || upn, 'child:' || la_child_id) AS list_key FROM cohort.own_list) AS l
    WHERE list_key IS NOT NULL
    GROUP BY la_code, year, list_key
),
matched AS (
    SELECT c.*, m.status AS census_status, m.rule AS census_rule, m.reason AS census_reason,
           m.match_import_id, p.import_id AS census_import_id, p.pupil_no, p.la_code AS pupil_la_code, p.term,
           p.on_roll, p.urn, p.upn AS pupil_upn, p.not_followed, p.nc_year AS census_nc_year, p.fsm_eligible, p.sen_provision,
           p.language, p.enrol_status, p.entry_date, p.post_looked_after, p.census_day, p.school_name,
           coalesce(p.nc_year, nc_year(c.dob, c.year)) AS nc_year
    FROM compared AS c
    LEFT JOIN match AS m ON m.import_id = c.import_id AND m.child_id = c.child_id
    LEFT JOIN pupil AS p ON p.import_id = m.match_import_id AND p.pupil_no = m.match_pupil_no
        AND NOT coalesce(c.episode_end_reason IN ('E11', 'E12') AND c.episode_end <= p.census_day, false)
),
-- 1.2, in order: how the last period of care ended, the census, the authority's list. Evidence older
-- than the start of the latest period is of an arrangement that had ended by then.
evidence AS (
    SELECT c.*,
           e1.code AS code_1, e1.arrangement AS arrangement_1, e1.relation AS relation_1, e1.kinship AS kinship_1,
           e2.code AS code_2, e2.arrangement AS arrangement_2, e2.relation AS relation_2, e2.kinship AS kinship_2,
           e3.code AS code_3, e3.arrangement AS arrangement_3, e3.relation AS relation_3, e3.kinship AS kinship_3,
           w.evidence_date AS date_3, w.dataset AS dataset_3,
           coalesce(e2.previously_looked_after, false) OR coalesce(e3.previously_looked_after, false)
               AS said_previously_looked_after
    FROM matched AS c
    LEFT JOIN own_list AS w
      ON w.la_code = c.la_code AND w.year = c.year
     AND w.list_key = coalesce('upn:' || c.upn, 'child:' || c.child_id)
    LEFT JOIN cohort.permanence_code AS e1
      ON e1.evidence = 'end_reason' AND e1.code = c.episode_end_reason AND c.poc_end IS NOT NULL
    LEFT JOIN cohort.permanence_code AS e2
      ON e2.evidence = 'post_looked_after' AND e2.code = c.post_looked_after
     AND NOT coalesce(c.poc_start >= c.census_day, false)
    LEFT JOIN cohort.permanence_code AS e3
      ON e3.evidence = 'own_list' AND e3.code = w.code AND NOT coalesce(c.poc_start >= w.evidence_date, false)
)
SELECT c.la_code, c.year, c.source, c.import_id, c.person_id, c.child_id,
       -- period and responsibility
       c.year_start, c.year_end AS as_at, concat(c.year - 1, '/', right(c.year::TEXT, 2)) AS academic_year,
       -- V-1: the authority that returned the child, wherever it lives or learns.
       c.la_code AS responsible_la_code,
       CASE WHEN c.first_la <> c.last_la THEN CASE WHEN c.la_code = c.first_la THEN c.last_la ELSE c.first_la END
            END AS other_la_code,
       -- V-6: at one date in one authority only; true is a contradiction of two returns.
       CASE WHEN c.first_la <> c.last_la THEN c.returned_at_31_march > 1 END AS also_at_31_march_elsewhere,
       -- child
       c.in_header, c.upn, c.upn_unknown, c.dob AS birth_date,
       CASE WHEN c.dob_before <> c.dob THEN c.dob_before END AS birth_date_before,
       c.sex, c.ethnic AS ethnicity, c.mother, c.mc_dob AS mother_child_birth_date,
       age_on(c.dob, c.year_end) AS age_at_31_march,
       CASE WHEN age_on(c.dob, c.year_end) < 1 THEN 'under 1'
            WHEN age_on(c.dob, c.year_end) < 5 THEN '1 to 4'
            WHEN age_on(c.dob, c.year_end) < 10 THEN '5 to 9'
            WHEN age_on(c.dob, c.year_end) < 16 THEN '10 to 15'
            WHEN age_on(c.dob, c.year_end) >= 16 THEN '16 and over' END AS age_band,
       coalesce(age_on(c.dob, c.year_end) >= 18 AND age_on(c.dob, c.year_start - 1) < 18, false) AS turned_18_in_year,
       age_on(c.dob, make_date(c.year::INT - 1, 8, 31)) AS age_year_start,
       age_on(c.dob, make_date(c.year::INT, 8, 31)) AS age_year_end,
       -- groups; every child of the return is one of the total cohort (V-3)
       c.episodes_in_return, c.history_from,
       c.cla_during_year, c.cla_at_31_march, c.short_break, c.short_break_only, c.cla_12_months,
       c.cla_12_months_episodes, c.cla_12_months_disagreement, c.care_leaver, c.care_leaver_counts,
       c.started_in_year, c.ceased_in_year, c.reason_ceased,
       -- care factors
       c.poc_start, c.poc_start_known, c.poc_end, c.age_poc_start, c.poc_dur, c.poc_dur_at_least, c.poc_dur_band,
       c.poc_count, c.pl_count, c.pl_count_at_least, c.pl_count_band, c.care_days_all_periods, c.placements_in_year,
       c.placements_in_year_new_carer, c.three_or_more_placements, c.sdq_year, c.sdq_score, c.sdq_reason,
       c.sdq_band, c.sdq_status, c.sdq_in_published_average,
       -- V-16
       c.la_age_poc_start, c.la_poc_dur, c.la_poc_count, c.la_pl_count, c.la_sdq_score,
       c.npd_age_poc_start, c.npd_poc_dur, c.npd_poc_count, c.npd_pl_count, c.npd_sdq_score,
       nullif(concat_ws(' ',
           CASE WHEN c.la_age_poc_start <> c.npd_age_poc_start THEN 'age_poc_start' END,
           CASE WHEN c.la_poc_dur <> c.npd_poc_dur THEN 'poc_dur' END,
           CASE WHEN c.la_poc_count <> c.npd_poc_count THEN 'poc_count' END,
           CASE WHEN c.la_pl_count <> c.npd_pl_count THEN 'pl_count' END,
           CASE WHEN c.la_sdq_score <> c.npd_sdq_score THEN 'sdq_score' END), '') AS factors_that_differ,
       -- the last episode known
       CASE WHEN c.ceased_in_year IS NOT NULL THEN age_on(c.dob, c.ceased_in_year) END AS age_ceased,
       c.legal_status,
       CASE WHEN c.legal_status IN ('C1', 'C2') THEN 'care order' WHEN c.legal_status IN ('D1', 'E1') THEN 'adoption'
            WHEN c.legal_status = 'V2' THEN 'voluntary' WHEN c.legal_status IN ('L1', 'L2', 'L3') THEN 'child protection'
            WHEN c.legal_status IN ('J1', 'J2', 'J3') THEN 'youth justice' END AS legal_status_group,
       c.legal_status_at_start, c.category_of_need, c.episode_start, c.episode_end, c.history_repaired,
       c.place, c.place_underlying,
       CASE WHEN c.place_underlying LIKE 'U_' THEN 'foster' WHEN c.place_underlying LIKE 'A_' THEN 'placed for adoption'
            WHEN c.place_underlying = 'P1' THEN 'parents'
            WHEN c.place_underlying IN ('K1', 'K2', 'K3', 'H5') THEN 'secure, children''s homes and supported'
            WHEN c.place_underlying LIKE 'R_' THEN 'residential other' WHEN c.place_underlying = 'S1' THEN 'residential school'
            WHEN c.place_underlying IN ('P2', 'P3') THEN 'independent' WHEN c.place_underlying LIKE 'T_' THEN 'temporary'
            WHEN c.place_underlying LIKE 'Z1%' THEN 'other' END AS place_group,
       c.place_provider, c.place_urn, c.placement_start, c.place_at_start,
       -- Where a placement is takes a table of postcodes with coordinates, which is not loaded: unknown,
       -- never "in" and never 0 miles.
       CASE WHEN c.cla_at_31_march THEN 'unknown' END AS placed_in_la,
       NULL::DOUBLE AS placement_distance,
       c.cla_at_31_march AND coalesce(c.place_underlying IN ('U1', 'U2', 'U3'), false) AS kinship_foster,
       c.cla_at_31_march AND coalesce(c.place IN ('A3', 'A4', 'A5', 'A6'), false) AS placed_for_adoption_at_31_march,
       -- the other modules
       u.uasc, u.uasc_ended, u.missing_incidents, u.missing_days, u.away_incidents,
       u.convicted, u.health_check, u.immunisations, u.teeth_check, u.health_assessment, u.substance_misuse,
       u.intervention_received, u.intervention_offered, u.in_touch, u.activ, u.accom,
       u.reviews_in_year, u.last_review, u.last_review_code, u.social_workers_in_year,
       u.adoption_decided, u.adoption_matched, u.adopted_by_foster_carer, u.placed_for_adoption_decided,
       u.placed_for_adoption_reversed, u.placed_for_adoption_reversal_reason,
       u.previous_permanence, u.previous_permanence_la, u.previous_permanence_date,
       u.uasc AND c.cla_at_31_march AND coalesce(u.uasc_ended > c.year_end, true) AS uasc_at_31_march,
       coalesce(c.reason_ceased IN ('E11', 'E12'), false) AS adopted_in_year,
       -- the matched school census
       CASE WHEN c.census_import_id IS NULL AND c.match_import_id IS NOT NULL THEN 'withheld_adopted'
            ELSE c.census_status END AS census_match,
       CASE WHEN c.census_import_id IS NOT NULL THEN c.census_rule END AS census_match_rule,
       c.census_reason AS census_match_reason,
       c.census_import_id, c.pupil_no AS census_pupil_no, c.term AS census_term, c.on_roll, c.entry_date,
       c.enrol_status,
       CASE WHEN c.not_followed THEN 'X' ELSE c.nc_year::TEXT END AS nc_year,
       CASE WHEN c.not_followed THEN 'not_followed' WHEN c.census_nc_year IS NOT NULL THEN 'census'
            WHEN c.nc_year IS NOT NULL THEN 'inferred' ELSE 'unknown' END AS nc_year_source,
       CASE WHEN c.not_followed THEN 'X' ELSE nc_phase(c.nc_year::TEXT) END AS phase,
       c.urn AS school_urn, coalesce(s.school_name, c.school_name) AS school_name,
       coalesce(s.school_la_code, c.pupil_la_code) AS school_la_code,
       -- In and out need not add up to all (S-38): without a school neither.
       CASE WHEN c.census_import_id IS NULL THEN 'unknown'
            WHEN coalesce(s.school_la_code, c.pupil_la_code) = c.la_code THEN 'in'
            WHEN g.code IS NOT NULL THEN 'out' ELSE 'unknown' END AS educated_in_la,
       s.school_type,
       s.establishment_type, s.school_phase,
       CASE WHEN c.census_import_id IS NOT NULL THEN coalesce(s.ofsted, 'unknown_establishment') END AS ofsted,
       s.ofsted_inspected_on, s.ofsted_previous,
       t.schools AS education_placements, t.moves AS mid_year_school_moves,
       c.sen_provision,
       CASE WHEN c.language IN ('ENG', 'ENB') THEN false WHEN c.language IN ('NOT', 'REF', 'ZZZ') THEN NULL
            WHEN c.language IS NOT NULL THEN true END AS eal,
       c.fsm_eligible, x.fsm6, x.fsm6_source,
       CASE WHEN c.census_import_id IS NOT NULL THEN coalesce(x.pp_listed, false) END AS pp_listed,
       x.pp_any, x.pp_deprivation, x.pp_lac, x.pp_post_lac, x.pp_service, x.financial_year AS pp_financial_year,
       -- V-49: a day of being looked after is enough.
       CASE WHEN c.cla_during_year OR c.left_to_permanence OR c.said_previously_looked_after
            THEN true
            ELSE x.disadvantaged END AS disadvantaged,
       -- previously looked after, kinship
       c.left_to_permanence OR c.said_previously_looked_after AS previously_looked_after,
       coalesce(c.arrangement_1, c.arrangement_2, c.arrangement_3) AS post_care_arrangement,
       -- V-8: who is looked after is in kinship foster care at most. The first evidence that knows decides.
       coalesce(c.kinship_1, c.kinship_2, c.kinship_3, false) AND NOT c.cla_at_31_march AS kinship,
       CASE WHEN c.code_1 IS NOT NULL THEN c.relation_1 WHEN c.code_2 IS NOT NULL THEN c.relation_2
            ELSE c.relation_3 END AS kinship_relation,
       (coalesce(c.arrangement_1 = 'informal', false) OR coalesce(c.arrangement_3 = 'informal', false)) AND NOT c.cla_at_31_march AS kinship_informal,
       CASE WHEN c.code_1 IS NOT NULL THEN 'end_reason' WHEN c.code_2 IS NOT NULL THEN 'post_looked_after'
            WHEN c.code_3 IS NOT NULL THEN 'own_list' END AS kinship_evidence,
       CASE WHEN c.code_1 IS NOT NULL THEN 'cla' WHEN c.code_2 IS NOT NULL THEN 'census'
            ELSE CASE WHEN c.code_3 IS NOT NULL THEN c.dataset_3 END END AS kinship_source,
       coalesce(c.code_1, c.code_2, c.code_3) AS kinship_code,
       CASE WHEN c.code_1 IS NOT NULL THEN c.poc_end WHEN c.code_2 IS NOT NULL THEN c.census_day
            WHEN c.code_3 IS NOT NULL THEN c.date_3 END AS kinship_date,
       coalesce(true IN (c.kinship_1, c.kinship_2, c.kinship_3)
                AND false IN (c.kinship_1, c.kinship_2, c.kinship_3), false) AS kinship_sources_disagree
FROM evidence AS c
JOIN cohort.cla_module AS u ON u.import_id = c.import_id AND u.child_id = c.child_id
LEFT JOIN cohort.school AS s ON s.urn::TEXT = c.urn
LEFT JOIN reference.local_authority AS g ON g.code = coalesce(s.school_la_code, c.pupil_la_code)
LEFT JOIN attended AS t ON t.year = c.year AND t.upn = c.pupil_upn
LEFT JOIN cohort.fsm6 AS x ON x.la_code = c.pupil_la_code AND x.year = c.year AND x.upn = c.pupil_upn
