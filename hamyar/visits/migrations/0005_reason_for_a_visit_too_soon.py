"""A visit that was made too near to the last one of its year is recorded with a reason (E-9.h.2)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0004_feedback")]

    operations = [
        migrations.RemoveConstraint(model_name="visitexception", name="visits_known_rule"),
        migrations.AddConstraint(
            model_name="visitexception",
            constraint=models.CheckConstraint(
                condition=models.Q(("clause__in", ["E-9.j", "E-9.d", "E-9.b", "E-7.2", "E-13.3.hh.1", "E-9.h.2"])),
                name="visits_known_rule",
            ),
        ),
    ]
