"""From a household document to rows. The way back is ``queries.household_document``: every field survives both."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.guidelines import document as contract
from hamyar.org.models import OrgUnit
from hamyar.registry.domain import NotStorable, Source
from hamyar.registry.households import join
from hamyar.registry.models import Dwelling, Household, Illness, Person, Prison
from hamyar.values.refusal import Refusal

LARGEST_AMOUNT = 10**30 - 1
TEXT_FIELDS = ("given_name", "family_name")


@transaction.atomic
def import_document(
    *,
    document: Mapping[str, Any],
    unit: OrgUnit,
    by: Actor,
    at: datetime,
    beyond: Mapping[str, Any] | None = None,
    source: str = Source.DATABASE,
) -> Household:
    """A household document becomes a household of the unit, as it stood on ``as_of``.

    ``beyond`` holds what the registry keeps and the document does not: ``household``, ``dwelling``, ``prison`` and
    ``people`` by key, as columns. Raises what ``guidelines.document.read`` refuses, NotStorable, and ActiveElsewhere
    when somebody is in another household; ``details["path"]`` is the place in the document.
    """
    facts = contract.read(document)
    check_storable(document)
    more = beyond or {}
    household = Household.objects.create(
        unit=unit, unit_path=unit.path, **household_columns(document, facts.as_of), **more.get("household", {})
    )
    members: dict[str, Person] = {}
    for index, person in enumerate(document["people"]):
        extra = more.get("people", {}).get(person["key"], {})
        try:
            membership = join(
                household=household, person={**person_columns(person), **extra}, relation=person["relation"],
                from_on=facts.as_of, source=source, by=by, at=at, keep_wrong_code=True, document_key=person["key"],
                latest=facts.as_of,
            )  # fmt: skip
        except Refusal as refusal:
            refusal.details.setdefault("path", f"$.people[{index}].national_code")
            raise
        members[person["key"]] = membership.person
        _keep_illness(membership.person, at)
    responsible = document.get("responsible_person")
    if responsible is not None:
        household.responsible_person = members[responsible]
        household.responsible_since_on = facts.as_of
        household.save(update_fields=["responsible_person", "responsible_since_on"])
    Dwelling.objects.create(
        household=household, from_on=facts.as_of, **dwelling_columns(document), **more.get("dwelling", {})
    )
    prison = document.get("prison")
    if prison is not None:
        Prison.objects.create(household=household, **prison_columns(prison), **more.get("prison", {}))
    audit.record("registry.household.imported", about=household, by=by, at=at, unit=unit.pk, people=len(members))
    return household


def check_storable(value: Any, path: str = "$") -> None:
    """Raises NotStorable for what JSON can say and no column can hold."""
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
            raise NotStorable(path=path)
    elif isinstance(value, dict):
        for name, each in value.items():
            check_storable(each, f"{path}.{name}")
    elif isinstance(value, list):
        for index, each in enumerate(value):
            check_storable(each, f"{path}[{index}]")
    elif isinstance(value, int | float) and abs(value) > LARGEST_AMOUNT:
        raise NotStorable(path=path)


def household_columns(document: Mapping[str, Any], as_of: date) -> dict[str, Any]:
    decile = document.get("decile")
    known: dict[str, Any] = {}
    if decile is not None:
        known = {"decile": int(decile), "decile_on": as_of, "decile_source": Source.DATABASE}
    return {
        **known,
        "risk_class": document.get("risk_class", "normal"),
        "head_condition": document.get("head_condition", "present"),
        "former_head_died_on": _day(document.get("former_head_died_on")),
        "treatment_evidence": document.get("treatment_evidence", False),
        "cannot_earn": document.get("cannot_earn", False),
        "divorce_evidence": document.get("divorce_evidence") or "",
        "requested_services": document.get("requested_services", []),
    }


def dwelling_columns(document: Mapping[str, Any]) -> dict[str, Any]:
    area, dwelling = document["area"], document["dwelling"]
    return {
        "tenure": dwelling["tenure"],
        "condition": dwelling["condition"],
        "postal_code": dwelling.get("postal_code", ""),
        "address": dwelling.get("address", ""),
        "given_blank": ["address"] if dwelling.get("address") == "" else [],
        "in_office_territory": dwelling.get("in_office_territory", True),
        "area_kind": area["kind"],
        "village_coefficient": _whole(area.get("village_coefficient")),
        "metropolis_margin": area.get("metropolis_margin", False),
        "special_social_zone": area.get("special_social_zone", False),
        "is_border": area.get("is_border", False),
        "high_risk": area.get("high_risk", False),
    }


def prison_columns(prison: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "basis": prison.get("basis", ""),
        "abroad": prison.get("abroad", False),
        "started_on": _day(prison.get("started_on")),
        "released_on": _day(prison.get("released_on")),
        "referral": prison.get("referral") or "",
    }


def person_columns(person: Mapping[str, Any]) -> dict[str, Any]:
    blank = [name for name in ("national_code", *TEXT_FIELDS) if person.get(name) == ""]
    return {
        "national_code": person.get("national_code") or "",
        "given_name": person.get("given_name", ""),
        "family_name": person.get("family_name", ""),
        "given_blank": blank,
        "sex": person["sex"],
        "born_on": date.fromisoformat(person["born_on"]),
        "nationality": person.get("nationality", "iranian"),
        "marital_status": person.get("marital_status", "never_married"),
        "work_status": person.get("work_status", "unemployed"),
        "education_status": person.get("education_status", "none"),
        "illness_class": person.get("illness_class") or "",
        "military_status": person.get("military_status") or "",
        "living_parents": _whole(person.get("living_parents")),
        "bears_own_costs": person.get("bears_own_costs", False),
        "covered_by": person.get("covered_by", []),
        "pension_monthly_rials": _whole(person.get("pension_monthly_rials")),
        "in_hamyar_group": person.get("in_hamyar_group", False),
    }


def _keep_illness(person: Person, at: datetime) -> None:
    if person.illness_class and not person.illnesses.filter(ended_on__isnull=True).exists():
        Illness.objects.create(
            person=person, illness_class=person.illness_class, disease=person.disease, recorded_at=at
        )


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)  # 3.0 is a whole number in JSON


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value is not None else None
