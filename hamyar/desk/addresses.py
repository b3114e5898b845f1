"""Where the record that a duty is about is shown."""

from django.urls import NoReverseMatch, reverse

from hamyar.org.access import Access

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

# Which permission opens the page; one of them is enough. Superiors who see no households read the duty itself.
OPENED_BY = {
    "visits.homevisit": ("visits.record", "visits.review"),
    "assessment.referral": ("assessment.counsel",),
    "intake.lead": ("intake.find",),
    "org.orgunit": ("obligations.oversee",),
}
READING = ("casefiles.read", "intake.serve_foreigners")


def page_for(access: Access, subject_type: str, subject_id: int) -> str:
    """The address of a record's page, as far as the reader's roles open it; else empty."""
    if not any(access.may(each) for each in OPENED_BY.get(subject_type, READING)):
        return ""
    return page_of(subject_type, subject_id)


def page_of(subject_type: str, subject_id: int) -> str:
    """The address of a record's page; empty when this installation shows none."""
    try:
        if subject_type in WITHOUT_NUMBER:
            return reverse(WITHOUT_NUMBER[subject_type])
        return reverse(PAGES[subject_type], args=[subject_id])
    except (KeyError, NoReverseMatch):
        return ""
