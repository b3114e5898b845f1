"""What did not match at the portal, for the rate limits to count; seen by no ordinary request."""

import django.db.models.deletion
import hamyar.intake.domain
from django.db import migrations, models

from hamyar.org.database_law import ProtectRows, within_reach


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0006_reach_of_offers"),
    ]

    operations = [
        migrations.CreateModel(
            name="PortalMismatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about", models.CharField(max_length=8)),
                ("subject_digest", models.CharField(blank=True, max_length=64)),
                ("address_digest", models.CharField(max_length=64)),
                ("tried_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="intake.portalaccount",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account", "-tried_at"], name="intake_mismatch_of_account"),
                    models.Index(fields=["subject_digest", "-tried_at"], name="intake_mismatch_of_subject"),
                    models.Index(fields=["address_digest", "-tried_at"], name="intake_mismatch_of_address"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("about", hamyar.intake.domain.Tried["IDENTITY"]),
                                ("account__isnull", False),
                                models.Q(("subject_digest", ""), _negated=True),
                            ),
                            models.Q(
                                ("about", hamyar.intake.domain.Tried["TRACKING"]),
                                ("account__isnull", True),
                                ("subject_digest", ""),
                            ),
                            _connector="OR",
                        ),
                        name="intake_mismatch_about_what",
                    )
                ],
            },
        ),
        ProtectRows("intake_portalmismatch", within_reach("'.'")),
    ]
