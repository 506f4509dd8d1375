-- Every row that says who it is of, by the person it was linked to; `linkage/source.rs` lists the
-- same tables.
WITH record AS (
    SELECT person_id, la_code, year, 'cin' AS dataset, birth_date, sex FROM cin.child
    UNION ALL SELECT person_id, la_code, year, 'cla', dob, sex FROM cla.child
    UNION ALL SELECT person_id, la_code, year, 'sen2', birth_date, sex FROM sen2.person
    UNION ALL SELECT person_id, la_code, year, 'census', birth_date, sex FROM census.pupil
    UNION ALL SELECT person_id, la_code, year, 'ap_census', birth_date, sex FROM ap_census.pupil
    UNION ALL SELECT person_id, la_code, year, 'pupil_premium', birth_date, sex FROM census.pupil_premium
    UNION ALL SELECT person_id, la_code, year, 'ctf', dob, sex FROM attainment.ctf_pupil
    UNION ALL SELECT person_id, la_code, year, 'eyfsp', dob, sex FROM attainment.eyfsp
    UNION ALL SELECT person_id, la_code, year, 'phonics', dob, sex FROM attainment.phonics
    UNION ALL SELECT person_id, la_code, year, 'ks1', dob, sex FROM attainment.ks1
    UNION ALL SELECT person_id, la_code, year, 'mtc', dob, sex FROM attainment.mtc
    UNION ALL SELECT person_id, la_code, year, 'ks2', dob, sex FROM attainment.ks2
    UNION ALL SELECT person_id, la_code, year, 'ks4', dob, sex FROM attainment.ks4
    UNION ALL SELECT person_id, la_code, year, 'absence', dob, sex FROM attendance.absence
    UNION ALL SELECT person_id, la_code, year, 'suspension', dob, sex FROM attendance.suspension
    UNION ALL SELECT person_id, la_code, year, 'social_care_cohort', NULL, NULL FROM attendance.cohort
    UNION ALL SELECT person_id, la_code, year, 'attendance_session', NULL, NULL FROM attendance.session
    UNION ALL SELECT person_id, la_code, year, 'attendance_session', NULL, NULL FROM attendance.summary
    UNION ALL SELECT person_id, la_code, year, 'user_field', NULL, NULL FROM census.user_field
)
SELECT
    person_id,
    count(*) AS records,
    count(DISTINCT la_code)::SMALLINT AS authorities,
    min(year) AS first_year,
    max(year) AS last_year,
    bool_or(dataset = 'cin') AS cin,
    bool_or(dataset = 'cla') AS cla,
    bool_or(dataset = 'sen2') AS sen2,
    bool_or(dataset IN ('census', 'ap_census')) AS census,
    bool_or(dataset IN ('eyfsp', 'phonics', 'ks1', 'mtc', 'ks2', 'ks4', 'ctf')) AS results,
    bool_or(dataset IN ('absence', 'suspension', 'attendance_session')) AS attendance,
    bool_or(dataset = 'pupil_premium') AS pupil_premium,
    -- More than one where files disagree and something else joined them.
    count(DISTINCT birth_date)::SMALLINT AS birth_dates,
    count(DISTINCT CASE WHEN sex IN ('F', 'M') THEN sex END)::SMALLINT AS sexes
FROM record
WHERE person_id IS NOT NULL
GROUP BY person_id
