"""The second wall around leads (DESIGN.md section 6). Also the sequence behind a lead's number.

Who reported is seen by no ordinary request, whatever its reach: only by the steps that open that table on purpose.
"""

from django.db import migrations

from hamyar.org.database_law import AppendOnly, ProtectRows, own_user, through, within_reach

WHOLE_COUNTRY = within_reach("'.'")


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_leads")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE intake_lead_number AS bigint", "DROP SEQUENCE intake_lead_number"),
        ProtectRows("intake_lead", within_reach(), own_user("found_by_id")),
        ProtectRows("intake_leadevent", through("intake_lead", "lead_id")),
        ProtectRows("intake_leadreport", WHOLE_COUNTRY),
        ProtectRows("intake_leadextract", within_reach()),
        ProtectRows("intake_leadextractrow", through("intake_leadextract", "extract_id")),
        AppendOnly("intake_leadevent"),
        AppendOnly("intake_leadreport"),
    ]
