-- Sessions of a pupil in an academic year, all its schools in the authority together: of the yearly
-- file, or else of the termly censuses, which tell a term in arrears: spring the autumn term, summer the
-- spring term, the next autumn the two halves of the summer term.
WITH part AS (
    SELECT la_code, year, person_id, upn, 'absence' AS dataset, t.half, t.possible, t.authorised, t.unauthorised
    FROM (
        SELECT la_code, year, person_id, upn, 'aut' AS half, possible_aut AS possible,
               authorised_aut AS authorised, unauthorised_aut AS unauthorised
        FROM attendance.absence
        UNION ALL
        SELECT la_code, year, person_id, upn, 'spr', possible_spr, authorised_spr, unauthorised_spr
        FROM attendance.absence
        UNION ALL
        SELECT la_code, year, person_id, upn, 'sum', possible_sum, authorised_sum, unauthorised_sum
        FROM attendance.absence
        UNION ALL
        SELECT la_code, year, person_id, upn, 'sum6', possible_sum6, authorised_sum6, unauthorised_sum6
        FROM attendance.absence
    ) AS t
    UNION ALL
    SELECT a.la_code, CASE WHEN a.term = 'AUT' THEN a.year - 1 ELSE a.year END::SMALLINT, a.person_id, p.upn, 'census',
           CASE WHEN a.term = 'SPR' THEN 'aut' WHEN a.term = 'SUM' THEN 'spr' WHEN a.block = 1 THEN 'sum' ELSE 'sum6' END,
           a.sessions_possible, a.sessions_authorised, a.sessions_unauthorised
    FROM census.absence AS a
    JOIN census.pupil AS p
      ON p.import_id = a.import_id AND p.pupil_no = a.pupil_no AND p.term = a.term AND p.urn IS NOT DISTINCT FROM a.urn
),
-- A child is its person, or the UPN until linked.
summed AS (
    SELECT la_code, year, coalesce(person_id::TEXT, upn) AS child_key, dataset,
           sum(possible)::INT AS possible, sum(authorised)::INT AS authorised, sum(unauthorised)::INT AS unauthorised,
           concat_ws(' ', max(CASE WHEN half = 'aut' AND possible IS NOT NULL THEN 'aut' END),
                     max(CASE WHEN half = 'spr' AND possible IS NOT NULL THEN 'spr' END),
                     max(CASE WHEN half = 'sum' AND possible IS NOT NULL THEN 'sum' END),
                     max(CASE WHEN half = 'sum6' AND possible IS NOT NULL THEN 'sum6' END)) AS parts
    FROM part
    WHERE coalesce(person_id::TEXT, upn) IS NOT NULL AND possible IS NOT NULL
    GROUP BY la_code, year, coalesce(person_id::TEXT, upn), dataset
),
chosen AS (
    -- The yearly file comes first by its name.
    SELECT *, row_number() OVER (PARTITION BY la_code, year, child_key ORDER BY dataset) AS choice
    FROM summed
)
SELECT la_code, year, child_key, dataset AS absence_source, parts AS absence_parts, possible AS sessions_possible,
       authorised AS sessions_authorised, unauthorised AS sessions_unauthorised,
       authorised + unauthorised AS sessions_absent,
       -- Whole numbers, so that exactly 10 % counts; who had no session is in neither.
       CASE WHEN possible > 0 THEN 10 * (authorised + unauthorised) >= possible END AS persistently_absent,
       CASE WHEN possible > 0 THEN 2 * (authorised + unauthorised) >= possible END AS severely_absent
FROM chosen
WHERE choice = 1
