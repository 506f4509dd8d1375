-- Children with a social worker on 31 March (virtual school, 1.1): looked after, on a child
-- protection plan, on a CIN plan or otherwise in need, each child once under the first of these.
-- From the CIN census, and from the SSDA903 those whom the census does not have.
WITH held AS (
    SELECT import_id, child_no, status, at_31_march
    FROM (
        SELECT import_id, child_no, coalesce(status, status_cla_unknown) AS status,
               to_day = make_date(year::INT, 3, 31) AS at_31_march
        FROM cohort.status_day
        UNION ALL
        -- Care counts here whether or not a case was open beside it.
        SELECT import_id, child_no, 'looked_after', at_31_march
        FROM cohort.status_span
        WHERE kind = 'looked_after' AND from_day IS NOT NULL
    )
),
in_census AS (
    SELECT import_id, child_no,
           CASE WHEN bool_or(at_31_march AND status = 'looked_after') THEN 'looked_after'
                WHEN bool_or(at_31_march AND status = 'child_protection_plan') THEN 'child_protection_plan'
                WHEN bool_or(at_31_march AND status = 'cin_plan') THEN 'cin_plan'
                WHEN bool_or(at_31_march AND status = 'other_cin') THEN 'other_cin' END AS status,
           concat_ws(', ',
               CASE WHEN bool_or(status = 'looked_after') THEN 'looked_after' END,
               CASE WHEN bool_or(status = 'child_protection_plan') THEN 'child_protection_plan' END,
               CASE WHEN bool_or(status = 'cin_plan') THEN 'cin_plan' END,
               CASE WHEN bool_or(status = 'other_cin') THEN 'other_cin' END) AS statuses_held
    FROM held
    GROUP BY import_id, child_no
),
-- C-17: short breaks (V3, V4) are no care. L-43: what ends on 31 March is not open on it.
in_care AS (
    SELECT DISTINCT e.import_id, e.child_id
    FROM cla.episode AS e
    WHERE (e.ls IS NULL OR e.ls NOT IN ('V3', 'V4'))
      AND e.decom <= make_date(e.year::INT, 3, 31)
      AND (e.dec IS NULL OR e.dec > make_date(e.year::INT, 3, 31))
)
SELECT k.la_code, k.year, k.source, k.import_id, k.person_id, k.la_child_id,
       k.year_end AS as_at,
       CASE WHEN k.cla_known THEN s.status END AS status,
       -- C-15: without SSDA903, as if nobody were looked after.
       CASE WHEN NOT k.cla_known THEN s.status END AS status_cla_unknown,
       s.statuses_held,
       true AS in_cin,
       CASE WHEN k.cla_known THEN k.cla_child_id IS NOT NULL END AS in_ssda903,
       k.cla_known, k.cla_missing,
       true AS cin_known, NULL AS cin_missing,
       c.upn, c.birth_date, c.sex, c.ethnicity,
       age_on(c.birth_date, k.year_end) AS age_at_31_march
FROM in_census AS s
JOIN cohort.cin_child AS k ON k.import_id = s.import_id AND k.child_no = s.child_no
JOIN cin.child AS c ON c.import_id = k.import_id AND c.child_no = k.child_no
WHERE s.status IS NOT NULL
UNION ALL
SELECT c.la_code, c.year, c.source, c.import_id, c.person_id, c.child_id,
       make_date(c.year::INT, 3, 31), 'looked_after', NULL, 'looked_after', false, true, true, NULL,
       r.year IS NOT NULL,
       CASE WHEN r.year IS NULL
            THEN concat('CIN census of authority ', c.la_code, ' for ', c.year) END,
       c.upn, c.dob, c.sex, c.ethnic, age_on(c.dob, make_date(c.year::INT, 3, 31))
FROM in_care AS e
JOIN cla.child AS c ON c.import_id = e.import_id AND c.child_id = e.child_id
LEFT ANTI JOIN cohort.cin_child AS k
  ON k.cla_import_id = c.import_id AND k.cla_child_id = c.child_id
LEFT JOIN (SELECT DISTINCT la_code, year FROM cin.child) AS r
  ON r.la_code = c.la_code AND r.year = c.year
