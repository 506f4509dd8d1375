-- Where each person of a SEN2 return is educated on census day: the placement attended of rank 1,
-- the establishment as it was on that day (S-36 to S-39), its latest inspection (S-41, S-42), and
-- the needs of the same plan (4.4).

-- S-3: the census day that the header tells, else the third Thursday of January of the year.
WITH person AS (
    SELECT p.la_code, p.year, p.source, p.import_id, p.person_id, p.person_no,
           coalesce(h.reference_date, make_date(p.year, 1, 15)
               + ((11 - extract(DOW FROM make_date(p.year, 1, 15))::INT) % 7)) AS census_day
    FROM sen2.person AS p
    LEFT JOIN sen2.header AS h
        ON h.import_id = p.import_id AND extract(YEAR FROM h.reference_date)::INT = p.year
),
-- S-36: rank 1 only. Of several, and of those of several plans: [assumed] attended on census day
-- (entered, not left before), the latest entered, the latest plan's.
ranked AS (
    SELECT p.import_id, p.person_no, p.census_day, l.urn AS urn_text, l.ukprn AS ukprn_text, l.sen_setting,
           l.sen_unit_indicator, l.resourced_provision_indicator, l.attendance_pattern,
           row_number() OVER (PARTITION BY p.import_id, p.person_no
                              ORDER BY coalesce(l.entry_date > p.census_day, false),
                                       l.entry_date DESC NULLS LAST, l.request_no DESC, l.active_plan_no DESC,
                                       l.placement_no) AS place
    FROM person AS p
    JOIN sen2.placement AS l ON l.import_id = p.import_id AND l.person_no = p.person_no
    WHERE l.placement_rank = '1' AND (l.leaving_date IS NULL OR l.leaving_date >= p.census_day)
),
-- Of a URN, a UKPRN and a setting code the first that can be one says where; a code that was put
-- in the URN's place is still a code.
numbered AS (
    SELECT *, TRY_CAST(urn_text AS INT) AS urn
    FROM ranked
    WHERE place = 1
),
main AS (
    SELECT *, CASE WHEN urn IS NULL THEN TRY_CAST(ukprn_text AS INT) END AS ukprn,
           CASE WHEN urn IS NULL AND TRY_CAST(ukprn_text AS INT) IS NULL
                THEN upper(coalesce(sen_setting, urn_text)) END AS setting_code
    FROM numbered
),
-- S-37. Links have often one side only, so both directions are taken, and up to two steps: a school
-- that converted twice. A UKPRN may be that of an academy and of the school before it.
linked AS (
    SELECT urn, link_urn FROM reference.establishment_link
    UNION ALL
    SELECT link_urn, urn FROM reference.establishment_link
),
asked AS (
    SELECT DISTINCT census_day, urn, ukprn FROM main WHERE urn IS NOT NULL OR ukprn IS NOT NULL
),
candidate AS (
    SELECT a.census_day, a.urn, a.ukprn, a.urn AS as_urn, 0 AS steps FROM asked AS a WHERE a.urn IS NOT NULL
    UNION ALL
    SELECT a.census_day, a.urn, a.ukprn, e.urn, 0 FROM asked AS a JOIN reference.establishment AS e ON e.ukprn = a.ukprn
    UNION ALL
    SELECT a.census_day, a.urn, a.ukprn, l.link_urn, 1 FROM asked AS a JOIN linked AS l ON l.urn = a.urn
    UNION ALL
    SELECT a.census_day, a.urn, a.ukprn, m.link_urn, 2
    FROM asked AS a JOIN linked AS l ON l.urn = a.urn JOIN linked AS m ON m.urn = l.link_urn
),
-- The establishment open on the day by the fewest steps; where none was, the one that was told.
establishment AS (
    SELECT c.census_day, c.urn AS asked_urn, c.ukprn AS asked_ukprn, e.urn, e.la_code, e.laestab, e.type_of_establishment_code,
           e.type_of_establishment_name, e.dfe_sen2_group, e.type_of_resourced_provision_name,
           (e.open_date IS NULL OR e.open_date <= c.census_day)
               AND (e.close_date IS NULL OR e.close_date >= c.census_day) AS was_open,
           row_number() OVER (PARTITION BY c.census_day, c.urn, c.ukprn
                              ORDER BY (e.open_date IS NULL OR e.open_date <= c.census_day)
                                           AND (e.close_date IS NULL OR e.close_date >= c.census_day) DESC,
                                       c.steps, e.open_date DESC NULLS LAST, e.urn) AS place
    FROM candidate AS c
    JOIN reference.establishment AS e ON e.urn = c.as_urn
),
-- S-1, S-2: in which years the item was asked for.
pattern_collected AS (
    SELECT coalesce(min(first_year), 0) AS first_year, coalesce(max(last_year), 9999) AS last_year
    FROM reference.collected_item
    WHERE dataset = 'sen2' AND table_name = 'placement' AND column_name = 'attendance_pattern'
),
need AS (
    SELECT import_id, person_no, sen_type_rank, upper(sen_type) AS sen_type,
           row_number() OVER (PARTITION BY import_id, person_no, sen_type_rank
                              ORDER BY request_no DESC, active_plan_no DESC, need_no) AS place
    FROM sen2.need
    WHERE sen_type IS NOT NULL AND sen_type_rank IN ('1', '2')
),
needs AS (
    SELECT import_id, person_no, max(CASE WHEN sen_type_rank = '1' THEN sen_type END) AS primary_need,
           max(CASE WHEN sen_type_rank = '2' THEN sen_type END) AS secondary_need
    FROM need
    WHERE place = 1
    GROUP BY import_id, person_no
),
-- S-36: NEET is a code of its own, every other code and whatever is not told is Other.
setting AS (
    SELECT p.*, m.import_id IS NOT NULL AS has_placement,
           m.urn IS NOT NULL OR m.ukprn IS NOT NULL AS has_number, m.setting_code, coalesce(e.urn, m.urn) AS urn,
           e.urn IS NOT NULL AS in_register, e.was_open, e.laestab, e.la_code AS establishment_la_code,
           e.type_of_establishment_code, e.type_of_establishment_name, e.dfe_sen2_group,
           e.type_of_resourced_provision_name, m.sen_unit_indicator, m.resourced_provision_indicator,
           m.attendance_pattern, n.primary_need, n.secondary_need
    FROM person AS p
    LEFT JOIN main AS m ON m.import_id = p.import_id AND m.person_no = p.person_no
    LEFT JOIN establishment AS e
        ON e.place = 1 AND e.census_day = m.census_day
            AND coalesce(e.asked_urn, 0) = coalesce(m.urn, 0) AND coalesce(e.asked_ukprn, 0) = coalesce(m.ukprn, 0)
    LEFT JOIN needs AS n ON n.import_id = p.import_id AND n.person_no = p.person_no
)
SELECT s.la_code, s.year, s.source, s.import_id, s.person_id, s.person_no, s.census_day, s.has_placement,
       CASE WHEN s.setting_code = 'NEET' THEN 'NEET'
            ELSE coalesce(k.school_type, 'Other') END AS school_type,
       CASE WHEN NOT s.has_placement THEN 'no_placement'
            WHEN s.in_register THEN s.type_of_establishment_name
            WHEN s.setting_code IS NOT NULL THEN s.setting_code
            WHEN s.has_number THEN 'unknown_establishment'
            ELSE 'no_setting' END AS school_sub_type,
       s.setting_code, s.urn, s.laestab, s.type_of_establishment_code, s.dfe_sen2_group AS school_type_dfe, s.was_open AS establishment_open,
       s.establishment_la_code,
       -- S-38: out is another authority that submits SEN2, so one of England.
       CASE WHEN s.establishment_la_code = s.la_code THEN 'in'
            WHEN a.code IS NOT NULL THEN 'out'
            ELSE 'unknown' END AS educated_in_la,
       -- S-39: blank is "no unit there" unless the register knows of one.
       CASE WHEN s.sen_unit_indicator THEN 'yes' WHEN NOT s.sen_unit_indicator THEN 'no'
            WHEN s.type_of_resourced_provision_name IN ('SEN unit', 'Resourced provision and SEN unit') THEN 'unknown'
            ELSE 'not_applicable' END AS sen_unit,
       CASE WHEN s.resourced_provision_indicator THEN 'yes' WHEN NOT s.resourced_provision_indicator THEN 'no'
            WHEN s.type_of_resourced_provision_name IN ('Resourced provision', 'Resourced provision and SEN unit') THEN 'unknown'
            ELSE 'not_applicable' END AS resourced_provision,
       CASE WHEN s.year < c.first_year OR s.year > c.last_year THEN 'not_collected'
            ELSE coalesce(s.attendance_pattern, 'unknown') END AS attendance_pattern,
       coalesce(s.primary_need, 'not_recorded') AS primary_need,
       s.secondary_need,
       -- DfE publishes DS within OTH.
       CASE WHEN s.primary_need = 'DS' THEN 'OTH' ELSE coalesce(s.primary_need, 'not_recorded') END AS primary_need_dfe,
       CASE WHEN s.secondary_need = 'DS' THEN 'OTH' ELSE s.secondary_need END AS secondary_need_dfe,
       CASE WHEN s.in_register THEN k.ofsted ELSE 'unknown_establishment' END AS ofsted,
       k.ofsted_inspected_on, k.ofsted_previous
FROM setting AS s
LEFT JOIN reference.local_authority AS a ON a.code = s.establishment_la_code
LEFT JOIN cohort.school AS k ON s.in_register AND k.urn = s.urn
CROSS JOIN pattern_collected AS c
