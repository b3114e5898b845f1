"""A household with what surrounds it today, in one question: its home, who acts for it, the other households of its man."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, FilteredRelation, Func, JSONField, OuterRef, Q, QuerySet

from hamyar.org.queries import in_force
from hamyar.registry.family import OtherHousehold
from hamyar.registry.models import Dwelling, Guardianship, Household


class OthersOfLink(Func):
    """What ``registry_other_households`` tells of a link, as one array."""

    template = "(SELECT jsonb_agg(each) FROM registry_other_households(%(expressions)s) AS each)"
    output_field = JSONField()


@dataclass(frozen=True)
class Surroundings:
    """``acting_as``: by which title the responsible person acts, empty where there is none."""

    household: Household
    home: Dwelling | None
    acting_as: str
    other_households: list[OtherHousehold]


def around(rows: QuerySet[Household], on: date) -> QuerySet[Any]:
    """Households with their surroundings of a day, for ``surroundings_of``."""
    wards = Guardianship.objects.filter(
        in_force(on), household=OuterRef("pk"), holder=OuterRef("responsible_person")
    ).order_by()
    lived_in = Q(dwellings__from_on__lte=on) & (Q(dwellings__to_on__isnull=True) | Q(dwellings__to_on__gt=on))
    found: QuerySet[Any] = rows.annotate(
        home=FilteredRelation("dwellings", condition=lived_in),
        husband=FilteredRelation("husbands", condition=Q(husbands__to_on__isnull=True)),
        others=OthersOfLink("husband__pk"),
        is_guardian=Exists(wards),
        keeps_child=Exists(wards.filter(keeps_child=True)),
    )
    return found.select_related("responsible_person", "home")


def surroundings_of(row: Any) -> Surroundings:
    """What a row of ``around`` says."""
    acting = acting_title(guardian=row.is_guardian, keeper=row.keeps_child) if row.responsible_person_id else ""
    others = [OtherHousehold(**each) for each in row.others or []]
    return Surroundings(row, getattr(row, "home", None), acting, others)


def acting_title(*, guardian: bool, keeper: bool) -> str:
    """By which title somebody acts for a household: as a child keeper, a legal guardian or a member (E-6.n1, E-6.n2)."""
    if keeper:
        return "نگهدارندهٔ کودک"
    return "سرپرست قانونی" if guardian else "عضو خانوار"
