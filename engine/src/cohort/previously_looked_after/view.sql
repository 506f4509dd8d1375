-- Every child known to an authority to have left care through an adoption or an order, or to live with
-- relatives or friends under an order (section 1, 1.2): one row, by the first evidence in order, and
-- what the others say beside it.
WITH
-- What a source says is what it said last: that an arrangement changed is no disagreement.
dated AS (
    SELECT *,
           row_number() OVER (PARTITION BY la_code, child_key, evidence
                              ORDER BY evidence_date DESC NULLS LAST, year DESC, import_id DESC, local_id) AS back
    FROM cohort.permanence_evidence
),
evidence AS (
    SELECT *,
           row_number() OVER (PARTITION BY la_code, child_key
                              ORDER BY evidence_rank, evidence_date DESC NULLS LAST, year DESC, import_id DESC,
                                       local_id) AS place,
           bool_or(kinship AND back = 1) OVER (PARTITION BY la_code, child_key) AS any_kinship,
           bool_or(NOT kinship AND back = 1) OVER (PARTITION BY la_code, child_key) AS any_not,
           bool_or(previously_looked_after) OVER (PARTITION BY la_code, child_key) AS any_previously,
           bool_or(kinship_informal AND back = 1) OVER (PARTITION BY la_code, child_key) AS any_informal,
           max(evidence_date) OVER (PARTITION BY la_code, child_key) AS last_date,
           min(upn) OVER (PARTITION BY la_code, child_key) AS any_upn,
           min(birth_date) OVER (PARTITION BY la_code, child_key) AS any_birth_date
    FROM dated
),
said AS (
    SELECT la_code, child_key,
           string_agg(evidence || ':' || code || coalesce(':' || evidence_date::TEXT, ''), ', '
                      ORDER BY evidence_rank, evidence_date) AS all_evidence
    FROM (SELECT DISTINCT la_code, child_key, evidence, code, evidence_rank, evidence_date FROM evidence) AS e
    GROUP BY la_code, child_key
),
-- Back in care: the first start after the last evidence ends what it said.
started AS (
    SELECT la_code, child_key, min(decom) AS back_in_care_on
    FROM (
        SELECT v.la_code, v.child_key, e.decom
        FROM (SELECT DISTINCT la_code, child_key, local_id, last_date FROM evidence WHERE dataset = 'cla') AS v
        JOIN cla.episode AS e ON e.la_code = v.la_code AND e.child_id = v.local_id
        WHERE e.rne = 'S' AND e.decom >= v.last_date AND coalesce(e.ls NOT IN ('V3', 'V4'), true)
    ) AS s
    GROUP BY la_code, child_key
)
SELECT e.la_code, e.year, e.source, e.import_id, e.person_id, e.dataset, e.local_id,
       e.any_upn AS upn, e.any_birth_date AS birth_date,
       e.any_previously AS previously_looked_after, e.arrangement,
       coalesce(e.kinship, e.any_kinship, false) AND b.back_in_care_on IS NULL AS kinship,
       e.relation AS kinship_relation,
       e.evidence AS kinship_evidence, e.dataset AS kinship_source, e.code AS kinship_code,
       e.evidence_date AS kinship_date,
       coalesce(e.any_kinship AND e.any_not, false) AS kinship_sources_disagree,
       e.any_informal AS kinship_informal, b.back_in_care_on, s.all_evidence
FROM evidence AS e
JOIN said AS s ON s.la_code = e.la_code AND s.child_key = e.child_key
LEFT JOIN started AS b ON b.la_code = e.la_code AND b.child_key = e.child_key
WHERE e.place = 1
