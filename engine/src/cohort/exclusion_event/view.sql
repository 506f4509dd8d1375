-- Every suspension, permanent and lunchtime exclusion once. One event comes in two censuses and in the
-- yearly file as well: pupil, school, first day and category make it one, the file of the year before
-- the census and the latest of each.
WITH told AS (
    SELECT la_code, year_of(start_date)::SMALLINT AS year, source, import_id, person_id, 'suspension' AS dataset, upn,
           coalesce(urn, la_estab) AS school, urn, category, start_date, sessions, reason_1, reason_2, reason_3,
           sen_provision, upheld, row_no AS no
    FROM attendance.suspension
    WHERE start_date IS NOT NULL AND coalesce(NOT perm_duplicate, true)
    UNION ALL
    SELECT e.la_code, year_of(e.start_date)::SMALLINT, e.source, e.import_id, e.person_id, 'census', p.upn,
           coalesce(e.urn, e.la_code::TEXT || e.estab), e.urn, e.category, e.start_date, e.sessions, e.reason1,
           e.reason2, e.reason3, e.sen_provision, NULL, e.exclusion_no
    FROM census.exclusion AS e
    JOIN census.pupil AS p
      ON p.import_id = e.import_id AND p.pupil_no = e.pupil_no AND p.term = e.term AND p.urn IS NOT DISTINCT FROM e.urn
    WHERE e.start_date IS NOT NULL
),
chosen AS (
    SELECT *,
           row_number() OVER (
               PARTITION BY coalesce(person_id::TEXT, upn, dataset || import_id::TEXT || '/' || no::TEXT),
                            school, start_date, category
               ORDER BY dataset DESC, import_id DESC, no DESC) AS choice
    FROM told
)
SELECT la_code, year, source, import_id, person_id, dataset, upn, urn, category, start_date, sessions,
       reason_1, reason_2, reason_3, sen_provision, upheld
FROM chosen
WHERE choice = 1
