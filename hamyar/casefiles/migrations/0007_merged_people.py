"""Two records of one person: whoever asks by code, file or name is led to the survivor and to the files of both.

The functions are those of 0003, with ``merged_into`` followed (DESIGN.md section 6: nothing is re-pointed).
"""

from django.db import migrations

KNOWN_PERSON = """
CREATE OR REPLACE FUNCTION registry_known_person(code text)
RETURNS TABLE (person_id bigint, casefile_number text, office_title text, casefile_state text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT p.id, coalesce(c.number, ''), coalesce(u.title, ''), coalesce(c.state, '')
    FROM (
        SELECT coalesce(found.merged_into_id, found.id) AS id FROM registry_person found
        WHERE found.national_code = registry_known_person.code AND found.national_code_valid
        ORDER BY found.merged_into_id IS NULL DESC LIMIT 1
    ) p
    LEFT JOIN LATERAL (
        SELECT m.household_id FROM registry_householdmember m
        WHERE m.person_id IN (SELECT p.id UNION ALL SELECT x.id FROM registry_person x WHERE x.merged_into_id = p.id)
        ORDER BY m.to_on IS NULL DESC, m.exception_clause, m.from_on DESC LIMIT 1
    ) latest ON true
    LEFT JOIN registry_household h ON h.id = latest.household_id
    LEFT JOIN casefiles_casefile c ON c.household_id = h.id AND c.programme = 'emdad'
    LEFT JOIN org_orgunit u ON u.id = coalesce(c.unit_id, h.unit_id)
    LIMIT 1
$$;
"""

ACTIVE_MEMBERSHIP = """
CREATE OR REPLACE FUNCTION registry_active_membership(person bigint, from_day date, to_day date)
RETURNS TABLE (household_id bigint, casefile_number text, office_title text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT m.household_id, coalesce(c.number, ''), u.title
    FROM registry_householdmember m
    JOIN registry_household h ON h.id = m.household_id
    LEFT JOIN casefiles_casefile c ON c.household_id = h.id AND c.programme = 'emdad'
    JOIN org_orgunit u ON u.id = coalesce(c.unit_id, h.unit_id)
    WHERE m.person_id IN (SELECT person UNION ALL SELECT x.id FROM registry_person x WHERE x.merged_into_id = person)
      AND m.exception_clause = ''
      AND daterange(m.from_on, m.to_on) && daterange(from_day, to_day)
    LIMIT 1
$$;
"""

# Identifiers of people within the reach of the transaction. Policies would keep the trigram index from being used
# (LIKE is not leakproof), so the reach is asked for here. The conditions are literals: only then can the planner
# weigh a rare name against a common one.
SEARCH = """
CREATE OR REPLACE FUNCTION registry_search(kind text, needles text[], most integer)
RETURNS TABLE (person_id bigint, household_id bigint, casefile_id bigint, casefile_number text, casefile_state text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    within text;
    wanted text;
BEGIN
    SELECT string_agg(format('(p.unit_path >= %L AND p.unit_path < %L)', path, left(path, -1) || '/'), ' OR ')
    INTO within
    FROM unnest(string_to_array(NULLIF(current_setting('hamyar.reach', true), ''), ',')) AS path;
    IF within IS NULL OR coalesce(array_length(needles, 1), 0) = 0 THEN
        RETURN;
    END IF;
    CASE kind
    WHEN 'national_code' THEN
        wanted := format('p.national_code = %L AND p.national_code_valid', needles[1]);
    WHEN 'mobile' THEN
        wanted := format('p.mobile = %L AND p.mobile <> %L', needles[1], '');
    WHEN 'number' THEN
        wanted := format(
            'p.id = ANY (ARRAY(SELECT m.person_id FROM casefiles_casefile c JOIN registry_householdmember m'
            ' ON m.household_id = c.household_id WHERE c.number = %L AND m.relation = %L AND m.to_on IS NULL))',
            needles[1], 'head');
    WHEN 'postal_code' THEN
        wanted := format(
            'p.id = ANY (ARRAY(SELECT m.person_id FROM registry_dwelling d JOIN registry_householdmember m'
            ' ON m.household_id = d.household_id WHERE d.postal_code = %L AND d.to_on IS NULL AND m.relation = %L'
            ' AND m.to_on IS NULL))',
            needles[1], 'head');
    WHEN 'name' THEN
        SELECT string_agg(format('p.search_text LIKE %L',
                   '%' || replace(replace(replace(fa_fold(word), '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'), ' AND ')
        INTO wanted FROM unnest(needles) AS word;
    END CASE;
    RETURN QUERY EXECUTE format(
        'SELECT found.id, m.household_id, c.id, c.number::text, c.state::text FROM '
        '(SELECT DISTINCT coalesce(hit.merged_into_id, hit.id) AS id FROM '
        '(SELECT p.id, p.merged_into_id FROM registry_person p WHERE %s AND (%s) LIMIT %s) hit) found '
        'LEFT JOIN LATERAL (SELECT m.household_id FROM (SELECT o.* FROM registry_householdmember o WHERE o.person_id = '
        'found.id UNION ALL SELECT o.* FROM registry_householdmember o JOIN registry_person x ON x.id = o.person_id '
        'WHERE x.merged_into_id = found.id) m ORDER BY m.to_on IS NULL DESC, m.exception_clause, m.from_on DESC LIMIT 1) m ON true '
        'LEFT JOIN casefiles_casefile c ON c.household_id = m.household_id AND c.programme = ''emdad''',
        wanted, within, most);
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("casefiles", "0006_other_households"), ("registry", "0008_merging_people")]

    operations = [
        migrations.RunSQL(sql=KNOWN_PERSON, reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL(sql=ACTIVE_MEMBERSHIP, reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL(sql=SEARCH, reverse_sql=migrations.RunSQL.noop),
    ]
