-- The reviews of looked-after children (SSDA903, section 12): the first within 20 working days of
-- entering care, the second 3 months after it, later ones every 6 months. Short breaks (V3, V4)
-- have none here (L-20).
WITH held AS (
    SELECT DISTINCT la_code, year, import_id FROM cla.child
),
-- A return answers for the days from its 1 April until a newer return of the authority does.
returned AS (
    SELECT la_code, year, import_id, make_date((year - 1)::INT, 4, 1) AS answers_from,
           lead(make_date((year - 1)::INT, 4, 1)) OVER (PARTITION BY la_code ORDER BY year, import_id)
               AS answers_before,
           make_date(year, 3, 31) AS known_to
    FROM held
),
-- A return without any review lacks the module, rather than that nobody was reviewed. Reviews are
-- told by all returns of an unbroken run of years that have it.
reviewed AS (
    SELECT la_code, year, year - row_number() OVER (PARTITION BY la_code ORDER BY year) AS run_no
    FROM (SELECT DISTINCT la_code, year FROM cla.review WHERE review IS NOT NULL) AS v
),
run AS (
    SELECT la_code, year, min(year) OVER (PARTITION BY la_code, run_no) AS first_year FROM reviewed
),
period AS (
    SELECT e.la_code, e.year, e.source, e.import_id, e.person_id, e.child_id, e.period_no, e.period_start,
           bool_and(e.period_start_known) AS entry_known, max(e.period_end) AS period_end
    FROM cohort.care_episode AS e
    WHERE NOT e.short_break
    GROUP BY e.la_code, e.year, e.source, e.import_id, e.person_id, e.child_id, e.period_no, e.period_start
),
-- Whether every review of the period is in the returns held.
told AS (
    SELECT p.*, u.first_year,
           coalesce(p.entry_known AND p.period_start >= make_date((u.first_year - 1)::INT, 4, 1), false) AS all_told
    FROM period AS p
    LEFT JOIN run AS u ON u.la_code = p.la_code AND u.year = p.year
),
step AS (
    SELECT import_id, child_id, period_no, period_start AS anchor FROM told
    UNION
    SELECT t.import_id, t.child_id, t.period_no, v.review
    FROM told AS t
    JOIN cla.review AS v ON v.la_code = t.la_code AND v.child_id = t.child_id AND v.year >= t.first_year
    WHERE v.review > t.period_start AND (t.period_end IS NULL OR v.review <= t.period_end)
),
gap AS (
    SELECT *, (row_number() OVER w - 1)::INT AS reviews_held, lead(anchor) OVER w AS next_review
    FROM step
    WINDOW w AS (PARTITION BY import_id, child_id, period_no ORDER BY anchor)
),
-- As CC-55: what began before the first return is not judged, and a review found of a child who was
-- in care by then is taken as not the first [assumed].
clock AS (
    SELECT t.*, g.anchor, g.reviews_held, least(g.next_review, t.period_end) AS ended_on,
           CASE WHEN g.reviews_held = 0 AND t.all_told THEN 'cla_review_20_days'
                WHEN g.reviews_held = 1 AND t.all_told THEN 'cla_review_3_months'
                ELSE 'cla_review_6_months' END AS clock,
           g.reviews_held = 0 AND NOT t.all_told AS unknown_start
    FROM gap AS g
    JOIN told AS t ON t.import_id = g.import_id AND t.child_id = g.child_id AND t.period_no = g.period_no
)
SELECT c.la_code, c.year, c.source, c.import_id, c.person_id,
       'cla' AS dataset, c.child_id AS local_id, NULL::INT AS record_no, c.clock,
       CASE WHEN NOT c.unknown_start THEN c.anchor END AS started_on,
       CASE WHEN c.unknown_start THEN NULL
            WHEN c.clock = 'cla_review_20_days' THEN add_working_days(c.anchor, 20)
            WHEN c.clock = 'cla_review_3_months' THEN add_months(c.anchor, 3)
            ELSE add_months(c.anchor, 6) END AS due_on,
       c.ended_on, c.ended_on IS NOT NULL AS is_over,
       CASE c.clock WHEN 'cla_review_20_days' THEN 20 WHEN 'cla_review_3_months' THEN 3 ELSE 6 END::INT AS allowed,
       CASE c.clock WHEN 'cla_review_20_days' THEN 'working_days' ELSE 'months' END AS unit,
       NULL::BOOLEAN AS exception, NULL::DATE AS due_from_referral,
       r.known_to, r.answers_from, r.answers_before,
       NULL::INT AS request_no, NULL::INT AS referral_no, NULL::INT AS assessment_no, NULL::INT AS section47_no,
       NULL::INT AS cp_plan_no, c.reviews_held, NULL::TEXT AS request_outcome, NULL::TEXT AS assessment_outcome
FROM clock AS c
JOIN returned AS r ON r.import_id = c.import_id
