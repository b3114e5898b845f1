"""Reads of who answers for a household and its children, and of the households of one man."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from hamyar.org.queries import in_force
from hamyar.registry import domain, queries
from hamyar.registry.domain import Relation
from hamyar.registry.family_groups import Offer, ServedMember, offers
from hamyar.registry.models import Guardianship, Household, HouseholdMember, HouseholdOfMan, Person
from hamyar.releases.queries import rules_on
from hamyar.values.age import age_on


def guardianships_of(household: Household) -> QuerySet[Guardianship]:
    """Every record of the household's children, those in force first."""
    rows = Guardianship.objects.filter(household=household).select_related("child", "holder", "document")
    return rows.order_by("-to_on", "child__born_on", "-pk")  # descending order has open ends first


def guardians_of(household: Household, on: date) -> list[Guardianship]:
    """Who answers for a child of the household, or keeps it, on a day."""
    rows = Guardianship.objects.filter(in_force(on), household=household)
    return list(rows.select_related("child", "holder").order_by("pk"))


def may_be_responsible(household: Household, person: Person, on: date) -> bool:
    """A member (E-6.n1), or the guardian or keeper of one of the children (E-6.n2), who need not be a member."""
    if queries.membership_of(household, person, on) is not None:
        return True
    return Guardianship.objects.filter(in_force(on), household=household, holder=person).exists()


def payee_of(household: Household, on: date) -> Person | None:
    """In whose name money goes out, and who is spoken with: the responsible person while there is one, else the head."""
    return household.responsible_person or queries.head_of(household, on)


def members_with_rulings(household: Household, on: date) -> list[Any]:
    """The members on a day, each with ``ruled``: whether a ruling gives the member to somebody (E-6.n2.1)."""
    person = OuterRef("person")
    same = Q(child=person) | Q(child=OuterRef("person__merged_into")) | Q(child__merged_into=person)
    ruled = Guardianship.objects.filter(same, in_force(on), household=household, ruled_on__isnull=False)
    return queries.resolved(list(queries.members_of(household, on).annotate(ruled=Exists(ruled))))


def young_members(on: date) -> QuerySet[HouseholdMember]:
    """Members of the outer query's household who may be under age: a cheap question before the dear one."""
    longest = timedelta(days=366 * int(rules_on(on).value("age.adult")))
    young = Q(person__born_on__gt=on - longest) | Q(person__merged_into__born_on__gt=on - longest)
    return HouseholdMember.objects.filter(in_force(on), young, household=OuterRef("pk"))


def minors_without_ruling(household: Household, on: date, members: list[Any] | None = None) -> list[Person]:
    """Members under age who have lost a parent, or whose parents are divorced, and whom no ruling gives to anybody.

    ``members``: those of ``members_with_rulings``, where the caller has them already.
    """
    adult = int(rules_on(on).value("age.adult"))
    members = members_with_rulings(household, on) if members is None else members
    head = next((each.person for each in members if each.relation == Relation.HEAD), None)
    remarried = any(each.service_ended_clause == domain.REMARRIED for each in members)
    broken = (
        remarried
        or household.former_head_died_on is not None
        or (head is not None and head.marital_status in (domain.MaritalStatus.WIDOWED, domain.MaritalStatus.DIVORCED))
    )
    return [
        each.person
        for each in members
        if age_on(each.person.born_on, on) < adult
        and (each.person.living_parents in (0, 1) or (broken and each.relation == Relation.CHILD))
        and not each.ruled
    ]


@dataclass(frozen=True)
class OtherHousehold:
    """All that is told of another household of the same man: its file, its office, and whether he lives there."""

    casefile_number: str
    office_title: str
    resides_with_man: bool


def households_of_man(man: Person) -> QuerySet[HouseholdOfMan]:
    return HouseholdOfMan.objects.filter(man=man, to_on=None).select_related("household__unit")


def husband_of(household: Household) -> HouseholdOfMan | None:
    """The link in force of a household to a man with several wives."""
    rows = HouseholdOfMan.objects.filter(household=household, to_on=None)
    return rows.select_related("man", "wife").first()


def other_households_of(link: HouseholdOfMan) -> list[OtherHousehold]:
    """His other households, wherever they lie: number and office only (E-4.d)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registry_other_households(%s)", [link.pk])
        return [OtherHousehold(*row) for row in cursor.fetchall()]


def group_offers(household: Household, on: date) -> list[Offer]:
    """Groups that rest on events of the registry (E-4.j, E-4.d, E-6.n2.2), each with whether it holds."""
    served = [
        ServedMember(each.person.marital_status, each.person.living_parents)
        for each in queries.resolved(list(queries.members_of(household, on)))
        if each.receives_service
    ]
    link = husband_of(household)
    kept = {each.child_id for each in guardians_of(household, on) if each.keeps_child}
    count = 1 + len(other_households_of(link)) if link else 0
    return offers(served=served, households_of_man=count, kept_children=len(kept))
