-- V-17: every school at which a pupil was in an academic year, from all censuses of the year and from
-- daily attendance. Not a care placement.
WITH seen AS (
    SELECT year, upn, urn, la_code, estab, entry_date, leaving_date, enrol_status, 'census' AS origin
    FROM census.pupil
    WHERE upn IS NOT NULL
    UNION ALL
    SELECT year_of(date)::SMALLINT, upn, urn, la_code, NULL, min(date), NULL, NULL, 'attendance'
    FROM attendance.session
    WHERE upn IS NOT NULL AND urn IS NOT NULL
    GROUP BY year_of(date), upn, urn, la_code
    UNION ALL
    SELECT year_of(start_date)::SMALLINT, upn, urn, la_code, NULL, min(start_date), NULL, NULL, 'attendance'
    FROM attendance.summary
    WHERE upn IS NOT NULL AND urn IS NOT NULL
    GROUP BY year_of(start_date), upn, urn, la_code
),
-- A school that converts in the year has two URNs and stays one school: authority and number.
named AS (
    SELECT s.year, s.upn, s.urn, s.entry_date, s.leaving_date, s.enrol_status, s.origin,
           coalesce(s.la_code::TEXT || '/' || s.estab,
                    e.la_code::TEXT || '/' || lpad(e.establishment_number::TEXT, 4, '0'), s.urn) AS school
    FROM seen AS s
    LEFT JOIN reference.establishment AS e ON e.urn::TEXT = s.urn
    -- Who left before the year began was not there in it; a census tells them to the year after.
    WHERE s.leaving_date IS NULL OR s.leaving_date >= make_date(s.year::INT - 1, 9, 1)
)
SELECT year, upn, school, max(urn) AS urn,
       min(CASE WHEN origin = 'census' THEN entry_date END) AS entry_date,
       min(entry_date) AS first_seen, max(leaving_date) AS leaving_date,
       bool_or(origin = 'census') AS in_census, bool_or(origin = 'attendance') AS in_attendance,
       -- A guest or a second registration is a place of education and no move.
       bool_and(coalesce(enrol_status IN ('S', 'G'), false)) AS second_registration,
       -- [assumed] A move is mid-year when it is after September and before the end of July: a school
       -- begun in September is an ordinary start.
       coalesce(coalesce(min(CASE WHEN origin = 'census' THEN entry_date END), min(entry_date))
                    BETWEEN make_date(year::INT - 1, 10, 1) AND make_date(year::INT, 7, 31)
                AND NOT bool_and(coalesce(enrol_status IN ('S', 'G'), false)), false) AS mid_year_move
FROM named
GROUP BY year, upn, school
