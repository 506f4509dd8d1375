-- Every establishment: what kind of school it is, and what Ofsted last said of it (S-36, S-41, S-42).

-- An ungraded inspection changes no grade; 'none' is a school in the file without any. A school that
-- was given its grade under another URN is found under both.
WITH graded AS (
    SELECT urn, start_date, publication_date, inspection_number, overall_effectiveness,
           coalesce(urn_at_inspection, urn) AS given_to
    FROM reference.inspection
    WHERE kind IN ('graded', 'previous_graded', 'report_card') AND start_date IS NOT NULL
    UNION ALL
    SELECT urn_at_inspection AS urn, start_date, publication_date, inspection_number, overall_effectiveness,
           urn_at_inspection AS given_to
    FROM reference.inspection
    WHERE kind IN ('graded', 'previous_graded', 'report_card') AND start_date IS NOT NULL
        AND urn_at_inspection <> urn
),
inspected AS (
    SELECT urn, start_date, given_to,
           CASE overall_effectiveness WHEN 1 THEN 'outstanding' WHEN 2 THEN 'good'
               WHEN 3 THEN 'requires_improvement' WHEN 4 THEN 'inadequate' END AS grade,
           row_number() OVER (PARTITION BY urn ORDER BY start_date DESC, publication_date DESC NULLS LAST,
                                                        inspection_number DESC) AS place
    FROM graded
),
-- S-42: of a latest inspection without an overall grade the grade before is another column.
inspection AS (
    SELECT urn, max(grade) FILTER (WHERE place = 1) AS grade, max(start_date) FILTER (WHERE place = 1) AS inspected_on,
           max(given_to) FILTER (WHERE place = 1) AS given_to,
           first_value(grade ORDER BY CASE WHEN place > 1 AND grade IS NOT NULL THEN place ELSE 1000 END)
               FILTER (WHERE place > 1 AND grade IS NOT NULL) AS previous_grade
    FROM inspected
    GROUP BY urn
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
       CASE WHEN i.inspected_on IS NOT NULL THEN coalesce(i.grade, 'no_overall_grade')
            WHEN coalesce(t.sector, '') <> 'state' OR t.cohort_group IN ('FE', 'Other') THEN 'no_inspection_applicable'
            WHEN NOT h.any_inspection THEN 'not_loaded'
            ELSE 'not_inspected' END AS ofsted,
       i.inspected_on AS ofsted_inspected_on, i.previous_grade AS ofsted_previous, i.given_to AS ofsted_urn
FROM reference.establishment AS e
CROSS JOIN held AS h
LEFT JOIN reference.establishment_type AS t ON t.code = e.type_of_establishment_code
LEFT JOIN inspection AS i ON i.urn = e.urn
