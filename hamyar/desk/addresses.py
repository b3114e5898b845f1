"""Where the record that a duty is about is shown."""

from django.urls import NoReverseMatch, reverse

PAGES = {
    "intake.application": "intake:application",
    "intake.lead": "intake:lead",
    "casefiles.casefile": "desk:file",
    "registry.household": "desk:household",
    "visits.homevisit": "visits:visit",
    "plans.serviceplan": "plans:plan",
    "plans.planitem": "plans:item",
    "assessment.referral": "assessment:referral",
}


# What is shown on one page for everybody who oversees it.
WITHOUT_NUMBER = {"org.orgunit": "desk:overview"}


def page_of(subject_type: str, subject_id: int) -> str:
    """The address of a record's page; empty when this installation shows none."""
    try:
        if subject_type in WITHOUT_NUMBER:
            return reverse(WITHOUT_NUMBER[subject_type])
        return reverse(PAGES[subject_type], args=[subject_id])
    except (KeyError, NoReverseMatch):
        return ""
