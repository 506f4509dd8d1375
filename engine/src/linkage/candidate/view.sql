-- Which pupils of the school census may be the children of the SEN2 return, the CIN census and
-- SSDA903 whom linkage.match did not find there: pairs for a person to decide on, best first, each
-- with what speaks for it and against it. Nothing is linked by them.

-- Numbers and postcodes that stand for "not known" say nothing: a UPN or ULN of another length, the
-- ULN 9999999999, postcodes from ZZ99.
WITH cin_child AS (
    -- C-4: a child is one id; of an id returned twice the first counts.
    SELECT *, row_number() OVER (PARTITION BY import_id, la_child_id ORDER BY child_no) AS occurrence
    FROM cin.child
    WHERE la_child_id IS NOT NULL
),
-- [assumed] A looked-after child may live at any postcode that the return tells, its own home or a
-- placement, when a school is asked; the latest placement is taken where none of them is the pupil's.
cla_lived AS (
    SELECT import_id, child_id, pl_post AS postcode, decom, episode_no FROM cla.episode
    UNION ALL
    SELECT import_id, child_id, home_post, NULL, NULL FROM cla.episode
),
cla_home AS (
    SELECT import_id, child_id, array_agg(DISTINCT postcode) AS postcodes,
           first_value(postcode ORDER BY decom DESC NULLS LAST, episode_no DESC NULLS LAST, postcode) AS postcode
    FROM cla_lived
    WHERE postcode NOT LIKE 'ZZ99%'
    GROUP BY import_id, child_id
),
returned AS (
    SELECT 'sen2' AS dataset, import_id, person_id, person_no::TEXT AS local_id, upn, NULL AS former_upn, uln,
           birth_date, sex, ethnicity, CASE WHEN postcode NOT LIKE 'ZZ99%' THEN postcode END AS postcode,
           make_array(CASE WHEN postcode NOT LIKE 'ZZ99%' THEN postcode END) AS postcodes
    FROM sen2.person
    UNION ALL
    -- A UPN that fails the check is read by its text here: it may be one slip from the right one.
    -- The CIN census asks for no postcode.
    SELECT 'cin', import_id, person_id, la_child_id, coalesce(upn, upn_raw), coalesce(former_upn, former_upn_raw),
           NULL, birth_date, sex, ethnicity, NULL,
           make_array(NULL::TEXT)
    FROM cin_child
    WHERE occurrence = 1
    UNION ALL
    SELECT 'cla', c.import_id, c.person_id, c.child_id, c.upn, NULL, NULL, c.dob, c.sex, c.ethnic, h.postcode,
           coalesce(h.postcodes, make_array(NULL::TEXT))
    FROM cla.child AS c
    LEFT JOIN cla_home AS h ON h.import_id = c.import_id AND h.child_id = c.child_id
),
child AS (
    SELECT m.dataset, m.la_code, m.year, m.source, m.import_id, m.local_id, m.person_id, m.status, m.reason,
           CASE WHEN character_length(r.upn) = 13 THEN r.upn END AS upn,
           CASE WHEN character_length(r.former_upn) = 13 THEN r.former_upn END AS former_upn,
           CASE WHEN character_length(r.uln) = 10 AND r.uln <> '9999999999' THEN r.uln END AS uln,
           r.birth_date, r.sex, r.ethnicity, r.postcode, r.postcodes
    FROM linkage.match AS m
    JOIN returned AS r ON r.dataset = m.dataset AND r.import_id = m.import_id AND r.local_id = m.local_id
    WHERE m.target = 'census' AND m.status IN ('unmatched', 'ambiguous')
),
pupil AS (
    SELECT la_code, year, import_id, pupil_no, person_id, term, on_roll, forename,
           CASE WHEN character_length(upn) = 13 THEN upn END AS upn,
           CASE WHEN character_length(former_upn) = 13 THEN former_upn END AS former_upn,
           CASE WHEN character_length(uln) = 10 AND uln <> '9999999999' THEN uln END AS uln,
           birth_date, sex, ethnicity, CASE WHEN postcode NOT LIKE 'ZZ99%' THEN postcode END AS postcode
    FROM census.pupil
),
-- Only pairs that share a number (UPN, former UPN, ULN), the date of birth or a postcode are looked
-- at, so that large files can be. Every pair that can reach the threshold below does, but for a
-- record without a date of birth whose UPN is mistyped as well. None of these texts can be taken for
-- one of another kind.
child_key AS (
    SELECT *, unnest(array_cat(make_array(upn, former_upn, uln, birth_date::TEXT), postcodes)) AS shared
    FROM child
),
pupil_key AS (
    SELECT *, unnest(make_array(upn, former_upn, uln, birth_date::TEXT, postcode)) AS shared
    FROM pupil
),
pair AS (
    SELECT c.dataset, c.la_code, c.year, c.source, c.import_id, c.local_id, c.person_id, c.status, c.reason,
           c.birth_date, c.sex, c.ethnicity,
           CASE WHEN array_has(c.postcodes, p.postcode) THEN p.postcode ELSE c.postcode END AS postcode,
           -- A number that both have, be it a former one of either, is compared before all others.
           CASE WHEN c.upn IN (p.upn, p.former_upn) THEN c.upn
                WHEN c.former_upn IN (p.upn, p.former_upn) THEN c.former_upn
                WHEN c.uln = p.uln THEN c.uln END AS number,
           c.upn, p.upn AS pupil_upn, p.birth_date AS pupil_birth_date, p.sex AS pupil_sex,
           p.postcode AS pupil_postcode, p.ethnicity AS pupil_ethnicity,
           p.la_code AS candidate_la_code, p.import_id AS candidate_import_id,
           p.pupil_no AS candidate_pupil_no, p.person_id AS candidate_person_id,
           coalesce(p.upn, p.uln, p.import_id::TEXT || ':' || p.pupil_no::TEXT) AS pupil_number,
           lower(p.forename) AS pupil_forename,
           CASE WHEN p.on_roll THEN 0 ELSE 10 END
               + CASE p.term WHEN 'SPR' THEN 0 WHEN 'SUM' THEN 1 ELSE 2 END AS preference
    FROM child_key AS c
    JOIN pupil_key AS p ON p.shared = c.shared AND p.year = c.year
),
scored AS (
    SELECT *, link_score(coalesce(number, upn), birth_date, sex, postcode, ethnicity,
                         coalesce(number, pupil_upn), pupil_birth_date, pupil_sex, pupil_postcode,
                         pupil_ethnicity) AS score
    FROM pair
),
-- The threshold [assumed], in bits. A date of birth, sex and ethnicity alone reach 14.7, and many
-- children of one authority share them; a twin of the other sex in the same home reaches 14.4. A
-- UPN with two digits swapped, with the date of birth, reaches 23.2; a UPN with one part of the
-- date of birth wrong 17.9.
likely AS (
    SELECT *, row_number() OVER (
               -- One pupil in several terms or schools is one candidate. Two forenames are two
               -- children, be their UPN the same (S-19).
               PARTITION BY dataset, la_code, year, source, import_id, local_id, pupil_number,
                            pupil_birth_date, pupil_sex, pupil_forename
               ORDER BY score DESC, preference, candidate_import_id, candidate_pupil_no) AS occurrence
    FROM scored
    WHERE score >= 15
),
-- Children of the return whose person the pupil is.
linked AS (
    SELECT dataset, import_id, person_id, count(DISTINCT local_id) AS children
    FROM returned
    WHERE person_id IS NOT NULL
    GROUP BY dataset, import_id, person_id
)
SELECT p.dataset, p.la_code, p.year, p.source, p.import_id, p.local_id, p.person_id, p.status, p.reason,
       rank() OVER (PARTITION BY p.dataset, p.la_code, p.year, p.source, p.import_id, p.local_id
                    ORDER BY p.score DESC)::INT AS rank,
       p.score,
       link_evidence(coalesce(p.number, p.upn), p.birth_date, p.sex, p.postcode, p.ethnicity,
                     coalesce(p.number, p.pupil_upn), p.pupil_birth_date, p.pupil_sex, p.pupil_postcode,
                     p.pupil_ethnicity) AS evidence,
       p.candidate_la_code, p.candidate_import_id, p.candidate_pupil_no, p.candidate_person_id,
       coalesce(l.children, 0) > CASE WHEN p.candidate_person_id = p.person_id THEN 1 ELSE 0 END AS taken
FROM likely AS p
LEFT JOIN linked AS l
    ON l.dataset = p.dataset AND l.import_id = p.import_id AND l.person_id = p.candidate_person_id
WHERE p.occurrence = 1
