"""What is append-only cannot be changed by the application's role at all: the triggers are the second lock, not the only one."""

from django.db import migrations

from hamyar.org.database_law import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("org", "0002_persian_order"), ("audit", "0001_initial")]
    operations = [AppendOnly("audit_auditrecord"), AppendOnly("audit_auditlink"), AppendOnly("audit_filereading")]
