-- Pupil premium of a pupil in a financial year. Rows of one pupil and year are one pupil: what any of
-- them says yes to is yes. A file for the year to 31 March Y stands beside the return of year Y, the
-- financial year that holds the spring census day.
SELECT la_code, extract(year FROM add_months(pupil_premium_fy_start_date, 12))::SMALLINT AS year, upn,
       max(financial_year) AS financial_year,
       coalesce(bool_or(deprivation_pupil_premium), false) AS pp_deprivation,
       coalesce(bool_or(looked_after_premium), false) AS pp_lac,
       coalesce(bool_or(adopted_from_care_premium), false) AS pp_post_lac,
       coalesce(bool_or(service_child_premium), false) AS pp_service,
       -- Service children alone are not disadvantaged (V-49).
       coalesce(bool_or(deprivation_pupil_premium OR looked_after_premium OR adopted_from_care_premium), false)
           AS pp_any
FROM census.pupil_premium
WHERE upn IS NOT NULL
GROUP BY la_code, extract(year FROM add_months(pupil_premium_fy_start_date, 12)), upn
