-- FSM6 of a pupil and year, in the order of trust: the pupil premium file, then six years of the
-- authority's own censuses (V-50). Where neither can say, NULL: fewer years can say yes, never no.
WITH pupil AS (
    SELECT la_code, year, upn, bool_or(fsm_eligible) AS fsm
    FROM census.pupil
    WHERE upn IS NOT NULL
    GROUP BY la_code, year, upn
),
-- The last year up to each in which the pupil was eligible, in any authority's census.
eligible AS (
    SELECT la_code, year, upn, fsm,
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
)
SELECT p.la_code, p.year, p.upn, p.fsm, q.upn IS NOT NULL AS pp_listed,
       q.pp_any, q.pp_deprivation, q.pp_lac, q.pp_post_lac, q.pp_service, q.financial_year,
       CASE WHEN q.pp_deprivation THEN true
            WHEN p.last_year >= p.year - 5 THEN true
            WHEN q.upn IS NOT NULL OR h.years = 6 THEN false END AS fsm6,
       CASE WHEN q.pp_deprivation THEN 'pupil_premium'
            WHEN p.last_year >= p.year - 5 THEN 'own_census'
            WHEN q.upn IS NOT NULL THEN 'pupil_premium'
            WHEN h.years = 6 THEN 'own_census' END AS fsm6_source
FROM eligible AS p
LEFT JOIN held AS h ON h.la_code = p.la_code AND h.year = p.year
LEFT JOIN cohort.premium AS q ON q.la_code = p.la_code AND q.year = p.year AND q.upn = p.upn
