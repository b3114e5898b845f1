"""The second wall around offers (DESIGN.md section 6): the donor's own, and those of the units that answer."""

from django.db import migrations

from hamyar.org.database_law import ProtectRows, own_account, within_reach


class Migration(migrations.Migration):
    dependencies = [("intake", "0005_donor_offers")]

    operations = [ProtectRows("intake_donoroffer", within_reach(), own_account("donor_id"))]
