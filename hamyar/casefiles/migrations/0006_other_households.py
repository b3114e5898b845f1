"""The other households of one man, across offices: file number and office only (E-4.d, DESIGN.md section 6)."""

from django.db import migrations

OTHERS = """
CREATE FUNCTION registry_other_households(link bigint)
RETURNS TABLE (casefile_number text, office_title text, resides_with_man boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(c.number, ''), u.title, other.resides_with_man
    FROM registry_householdofman own
    JOIN registry_householdofman other
        ON other.man_id = own.man_id AND other.household_id <> own.household_id AND other.to_on IS NULL
    JOIN registry_household h ON h.id = other.household_id
    LEFT JOIN casefiles_casefile c ON c.household_id = h.id AND c.programme = 'emdad'
    JOIN org_orgunit u ON u.id = coalesce(c.unit_id, h.unit_id)
    WHERE own.id = link AND own.to_on IS NULL
    ORDER BY other.from_on, other.id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("casefiles", "0005_desertion_opinions"), ("registry", "0007_households_of_man")]

    operations = [
        migrations.RunSQL(sql=OTHERS, reverse_sql="DROP FUNCTION registry_other_households(bigint)"),
    ]
