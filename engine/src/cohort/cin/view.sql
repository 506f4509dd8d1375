-- One row per child of a CIN return: filters of the page, groups, and what a reader needs to
-- explain them. What a span is, and when it counts, is decided in cohort.status_span.
WITH child AS (
    SELECT k.la_code, k.year, k.source, k.import_id, k.person_id, k.la_child_id, k.child_no,
           k.records, k.upn_shared, k.year_start, k.year_end, k.cla_known, k.cla_missing,
           k.cla_link, k.cla_birth_date_differs,
           c.upn, c.upn_unknown, c.birth_date, c.expected_birth_date, c.death_date, c.sex,
           c.ethnicity, c.disabled,
           -- C-7: the year ending 31 March Y goes with academic year Y-1/Y.
           concat(k.year - 1, '/', right(k.year::TEXT, 2)) AS academic_year,
           -- C-10: who is born after 31 March is unborn on it. That the expected date has passed
           -- makes no birth.
           coalesce(c.birth_date > k.year_end, c.expected_birth_date IS NOT NULL) AS unborn
    FROM cohort.cin_child AS k
    JOIN cin.child AS c ON c.import_id = k.import_id AND c.child_no = k.child_no
    WHERE k.child_no = k.counts_as
),
-- Section 3: the years held of an authority, the latest first: all of them and (C-22) those with
-- statutory assessments, of which 2019/20 and 2020/21 had none.
held AS (
    SELECT la_code, year,
           row_number() OVER (PARTITION BY la_code ORDER BY year DESC)::INT AS year_rank,
           CASE WHEN year NOT IN (2020, 2021)
                THEN sum(CASE WHEN year IN (2020, 2021) THEN 0 ELSE 1 END)
                         OVER (PARTITION BY la_code ORDER BY year DESC) END::INT AS attainment_year_rank
    FROM (SELECT DISTINCT la_code, year FROM cin.child)
),
span AS (
    SELECT s.*,
           -- The case and the plan by which the child is filtered: in need before NFA, then the
           -- one open at 31 March, then the latest.
           row_number() OVER (
               PARTITION BY import_id, child_no, kind
               ORDER BY in_need DESC NULLS LAST, in_year DESC, at_31_march DESC,
                        started DESC NULLS LAST, record_no DESC, referral_no DESC, span_no DESC) = 1
               AS is_main,
           -- Section 4.2: what ended in the year, the last of it.
           ended_in_year
           AND row_number() OVER (
               PARTITION BY import_id, child_no, kind
               ORDER BY ended_in_year DESC, ended DESC NULLS LAST, started DESC) = 1 AS is_last_ended,
           -- Section 4.3: the referral before, on an earlier day, NFA or not, in whichever return.
           max(started) OVER (
               PARTITION BY la_code, child_key, kind ORDER BY started
               RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL '1 day' PRECEDING) AS started_before,
           -- C-5: cases may touch but not overlap.
           max(coalesce(ended, DATE '9999-12-31')) OVER (
               PARTITION BY import_id, child_no, kind, in_need ORDER BY started, record_no, referral_no
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) > started AS overlaps,
           -- C-6: the days of a CIN plan and of a child protection plan.
           max(CASE WHEN kind = 'child_protection_plan' THEN to_day END) OVER (
               PARTITION BY import_id, child_no ORDER BY from_day) AS cpp_until,
           max(CASE WHEN kind = 'cin_plan' THEN to_day END) OVER (
               PARTITION BY import_id, child_no ORDER BY from_day) AS cin_plan_until
    FROM (
        -- A duration that runs backwards is none.
        SELECT *, in_year AND NOT at_31_march AND ended >= started AND coalesce(in_need, true)
                      AS ended_in_year
        FROM cohort.status_span
    ) AS s
),
sorted AS (
    SELECT s.*,
           kind = 'case' AND in_need AND in_year AS is_case,
           kind = 'child_protection_plan' AND in_year AS is_cpp,
           kind = 'cin_plan' AND in_year AS is_cin_plan,
           kind = 'case' AND started BETWEEN make_date(year::INT - 1, 4, 1)
                                         AND make_date(year::INT, 3, 31) AS is_referral
    FROM span AS s
),
of_child AS (
    SELECT import_id, child_no,
           -- Section 2: "at any point" is in the year, "at 31 March" on its last day (C-13).
           bool_or(is_case) AS cin,
           bool_or(is_case AND NOT closed_after_assessment) AS cin_excl_rc8,
           bool_or(is_case AND at_31_march) AS cin_end,
           bool_or(is_cpp) AS cpp, bool_or(is_cpp AND at_31_march) AS cpp_end,
           bool_or(is_cin_plan) AS cin_plan, bool_or(is_cin_plan AND at_31_march) AS cin_plan_end,
           bool_or(kind = 'looked_after' AND in_year) AS looked_after,
           bool_or(kind = 'looked_after' AND at_31_march) AS looked_after_end,
           count(CASE WHEN is_case THEN 1 END) AS episodes,
           count(CASE WHEN is_referral THEN 1 END) AS referrals,
           count(CASE WHEN is_referral AND NOT in_need THEN 1 END) AS nfa_referrals,
           -- Within 12 months of the one before.
           bool_or(is_referral AND started_before >= add_months(started, -12)) AS rereferral,
           max(CASE WHEN is_main AND kind = 'case' THEN record_no END) AS case_record_no,
           max(CASE WHEN is_main AND kind = 'case' THEN referral_no END) AS case_no,
           max(CASE WHEN is_main AND is_case AND at_31_march THEN started END) AS open_case_from,
           max(CASE WHEN is_last_ended AND kind = 'case' THEN started END) AS ended_case_from,
           max(CASE WHEN is_last_ended AND kind = 'case' THEN ended END) AS ended_case_to,
           max(CASE WHEN is_main AND is_cpp THEN record_no END) AS cpp_record_no,
           max(CASE WHEN is_main AND is_cpp THEN referral_no END) AS cpp_case_no,
           max(CASE WHEN is_main AND is_cpp THEN span_no END) AS cpp_no,
           max(CASE WHEN is_main AND is_cpp AND at_31_march THEN started END) AS open_cpp_from,
           max(CASE WHEN is_last_ended AND kind = 'child_protection_plan' THEN started END) AS ended_cpp_from,
           max(CASE WHEN is_last_ended AND kind = 'child_protection_plan' THEN ended END) AS ended_cpp_to,
           max(CASE WHEN is_main AND is_cin_plan THEN started END) AS cin_plan_from,
           max(CASE WHEN is_main AND is_cin_plan AND NOT at_31_march THEN ended END) AS cin_plan_to,
           -- What may make a group wrong.
           bool_or(kind = 'case' AND in_need AND overlaps) AS cases_overlap,
           count(CASE WHEN is_case AND at_31_march THEN 1 END) > 1 AS several_cases_open,
           bool_or(kind = 'case' AND started IS NULL) AS referral_date_missing,
           bool_or(kind = 'case' AND ended < started) AS closed_before_referral,
           bool_or(kind = 'cin_plan' AND cpp_until >= from_day
                   OR kind = 'child_protection_plan' AND cin_plan_until >= from_day) AS cin_plan_during_cpp,
           max(CASE WHEN kind IN ('child_protection_plan', 'cin_plan') OR is_case THEN started END) AS last_start
    FROM sorted
    GROUP BY import_id, child_no
),
disability AS (
    SELECT import_id, child_no, string_agg(disability, ', ' ORDER BY disability) AS disabilities
    FROM (SELECT DISTINCT import_id, child_no, disability FROM cin.disability WHERE disability IS NOT NULL)
    GROUP BY import_id, child_no
),
factor AS (
    SELECT import_id, child_no, string_agg(factor, ', ' ORDER BY factor) AS assessment_factors
    FROM (
        SELECT DISTINCT k.import_id, k.counts_as AS child_no, f.factor
        FROM cin.assessment_factor AS f
        JOIN cohort.cin_child AS k ON k.import_id = f.import_id AND k.child_no = f.child_no
        WHERE f.factor IS NOT NULL
    )
    GROUP BY import_id, child_no
)
SELECT c.la_code, c.year, c.source, c.import_id, c.person_id, c.la_child_id, c.child_no,
       c.academic_year, c.year_start, c.year_end AS as_at, y.year_rank, y.attainment_year_rank,
       c.upn, c.upn_unknown, c.birth_date, c.expected_birth_date, c.unborn, c.death_date, c.sex,
       c.ethnicity, c.disabled, d.disabilities,
       age_on(c.birth_date, c.year_end) AS age_at_31_march,
       CASE WHEN c.unborn THEN 'unborn'
            WHEN age_on(c.birth_date, c.year_end) < 1 THEN 'under 1'
            WHEN age_on(c.birth_date, c.year_end) < 5 THEN '1 to 4'
            WHEN age_on(c.birth_date, c.year_end) < 10 THEN '5 to 9'
            WHEN age_on(c.birth_date, c.year_end) < 16 THEN '10 to 15'
            WHEN age_on(c.birth_date, c.year_end) >= 16 THEN '16 and over' END AS age_band,
       age_on(c.birth_date, make_date(c.year::INT - 1, 8, 31)) AS age_year_start,
       age_on(c.birth_date, make_date(c.year::INT, 8, 31)) AS age_year_end,

       -- The groups. A child may be without any span (a return of a child with no case).
       coalesce(s.cin, false) AS cin,
       coalesce(s.cin_end, false) AS cin_at_31_march,
       -- C-12: including those closed RC8 or RC9 is the default [assumed].
       coalesce(s.cin, false) AS cin_incl_rc8,
       coalesce(s.cin_excl_rc8, false) AS cin_excl_rc8,
       coalesce(s.cpp, false) AS cpp,
       coalesce(s.cpp_end, false) AS cpp_at_31_march,
       -- C-15: who is looked after is not known where no SSDA903 covers the year.
       CASE WHEN c.cla_known THEN coalesce(s.cin AND s.cpp AND NOT s.looked_after, false) END AS cppo,
       CASE WHEN c.cla_known
            THEN coalesce(s.cin_end AND s.cpp_end AND NOT s.looked_after_end, false) END AS cppo_at_31_march,
       CASE WHEN c.cla_known THEN coalesce(s.cin AND NOT s.cpp AND NOT s.looked_after, false) END AS cino,
       CASE WHEN c.cla_known
            THEN coalesce(s.cin_end AND NOT s.cpp_end AND NOT s.looked_after_end, false) END AS cino_at_31_march,
       CASE WHEN c.cla_known
            THEN coalesce(s.cin_excl_rc8 AND NOT s.cpp AND NOT s.looked_after, false) END AS cino_excl_rc8,
       CASE WHEN c.cla_known THEN coalesce(s.cin AND s.looked_after, false) END AS cla,
       CASE WHEN c.cla_known THEN coalesce(s.cin_end AND s.looked_after_end, false) END AS cla_at_31_march,
       -- C-15: the override, as if nobody were looked after.
       coalesce(s.cin AND s.cpp, false) AS cppo_cla_unknown,
       coalesce(s.cin_end AND s.cpp_end, false) AS cppo_at_31_march_cla_unknown,
       coalesce(s.cin AND NOT s.cpp, false) AS cino_cla_unknown,
       coalesce(s.cin_end AND NOT s.cpp_end, false) AS cino_at_31_march_cla_unknown,
       -- C-16: counted up when the meaning of CINO changes here.
       'cino_1' AS cino_definition,
       c.cla_known, c.cla_missing, c.cla_link,
       -- C-18
       CASE WHEN s.cpp THEN 'with' WHEN s.cin THEN 'without' END AS child_protection_plan,
       CASE WHEN s.cpp_end THEN 'with' WHEN s.cin_end THEN 'without' END AS child_protection_plan_at_31_march,
       -- CC-15: CIN plans are collected from 2021-22 on.
       CASE WHEN c.year >= 2022 THEN coalesce(s.cin_plan, false) END AS cin_plan,
       CASE WHEN c.year >= 2022 THEN coalesce(s.cin_plan_end, false) END AS cin_plan_at_31_march,
       -- C-14
       CASE WHEN NOT coalesce(s.cin_end, false) OR NOT c.cla_known THEN NULL
            WHEN s.looked_after_end THEN 'looked_after'
            WHEN s.cpp_end THEN 'child_protection_plan'
            WHEN s.cin_plan_end THEN 'cin_plan'
            ELSE 'other_cin' END AS status_at_31_march,

       coalesce(s.episodes, 0)::INT AS episodes,
       coalesce(s.referrals, 0)::INT AS referrals_in_year,
       coalesce(s.nfa_referrals, 0)::INT AS nfa_referrals_in_year,
       NOT coalesce(s.cin, false) AND coalesce(s.nfa_referrals > 0, false) AS nfa_only,
       -- For the first months of the year the earlier referral is in the return before.
       CASE WHEN s.rereferral THEN true
            WHEN coalesce(s.referrals, 0) = 0 OR b.year IS NOT NULL THEN false END AS rereferral,
       r.referral_date, r.referral_source,
       CASE WHEN r.import_id IS NOT NULL THEN coalesce(v.code_group, 'Unknown') END AS referral_source_group,
       r.nfa AS referral_nfa, r.primary_need, r.closure_date, r.closure_reason, f.assessment_factors,

       -- Durations from the real starts, however long ago (C-27).
       (c.year_end - s.open_case_from)::INT AS open_case_days,
       duration_band(s.open_case_from, c.year_end) AS open_case_band,
       (s.ended_case_to - s.ended_case_from)::INT AS ended_case_days,
       duration_band(s.ended_case_from, s.ended_case_to) AS ended_case_band,
       (c.year_end - s.open_cpp_from)::INT AS cpp_at_31_march_days,
       duration_band(s.open_cpp_from, c.year_end) AS cpp_at_31_march_band,
       (s.ended_cpp_to - s.ended_cpp_from)::INT AS cpp_ended_days,
       duration_band(s.ended_cpp_from, s.ended_cpp_to) AS cpp_ended_band,
       CASE WHEN c.year >= 2022 AND coalesce(s.cin_plan_to, c.year_end) >= s.cin_plan_from
            THEN coalesce(s.cin_plan_to, c.year_end) - s.cin_plan_from END::INT AS cin_plan_days,
       CASE WHEN c.year < 2022 THEN 'not_collected'
            ELSE duration_band(s.cin_plan_from, coalesce(s.cin_plan_to, c.year_end)) END AS cin_plan_band,
       t.cpp_days AS cpp_time_on_plan, t.cpp_spell_days AS cpp_current_spell,
       t.cin_plan_days AS cin_plan_time_on_plan, t.cin_plan_spell_days AS cin_plan_current_spell,
       p.start_date AS cpp_start_date, p.end_date AS cpp_end_date,
       p.initial_category AS initial_abuse_category, p.latest_category AS abuse_category,
       p.previous_plans,

       -- C-8, C-9: from the match, and nothing of the census without it (C-23).
       CASE WHEN NOT c.unborn THEN coalesce(m.nc_year, nc_year(c.birth_date, c.year)::TEXT) END AS nc_year,
       CASE WHEN c.unborn OR c.birth_date IS NULL AND m.nc_year IS NULL THEN 'unknown'
            ELSE coalesce(m.nc_year_source, 'inferred') END AS nc_year_source,
       CASE WHEN NOT c.unborn THEN nc_phase(coalesce(m.nc_year, nc_year(c.birth_date, c.year)::TEXT)) END AS phase,
       m.status AS census_match, m.rule AS census_match_rule, m.reason AS census_match_reason,
       -- C-24: from a school of this authority.
       coalesce(m.status = 'matched', false) AS census_record_in_la,
       q.urn AS school_urn, q.estab AS school_estab, m.match_la_code AS school_la_code,
       e.school_type,
       q.fsm_eligible, q.sen_provision, q.ethnicity AS census_ethnicity, q.language,
       CASE WHEN q.language IN ('NOT', 'REF', 'ZZZ') THEN NULL
            ELSE q.language NOT IN ('ENG', 'ENB') END AS eal,
       x.fsm6, x.fsm6_source, x.disadvantaged,

       nullif(concat_ws(', ',
           CASE WHEN c.records > 1 THEN 'duplicate_la_child_id' END,
           CASE WHEN c.upn_shared THEN 'duplicate_upn' END,
           CASE WHEN s.cases_overlap THEN 'cases_overlap' END,
           CASE WHEN s.several_cases_open THEN 'several_cases_open' END,
           CASE WHEN s.referral_date_missing THEN 'referral_date_missing' END,
           CASE WHEN s.closed_before_referral THEN 'closed_before_referral' END,
           CASE WHEN s.cin_plan_during_cpp THEN 'cin_plan_during_cpp' END,
           CASE WHEN s.cpp AND NOT s.cin OR s.cpp_end AND NOT s.cin_end THEN 'cpp_without_case' END,
           -- 8530Q: 30 days are allowed for.
           CASE WHEN c.birth_date IS NULL AND c.expected_birth_date < c.year_end - 30 THEN 'birth_overdue' END,
           CASE WHEN s.last_start > c.death_date THEN 'activity_after_death' END,
           CASE WHEN s.cin_end AND c.death_date <= c.year_end THEN 'case_open_after_death' END,
           CASE WHEN c.cla_birth_date_differs THEN 'cla_birth_date_differs' END), '') AS issues
FROM child AS c
JOIN held AS y ON y.la_code = c.la_code AND y.year = c.year
LEFT JOIN held AS b ON b.la_code = c.la_code AND b.year = c.year - 1
LEFT JOIN of_child AS s ON s.import_id = c.import_id AND s.child_no = c.child_no
LEFT JOIN cin.referral AS r
  ON r.import_id = s.import_id AND r.child_no = s.case_record_no AND r.referral_no = s.case_no
LEFT JOIN reference.code_value AS v
  ON v.code_set = 'cin_referral_source' AND v.code = r.referral_source
LEFT JOIN cin.cp_plan AS p
  ON p.import_id = s.import_id AND p.child_no = s.cpp_record_no AND p.referral_no = s.cpp_case_no
 AND p.cp_plan_no = s.cpp_no
LEFT JOIN disability AS d ON d.import_id = c.import_id AND d.child_no = c.child_no
LEFT JOIN factor AS f ON f.import_id = c.import_id AND f.child_no = c.child_no
LEFT JOIN cohort.plan_time AS t ON t.import_id = c.import_id AND t.child_no = c.child_no
LEFT JOIN linkage.match AS m
  ON m.dataset = 'cin' AND m.target = 'census' AND m.import_id = c.import_id
 AND m.local_id = c.la_child_id
LEFT JOIN census.pupil AS q
  ON q.import_id = m.match_import_id AND q.pupil_no = m.match_pupil_no
-- A school that converts gets another URN, so the one returned has the type of census day (S-37).
LEFT JOIN cohort.school AS e ON e.urn::TEXT = q.urn
LEFT JOIN cohort.fsm6 AS x ON x.la_code = q.la_code AND x.year = q.year AND x.upn = q.upn
