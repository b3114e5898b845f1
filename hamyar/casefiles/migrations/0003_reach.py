"""The second wall, the numbers of files, and the narrow openings in the wall (DESIGN.md section 6).

The functions run as the owner of the tables, whom no policy binds; each says what little it gives. They stand here
because they need the tables of ``registry`` and of ``casefiles``; ``registry.queries`` is their only caller.
"""

from django.db import migrations

from hamyar.org.database_law import ProtectRows, own_household, through, within_reach

# The file and the office of a person, whoever asks: this is what stops a second file from being opened (E-D.6, E-13.n4).
KNOWN_PERSON = """
CREATE FUNCTION registry_known_person(code text)
RETURNS TABLE (person_id bigint, casefile_number text, office_title text, casefile_state text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT p.id, coalesce(c.number, ''), coalesce(u.title, ''), coalesce(c.state, '')
    FROM registry_person p
    LEFT JOIN LATERAL (
        SELECT m.household_id FROM registry_householdmember m WHERE m.person_id = p.id
        ORDER BY m.to_on IS NULL DESC, m.exception_clause, m.from_on DESC LIMIT 1
    ) latest ON true
    LEFT JOIN registry_household h ON h.id = latest.household_id
    LEFT JOIN casefiles_casefile c ON c.household_id = h.id AND c.programme = 'emdad'
    LEFT JOIN org_orgunit u ON u.id = coalesce(c.unit_id, h.unit_id)
    WHERE p.national_code = registry_known_person.code AND p.national_code_valid AND p.merged_into_id IS NULL
    LIMIT 1
$$;
"""

ACTIVE_MEMBERSHIP = """
CREATE FUNCTION registry_active_membership(person bigint, from_day date, to_day date)
RETURNS TABLE (household_id bigint, casefile_number text, office_title text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT m.household_id, coalesce(c.number, ''), u.title
    FROM registry_householdmember m
    JOIN registry_household h ON h.id = m.household_id
    LEFT JOIN casefiles_casefile c ON c.household_id = h.id AND c.programme = 'emdad'
    JOIN org_orgunit u ON u.id = coalesce(c.unit_id, h.unit_id)
    WHERE m.person_id = person AND m.exception_clause = ''
      AND daterange(m.from_on, m.to_on) && daterange(from_day, to_day)
    LIMIT 1
$$;
"""

# Identifiers of people within the reach of the transaction. Policies would keep the trigram index from being used
# (LIKE is not leakproof), so the reach is asked for here. The conditions are literals: only then can the planner
# weigh a rare name against a common one.
SEARCH = """
CREATE FUNCTION registry_search(kind text, needles text[], most integer)
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
        '(SELECT p.id FROM registry_person p WHERE %s AND (%s) AND p.merged_into_id IS NULL LIMIT %s) found '
        'LEFT JOIN LATERAL (SELECT m.household_id FROM registry_householdmember m WHERE m.person_id = found.id '
        'ORDER BY m.to_on IS NULL DESC, m.exception_clause, m.from_on DESC LIMIT 1) m ON true '
        'LEFT JOIN casefiles_casefile c ON c.household_id = m.household_id AND c.programme = ''emdad''',
        wanted, within, most);
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("casefiles", "0002_initial"), ("registry", "0002_reach")]

    operations = [
        ProtectRows("casefiles_casefile", within_reach(), own_household()),
        ProtectRows("casefiles_casefileevent", through("casefiles_casefile", "casefile_id")),
        ProtectRows("casefiles_supportperiod", through("casefiles_casefile", "casefile_id")),
        migrations.RunSQL(sql="CREATE SEQUENCE casefiles_number", reverse_sql="DROP SEQUENCE casefiles_number"),
        migrations.RunSQL(sql=KNOWN_PERSON, reverse_sql="DROP FUNCTION registry_known_person(text)"),
        migrations.RunSQL(
            sql=ACTIVE_MEMBERSHIP, reverse_sql="DROP FUNCTION registry_active_membership(bigint, date, date)"
        ),
        migrations.RunSQL(sql=SEARCH, reverse_sql="DROP FUNCTION registry_search(text, text[], integer)"),
    ]
