-- The care history of every child of an SSDA903 return: the episodes of that return and those that
-- the authority's earlier returns tell, made into one chain of periods of care and placements.
-- A return leaves out what ended before its 1 April (L-3), so no return tells a history alone. A
-- later return never changes the history as at an earlier 31 March.
WITH returned AS (
    SELECT DISTINCT la_code, year, source, import_id FROM cla.child
),
-- Which returns tell the history of a return: of each earlier year one, of the same source where
-- there is one. Of its own year only itself.
history AS (
    SELECT import_id, told_by, told_year
    FROM (
        SELECT r.import_id, h.import_id AS told_by, h.year AS told_year,
               row_number() OVER (PARTITION BY r.import_id, h.year
                                  ORDER BY h.source = r.source DESC, h.import_id DESC) AS choice
        FROM returned AS r
        JOIN returned AS h
          ON h.la_code = r.la_code AND (h.year < r.year OR h.import_id = r.import_id)
    ) AS told
    WHERE choice = 1
),
-- A child across the returns of one authority is one child number (L-30), not one person: after an
-- adoption the child has another number, and the two are never joined (L-32).
told AS (
    SELECT c.la_code, c.year, c.source, c.import_id, c.person_id, c.child_id,
           make_date(c.year::INT - 1, 4, 1) AS year_start, make_date(c.year::INT, 3, 31) AS year_end,
           h.told_year, make_date(h.told_year::INT, 3, 31) AS told_year_end,
           e.import_id AS episode_import_id, e.episode_no, e.decom, e.dec, e.rne, e.rec, e.ls, e.cin,
           e.place, e.place_provider, e.pl_post, e.home_post, e.urn, e.reason_place_change,
           -- L-20, L-49, C-17: a series of short breaks is no being looked after. It has a chain of
           -- its own here, so that it neither prolongs nor breaks a period of care.
           coalesce(e.ls IN ('V3', 'V4'), false) AS short_break
    FROM cla.child AS c
    JOIN history AS h ON h.import_id = c.import_id
    JOIN cla.episode AS e ON e.import_id = h.told_by AND e.child_id = c.child_id
    -- What has no day of start cannot be placed, what starts after the year is not in it.
    WHERE e.decom <= make_date(c.year::INT, 3, 31)
),
-- L-36: one row for each DECOM, of the latest return; in one return that which ends last. Whether
-- care started on that day is asked of all of them.
chosen AS (
    SELECT *, coalesce(starts, false) AS started
    FROM (
        SELECT *,
               row_number() OVER (PARTITION BY import_id, child_id, short_break, decom
                                  ORDER BY told_year DESC, dec DESC NULLS FIRST, episode_no DESC) AS choice,
               bool_or(rne = 'S') OVER (PARTITION BY import_id, child_id, short_break, decom, told_year)
                   AS starts
        FROM told
    ) AS t
    WHERE choice = 1
),
followed AS (
    SELECT *, lead(decom) OVER w AS next_decom, lead(started) OVER w AS next_started
    FROM chosen
    WINDOW w AS (PARTITION BY import_id, child_id, short_break ORDER BY decom)
),
-- L-22, L-37: where the chain is broken, what ends the episode, and which repair it was. No figure
-- of one day uses a repaired end (L-38).
mended AS (
    SELECT *,
           CASE WHEN dec < decom THEN 'ends_before_it_begins'
                WHEN next_decom < dec THEN 'overlap'
                WHEN dec IS NOT NULL THEN NULL
                WHEN next_decom IS NOT NULL AND NOT next_started THEN 'open_but_followed'
                WHEN next_decom IS NOT NULL THEN 'open_before_a_new_start'
                WHEN told_year < year THEN 'open_and_not_returned_again' END AS repair
    FROM followed
),
closed AS (
    SELECT *,
           CASE repair
               WHEN 'ends_before_it_begins' THEN decom
               WHEN 'overlap' THEN next_decom
               WHEN 'open_but_followed' THEN next_decom
               WHEN 'open_before_a_new_start' THEN greatest(decom, least(told_year_end, next_decom - 1))
               WHEN 'open_and_not_returned_again' THEN greatest(decom, told_year_end)
               ELSE dec END AS ended,
           CASE WHEN repair = 'open_but_followed' THEN 'X1' WHEN repair IS NULL OR dec IS NOT NULL THEN rec END
               AS ended_reason
    FROM mended
),
linked AS (
    SELECT *, lag(ended) OVER w AS previous_ended, lag(ended_reason) OVER w AS previous_reason
    FROM closed
    WINDOW w AS (PARTITION BY import_id, child_id, short_break ORDER BY decom)
),
-- V-11, L-15, L-22: a period is a run without a gap. S begins another one, unless care is said to
-- have gone on that very day; one day between X1 and the next episode is a slip of the pen.
parted AS (
    SELECT *,
           CASE WHEN previous_ended IS NULL THEN 1
                WHEN started THEN CASE WHEN decom = previous_ended AND coalesce(previous_reason = 'X1', false)
                                       THEN 0 ELSE 1 END
                WHEN decom = previous_ended THEN 0
                WHEN decom = previous_ended + 1 AND coalesce(previous_reason = 'X1', false) THEN 0
                ELSE 1 END AS begins
    FROM linked
),
in_period AS (
    SELECT *,
           sum(begins) OVER (PARTITION BY import_id, child_id, short_break ORDER BY decom) AS period_no,
           coalesce(place IN ('T0', 'T1', 'T2', 'T3', 'T4'), false) AS temporary
    FROM parted
),
-- L-17: what a placement is known by. Two episodes with the same four are in the same one.
placed AS (
    SELECT *,
           concat_ws('|', coalesce(place, ''), coalesce(pl_post, ''), coalesce(urn, ''),
                     coalesce(place_provider, '')) AS placement_key,
           lag(temporary) OVER (PARTITION BY import_id, child_id, short_break, period_no ORDER BY decom)
               AS after_temporary
    FROM in_period
),
-- The one before it that was not temporary, and so the one that a child goes back to.
settled AS (
    SELECT *,
           lag(placement_key) OVER (PARTITION BY import_id, child_id, short_break, period_no, temporary
                                    ORDER BY decom) AS earlier_key,
           row_number() OVER (PARTITION BY import_id, child_id, short_break, period_no, temporary
                              ORDER BY decom) AS settled_no
    FROM placed
),
-- V-12, L-41 [assumed]: a new placement is one that is not temporary and that is the first of the
-- period, or begins by a reason that says so. A change of legal status alone is none; nor is the
-- return from a temporary one to where the child was; nor being placed for adoption with the same
-- foster carers. Follows the DfE's definition of stability, whose open questions are those of L-41.
counted AS (
    SELECT *,
           CASE WHEN temporary THEN false
                WHEN settled_no = 1 THEN true
                WHEN coalesce(after_temporary, false) AND placement_key = earlier_key THEN false
                WHEN place IN ('A3', 'A5') AND rne IN ('T', 'U') THEN false
                ELSE coalesce(rne IN ('P', 'B', 'T', 'U', 'S'), false) END AS new_placement
    FROM settled
),
numbered AS (
    SELECT *,
           sum(new_placement::INT) OVER (PARTITION BY import_id, child_id, short_break, period_no
                                         ORDER BY decom) AS placement_no
    FROM counted
)
SELECT la_code, year, source, import_id, person_id, child_id,
       told_year, episode_import_id, episode_no, year_start, year_end,
       decom, dec, ended, repair, rne, rec, ended_reason, ls, short_break, cin,
       place, place_provider, pl_post, home_post, urn, reason_place_change,
       period_no::INT AS period_no,
       min(decom) OVER p AS period_start,
       first_value(started) OVER p_first AS period_start_known,
       CASE WHEN bool_or(ended IS NULL) OVER p THEN NULL ELSE max(ended) OVER p END AS period_end,
       temporary, new_placement, placement_no::INT AS placement_no,
       min(decom) OVER (PARTITION BY import_id, child_id, short_break, period_no, placement_no) AS placement_start
FROM numbered
WINDOW p AS (PARTITION BY import_id, child_id, short_break, period_no),
       p_first AS (PARTITION BY import_id, child_id, short_break, period_no ORDER BY decom
                   ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
