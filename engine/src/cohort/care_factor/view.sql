-- Groups and care factors of every child of an SSDA903 return, each source by itself (V-16).
WITH child AS (
    SELECT la_code, year, source, import_id, person_id, child_id, dob,
           make_date(year::INT - 1, 4, 1) AS year_start, make_date(year::INT, 3, 31) AS year_end
    FROM cla.child
),
-- L-38, L-43: groups of a day and of a year come from the episodes of the year's own return, as
-- they stand. What ended on 31 March is not open on it, and was in the year.
own AS (
    SELECT import_id, child_id, decom, dec, coalesce(ls IN ('V3', 'V4'), false) AS short_break,
           make_date(year::INT - 1, 4, 1) AS year_start, make_date(year::INT, 3, 31) AS year_end,
           coalesce(decom <= make_date(year::INT, 3, 31)
                    AND (dec IS NULL OR dec >= make_date(year::INT - 1, 4, 1)), false) AS in_year,
           coalesce(decom <= make_date(year::INT, 3, 31)
                    AND (dec IS NULL OR dec > make_date(year::INT, 3, 31)), false) AS at_end
    FROM cla.episode
),
-- How far the episodes before each have covered the days.
covered AS (
    SELECT *, in_year AND NOT short_break AS in_care,
           max(coalesce(dec, DATE '9999-12-31')) OVER (
               PARTITION BY import_id, child_id, in_year AND NOT short_break
               ORDER BY decom, dec NULLS LAST
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered_to
    FROM own
),
-- V-5, L-40: twelve months are a year without a day without care. The first episode began by
-- 1 April, each begins by the day on which those before it end, and the last is open or ends on
-- 31 March, which the DfE's rule allows as well. Any short break in the year rules it out.
grouped AS (
    SELECT import_id, child_id, count(*) AS episodes,
           bool_or(in_care) AS in_year,
           bool_or(at_end AND NOT short_break) AS at_end,
           bool_or(in_year AND short_break) AS short_break,
           coalesce(min(CASE WHEN in_care THEN decom END) <= min(year_start)
                        AND NOT bool_or(in_care AND coalesce(decom > covered_to, false))
                        AND max(CASE WHEN in_care THEN coalesce(dec, DATE '9999-12-31') END) >= min(year_end)
                        AND NOT bool_or(in_year AND short_break), false) AS twelve_months
    FROM covered
    GROUP BY import_id, child_id
),
-- Two rows of a child in one module are a fault of the return (INT31 and on): the last one counts.
oc2 AS (
    SELECT import_id, child_id, last_value(sdq_score ORDER BY oc2_no) AS sdq_score,
           last_value(sdq_reason ORDER BY oc2_no) AS sdq_reason
    FROM cla.oc2
    GROUP BY import_id, child_id
),
oc3 AS (
    SELECT import_id, child_id, last_value(in_touch ORDER BY oc3_no) AS in_touch
    FROM cla.oc3
    GROUP BY import_id, child_id
),
-- L-7: a module that is not in the return makes its figures unknown, not false. XML holds them all;
-- of a set of files the names tell, and the rows.
module AS (
    SELECT f.import_id,
           o2.import_id IS NOT NULL OR lower(f.file_name) LIKE '%oc2%' OR lower(f.file_name) LIKE '%.xml'
               AS has_oc2,
           o3.import_id IS NOT NULL OR lower(f.file_name) LIKE '%oc3%' OR lower(f.file_name) LIKE '%.xml'
               AS has_oc3
    FROM imports.file AS f
    LEFT JOIN (SELECT DISTINCT import_id FROM cla.oc2) AS o2 ON o2.import_id = f.import_id
    LEFT JOIN (SELECT DISTINCT import_id FROM cla.oc3) AS o3 ON o3.import_id = f.import_id
    WHERE f.dataset = 'cla'
),
-- The history: which episode is the last, which one is behind a temporary placement (L-45), which
-- is the first of the year that is a placement (L-41: of 24 hours or more, so none that begins and
-- ends on one day; of the year's own return).
care AS (
    SELECT *,
           CASE WHEN period_end <= year_end THEN period_end END AS left_on,
           max(period_no) OVER w AS latest_no,
           row_number() OVER (PARTITION BY import_id, child_id, short_break ORDER BY decom DESC) AS back,
           row_number() OVER (PARTITION BY import_id, child_id, short_break, period_no, temporary
                              ORDER BY decom DESC) AS back_in_period,
           NOT temporary AND told_year = year AND (ended IS NULL OR (ended >= year_start AND ended > decom))
               AS placement_of_year
    FROM cohort.care_episode
    WINDOW w AS (PARTITION BY import_id, child_id, short_break)
),
marked AS (
    SELECT *,
           period_no = latest_no AS latest,
           decom = period_start AS opens_period,
           placement_of_year
               AND (new_placement
                    OR row_number() OVER (PARTITION BY import_id, child_id, short_break, placement_of_year
                                          ORDER BY decom) = 1) AS counts_in_year,
           row_number() OVER (PARTITION BY import_id, child_id, short_break, placement_of_year ORDER BY decom) = 1
               AS first_of_year
    FROM care
),
-- Starting counts at the first start of the year, ceasing at the last end (section 11); the days in
-- care of L-44 are those of all periods together.
history AS (
    SELECT import_id, child_id,
           count(CASE WHEN opens_period THEN 1 END)::INT AS periods,
           min(CASE WHEN opens_period AND period_start_known AND period_start >= year_start
                    THEN period_start END) AS started_in_year,
           max(CASE WHEN opens_period AND left_on >= year_start THEN left_on END) AS ceased_in_year,
           sum(CASE WHEN opens_period THEN coalesce(left_on, year_end) - period_start END)::INT AS days,
           bool_and(period_start_known) AS starts_known,
           max(CASE WHEN latest THEN period_start END) AS period_start,
           bool_or(latest AND period_start_known) AS period_start_known,
           max(CASE WHEN latest THEN left_on END) AS left_on,
           max(CASE WHEN latest THEN coalesce(left_on, year_end) END) AS counted_to,
           max(CASE WHEN latest THEN placement_no END) AS placements,
           count(CASE WHEN counts_in_year THEN 1 END)::INT AS year_placements,
           count(CASE WHEN counts_in_year AND (first_of_year OR coalesce(rne NOT IN ('T', 'U'), true))
                      THEN 1 END)::INT AS year_placements_new_carer,
           max(CASE WHEN latest AND opens_period THEN ls END) AS first_ls,
           max(CASE WHEN latest AND opens_period THEN cin END) AS first_cin,
           max(CASE WHEN latest AND opens_period THEN place END) AS first_place,
           max(CASE WHEN back = 1 THEN decom END) AS decom,
           max(CASE WHEN back = 1 THEN ended END) AS ended,
           max(CASE WHEN back = 1 THEN ended_reason END) AS ended_reason,
           max(CASE WHEN back = 1 THEN ls END) AS ls,
           max(CASE WHEN back = 1 THEN place END) AS place,
           max(CASE WHEN back = 1 THEN place_provider END) AS place_provider,
           max(CASE WHEN back = 1 THEN pl_post END) AS pl_post,
           max(CASE WHEN back = 1 THEN urn END) AS urn,
           max(CASE WHEN back = 1 THEN placement_start END) AS placement_start,
           max(CASE WHEN latest AND NOT temporary AND back_in_period = 1 THEN place END) AS settled_place,
           -- L-37: always told where an end was made up.
           bool_or(repair IS NOT NULL) AS repaired,
           -- Any period that ended in an adoption or an order (1.2).
           bool_or(ended_reason IN ('E11', 'E12', 'E41', 'E43', 'E44', 'E45', 'E46', 'E47', 'E48'))
               AS left_to_permanence,
           min(told_year) AS history_from
    FROM marked
    WHERE NOT short_break
    GROUP BY import_id, child_id
)
SELECT c.la_code, c.year, c.source, c.import_id, c.person_id, c.child_id, c.year_start, c.year_end,
       coalesce(g.episodes, 0)::INT AS episodes_in_return, h.history_from,
       -- groups of section 1
       coalesce(g.in_year, false) AS cla_during_year,
       coalesce(g.at_end, false) AS cla_at_31_march,
       coalesce(g.short_break, false) AS short_break,
       coalesce(g.short_break AND NOT g.in_year, false) AS short_break_only,
       -- V-4: OC2 decides.
       CASE WHEN m.has_oc2 THEN o.child_id IS NOT NULL END AS cla_12_months,
       coalesce(g.twelve_months, false) AS cla_12_months_episodes,
       CASE WHEN NOT m.has_oc2 THEN NULL
            WHEN o.child_id IS NOT NULL AND NOT coalesce(g.twelve_months, false) THEN 'oc2_only'
            WHEN o.child_id IS NULL AND coalesce(g.twelve_months, false) THEN 'episodes_only'
            END AS cla_12_months_disagreement,
       CASE WHEN m.has_oc3 THEN l.child_id IS NOT NULL END AS care_leaver,
       -- L-42: who is left out of the figures on care leavers.
       CASE WHEN m.has_oc3 THEN l.child_id IS NOT NULL
                AND coalesce(l.in_touch NOT IN ('DIED', 'RHOM'), true)
                AND NOT coalesce(h.ended_reason = 'E3', false) END AS care_leaver_counts,
       h.started_in_year, h.ceased_in_year,
       CASE WHEN h.ended = h.ceased_in_year THEN h.ended_reason END AS reason_ceased,
       -- section 2
       h.period_start AS poc_start, h.period_start_known AS poc_start_known, h.left_on AS poc_end,
       CASE WHEN h.period_start_known THEN age_on(c.dob, h.period_start) END AS age_poc_start,
       CASE WHEN h.period_start_known THEN (h.counted_to - h.period_start)::INT END AS poc_dur,
       (h.counted_to - h.period_start)::INT AS poc_dur_at_least,
       -- V-13 [assumed]: calendar months, as those of C-25. A period whose start is not known is in
       -- the last band where what is known is that long.
       CASE WHEN h.counted_to >= add_months(h.period_start, 60) THEN '5 years or more'
            WHEN NOT h.period_start_known THEN NULL
            WHEN h.counted_to >= add_months(h.period_start, 24) THEN '2 to under 5 years'
            WHEN h.counted_to >= add_months(h.period_start, 12) THEN '1 to under 2 years'
            WHEN h.counted_to >= add_months(h.period_start, 6) THEN '6 to under 12 months'
            WHEN h.counted_to >= add_months(h.period_start, 3) THEN '3 to under 6 months'
            WHEN h.counted_to >= h.period_start THEN 'under 3 months' END AS poc_dur_band,
       coalesce(h.periods, 0) AS poc_count,
       CASE WHEN h.period_start_known THEN h.placements END AS pl_count,
       h.placements AS pl_count_at_least,
       -- V-14 [assumed]
       CASE WHEN h.placements >= 5 THEN '5 or more'
            WHEN NOT h.period_start_known THEN NULL
            WHEN h.placements >= 3 THEN '3 to 4'
            WHEN h.placements >= 1 THEN h.placements::TEXT END AS pl_count_band,
       CASE WHEN h.starts_known THEN h.days END AS care_days_all_periods,
       -- V-14: the published measure, over the year and of children looked after at its end.
       CASE WHEN g.in_year THEN h.year_placements END AS placements_in_year,
       CASE WHEN g.in_year THEN h.year_placements_new_carer END AS placements_in_year_new_carer,
       CASE WHEN g.at_end THEN h.year_placements >= 3 END AS three_or_more_placements,
       -- V-15
       CASE WHEN o.sdq_score IS NOT NULL OR o.sdq_reason IS NOT NULL THEN c.year END AS sdq_year,
       o.sdq_score, CASE WHEN o.sdq_score IS NULL THEN o.sdq_reason END AS sdq_reason,
       CASE WHEN o.sdq_score BETWEEN 0 AND 13 THEN 'normal'
            WHEN o.sdq_score BETWEEN 14 AND 16 THEN 'borderline'
            WHEN o.sdq_score BETWEEN 17 AND 40 THEN 'cause for concern' END AS sdq_band,
       CASE WHEN o.sdq_score IS NOT NULL THEN 'score'
            WHEN o.sdq_reason IS NOT NULL THEN 'reason'
            WHEN NOT m.has_oc2 THEN 'not_collected'
            WHEN o.child_id IS NOT NULL AND age_on(c.dob, c.year_end) BETWEEN 4 AND 16 THEN 'missing'
            ELSE 'not_due' END AS sdq_status,
       CASE WHEN o.sdq_score IS NOT NULL THEN coalesce(age_on(c.dob, c.year_end) BETWEEN 5 AND 16, false) END
           AS sdq_in_published_average,
       -- the last episode known: that of 31 March for a child looked after then
       h.decom AS episode_start, h.ended AS episode_end, h.ended_reason AS episode_end_reason,
       h.ls AS legal_status, h.first_cin AS category_of_need,
       h.place, coalesce(h.settled_place, h.place) AS place_underlying, h.place_provider, h.pl_post,
       h.urn AS place_urn, h.placement_start, coalesce(h.repaired, false) AS history_repaired,
       h.first_ls AS legal_status_at_start, h.first_place AS place_at_start,
       coalesce(h.left_to_permanence, false) AS left_to_permanence
FROM child AS c
LEFT JOIN module AS m ON m.import_id = c.import_id
LEFT JOIN grouped AS g ON g.import_id = c.import_id AND g.child_id = c.child_id
LEFT JOIN oc2 AS o ON o.import_id = c.import_id AND o.child_id = c.child_id
LEFT JOIN oc3 AS l ON l.import_id = c.import_id AND l.child_id = c.child_id
LEFT JOIN history AS h ON h.import_id = c.import_id AND h.child_id = c.child_id
