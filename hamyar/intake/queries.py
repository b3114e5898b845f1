"""Reads of applications, each only as far as the reader reaches."""

from datetime import date

from django.db.models import Q

from hamyar.org import queries as org
from hamyar.org.models import OrgUnit

CHARITY_KINDS = ("nikookari_centre", "charity")


def office_named(pk: object, *, on: date) -> OrgUnit | None:
    """The open office that a form names; None for anything else."""
    return org.offices(on=on).filter(pk=int(pk)).first() if str(pk or "").isdigit() else None


def charity_centre_near(office: OrgUnit, *, on: date) -> OrgUnit | None:
    """The open charity centre nearest to an office: below it, else in the same branch of the tree, else in the country."""
    open_now = Q(opened_on__lte=on) & (Q(closed_on__isnull=True) | Q(closed_on__gt=on))
    centres = OrgUnit.objects.filter(open_now, kind__in=CHARITY_KINDS).order_by("path")
    parts = [part for part in office.path.split(".") if part]
    for length in range(len(parts), 0, -1):
        near = centres.filter(path__startswith="." + ".".join(parts[:length]) + ".").first()
        if near is not None:
            return near
    return None
