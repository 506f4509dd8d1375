-- Which services a person is known to in a year: one row per person and year of any of the three
-- returns. Apart from the pupils, because who may see pupils may not know this (V-58, C-45, C-46).
WITH told AS (
    SELECT year, person_id,
           bool_or(NOT coalesce(nfa, false)) AS cin, false AS cpp, false AS cla, false AS cla_end, false AS sen2,
           false AS ehcp
    FROM cin.referral
    WHERE referral_date <= make_date(year::INT, 3, 31)
      AND (closure_date IS NULL OR closure_date >= make_date(year::INT - 1, 4, 1))
    GROUP BY year, person_id
    UNION ALL
    SELECT year, person_id, false, true, false, false, false, false
    FROM cin.cp_plan
    WHERE start_date <= make_date(year::INT, 3, 31)
      AND (end_date IS NULL OR end_date >= make_date(year::INT - 1, 4, 1))
    UNION ALL
    SELECT year, person_id, false, false, cla_during_year, cla_at_31_march, false, false
    FROM cohort.care_factor
    UNION ALL
    SELECT year, person_id, false, false, false, false, true, false
    FROM sen2.person
    UNION ALL
    -- S-29: open on census day.
    SELECT p.year, p.person_id, false, false, false, false, true, true
    FROM sen2.named_plan AS p
    JOIN sen2.header AS h ON h.import_id = p.import_id
    WHERE p.start_date <= h.reference_date AND (p.cease_date IS NULL OR p.cease_date > h.reference_date)
)
SELECT year, person_id, bool_or(cin) AS in_cin, bool_or(cpp) AS on_cp_plan, bool_or(cla) AS cla_during_year,
       bool_or(cla_end) AS cla_at_31_march, bool_or(sen2) AS in_sen2, bool_or(ehcp) AS ehcp_open
FROM told
WHERE person_id IS NOT NULL
GROUP BY year, person_id
