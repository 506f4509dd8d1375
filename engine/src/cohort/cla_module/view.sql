-- What the modules of SSDA903 beside header and episodes say of each child of the return. A child in
-- a module twice is a fault of the return (INT31 and on): the last row counts.
WITH
uasc AS (
    SELECT import_id, child_id, CASE WHEN bool_or(duc IS NULL) THEN NULL ELSE max(duc) END AS ended
    FROM cla.uasc
    GROUP BY import_id, child_id
),
oc2 AS (
    SELECT import_id, child_id, last_value(convicted ORDER BY oc2_no) AS convicted,
           last_value(health_check ORDER BY oc2_no) AS health_check,
           last_value(immunisations ORDER BY oc2_no) AS immunisations,
           last_value(teeth_check ORDER BY oc2_no) AS teeth_check,
           last_value(health_assessment ORDER BY oc2_no) AS health_assessment,
           last_value(substance_misuse ORDER BY oc2_no) AS substance_misuse,
           last_value(intervention_received ORDER BY oc2_no) AS intervention_received,
           last_value(intervention_offered ORDER BY oc2_no) AS intervention_offered
    FROM cla.oc2
    GROUP BY import_id, child_id
),
oc3 AS (
    SELECT import_id, child_id, last_value(in_touch ORDER BY oc3_no) AS in_touch,
           last_value(activ ORDER BY oc3_no) AS activ, last_value(accom ORDER BY oc3_no) AS accom
    FROM cla.oc3
    GROUP BY import_id, child_id
),
-- Incidents that touch the year, one still running from before it included; days = end - start.
missing AS (
    SELECT import_id, child_id,
           count(CASE WHEN missing = 'M' THEN 1 END)::INT AS incidents,
           sum(CASE WHEN missing = 'M' THEN coalesce(mis_end, make_date(year::INT, 3, 31)) - mis_start END)::INT
               AS days,
           count(CASE WHEN missing = 'A' THEN 1 END)::INT AS away
    FROM cla.missing
    WHERE mis_start <= make_date(year::INT, 3, 31)
      AND (mis_end IS NULL OR mis_end >= greatest(mis_start, make_date(year::INT - 1, 4, 1)))
    GROUP BY import_id, child_id
),
-- Distinct workers with a spell that touches the year: A, B, A are two.
worker AS (
    SELECT import_id, child_id, count(DISTINCT sw_id)::INT AS workers
    FROM cla.social_worker
    WHERE sw_decom <= make_date(year::INT, 3, 31)
      AND (sw_dec IS NULL OR sw_dec >= make_date(year::INT - 1, 4, 1))
    GROUP BY import_id, child_id
),
-- L-7: modules of which a return has no row at all tell nothing of any child.
returned AS (
    SELECT r.import_id, max(CASE WHEN module = 'missing' THEN 1 END) = 1 AS has_missing,
           max(CASE WHEN module = 'review' THEN 1 END) = 1 AS has_review,
           max(CASE WHEN module = 'worker' THEN 1 END) = 1 AS has_worker
    FROM (SELECT DISTINCT import_id, 'missing' AS module FROM cla.missing
          UNION ALL SELECT DISTINCT import_id, 'review' FROM cla.review
          UNION ALL SELECT DISTINCT import_id, 'worker' FROM cla.social_worker) AS r
    GROUP BY r.import_id
),
review AS (
    SELECT import_id, child_id,
           count(CASE WHEN review BETWEEN make_date(year::INT - 1, 4, 1) AND make_date(year::INT, 3, 31)
                      THEN 1 END)::INT AS reviews,
           max(review) AS last_review, last_value(review_code ORDER BY review NULLS FIRST) AS last_code
    FROM cla.review
    GROUP BY import_id, child_id
),
ad1 AS (
    SELECT import_id, child_id, max(date_int) AS date_int, max(date_match) AS date_match,
           bool_or(foster_care) AS foster_care
    FROM cla.ad1
    GROUP BY import_id, child_id
),
placed AS (
    SELECT import_id, child_id, last_value(date_placed ORDER BY date_placed NULLS FIRST) AS decided,
           last_value(date_placed_ceased ORDER BY date_placed NULLS FIRST) AS reversed,
           last_value(reason_placed_ceased ORDER BY date_placed NULLS FIRST) AS reason
    FROM cla.placed_for_adoption
    GROUP BY import_id, child_id
),
permanence AS (
    SELECT import_id, child_id, last_value(prev_perm ORDER BY previous_permanence_no) AS prev_perm,
           last_value(la_perm ORDER BY previous_permanence_no) AS la_perm,
           last_value(date_perm ORDER BY previous_permanence_no) AS date_perm
    FROM cla.previous_permanence
    GROUP BY import_id, child_id
)
SELECT c.la_code, c.year, c.source, c.import_id, c.person_id, c.child_id,
       u.child_id IS NOT NULL AS uasc, u.ended AS uasc_ended,
       CASE WHEN r.has_missing THEN coalesce(i.incidents, 0) END AS missing_incidents,
       CASE WHEN r.has_missing THEN coalesce(i.days, 0) END AS missing_days,
       CASE WHEN r.has_missing THEN coalesce(i.away, 0) END AS away_incidents,
       o.convicted, o.health_check, o.immunisations, o.teeth_check, o.health_assessment, o.substance_misuse,
       o.intervention_received, o.intervention_offered,
       l.in_touch, l.activ, l.accom,
       CASE WHEN r.has_review THEN coalesce(v.reviews, 0) END AS reviews_in_year, v.last_review,
       v.last_code AS last_review_code,
       CASE WHEN r.has_worker THEN coalesce(w.workers, 0) END AS social_workers_in_year,
       d.date_int AS adoption_decided, d.date_match AS adoption_matched, d.foster_care AS adopted_by_foster_carer,
       a.decided AS placed_for_adoption_decided, a.reversed AS placed_for_adoption_reversed,
       a.reason AS placed_for_adoption_reversal_reason,
       n.prev_perm AS previous_permanence, n.la_perm AS previous_permanence_la,
       n.date_perm AS previous_permanence_date
FROM cla.child AS c
LEFT JOIN returned AS r ON r.import_id = c.import_id
LEFT JOIN uasc AS u ON u.import_id = c.import_id AND u.child_id = c.child_id
LEFT JOIN missing AS i ON i.import_id = c.import_id AND i.child_id = c.child_id
LEFT JOIN oc2 AS o ON o.import_id = c.import_id AND o.child_id = c.child_id
LEFT JOIN oc3 AS l ON l.import_id = c.import_id AND l.child_id = c.child_id
LEFT JOIN review AS v ON v.import_id = c.import_id AND v.child_id = c.child_id
LEFT JOIN worker AS w ON w.import_id = c.import_id AND w.child_id = c.child_id
LEFT JOIN ad1 AS d ON d.import_id = c.import_id AND d.child_id = c.child_id
LEFT JOIN placed AS a ON a.import_id = c.import_id AND a.child_id = c.child_id
LEFT JOIN permanence AS n ON n.import_id = c.import_id AND n.child_id = c.child_id
