-- Who is a child of a CIN return (C-4), and who of the same authority's SSDA903 is that child
-- (C-11). Everything that counts children in need or looks for their care goes through here.
WITH record AS (
    SELECT c.la_code, c.year, c.source, c.import_id, c.la_child_id, c.child_no, c.upn,
           c.birth_date,
           first_value(c.person_id) OVER (
               PARTITION BY c.import_id, c.la_child_id,
                            CASE WHEN c.la_child_id IS NULL THEN c.child_no END
               ORDER BY c.child_no) AS person_id,
           -- C-4: a child is one LA child id. Where a return repeats an id the first record in the
           -- file speaks for the child; a record without an id is a child of its own.
           min(c.child_no) OVER (
               PARTITION BY c.import_id, c.la_child_id,
                            CASE WHEN c.la_child_id IS NULL THEN c.child_no END) AS counts_as,
           count(*) OVER (
               PARTITION BY c.import_id, c.la_child_id,
                            CASE WHEN c.la_child_id IS NULL THEN c.child_no END) AS records
    FROM cin.child AS c
),
child AS (
    SELECT r.*,
           -- C-4, CC-24: one UPN under two ids is reported, never merged here.
           r.upn IS NOT NULL
           AND min(r.counts_as) OVER (PARTITION BY r.import_id, r.upn)
               <> max(r.counts_as) OVER (PARTITION BY r.import_id, r.upn) AS upn_shared
    FROM record AS r
),
-- C-15: an SSDA903 covers a year when its own return of that year holds episodes. One without
-- any lacks that module more likely than it says that nobody was looked after.
covered AS (
    SELECT e.la_code, e.year
    FROM cla.episode AS e
    GROUP BY e.la_code, e.year
),
care_child AS (
    SELECT k.la_code, k.year, k.import_id, k.child_id, k.upn, k.dob,
           min(k.child_id) OVER (PARTITION BY k.import_id, k.upn)
               <> max(k.child_id) OVER (PARTITION BY k.import_id, k.upn) AS upn_shared
    FROM cla.child AS k
),
-- C-11: on the LA child id, and only where that finds nobody on UPN and birth date. This is the
-- one place that joins the two returns.
same_child AS (
    SELECT c.import_id, c.child_no,
           coalesce(by_id.import_id, by_upn.import_id) AS cla_import_id,
           coalesce(by_id.child_id, by_upn.child_id) AS cla_child_id,
           coalesce(by_id.dob, by_upn.dob) AS cla_birth_date,
           CASE WHEN by_id.child_id IS NOT NULL THEN 'la_child_id'
                WHEN by_upn.child_id IS NOT NULL THEN 'upn_birth_date' END AS cla_link
    FROM child AS c
    LEFT JOIN care_child AS by_id
      ON by_id.la_code = c.la_code AND by_id.year = c.year AND by_id.child_id = c.la_child_id
    LEFT JOIN (
        SELECT k.la_code, k.year, k.import_id, k.child_id, k.upn, k.dob
        FROM care_child AS k
        -- Whom the id finds is not looked for again under another child's UPN.
        LEFT ANTI JOIN cin.child AS taken
          ON taken.la_code = k.la_code AND taken.year = k.year AND taken.la_child_id = k.child_id
        WHERE k.upn IS NOT NULL AND NOT k.upn_shared
    ) AS by_upn
      ON by_upn.la_code = c.la_code AND by_upn.year = c.year
     AND by_upn.upn = c.upn AND by_upn.dob = c.birth_date AND NOT c.upn_shared
)
SELECT c.la_code, c.year, c.source, c.import_id, c.person_id, c.la_child_id, c.child_no,
       c.counts_as,
       -- The same child in the returns of other years. A record without an id is in no other.
       coalesce(c.la_child_id, concat('record ', c.child_no, ' of import ', c.import_id)) AS child_key,
       c.records::INT AS records,
       c.upn_shared,
       make_date(c.year::INT - 1, 4, 1) AS year_start,
       make_date(c.year::INT, 3, 31) AS year_end,
       v.year IS NOT NULL AS cla_known,
       CASE WHEN v.year IS NULL
            THEN concat('SSDA903 of authority ', c.la_code, ' for ', c.year) END AS cla_missing,
       s.cla_import_id, s.cla_child_id, s.cla_link,
       s.cla_birth_date <> c.birth_date AS cla_birth_date_differs
FROM child AS c
JOIN same_child AS s ON s.import_id = c.import_id AND s.child_no = c.child_no
LEFT JOIN covered AS v ON v.la_code = c.la_code AND v.year = c.year
