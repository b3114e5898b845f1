"""Documents of an inquiry, and of the household that it is about: how they are reached."""

from django.urls import NoReverseMatch, reverse

from hamyar.documents.subjects import Subject
from hamyar.inquiries import queries
from hamyar.inquiries.wording import BODIES
from hamyar.org.access import Access
from hamyar.registry import queries as registry


def inquiry(access: Access, pk: int) -> Subject:
    """An inquiry within the user's reach, or Http404."""
    found = queries.inquiry_for(access, pk)
    address = reverse("inquiries:for_household", args=[found.household_id])
    return Subject(found, found.household.unit_path, f"استعلام {BODIES[found.body]}", address)


def household(access: Access, pk: int) -> Subject:
    """A household whose file or application the user handles, or Http404."""
    found = registry.household_for(access, pk)
    return Subject(found, found.unit_path, "خانوار", page_of_household(pk))


def page_of_household(pk: int) -> str:
    """The household's page, where this installation has one."""
    try:
        return reverse("desk:household", args=[pk])
    except NoReverseMatch:
        return reverse("inquiries:for_household", args=[pk])
