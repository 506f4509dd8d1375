-- What each code says of a child that left care or lives with relatives or friends (1.2).
-- 1.2 asks for an order (SGO, CAO) to a relative or friend. [assumed] Where a code does not say to
-- whom, as E41 and every code of the census, the order is evidence all the same; where it says
-- "other" it is none.
SELECT column1 AS evidence, column2 AS code, column3 AS arrangement, column4 AS relation,
       column5 AS previously_looked_after, column6 AS kinship
FROM (VALUES
    -- V-9: adopted is previously looked after, and no kinship.
    ('end_reason', 'E11', 'adoption', NULL, true, false),
    ('end_reason', 'E12', 'adoption', NULL, true, false),
    ('end_reason', 'E41', 'child_arrangements', 'not_stated', true, true),
    ('end_reason', 'E43', 'special_guardianship', 'not_stated', true, true),
    ('end_reason', 'E44', 'special_guardianship', 'not_stated', true, true),
    ('end_reason', 'E45', 'special_guardianship', 'relative_or_friend', true, true),
    ('end_reason', 'E46', 'special_guardianship', 'other', true, false),
    ('end_reason', 'E47', 'special_guardianship', 'relative_or_friend', true, true),
    ('end_reason', 'E48', 'special_guardianship', 'other', true, false),
    -- V-8: with relatives or others and no order is a flag of its own.
    ('end_reason', 'E13', 'informal', 'not_stated', false, false),
    ('post_looked_after', 'A', 'adoption', NULL, true, false),
    ('post_looked_after', 'O', 'adoption', NULL, true, false),
    ('post_looked_after', 'G', 'special_guardianship', 'not_stated', true, true),
    ('post_looked_after', 'C', 'child_arrangements', 'not_stated', true, true),
    ('post_looked_after', 'R', 'child_arrangements', 'not_stated', true, true),
    -- V-7: an order on the authority's list may be of a child never in care.
    ('own_list', 'PLAC', NULL, NULL, true, NULL),
    ('own_list', 'SGO', 'special_guardianship', 'relative_or_friend', false, true),
    ('own_list', 'CAO', 'child_arrangements', 'relative_or_friend', false, true),
    ('own_list', 'YES', NULL, 'relative_or_friend', false, true),
    ('own_list', 'NO', NULL, NULL, false, false),
    ('own_list', 'INFORMAL', 'informal', 'relative_or_friend', false, false),
    ('own_list', 'FOSTER', 'kinship_foster', 'relative_or_friend', false, false)
) AS v
