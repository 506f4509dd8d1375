-- Every establishment: what kind of school it is, and what Ofsted last said of it (S-36, S-41, S-42).
WITH inspected AS (
    SELECT urn, kind, start_date, overall_effectiveness, urn_at_inspection,
           -- The latest inspection of all, and the latest that gave an overall grade: an older grade
           -- never stands in for a later inspection without one (S-42).
           row_number() OVER (PARTITION BY urn ORDER BY start_date DESC NULLS LAST, inspection_number DESC) AS back,
           row_number() OVER (PARTITION BY urn, overall_effectiveness BETWEEN 1 AND 4
                              ORDER BY start_date DESC NULLS LAST, inspection_number DESC) AS graded_back
    FROM reference.inspection
    -- An ungraded inspection does not change the grade; 'none' is a school in the file without any.
    WHERE kind IN ('graded', 'previous_graded', 'report_card') AND start_date IS NOT NULL
),
latest AS (
    SELECT urn, start_date, overall_effectiveness, urn_at_inspection FROM inspected WHERE back = 1
),
grade AS (
    SELECT urn, start_date, overall_effectiveness
    FROM inspected
    WHERE overall_effectiveness BETWEEN 1 AND 4 AND graded_back = 1
),
held AS (
    SELECT count(*) > 0 AS any_inspection FROM reference.inspection
)
SELECT e.urn, e.establishment_name AS school_name, e.la_code AS school_la_code, e.establishment_number,
       t.name AS establishment_type,
       CASE t.cohort_group WHEN 'AP-PRU' THEN 'AP/PRU' WHEN 'FE' THEN 'FE Colleges'
            ELSE coalesce(t.cohort_group, 'Other') END AS school_type,
       t.sector, e.phase_of_education_name AS school_phase,
       -- [assumed] The file is of state-funded schools: of all others, colleges too, it says nothing.
       CASE WHEN l.urn IS NOT NULL THEN CASE l.overall_effectiveness WHEN 1 THEN 'outstanding' WHEN 2 THEN 'good'
                WHEN 3 THEN 'requires_improvement' WHEN 4 THEN 'inadequate' ELSE 'no_overall_grade' END
            WHEN coalesce(t.sector, '') <> 'state' OR t.cohort_group IN ('FE', 'Other') THEN 'no_inspection_applicable'
            WHEN NOT h.any_inspection THEN 'not_loaded'
            ELSE 'not_inspected' END AS ofsted,
       l.start_date AS ofsted_inspected_on,
       -- S-42: beside, never in place of it.
       CASE WHEN coalesce(l.overall_effectiveness NOT BETWEEN 1 AND 4, true)
            THEN CASE g.overall_effectiveness WHEN 1 THEN 'outstanding' WHEN 2 THEN 'good'
                WHEN 3 THEN 'requires_improvement' WHEN 4 THEN 'inadequate' END END AS ofsted_previous,
       l.urn_at_inspection AS ofsted_urn
FROM reference.establishment AS e
CROSS JOIN held AS h
LEFT JOIN reference.establishment_type AS t ON t.code = e.type_of_establishment_code
LEFT JOIN latest AS l ON l.urn = e.urn
LEFT JOIN grade AS g ON g.urn = e.urn
