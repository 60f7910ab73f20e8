-- Titles that are not removed, by each country of production: a co-production counts once in each.
CREATE OR REPLACE VIEW metric_titles_by_country AS
SELECT country_code, countries.name AS name, count() AS titles
FROM catalogue_title_countries AS made
INNER JOIN (SELECT id FROM catalogue_titles WHERE removed_at IS NULL) AS titles ON titles.id = made.title_id
INNER JOIN catalogue_countries AS countries ON countries.code = made.country_code
GROUP BY country_code, name;
