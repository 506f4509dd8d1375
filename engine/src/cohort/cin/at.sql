-- The groups of cohort.cin at the day $1: for every child in the return whose year holds it.
WITH open_on_day AS (
    SELECT s.import_id, s.child_no,
           bool_or(s.kind = 'case' AND s.in_need) AS cin,
           bool_or(s.kind = 'child_protection_plan') AS cpp,
           bool_or(s.kind = 'cin_plan') AS cin_plan,
           bool_or(s.kind = 'looked_after') AS looked_after
    FROM cohort.status_span AS s
    -- CC-49: what ends on the day is no longer open on it.
    WHERE s.started <= $1 AND (s.ended IS NULL OR s.ended > $1)
    GROUP BY s.import_id, s.child_no
),
child AS (
    SELECT c.la_code, c.year, c.source, c.import_id, c.person_id, c.la_child_id, c.child_no,
           c.cla_known, c.cla_missing,
           coalesce(o.cin, false) AS cin,
           coalesce(o.cpp, false) AS cpp,
           coalesce(o.cin_plan, false) AS cin_plan,
           coalesce(o.looked_after, false) AS looked_after
    FROM cohort.cin_child AS c
    LEFT JOIN open_on_day AS o ON o.import_id = c.import_id AND o.child_no = c.child_no
    WHERE c.child_no = c.counts_as AND $1 BETWEEN c.year_start AND c.year_end
)
SELECT la_code, year, source, import_id, person_id, la_child_id, child_no,
       $1::DATE AS as_at,
       cin, cpp,
       -- C-15: not computed without the SSDA903 of the year.
       CASE WHEN cla_known THEN cin AND cpp AND NOT looked_after END AS cppo,
       CASE WHEN cla_known THEN cin AND NOT cpp AND NOT looked_after END AS cino,
       CASE WHEN cla_known THEN cin AND looked_after END AS cla,
       cin AND cpp AS cppo_cla_unknown,
       cin AND NOT cpp AS cino_cla_unknown,
       CASE WHEN cpp THEN 'with' WHEN cin THEN 'without' END AS child_protection_plan,
       CASE WHEN year >= 2022 THEN cin_plan END AS cin_plan,
       -- C-14: one status, of children in need only.
       CASE WHEN NOT cin OR NOT cla_known THEN NULL
            WHEN looked_after THEN 'looked_after'
            WHEN cpp THEN 'child_protection_plan'
            WHEN cin_plan THEN 'cin_plan'
            ELSE 'other_cin' END AS status,
       cla_known, cla_missing
FROM child
