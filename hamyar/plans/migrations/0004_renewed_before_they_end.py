import hamyar.plans.domain
from django.db import migrations, models


class Migration(migrations.Migration):
    """A plan may be renewed while it still runs: one in preparation and one at work a file (E-D.25)."""

    dependencies = [("plans", "0003_sector_follow_ups")]

    operations = [
        migrations.RemoveConstraint(model_name="serviceplan", name="plans_one_live_a_file"),
        migrations.AddConstraint(
            model_name="serviceplan",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            hamyar.plans.domain.PlanState["DRAFT"],
                            hamyar.plans.domain.PlanState["IN_COMMISSION"],
                            hamyar.plans.domain.PlanState["APPROVED"],
                            hamyar.plans.domain.PlanState["ANNOUNCED"],
                        ],
                    )
                ),
                fields=("casefile",),
                name="plans_one_in_preparation",
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceplan",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            hamyar.plans.domain.PlanState["RUNNING"],
                            hamyar.plans.domain.PlanState["REVIEW_DUE"],
                        ],
                    )
                ),
                fields=("casefile",),
                name="plans_one_at_work",
            ),
        ),
    ]
