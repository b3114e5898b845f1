"""The second wall: a document is seen in its office's reach, or by the portal account it belongs to."""

from django.db import migrations

from hamyar.org.database_law import ProtectRows, own_account, within_reach


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [ProtectRows("documents_document", within_reach(), own_account())]
