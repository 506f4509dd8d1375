-- Everything that says of a child that it left care for good or lives with relatives or friends: one
-- row for each piece of evidence, with its source and date (1.2). Never from an address or a surname
-- (V-10).
WITH told AS (
    SELECT e.la_code, e.year, e.source, e.import_id, e.person_id, 'cla' AS dataset, e.child_id AS local_id,
           c.upn, c.dob AS birth_date, 1 AS rank, 'end_reason' AS evidence, e.rec AS code, e.dec AS evidence_date
    FROM cla.episode AS e
    JOIN cla.child AS c ON c.import_id = e.import_id AND c.child_id = e.child_id
    -- C-17: the end of a short break is no leaving of care.
    WHERE e.rec IS NOT NULL AND e.dec IS NOT NULL AND coalesce(e.ls NOT IN ('V3', 'V4'), true)
    UNION ALL
    SELECT p.la_code, p.year, p.source, p.import_id, p.person_id, 'census', p.pupil_no::TEXT,
           p.upn, p.birth_date, 2, 'post_looked_after', p.post_looked_after, h.census_day
    FROM census.pupil AS p
    JOIN census.header AS h ON h.import_id = p.import_id AND h.term = p.term AND h.urn IS NOT DISTINCT FROM p.urn
    WHERE p.on_roll
    UNION ALL
    SELECT p.la_code, p.year, p.source, p.import_id, p.person_id, 'ap_census', p.pupil_no::TEXT,
           p.upn, p.birth_date, 2, 'post_looked_after', p.post_looked_after, h.census_day
    FROM ap_census.pupil AS p
    JOIN ap_census.header AS h ON h.import_id = p.import_id
    UNION ALL
    SELECT la_code, year, source, import_id, person_id, dataset, la_child_id, upn, NULL, 3, 'own_list', code,
           evidence_date
    FROM cohort.own_list
)
SELECT t.la_code, t.year, t.source, t.import_id, t.person_id, t.dataset, t.local_id, t.upn, t.birth_date,
       -- Which pieces are of one child. L-32: an adoption leads to nobody, so that the child's new
       -- identity is never joined to the care record.
       CASE WHEN t.evidence = 'end_reason' AND m.arrangement = 'adoption'
            THEN 'cla:' || t.la_code::TEXT || ':' || t.local_id
            WHEN t.person_id IS NOT NULL THEN 'person:' || t.person_id::TEXT
            WHEN t.upn IS NOT NULL THEN 'upn:' || t.upn
            WHEN t.dataset = 'cla' THEN 'cla:' || t.la_code::TEXT || ':' || t.local_id
            ELSE t.dataset || ':' || t.la_code::TEXT || ':' || t.import_id::TEXT || ':' || coalesce(t.local_id, '')
            END AS child_key,
       t.rank::INT AS evidence_rank, t.evidence, t.code, m.arrangement, m.relation,
       m.previously_looked_after, m.kinship, coalesce(m.arrangement = 'informal', false) AS kinship_informal,
       t.evidence_date
FROM told AS t
JOIN cohort.permanence_code AS m ON m.evidence = t.evidence AND m.code = t.code
