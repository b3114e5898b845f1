"""The second wall: who sees which rows (DESIGN.md section 6)."""

from django.db import migrations

from hamyar.org.database_law import ProtectRows, own_household, own_person, through, within_reach


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]

    operations = [
        ProtectRows("registry_household", within_reach(), own_household("id")),
        ProtectRows("registry_householdmember", through("registry_household", "household_id")),
        ProtectRows(
            "registry_person",
            within_reach(),
            own_person("id"),
            "EXISTS (SELECT 1 FROM registry_householdmember m WHERE m.person_id = registry_person.id AND m.to_on IS NULL)",
        ),
        ProtectRows("registry_dwelling", through("registry_household", "household_id")),
        ProtectRows("registry_prison", through("registry_household", "household_id")),
        ProtectRows("registry_treatment", through("registry_household", "household_id")),
        ProtectRows("registry_illness", through("registry_person", "person_id")),
        ProtectRows(
            "registry_factchange",
            through("registry_household", "household_id"),
            "person_id IS NOT NULL AND EXISTS (SELECT 1 FROM registry_person p WHERE p.id = registry_factchange.person_id)",
        ),
    ]
