"""The second wall: who sees which rows (DESIGN.md section 6).

Harms and denominations are seen by holders of two roles alone, whatever the unit's other roles may see (E-9.a.2). Jobs
that work for the whole country pass by their reach.
"""

from django.db import migrations

from hamyar.assessment.domain import RESTRICTED_TO
from hamyar.org.database_law import ProtectRows, own_user, through, within_reach

ROLES = ", ".join(f"'{role}'" for role in RESTRICTED_TO)
HOLDS_A_ROLE = (
    f"EXISTS (SELECT 1 FROM org_roleholding held WHERE {own_user('held.user_id')} AND held.role IN ({ROLES}))"  # noqa: S608
)
WHOLE_COUNTRY = within_reach("'.'")

OF_HOUSEHOLD = through("registry_household", "household_id")
RESTRICTED = f"({OF_HOUSEHOLD}) AND ({HOLDS_A_ROLE} OR {WHOLE_COUNTRY})"
OF_QUESTIONNAIRE = through("assessment_questionnaire", "questionnaire_id")


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_initial"), ("registry", "0001_initial")]

    operations = [
        *(
            ProtectRows(f"assessment_{table}", OF_HOUSEHOLD)
            for table in ("questionnaire", "assessment", "presence", "documentcheck", "fieldreport")
        ),
        *(ProtectRows(f"assessment_{table}", OF_QUESTIONNAIRE) for table in ("sectionrecord", "answer", "capacity")),
        ProtectRows("assessment_referral", within_reach()),
        ProtectRows("assessment_harm", RESTRICTED),
        ProtectRows("assessment_denominationnote", RESTRICTED),
    ]
