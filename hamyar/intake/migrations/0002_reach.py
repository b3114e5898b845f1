"""The second wall: who sees which rows (DESIGN.md section 6). Also the sequence behind the application's number."""

from django.db import migrations

from hamyar.org.database_law import ProtectRows, own_account, own_user, through, within_reach

WHOLE_COUNTRY = within_reach("'.'")  # only steps that run for the whole country: signing in, followers, jobs


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE intake_application_number AS bigint",
            "DROP SEQUENCE intake_application_number",
        ),
        ProtectRows(
            "intake_application",
            "unit_path <> '' AND " + within_reach(),
            own_account(),
            own_user("submitted_by_id"),
            WHOLE_COUNTRY,
        ),
        ProtectRows("intake_applicationevent", through("intake_application", "application_id")),
        ProtectRows("intake_portalaccount", own_account("id"), WHOLE_COUNTRY),
        ProtectRows("intake_mobilecode", WHOLE_COUNTRY),
    ]
