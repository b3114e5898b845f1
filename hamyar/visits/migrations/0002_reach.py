"""The second wall: who sees which rows (DESIGN.md section 6)."""

from django.db import migrations

from hamyar.org.database_law import ProtectRows, own_household, through, within_reach


class Migration(migrations.Migration):
    dependencies = [("visits", "0001_initial")]

    operations = [
        ProtectRows("visits_homevisit", within_reach(), own_household()),
        ProtectRows("visits_visitevent", through("visits_homevisit", "visit_id")),
        ProtectRows("visits_visitexception", through("visits_homevisit", "visit_id")),
    ]
