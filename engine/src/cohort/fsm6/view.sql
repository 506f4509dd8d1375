-- FSM6, pupil premium and disadvantage of a pupil and year, in the order of trust: the pupil premium
-- file, then six years of the authority's own censuses (V-49, V-50). Where neither can say, NULL.
WITH pupil AS (
    SELECT la_code, year, upn, bool_or(fsm_eligible) AS fsm, max(former_upn) AS former_upn,
           coalesce(bool_or(post_looked_after IN ('A', 'G', 'R', 'C', 'O')), false) AS left_care,
           -- [assumed] A pupil whom the file does not list has no premium only if on roll when it was
           -- counted, on the first Thursday of October a year before, and then in years R to 11.
           coalesce(bool_or(entry_date <= make_date(year::INT - 2, 10, 1)
                                + ((11 - extract(DOW FROM make_date(year::INT - 2, 10, 1))::INT) % 7)
                            AND TRY_CAST(nc_year AS INT) BETWEEN 1 AND 12), false) AS was_counted
    FROM census.pupil
    WHERE upn IS NOT NULL
    GROUP BY la_code, year, upn
),
-- The last year up to each in which the pupil was eligible, in any authority's census.
eligible AS (
    SELECT *,
           max(CASE WHEN fsm THEN year END) OVER (PARTITION BY upn ORDER BY year
               RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS last_year
    FROM pupil
),
held AS (
    SELECT h.la_code, h.year, count(DISTINCT e.year) AS years
    FROM (SELECT DISTINCT la_code, year FROM census.header) AS h
    JOIN (SELECT DISTINCT la_code, year FROM census.header) AS e
      ON e.la_code = h.la_code AND e.year BETWEEN h.year - 5 AND h.year
    GROUP BY h.la_code, h.year
),
-- By the present UPN, else by the one before.
told AS (
    SELECT p.la_code, p.year, p.upn, p.fsm, p.left_care, p.last_year >= p.year - 5 AS was_eligible,
           q.upn IS NOT NULL OR f.upn IS NOT NULL AS listed,
           CASE WHEN p.was_counted AND l.la_code IS NOT NULL THEN false END AS unlisted,
           coalesce(h.years = 6, false) AS six_years,
           coalesce(q.pp_any, f.pp_any) AS pp_any, coalesce(q.pp_deprivation, f.pp_deprivation) AS pp_deprivation,
           coalesce(q.pp_lac, f.pp_lac) AS pp_lac, coalesce(q.pp_post_lac, f.pp_post_lac) AS pp_post_lac,
           coalesce(q.pp_service, f.pp_service) AS pp_service,
           coalesce(q.financial_year, f.financial_year) AS financial_year
    FROM eligible AS p
    LEFT JOIN held AS h ON h.la_code = p.la_code AND h.year = p.year
    LEFT JOIN cohort.premium AS q ON q.la_code = p.la_code AND q.year = p.year AND q.upn = p.upn
    LEFT JOIN cohort.premium AS f ON f.la_code = p.la_code AND f.year = p.year AND f.upn = p.former_upn
    LEFT JOIN (SELECT DISTINCT la_code, year FROM cohort.premium) AS l ON l.la_code = p.la_code AND l.year = p.year
),
judged AS (
    SELECT *,
           CASE WHEN pp_deprivation OR was_eligible THEN true
                WHEN listed OR unlisted IS NOT NULL OR six_years THEN false END AS fsm6
    FROM told
)
SELECT la_code, year, upn, fsm, listed AS pp_listed,
       coalesce(pp_any, unlisted) AS pp_any, coalesce(pp_deprivation, unlisted) AS pp_deprivation,
       coalesce(pp_lac, unlisted) AS pp_lac, coalesce(pp_post_lac, unlisted) AS pp_post_lac,
       coalesce(pp_service, unlisted) AS pp_service, financial_year, fsm6,
       CASE WHEN pp_deprivation THEN 'pupil_premium' WHEN was_eligible THEN 'own_census'
            WHEN listed OR unlisted IS NOT NULL THEN 'pupil_premium' WHEN six_years THEN 'own_census' END AS fsm6_source,
       -- Who left care through adoption or an order is, also where the file is not there yet.
       CASE WHEN fsm6 OR pp_any OR left_care THEN true WHEN fsm6 IS NOT NULL THEN false END AS disadvantaged
FROM judged
