"""Where the record that a duty is about is shown."""

from django.urls import NoReverseMatch, reverse

from hamyar.casefiles.domain import END_DUTIES
from hamyar.org.access import Access

PAGES = {
    "intake.application": "intake:application",
    "intake.lead": "intake:lead",
    "intake.donoroffer": "intake:offer",
    "casefiles.casefile": "desk:file",
    "registry.household": "desk:household",
    "visits.homevisit": "visits:visit",
    "plans.serviceplan": "plans:plan",
    "plans.planitem": "plans:item",
    "assessment.referral": "assessment:referral",
}
# Duties that are done on a page of their own.
PAGES_OF_DUTIES = {
    "desertion_opinion": "casefiles:continuation",
    "absence_review": "casefiles:continuation",
    "court_documents": "casefiles:continuation",
    "study_evidence": "casefiles:study",
    **dict.fromkeys(END_DUTIES, "plans:renewal"),
}

# What is shown on one page for everybody who oversees it.
WITHOUT_NUMBER = {"org.orgunit": "desk:overview"}

# Which permission opens the page; one of them is enough. Superiors who see no households read the duty itself.
OPENED_BY = {
    "visits.homevisit": ("visits.record", "visits.review"),
    "assessment.referral": ("assessment.counsel",),
    "intake.lead": ("intake.find",),
    "intake.donoroffer": ("intake.answer_offers",),
    "org.orgunit": ("obligations.oversee",),
}
READING = ("casefiles.read", "intake.serve_foreigners")
CONTINUING = ("registry.edit", "assessment.counsel", "casefiles.oversee")  # who gives an opinion there
ALONE = {
    **dict.fromkeys(END_DUTIES, "assessment.decide"),
    "study_evidence": "registry.edit",
}  # done by the worker alone


def page_for(access: Access, subject_type: str, subject_id: int, kind: str = "") -> str:
    """The address of a record's page, or of a duty's own page, as far as the reader's roles open it; else empty."""
    if kind in ALONE and not access.may(ALONE[kind]):
        kind = ""  # superiors read the file itself
    opened_by = CONTINUING if kind in PAGES_OF_DUTIES else OPENED_BY.get(subject_type, READING)
    if not any(access.may(each) for each in opened_by):
        return ""
    return page_of(subject_type, subject_id, kind)


def page_of(subject_type: str, subject_id: int, kind: str = "") -> str:
    """The address of a record's page, or of the page where a kind of duty is done; empty where there is none."""
    try:
        if kind in PAGES_OF_DUTIES:
            return reverse(PAGES_OF_DUTIES[kind], args=[subject_id])
        if subject_type in WITHOUT_NUMBER:
            return reverse(WITHOUT_NUMBER[subject_type])
        return reverse(PAGES[subject_type], args=[subject_id])
    except (KeyError, NoReverseMatch):
        return ""
