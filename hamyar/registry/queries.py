"""Reads of people and households, and the household document."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Case, FilteredRelation, Q, QuerySet, When
from django.http import Http404

from hamyar.guidelines import document
from hamyar.guidelines.facts import HouseholdFacts
from hamyar.org.access import Access
from hamyar.org.clock import day_of
from hamyar.org.queries import in_force
from hamyar.registry import cost_factors as factors
from hamyar.registry import domain
from hamyar.registry.cost_factors import CostFactor
from hamyar.registry.domain import DocumentIncomplete, HouseholdType, Relation
from hamyar.registry.models import (
    Dwelling,
    FactChange,
    Household,
    HouseholdMember,
    Person,
    Prison,
)
from hamyar.releases.queries import rules_on
from hamyar.values import digits, mobile

FILE_NUMBER = re.compile(r"^(\d{4})-?(\d{6,})$")


@dataclass(frozen=True)
class KnownPerson:
    """All that an office learns about a person of another office: who, which file, where, and its state."""

    person_id: int
    casefile_number: str
    office_title: str
    casefile_state: str


@dataclass(frozen=True)
class KnownMember(KnownPerson):
    """The same about somebody whom an application names, with the file that has the person as a member today."""

    active_number: str
    active_office: str


@dataclass(frozen=True)
class ActiveMembership:
    """The household in which a person already is, as the database tells it across offices."""

    household_id: int
    casefile_number: str
    office_title: str


@dataclass(frozen=True)
class SearchHit:
    """One person found, with the file of the household where there is one."""

    person: Person
    household_id: int | None
    casefile_id: int | None
    casefile_number: str
    casefile_state: str


def within(paths: tuple[str, ...], column: str = "unit_path") -> Q:
    """Rows of units at or below the paths, as ranges: unlike a prefix test, the index serves them behind the wall."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{column}__gte": path, f"{column}__lt": f"{path[:-1]}/"})
    return condition


def person_for(access: Access, pk: int) -> Person:
    """The person, or Http404 outside the reach. Of two records of one person the survivor."""
    person = Person.objects.select_related("merged_into").filter(pk=pk).first()
    if person is None or not access.reach.paths:
        raise Http404("person")
    return person.merged_into or person


def household_for(access: Access, pk: int) -> Household:
    """The household, or Http404 outside the user's own work: roles for a whole unit reach the unit's, a social worker
    the own caseload and that of workers for whom the user stands in."""
    condition = Q(pk__in=[])
    for held in access.held:
        if held.role.sees_persons and held.role.whole_unit:
            condition |= within((held.unit.path,))
        elif "registry.edit" in held.role.permissions:
            condition |= within((held.unit.path,)) & Q(social_worker_id__in=access.caseload_of)
    household = Household.objects.filter(condition, pk=pk).select_related("unit", "responsible_person").first()
    if household is None:
        raise Http404("household")
    return household


def household_to_edit(access: Access, pk: int) -> Household:
    """The household whose facts the user may change, or Http404: another worker's is not found. Raises NotPermitted."""
    access.require("registry.edit")
    return household_for(access, pk)


def known_person(code: str) -> KnownPerson | None:
    """Who holds this national code, wherever the file lies (E-D.6, E-13.n4.1). The caller audits the question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registry_known_person(%s)", [code])
        row = cursor.fetchone()
    return KnownPerson(*row) if row else None


def born_on(known: KnownPerson, day: date) -> bool:
    """Whether that is the registered birth date; of merged records of one person any (E-9.a.2). Needs the whole country."""
    records = Q(pk=known.person_id) | Q(merged_into_id=known.person_id)
    return Person.objects.filter(records, born_on=day).exists()


def known_members(codes: list[str], *, on: date) -> dict[str, KnownMember]:
    """Who holds these national codes, wherever the file lies, and in which household they are (E-D.6), in one question."""
    if not codes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code, known.*, coalesce(active.casefile_number, ''), coalesce(active.office_title, '')"
            " FROM unnest(%s::text[]) AS code CROSS JOIN LATERAL registry_known_person(code) AS known"
            " LEFT JOIN LATERAL registry_active_membership(known.person_id, %s, NULL) AS active ON true",
            [codes, on],
        )
        return {code: KnownMember(*known) for code, *known in cursor.fetchall()}


def active_membership(person: Person, *, from_on: date, to_on: date | None = None) -> ActiveMembership | None:
    """The person's household in that period, exceptions of Article 6 left aside; looked up across offices."""
    return active_membership_of(person.pk, from_on=from_on, to_on=to_on)


def active_membership_of(person_id: int, *, from_on: date, to_on: date | None = None) -> ActiveMembership | None:
    """The same for somebody whom only the definer function has named."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registry_active_membership(%s, %s, %s)", [person_id, from_on, to_on])
        row = cursor.fetchone()
    return ActiveMembership(*row) if row else None


def members_of(household: Household, on: date) -> QuerySet[HouseholdMember]:
    """Members on a day: the head first, then the eldest."""
    rows = HouseholdMember.objects.filter(in_force(on), household=household).select_related("person__merged_into")
    head_first = Case(When(relation=Relation.HEAD, then=0), default=1)
    return rows.order_by(head_first, "person__born_on", "pk")


def resolved(members: Iterable[HouseholdMember]) -> list[HouseholdMember]:
    """Members with the survivor in place of a merged record, each person once: the own record before the merged one."""
    own = {each.person_id for each in members if each.person.merged_into_id is None}
    kept = []
    for each in members:
        survivor = each.person.merged_into
        if survivor is None:
            kept.append(each)
        elif survivor.pk not in own:
            own.add(survivor.pk)
            each.person = survivor  # in memory only: the row stays with the record it was written for
            kept.append(each)
    return kept


def membership_of(household: Household, person: Person, on: date) -> HouseholdMember | None:
    """The person's membership on a day, also through a record that was merged into the person's."""
    same = Q(person=person) | Q(person__merged_into=person)
    return HouseholdMember.objects.filter(same, in_force(on), household=household).first()


def head_of(household: Household, on: date) -> Person | None:
    """The head on a day (E-D.9); None where the record is not complete."""
    found = (
        Person.objects.filter(
            in_force_membership(on), memberships__household=household, memberships__relation=Relation.HEAD
        )
        .select_related("merged_into")
        .first()
    )
    return (found.merged_into or found) if found else None


def in_force_membership(on: date) -> Q:
    return Q(memberships__from_on__lte=on) & (Q(memberships__to_on__isnull=True) | Q(memberships__to_on__gt=on))


def current_dwelling(household: Household, on: date) -> Dwelling | None:
    return Dwelling.objects.filter(in_force(on), household=household).first()


def current_prison(household: Household) -> Prison | None:
    return Prison.objects.filter(household=household, ended=False).first()


@dataclass(frozen=True)
class Snapshot:
    """A household's members, dwelling and prison record on one day, read once by whoever looks at it from many sides."""

    members: tuple[HouseholdMember, ...]  # the head first, then the eldest
    dwelling: Dwelling | None
    prison: Prison | None

    @property
    def head(self) -> Person | None:
        return next((each.person for each in self.members if each.relation == Relation.HEAD), None)


def snapshot(household: Household, *, on: date) -> Snapshot:
    """The household as it stands on a day, in two queries. It does not follow later changes: read, decide, forget it."""
    in_force_dwelling = Q(dwellings__from_on__lte=on) & (Q(dwellings__to_on__isnull=True) | Q(dwellings__to_on__gt=on))
    row = (
        Household.objects.filter(pk=household.pk)
        .annotate(
            home=FilteredRelation("dwellings", condition=in_force_dwelling),
            record=FilteredRelation("prison_records", condition=Q(prison_records__ended=False)),
        )
        .select_related("home", "record")  # type: ignore[misc]
        .get()
    )
    # Django sets the attribute of a filtered relation only where it found a row.
    return Snapshot(
        tuple(resolved(list(members_of(household, on)))), getattr(row, "home", None), getattr(row, "record", None)
    )


def prison_facts(prison: Prison | None) -> dict[str, Any]:
    """The record's own columns by name; nothing where there is no record."""
    return {name: getattr(prison, name) for name in domain.PRISON_FIELDS} if prison else {}


def active_household_of(person: Person, on: date) -> Household | None:
    """The person's own household on a day, within the reach of the transaction."""
    membership = (
        HouseholdMember.objects.filter(in_force(on), person=person)
        .select_related("household")
        .order_by("exception_clause", "-from_on")
        .first()
    )
    return membership.household if membership else None


def type_of(household: Household, on: date) -> HouseholdType:
    """Support-only, or support and empowerment (E-D.7, E-D.8)."""
    return domain.household_type(
        members_of(household, on).order_by().values_list("person__empowerment_capacity", flat=True)
    )


def facts_of(household: Household, on: date) -> HouseholdFacts:
    """What the rules know of the household on a day. Raises DocumentIncomplete."""
    return document.read(household_document(household, on=on))


def cost_factors(household: Household, on: date) -> list[CostFactor]:
    """The cost factors of Article 7, derived (E-7.1)."""
    age = int(rules_on(on).value("age.unmarried_daughter"))
    return factors.cost_factors(facts_of(household, on), on=on, unmarried_daughter_age=age)


def household_document(household: Household, *, on: date, seen: Snapshot | None = None) -> dict[str, Any]:
    """The household as it stands on a day, as ``contracts/household.schema.json`` writes it.

    Unknown is absent or null. A person's key is the one of the document it came from, else ``p<number>``. ``seen``:
    what was read of the household before. Raises DocumentIncomplete without a head or a dwelling, and what
    ``guidelines.document.read`` refuses.
    """
    seen = seen or snapshot(household, on=on)
    members = sorted(seen.members, key=lambda member: member.pk)  # as they came
    head = next((member for member in members if member.relation == Relation.HEAD), None)
    dwelling, prison = seen.dwelling, seen.prison
    if head is None or dwelling is None:
        raise DocumentIncomplete(household=household.pk)
    keys = _keys(members)
    written = {
        "format": document.HOUSEHOLD_FORMAT,
        "as_of": on.isoformat(),
        "area": {
            "kind": dwelling.area_kind,
            "village_coefficient": dwelling.village_coefficient,
            "metropolis_margin": dwelling.metropolis_margin,
            "special_social_zone": dwelling.special_social_zone,
            "is_border": dwelling.is_border,
            "high_risk": dwelling.high_risk,
        },
        "dwelling": _dwelling(dwelling),
        "decile": household.decile,
        "risk_class": household.risk_class,
        "head": keys[head.person_id],
        "head_condition": household.head_condition,
        "responsible_person": keys.get(household.responsible_person_id or 0),
        "former_head_died_on": _day(household.former_head_died_on),
        "prison": _prison(prison) if prison else None,
        "treatment_evidence": household.treatment_evidence,
        "cannot_earn": household.cannot_earn,
        "divorce_evidence": household.divorce_evidence or None,
        "requested_services": list(household.requested_services),
        "people": [_person(member, keys[member.person_id]) for member in members],
    }
    document.read(written)
    return written


def _keys(members: list[HouseholdMember]) -> dict[int, str]:
    """One key a person. The keys of a document are kept; a made one gives way to them."""
    keys = {each.person_id: each.document_key for each in members if each.document_key is not None}
    taken = set(keys.values())
    for member in members:
        if member.person_id not in keys:
            key = f"p{member.person_id}"
            while key in taken:
                key += "+"
            keys[member.person_id] = key
            taken.add(key)
    return keys


def _dwelling(dwelling: Dwelling) -> dict[str, Any]:
    written: dict[str, Any] = {
        "tenure": dwelling.tenure,
        "condition": dwelling.condition,
        "in_office_territory": dwelling.in_office_territory,
    }
    if dwelling.postal_code:
        written["postal_code"] = dwelling.postal_code
    if dwelling.address or "address" in dwelling.given_blank:
        written["address"] = dwelling.address
    return written


def _prison(prison: Prison) -> dict[str, Any]:
    written: dict[str, Any] = {
        "abroad": prison.abroad,
        "released_on": _day(prison.released_on),
        "referral": prison.referral or None,
    }
    if prison.basis:
        written["basis"] = prison.basis
    if prison.started_on:
        written["started_on"] = prison.started_on.isoformat()
    return written


def _person(member: HouseholdMember, key: str) -> dict[str, Any]:
    person = member.person
    code_known = bool(person.national_code) or "national_code" in person.given_blank
    written: dict[str, Any] = {
        "key": key,
        "national_code": person.national_code if code_known else None,
        "sex": person.sex,
        "born_on": person.born_on.isoformat(),
        "relation": member.relation,
        "nationality": person.nationality,
        "marital_status": person.marital_status,
        "work_status": person.work_status,
        "education_status": person.education_status,
        "illness_class": person.illness_class or None,
        "military_status": person.military_status or None,
        "living_parents": person.living_parents,
        "bears_own_costs": person.bears_own_costs,
        "covered_by": list(person.covered_by),
        "pension_monthly_rials": None if person.pension_monthly_rials is None else int(person.pension_monthly_rials),
        "in_hamyar_group": person.in_hamyar_group,
    }
    for name in ("given_name", "family_name"):
        value = getattr(person, name)
        if value or name in person.given_blank:
            written[name] = value
    return written


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def search(access: Access, text: str, *, on: date, limit: int = 20) -> list[SearchHit]:
    """People by national code, file number, mobile, postal code, or name as people spell it; within the reach.

    Exact keys are tried first; a name is looked for only when the text is no key. Raises NotPermitted.
    """
    access.require("registry.search")
    for kind, needles in _questions(text):
        hits = _found(kind, needles, limit)
        if hits:
            return hits
    return []


def _questions(text: str) -> list[tuple[str, list[str]]]:
    """What the text may be, the surest first."""
    plain = digits.to_latin(text).strip().replace(" ", "").replace("\u200c", "")
    asked: list[tuple[str, list[str]]] = []
    if number := FILE_NUMBER.match(plain):
        asked.append(("number", [f"{number[1]}-{number[2]}"]))
    if len(plain) == 10 and digits.are_latin_digits(plain):
        asked += [("national_code", [plain]), ("postal_code", [plain])]
    if any(each.isdigit() for each in plain):
        with suppress(mobile.MobileRefused):
            asked.append(("mobile", [mobile.parse(plain)]))
    if not asked or not digits.are_latin_digits(plain):
        words = [word for word in text.split() if word.strip("\u200c")]
        if words and len(plain) >= 2:
            asked.append(("name", words[:6]))
    return asked


def _found(kind: str, needles: list[str], limit: int) -> list[SearchHit]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registry_search(%s, %s, %s)", [kind, needles, limit])
        rows = cursor.fetchall()
    people = Person.objects.in_bulk([row[0] for row in rows])
    hits = [
        SearchHit(people[person], household, casefile, number or "", state or "")
        for person, household, casefile, number, state in rows
        if person in people
    ]
    return sorted(hits, key=lambda hit: (hit.person.sort_key, hit.person.pk))


def fact_history(household: Household) -> QuerySet[FactChange]:
    """Every changed fact of the household and of its people, newest first (E-13.3.b)."""
    people = HouseholdMember.objects.filter(household=household).values("person_id")
    rows = FactChange.objects.filter(Q(household=household) | Q(person__in=people)).select_related("person")
    return rows.order_by("-at", "-pk")


def recorded_by_staff(household: Household, subject: str) -> dict[str, date]:
    """Facts that a member of staff recorded last, each with that day; what a database or the household says is not there."""
    rows = FactChange.objects.filter(household=household, person=None, subject=subject).order_by("at", "pk")
    latest = {row.field: row for row in rows}
    return {name: day_of(row.at) for name, row in latest.items() if row.source in domain.BY_STAFF}


def history_of_person(person: Person) -> QuerySet[FactChange]:
    return FactChange.objects.filter(person=person).order_by("-at", "-pk")
