"""The second wall: messages are seen by the office of the application, by the account, and by jobs."""

from django.db import migrations

from hamyar.org.database_law import ProtectRows, own_account, within_reach


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        ProtectRows(
            "notifications_message",
            "unit_path <> '' AND " + within_reach(),
            own_account(),
            within_reach("'.'"),
        ),
    ]
