-- The authority's own list of kinship and previously looked-after children (1.2, V-7).
-- [assumed] It is the group PLAC of its social care file, and every field of its own whose heading
-- says kinship: the order, or yes, no, informal, foster; a heading that says "since" or "date" too is
-- the day.
WITH field AS (
    SELECT la_code, year, source, import_id, person_id, row_no, upn,
           lower(field) LIKE '%since%' OR lower(field) LIKE '%date%' OR value_date IS NOT NULL AS is_day,
           value_date, upper(trim(value)) AS value
    FROM census.user_field
    WHERE lower(field) LIKE '%kinship%'
),
by_row AS (
    SELECT la_code, year, source, import_id, person_id, row_no, upn,
           max(CASE WHEN NOT is_day THEN value END) AS value, max(value_date) AS since
    FROM field
    GROUP BY la_code, year, source, import_id, person_id, row_no, upn
)
SELECT la_code, year, source, import_id, person_id, 'user_field' AS dataset, NULL AS la_child_id, upn,
       CASE WHEN value IN ('N', 'NO', '0', 'F', 'FALSE') THEN 'NO'
            WHEN value LIKE '%FOSTER%' THEN 'FOSTER'
            WHEN value LIKE '%INFORMAL%' THEN 'INFORMAL'
            WHEN value LIKE '%SGO%' OR value LIKE '%SPECIAL GUARDIAN%' THEN 'SGO'
            WHEN value LIKE '%CAO%' OR value LIKE '%CHILD ARRANGEMENT%' THEN 'CAO'
            WHEN value IN ('Y', 'YES', '1', 'T', 'TRUE', 'KINSHIP') THEN 'YES' END AS code,
       since AS evidence_date
FROM by_row
WHERE value IS NOT NULL
UNION ALL
SELECT la_code, year, source, import_id, person_id, 'social_care_cohort', la_child_id, upn, 'PLAC',
       coalesce(start_date, as_at_date)
FROM attendance.cohort
WHERE cohort_group = 'PLAC'
