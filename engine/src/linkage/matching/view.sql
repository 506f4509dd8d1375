-- Which school census record, and which assessment results, belong to each child of the SEN2
-- return, the CIN census and SSDA903: by keys that must all be there and equal (S-16 to S-22,
-- S-24, S-25; C-7 to C-9).

-- C-9: a child without a UPN for a good reason cannot be matched, and nobody has to mend it.
-- [assumed] Good are the reasons that C-9 lists: unborn, under school age (nursery years), every
-- referral without further action, and the codes that say so or "newly in need, not yet known".
-- UN2 and UN3 (never at a maintained school, educated abroad) and disagreeing sources are not.
WITH cin_referred AS (
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
    -- That table has no UPN where its check letter is wrong; the census may have the same.
    SELECT 'cin', la_code, year, source, import_id, person_id, child_no,
           la_child_id, coalesce(upn, upper(replace(upn_raw, ' ', ''))),
           coalesce(former_upn, upper(replace(former_upn_raw, ' ', ''))), NULL, birth_date, sex, may_lack_upn
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
    SELECT dataset, la_code, year, source, import_id, person_id, local_id, may_lack_upn,
           coalesce(local_id, 'number ' || child_no::TEXT) AS child,
           CASE WHEN character_length(upn) = 13 THEN upn END AS upn,
           CASE WHEN character_length(former_upn) = 13 THEN former_upn END AS former_upn,
           CASE WHEN character_length(uln) = 10 AND uln <> '9999999999' THEN uln END AS uln,
           birth_date AS birth,
           CASE WHEN sex IN ('M', '1') THEN 'M' WHEN sex IN ('F', '2') THEN 'F' END AS sex_letter
    FROM returned
),
-- Every number under which a child may be found. A UPN has 13 characters and a ULN 10: they cannot
-- be taken for each other.
child_number AS (
    SELECT *, CASE kind WHEN 'upn' THEN upn WHEN 'uln' THEN uln ELSE former_upn END AS number
    FROM (SELECT dataset, import_id, year, child, birth, sex_letter, upn, former_upn, uln,
                 unnest(make_array('upn', 'former_upn', 'uln')) AS kind
          FROM child_key) AS k
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
-- Results of results day come with a ULN alone.
result_number AS (
    SELECT 'eyfsp' AS target, la_code, year, import_id, row_no, dob, sex, forename, version, upn AS number, 'upn' AS kind
    FROM attainment.eyfsp
    UNION ALL
    SELECT 'phonics', la_code, year, import_id, row_no, dob, sex, forename, version, upn, 'upn'
    FROM attainment.phonics
    UNION ALL
    SELECT 'ks1', la_code, year, import_id, row_no, dob, sex, forename, version, upn, 'upn'
    FROM attainment.ks1
    UNION ALL
    SELECT 'ks2', la_code, year, import_id, row_no, dob, sex, forename, version, upn, 'upn'
    FROM attainment.ks2
    UNION ALL
    SELECT 'ks4', la_code, year, import_id, row_no, dob, sex, NULL, version, upn, 'upn'
    FROM attainment.ks4
    UNION ALL
    SELECT 'ks4', la_code, year, import_id, row_no, dob, sex, NULL, version, uln, 'uln'
    FROM attainment.ks4
),
-- Every record with a number of the child: in the census of the same academic year (S-16), and
-- among the results of earlier ones. [assumed] A result of any earlier year counts: a child held
-- back took the assessment earlier than the others of the present NC year, which says only which
-- assessment to look in (S-17). `preference` chooses among the records of one child, the smallest
-- first, then the latest (`age`), then that of most sessions.
pair AS (
    SELECT c.dataset, c.import_id, c.child, c.birth, c.sex_letter, c.kind, 'census' AS target,
           p.la_code AS match_la, p.import_id AS match_import_id, p.pupil_no AS match_no, p.birth_date,
           p.sex, p.kind AS record_kind, coalesce(p.upn, p.uln) AS identity, p.forename,
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
           coalesce(DATE '2100-01-01' - p.entry_date, 100000) AS age, coalesce(a.sessions_possible, 0) AS sessions
    FROM child_number AS c
    JOIN pupil_number AS p ON p.year = c.year AND p.number = c.number
    LEFT JOIN census.absence AS a
        ON a.year = p.year AND a.import_id = p.import_id AND a.pupil_no = p.pupil_no AND a.block = 1
    UNION ALL
    -- The latest year's, and of its versions the best: final, amended, unamended, provisional.
    SELECT c.dataset, c.import_id, c.child, c.birth, c.sex_letter, c.kind, r.target,
           r.la_code, r.import_id, r.row_no, r.dob, r.sex, r.kind, r.number, r.forename, NULL,
           (c.year - r.year) * 10 + CASE WHEN r.version = 'F' THEN 0 WHEN r.version IN ('A', 'R') THEN 1
                                         WHEN r.version = 'U' THEN 2 ELSE 3 END,
           0, 0
    FROM child_number AS c
    JOIN result_number AS r ON r.number = c.number AND r.year < c.year
),
-- What each record says of the child. 1 to 3: the rule by which they are the same, all keys there
-- and equal (S-18). 11 and 12: the UPN and one more key are equal, the third is not (S-20). None:
-- another child.
judged AS (
    SELECT *, CASE
               WHEN birth_date = birth AND record_sex = sex_letter THEN CASE
                   WHEN kind = 'upn' AND record_kind = 'upn' THEN 1
                   WHEN kind = 'uln' AND record_kind = 'uln' THEN 3
                   WHEN kind <> 'uln' AND record_kind <> 'uln' THEN 2 END
               WHEN kind = 'upn' AND record_kind = 'upn' AND birth_date = birth
                   AND sex_letter IS NOT NULL THEN 11
               WHEN kind = 'upn' AND record_kind = 'upn' AND record_sex = sex_letter
                   AND birth IS NOT NULL THEN 12 END AS rank
    FROM (SELECT *, CASE WHEN sex IN ('M', '1') THEN 'M' WHEN sex IN ('F', '2') THEN 'F' END AS record_sex
          FROM pair) AS p
),
-- `pick` is a record as text of fixed width, so that the smallest is the best of them (S-21); a
-- minimum of text takes a small part of the time of a window for each child. Its fields, from 1:
-- preference, age, sessions, import, row, authority, NC year.
picked AS (
    SELECT dataset, import_id, child, target, rank, match_import_id, identity, lower(forename) AS forename,
           concat_ws('|', lpad(preference::TEXT, 3, '0'), lpad(age::TEXT, 6, '0'), lpad((9999 - sessions)::TEXT, 4, '0'),
                     lpad(match_import_id::TEXT, 12, '0'), lpad(match_no::TEXT, 10, '0'), match_la::TEXT,
                     census_nc_year) AS pick
    FROM judged
    WHERE rank IS NOT NULL
),
in_file AS (
    SELECT dataset, import_id, child, target, rank, match_import_id, count(*) AS records, min(pick) AS pick,
           min(identity) AS low_identity, max(identity) AS high_identity,
           -- [assumed] One file that has a number under two forenames has two children (twins, say).
           coalesce(min(forename) < max(forename), false) AS has_two_names
    FROM picked
    GROUP BY dataset, import_id, child, target, rank, match_import_id
),
-- S-19, S-21: several records are one child, and no ambiguity, when they carry one number.
found AS (
    SELECT dataset, import_id, child, target, rank, sum(records) AS records, min(pick) AS pick,
           min(low_identity) < max(high_identity) OR bool_or(has_two_names) AS is_several
    FROM in_file
    GROUP BY dataset, import_id, child, target, rank
),
-- The first rule that finds exactly one child wins. Fields, from 1: turn, rank, children, records,
-- then those of `pick`.
winner AS (
    SELECT dataset, import_id, child, target,
           min(concat_ws('|', lpad(CASE WHEN rank < 10 AND is_several THEN 10 ELSE rank END::TEXT, 2, '0'), rank::TEXT,
                         CASE WHEN is_several THEN '2' ELSE '1' END, records::TEXT, pick)) AS won
    FROM found
    GROUP BY dataset, import_id, child, target
),
of_child AS (
    SELECT dataset, import_id, child, max(CASE WHEN target = 'census' THEN won END) AS census,
           max(CASE WHEN target = 'eyfsp' THEN won END) AS eyfsp, max(CASE WHEN target = 'phonics' THEN won END) AS phonics,
           max(CASE WHEN target = 'ks1' THEN won END) AS ks1, max(CASE WHEN target = 'ks2' THEN won END) AS ks2,
           max(CASE WHEN target = 'ks4' THEN won END) AS ks4
    FROM winner
    GROUP BY dataset, import_id, child
),
-- Each child once for each target, found or not. MTC has no expectation (8.3) and so is none.
asked AS (
    SELECT c.dataset, c.la_code, c.year, c.source, c.import_id, c.person_id, c.local_id, c.may_lack_upn, c.birth,
           CASE WHEN c.upn IS NULL THEN 'key_missing:upn' WHEN c.birth IS NULL THEN 'key_missing:birth_date'
                WHEN c.sex_letter IS NULL THEN 'key_missing:sex' END AS key_missing,
           CASE WHEN o.census < '10' THEN split_part(o.census, '|', 11) END AS spring_nc_year,
           o.census, o.eyfsp, o.phonics, o.ks1, o.ks2, o.ks4,
           unnest(make_array('census', 'eyfsp', 'phonics', 'ks1', 'ks2', 'ks4')) AS target
    FROM child_key AS c
    LEFT JOIN of_child AS o ON o.dataset = c.dataset AND o.import_id = c.import_id AND o.child = c.child
),
-- What was found, and the NC year in which each assessment is taken (8.3).
told AS (
    SELECT dataset, la_code, year, source, import_id, person_id, local_id, may_lack_upn, birth, key_missing,
           spring_nc_year, target,
           CASE target WHEN 'census' THEN census WHEN 'eyfsp' THEN eyfsp WHEN 'phonics' THEN phonics
               WHEN 'ks1' THEN ks1 WHEN 'ks2' THEN ks2 ELSE ks4 END AS won,
           CASE target WHEN 'eyfsp' THEN 0 WHEN 'phonics' THEN 1 WHEN 'ks1' THEN 2 WHEN 'ks2' THEN 6
               WHEN 'ks4' THEN 11 END AS taken_in
    FROM asked
),
best AS (
    SELECT *, coalesce(split_part(won, '|', 2)::BIGINT, 99) AS rank, coalesce(split_part(won, '|', 3)::BIGINT, 0) AS children,
           coalesce(split_part(won, '|', 4)::BIGINT, 0) AS records, split_part(won, '|', 8)::BIGINT AS match_import_id,
           split_part(won, '|', 9)::INT AS match_no, split_part(won, '|', 10)::SMALLINT AS match_la
    FROM told
),
-- The child's NC year (S-10 to S-14): that of the matched spring census, with R and the nursery
-- years as numbers; where it has none, or one that is no year of a child (M, E1), the inferred
-- one. X is kept. NULL means that there is no birth date.
census_placed AS (
    SELECT *, CASE WHEN spring_nc_year = 'X' THEN 'X' WHEN spring_nc_year = 'R' THEN '0'
                   WHEN spring_nc_year = 'N2' THEN '-1' WHEN spring_nc_year = 'N1' THEN '-2'
                   WHEN spring_nc_year ~ '^[0-9]{1,2}$' THEN spring_nc_year END AS census_year
    FROM best
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
    SELECT *, target = 'census' AS is_census,
           CASE WHEN target <> 'census'
                THEN coalesce(array_has(expected_attainment(nc_year), target), false) END AS expected_literal,
           year - (TRY_CAST(nc_year AS INT) - taken_in) AS assessment_year
    FROM placed
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
    SELECT DISTINCT target, la_code, year FROM result_number
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
       CASE WHEN status IN ('matched', 'matched_out_of_la') AND is_census THEN match_no END AS match_pupil_no,
       CASE WHEN status IN ('matched', 'matched_out_of_la') AND NOT is_census THEN match_no END AS match_row_no,
       nc_year, nc_year_source, expected_literal, expected_calendar, assessment_year::SMALLINT AS assessment_year
FROM outcome
