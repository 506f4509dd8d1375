-- Which school census record, and which assessment results, belong to each child of the SEN2
-- return, the CIN census and SSDA903: by keys that must all be there and equal (S-16 to S-22,
-- S-24, S-25; C-7 to C-9).

-- Where a child is looked for, and the NC year in which each assessment is taken (8.3). MTC has no
-- expectation and so is none of them.
WITH target AS (
    SELECT column1 AS target, column2 AS taken_in
    FROM (VALUES ('census', NULL), ('eyfsp', 0), ('phonics', 1), ('ks1', 2), ('ks2', 6), ('ks4', 11))
),
-- C-9: a child without a UPN for a good reason cannot be matched, and nobody has to mend it.
-- [assumed] Good are the reasons that C-9 lists: unborn, under school age (nursery years), every
-- referral without further action, and the codes that say so or "newly in need, not yet known".
-- UN2 and UN3 (never at a maintained school, educated abroad) and disagreeing sources are not.
cin_referred AS (
    SELECT import_id, la_child_id, bool_and(coalesce(nfa, false)) AS only_nfa
    FROM cin.referral
    GROUP BY import_id, la_child_id
),
cin_child AS (
    SELECT c.*,
           coalesce(c.upn_unknown IN ('UN1', 'UN4', 'UN7'), false)
               OR (c.birth_date IS NULL AND c.expected_birth_date IS NOT NULL)
               OR coalesce(nc_year(c.birth_date, c.year) < 0, false)
               OR coalesce(r.only_nfa, false) AS may_lack_upn,
           -- C-4: a child is one id; of an id returned twice the first counts.
           row_number() OVER (PARTITION BY c.import_id, coalesce(c.la_child_id, c.child_no::TEXT)
                              ORDER BY c.child_no) AS occurrence
    FROM cin.child AS c
    LEFT JOIN cin_referred AS r ON r.import_id = c.import_id AND r.la_child_id = c.la_child_id
),
-- Years need no conversion (S-3, C-7): 2025 is the SEN2 return of January 2025, the CIN and
-- SSDA903 years to March 2025, and the academic year 2024/25.
returned AS (
    SELECT 'sen2' AS dataset, la_code, year, source, import_id, person_id, person_no AS child_no,
           person_no::TEXT AS local_id, upn, NULL AS former_upn, uln, birth_date, sex,
           false AS may_lack_upn
    FROM sen2.person
    UNION ALL
    SELECT 'cin', la_code, year, source, import_id, person_id, child_no,
           la_child_id, upn, former_upn, NULL, birth_date, sex, may_lack_upn
    FROM cin_child
    WHERE occurrence = 1
    UNION ALL
    -- Looked-after children carry reason codes of their own; C-9 speaks of the CIN census alone.
    SELECT 'cla', la_code, year, source, import_id, person_id, NULL,
           child_id, upn, NULL, NULL, dob, sex, false
    FROM cla.child
),
-- A key is missing where it says nothing: a number of another length, a sex that is neither
-- (older returns wrote 1 and 2).
child_key AS (
    SELECT dataset, la_code, year, source, import_id, person_id, child_no, local_id, may_lack_upn,
           CASE WHEN character_length(upn) = 13 THEN upn END AS upn,
           CASE WHEN character_length(former_upn) = 13 THEN former_upn END AS former_upn,
           CASE WHEN character_length(uln) = 10 THEN uln END AS uln,
           birth_date AS birth,
           CASE WHEN sex IN ('M', '1') THEN 'M' WHEN sex IN ('F', '2') THEN 'F' END AS sex_letter
    FROM returned
),
child AS (
    SELECT *, CASE WHEN upn IS NULL THEN 'key_missing:upn' WHEN birth IS NULL THEN 'key_missing:birth_date'
                   WHEN sex_letter IS NULL THEN 'key_missing:sex' END AS key_missing
    FROM child_key
),
-- Every number under which a child may be found. A UPN has 13 characters and a ULN 10: they cannot
-- be taken for each other.
child_number AS (
    SELECT *, upn AS number, 'upn' AS kind FROM child WHERE upn IS NOT NULL
    UNION ALL
    SELECT *, former_upn AS number, 'former_upn' AS kind FROM child WHERE former_upn IS NOT NULL
    UNION ALL
    SELECT *, uln AS number, 'uln' AS kind FROM child WHERE uln IS NOT NULL
),
pupil AS (
    SELECT la_code, year, import_id, pupil_no, term, on_roll, upn, former_upn, uln, birth_date, sex,
           forename, nc_year, enrol_status, entry_date
    FROM census.pupil
),
pupil_number AS (
    SELECT *, upn AS number, 'upn' AS kind FROM pupil WHERE upn IS NOT NULL
    UNION ALL
    SELECT *, former_upn AS number, 'former_upn' AS kind FROM pupil WHERE former_upn IS NOT NULL
    UNION ALL
    SELECT *, uln AS number, 'uln' AS kind FROM pupil WHERE uln IS NOT NULL
),
result AS (
    SELECT 'eyfsp' AS target, la_code, year, import_id, row_no, upn, NULL AS uln, dob, sex, forename, version
    FROM attainment.eyfsp
    UNION ALL
    SELECT 'phonics', la_code, year, import_id, row_no, upn, NULL, dob, sex, forename, version
    FROM attainment.phonics
    UNION ALL
    SELECT 'ks1', la_code, year, import_id, row_no, upn, NULL, dob, sex, forename, version
    FROM attainment.ks1
    UNION ALL
    SELECT 'ks2', la_code, year, import_id, row_no, upn, NULL, dob, sex, forename, version
    FROM attainment.ks2
    UNION ALL
    SELECT 'ks4', la_code, year, import_id, row_no, upn, uln, dob, sex, NULL, version
    FROM attainment.ks4
),
-- Results of results day come with a ULN alone.
result_number AS (
    SELECT *, upn AS number, 'upn' AS kind FROM result WHERE upn IS NOT NULL
    UNION ALL
    SELECT *, uln AS number, 'uln' AS kind FROM result WHERE uln IS NOT NULL
),
-- Every record with a number of the child: in the census of the same academic year (S-16), and
-- among the results of earlier ones. [assumed] A result of any earlier year counts: a child held
-- back took the assessment earlier than the others of the present NC year, which says only which
-- assessment to look in (S-17). `preference` chooses among the records of one child, the smallest
-- first, then the latest, then that of most sessions.
pair AS (
    SELECT c.*, 'census' AS target, p.la_code AS match_la, p.import_id AS match_import_id,
           p.pupil_no AS match_pupil_no, p.birth_date, p.sex, p.kind AS record_kind,
           coalesce(p.upn, p.uln) AS identity, p.forename,
           -- S-10: the spring census alone tells the NC year.
           CASE WHEN p.term = 'SPR' THEN p.nc_year END AS census_nc_year,
           -- S-21 [assumed]: on roll before no longer on roll; the spring census, which has most
           -- of the items, before the summer's and the autumn's; then the main enrolment, the
           -- later entry, the larger number of possible sessions.
           CASE WHEN p.on_roll THEN 0 ELSE 100 END
               + CASE p.term WHEN 'SPR' THEN 0 WHEN 'SUM' THEN 10 ELSE 20 END
               + CASE WHEN p.enrol_status IN ('C', 'M') THEN 0 WHEN p.enrol_status IN ('F', 'O') THEN 1
                      WHEN p.enrol_status = 'S' THEN 3 WHEN p.enrol_status = 'G' THEN 4
                      ELSE 2 END AS preference,
           p.entry_date AS latest, coalesce(a.sessions_possible, 0) AS sessions
    FROM child_number AS c
    JOIN pupil_number AS p ON p.year = c.year AND p.number = c.number
    LEFT JOIN census.absence AS a
        ON a.year = p.year AND a.import_id = p.import_id AND a.pupil_no = p.pupil_no AND a.block = 1
    UNION ALL
    -- The latest year's, and of its versions the best: final, amended, unamended, provisional.
    SELECT c.*, r.target, r.la_code, r.import_id, r.row_no, r.dob, r.sex, r.kind,
           coalesce(r.upn, r.uln), r.forename, NULL,
           (c.year - r.year) * 10 + CASE WHEN r.version = 'F' THEN 0 WHEN r.version IN ('A', 'R') THEN 1
                                         WHEN r.version = 'U' THEN 2 ELSE 3 END,
           NULL, 0
    FROM child_number AS c
    JOIN result_number AS r ON r.number = c.number AND r.year < c.year
),
-- What each record says of the child. 1 to 3: the rule by which they are the same, all keys there
-- and equal (S-18). 11 and 12: the UPN and one more key are equal, the third is not (S-20). 99:
-- another child, or none.
judged AS (
    SELECT *, CASE
               WHEN birth_date = birth AND record_sex = sex_letter THEN CASE
                   WHEN kind = 'upn' AND record_kind = 'upn' THEN 1
                   WHEN kind = 'uln' AND record_kind = 'uln' THEN 3
                   WHEN kind <> 'uln' AND record_kind <> 'uln' THEN 2
                   ELSE 99 END
               WHEN kind = 'upn' AND record_kind = 'upn' AND birth_date = birth
                   AND sex_letter IS NOT NULL THEN 11
               WHEN kind = 'upn' AND record_kind = 'upn' AND record_sex = sex_letter
                   AND birth IS NOT NULL THEN 12
               ELSE 99 END AS rank
    FROM (SELECT *, CASE WHEN sex IN ('M', '1') THEN 'M' WHEN sex IN ('F', '2') THEN 'F' END AS record_sex
          FROM pair) AS p
    UNION ALL
    -- Each child once for each target, found or not.
    SELECT c.*, NULL, NULL, t.target, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
           NULL, 99
    FROM child AS c
    CROSS JOIN target AS t
),
-- S-19, S-21. Several records are one child, and no ambiguity, when they carry one number.
-- [assumed] But a school that returns it under two forenames has two children (twins, say), so
-- there is at least one more than numbers.
found AS (
    SELECT dataset, la_code, year, source, import_id, person_id, child_no, local_id, may_lack_upn, birth,
           key_missing, target, rank,
           count(DISTINCT identity)
               + CASE WHEN count(DISTINCT CASE WHEN forename IS NOT NULL
                                               THEN match_import_id::TEXT || lower(forename) END)
                          > count(DISTINCT CASE WHEN forename IS NOT NULL THEN match_import_id END)
                      THEN 1 ELSE 0 END AS children,
           count(DISTINCT match_import_id * 1000000 + match_pupil_no) AS records,
           first_value(match_la ORDER BY preference, latest DESC NULLS LAST, sessions DESC,
                                         match_import_id, match_pupil_no) AS match_la,
           first_value(match_import_id ORDER BY preference, latest DESC NULLS LAST, sessions DESC,
                                                match_import_id, match_pupil_no) AS match_import_id,
           first_value(match_pupil_no ORDER BY preference, latest DESC NULLS LAST, sessions DESC,
                                               match_import_id, match_pupil_no) AS match_pupil_no,
           first_value(census_nc_year ORDER BY preference, latest DESC NULLS LAST, sessions DESC,
                                               match_import_id, match_pupil_no) AS census_nc_year
    FROM judged
    GROUP BY dataset, la_code, year, source, import_id, person_id, child_no, local_id, may_lack_upn, birth,
             key_missing, target, rank
),
-- The first rule that finds exactly one child wins.
best AS (
    SELECT *, row_number() OVER (PARTITION BY dataset, la_code, year, source, import_id, child_no, local_id, target
                                 ORDER BY CASE WHEN rank < 10 AND children > 1 THEN 10 ELSE rank END, rank) AS place
    FROM found
),
-- The child's NC year (S-10 to S-14): that of the matched spring census, with R and the nursery
-- years as numbers; where it has none, or one that is no year of a child (M, E1), the inferred
-- one. X is kept. NULL means that there is no birth date.
spring AS (
    SELECT *, max(CASE WHEN target = 'census' AND rank < 10 AND children = 1 THEN census_nc_year END)
               OVER (PARTITION BY dataset, la_code, year, source, import_id, child_no, local_id) AS spring_nc_year
    FROM best
    WHERE place = 1
),
census_placed AS (
    SELECT *, CASE WHEN spring_nc_year = 'X' THEN 'X' WHEN spring_nc_year = 'R' THEN '0'
                   WHEN spring_nc_year = 'N2' THEN '-1' WHEN spring_nc_year = 'N1' THEN '-2'
                   WHEN spring_nc_year ~ '^[0-9]{1,2}$' THEN spring_nc_year END AS census_year
    FROM spring
),
placed AS (
    SELECT *, coalesce(census_year, nc_year(birth, year)::TEXT) AS nc_year,
           CASE WHEN census_year = 'X' THEN 'not_followed' WHEN census_year IS NOT NULL THEN 'census'
                WHEN nc_year(birth, year) IS NOT NULL THEN 'inferred' ELSE 'unknown' END AS nc_year_source
    FROM census_placed
),
-- 8.3: what a child of that NC year should hold, and the academic year in which the year group
-- took it.
expecting AS (
    SELECT p.*, p.target = 'census' AS is_census,
           CASE WHEN p.target <> 'census'
                THEN coalesce(array_has(expected_attainment(p.nc_year), p.target), false) END AS expected_literal,
           p.year - (nullif(p.nc_year, 'X')::INT - t.taken_in) AS assessment_year
    FROM placed AS p
    JOIN target AS t ON t.target = p.target
),
-- 8.3: no assessment but KS4 was held in the summers of 2020 and 2021 (those of KS4 were awarded
-- and are there, though not comparable), and KS1 is not statutory from 2024.
calendar AS (
    SELECT *, expected_literal
               AND NOT (target <> 'ks4' AND assessment_year IN (2020, 2021))
               AND NOT (target = 'ks1' AND assessment_year >= 2024) AS expected_calendar
    FROM expecting
),
-- The files in which the authority's own children would be found.
loaded AS (
    SELECT DISTINCT 'census' AS target, la_code, year FROM census.header
    UNION ALL
    SELECT DISTINCT target, la_code, year FROM result
),
outcome AS (
    SELECT c.*, l.target IS NOT NULL AS is_loaded,
           CASE WHEN NOT c.expected_literal THEN 'not_expected'
                WHEN c.rank < 10 AND c.children = 1 AND c.match_la = c.la_code THEN 'matched'
                WHEN c.rank < 10 AND c.children = 1 THEN 'matched_out_of_la'
                WHEN c.rank < 10 THEN 'ambiguous'
                WHEN c.key_missing = 'key_missing:upn' AND c.may_lack_upn THEN 'not_matchable'
                ELSE 'unmatched' END AS status
    FROM calendar AS c
    LEFT JOIN loaded AS l
        ON l.target = c.target AND l.la_code = c.la_code
            AND l.year = CASE WHEN c.is_census THEN c.year ELSE c.assessment_year END
)
SELECT dataset, la_code, year, source, import_id, local_id, person_id, target, status,
       CASE WHEN status NOT IN ('matched', 'matched_out_of_la') THEN NULL
            WHEN rank = 1 AND is_census THEN 'upn_birth_sex'
            WHEN rank = 1 THEN 'upn_birth_sex_nc_year'
            WHEN rank = 2 THEN 'former_upn_birth_sex'
            ELSE 'uln_birth_sex' END AS rule,
       CASE status
           WHEN 'matched' THEN NULL
           WHEN 'matched_out_of_la' THEN NULL
           -- S-25: no expectation, or none that can be known.
           WHEN 'not_expected' THEN CASE WHEN nc_year IS NULL THEN 'key_missing:nc_year' ELSE 'not_expected' END
           WHEN 'ambiguous' THEN 'ambiguous'
           WHEN 'not_matchable' THEN key_missing
           -- The cheapest to mend first, then what no key can mend.
           ELSE CASE WHEN rank = 11 THEN 'sex_differs' WHEN rank = 12 THEN 'dob_differs'
                     WHEN NOT is_loaded THEN 'not_loaded'
                     ELSE coalesce(key_missing, 'no_candidate') END END AS reason,
       CASE WHEN rank < 10 THEN children ELSE 0 END AS candidates,
       CASE WHEN status IN ('matched', 'matched_out_of_la') THEN records ELSE 0 END AS match_records,
       CASE WHEN status IN ('matched', 'matched_out_of_la') THEN match_la END AS match_la_code,
       CASE WHEN status IN ('matched', 'matched_out_of_la') THEN match_import_id END AS match_import_id,
       CASE WHEN status IN ('matched', 'matched_out_of_la') AND is_census THEN match_pupil_no END AS match_pupil_no,
       CASE WHEN status IN ('matched', 'matched_out_of_la') AND NOT is_census THEN match_pupil_no END AS match_row_no,
       nc_year, nc_year_source, expected_literal, expected_calendar, assessment_year::SMALLINT AS assessment_year
FROM outcome
