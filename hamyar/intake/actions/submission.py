"""Sending an application: checked, numbered, known to the registry, dated, and brought to who answers for it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from hamyar.audit.actor import CLOCK, Actor
from hamyar.casefiles.domain import OPEN_STATES as ACTIVE_FILES
from hamyar.casefiles.models import Casefile
from hamyar.intake.actions.lead_moves import application_sent
from hamyar.intake.actions.moves import advance, locked, note
from hamyar.intake.actions.outcomes import refer_out
from hamyar.intake.actions.routing import destination, route
from hamyar.intake.domain import (
    ActiveFileExists,
    ApplicationState,
    FieldsMissing,
    IdentityUnproven,
    MobileNotVerified,
    MoveRefused,
    OpenApplicationExists,
    application_number,
    missing_fields,
    term_ends_on,
)
from hamyar.intake.models import NUMBERS, Application
from hamyar.obligations.domain import end_of_day
from hamyar.org.clock import day_of
from hamyar.org.models import OrgUnit
from hamyar.org.reach import whole_country
from hamyar.registry import actions as registry
from hamyar.registry import queries as people
from hamyar.registry.domain import ActiveElsewhere, AlreadyMember, CodeTaken, RelationTaken, Source
from hamyar.registry.models import Household, Person
from hamyar.releases.queries import rules_on
from hamyar.values import text

REFERRED = "خدمت به اتباع خارجی از راه مراکز نیکوکاری است."
PERSON_ANSWERS = (
    "national_code", "alt_identifier_kind", "alt_identifier", "given_name", "family_name", "father_name", "sex",
    "nationality", "country", "marital_status", "work_status", "mobile_holder", "mobile_relation",
)  # fmt: skip
MEMBER_ANSWERS = ("national_code", "given_name", "family_name", "sex")
DWELLING_ANSWERS = ("tenure", "condition", "area_kind", "postal_code", "address")
COMPARED = ("given_name", "family_name", "sex", "born_on")  # a known person who declares these otherwise is looked at


@transaction.atomic
def submit(*, application: Application, by: Actor, at: datetime) -> Application:
    """Send a draft: number, date and term are given (E-13.1.1, E-13.n3), and it goes where its postal code says.

    The person is found by the national code or registered (E-2.2); an inactive file comes along as history (E-13.n4.1);
    a foreign national is handed to a charity centre at once (E-4.n2). Raises MoveRefused, FieldsMissing,
    MobileNotVerified, IdentityUnproven, OpenApplicationExists, ActiveFileExists, OfficeNeeded.
    """
    row = locked(application)
    if row.state != ApplicationState.DRAFT:  # an assigned one may become submitted again, but only by re-routing
        raise MoveRefused(state=row.state, target=str(ApplicationState.SUBMITTED))
    answers = row.draft
    mobile = _mobile_of(row)
    if missing := missing_fields(answers, mobile_number=mobile):
        raise FieldsMissing(fields=missing)
    verified_at, unverified = _verification(row, mobile)
    on = day_of(at)
    with whole_country("submission"):
        row.postal_code, row.address, row.mobile = answers["postal_code"], answers["address"].strip(), mobile
        person = _known(row)
        row.earlier_casefile = _earlier_casefile(person)
        place = destination(row, on=on)
        household, left_out = _household(row, person, place.office, by=by, at=at)
        head = person or _head_of(household, on=on)
        try:
            with transaction.atomic():
                row = advance(
                    row, ApplicationState.SUBMITTED, event="submitted", by=by, at=at, clause="E-13.1.1",
                    number=_next_number(on), submitted_at=at, due_at=_due_at(on), person=head, household=household,
                    earlier_casefile=row.earlier_casefile, postal_code=row.postal_code, address=row.address, mobile=mobile,
                    mobile_holder=answers.get("mobile_holder", ""), mobile_relation=answers.get("mobile_relation", ""),
                    mobile_verified_at=verified_at, mobile_unverified_reason=unverified,
                    request=list(answers.get("services") or []), note=answers.get("note", ""),
                    foreign_national=answers.get("nationality") == "foreign", unit=place.office, unit_path=place.office.path,
                    draft={**answers, "registered_here": person is None},
                )  # fmt: skip
        except IntegrityError as fault:
            if "intake_one_open_a_person" in str(fault):
                raise OpenApplicationExists() from fault
            raise
        _note_what_differs(row, person, left_out, at=at)
        application_sent(row, by=by, at=at)
        if row.foreign_national:
            return refer_out(application=row, reason=REFERRED, by=CLOCK, at=at)
        return route(application=row, by=CLOCK, at=at)


def _mobile_of(row: Application) -> str:
    """At the portal the number that signed in; else the one in the form."""
    return row.account.mobile if row.account else str(row.draft.get("mobile") or "")


def _verification(row: Application, mobile: str) -> tuple[datetime | None, str]:
    """When the number answered a code, or why it could not be asked to (E-13.1.2). Raises MobileNotVerified."""
    if row.account is not None:
        return row.account.verified_at, ""
    if row.mobile_verified_at is not None and row.mobile == mobile:
        return row.mobile_verified_at, ""
    reason = str(row.draft.get("mobile_unverified_reason") or "").strip()
    if not reason:
        raise MobileNotVerified()
    return None, reason[:200]


def _next_number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select nextval(%s)", [NUMBERS])
        (count,) = cursor.fetchone()
    return application_number(on, count)


def _due_at(on: date) -> datetime:
    return end_of_day(term_ends_on(on, rules_on(on).value("sla.application")))


def _known(row: Application) -> Person | None:
    """The registered person with this national code. Raises ActiveFileExists where support is running already.

    At the portal nothing is said of anybody before the birth date is the registered one: raises IdentityUnproven, the
    same for all who are registered, with a file or without (E-9.a.2). At the office the difference goes to the worker.
    """
    if row.draft.get("nationality") == "foreign":
        return None
    known = people.known_person(row.draft["national_code"])
    if known is None:
        return None
    if row.account is not None and not people.born_on(known, date.fromisoformat(row.draft["born_on"])):
        raise IdentityUnproven()
    if known.casefile_state in ACTIVE_FILES:
        raise ActiveFileExists(number=known.casefile_number, office=known.office_title)
    return Person.objects.get(pk=known.person_id)


def _earlier_casefile(person: Person | None) -> Casefile | None:
    """The file in which the person was before: it comes along as history, it is not opened again (E-13.n4.1)."""
    if person is None:
        return None
    theirs = Casefile.objects.filter(household__memberships__person=person).order_by("-opened_at", "-pk")
    return theirs.first()


def _household(
    row: Application, person: Person | None, office: OrgUnit, *, by: Actor, at: datetime
) -> tuple[Household, int]:
    """The applicant's household, moved to the office or opened there; and how many named members were left out."""
    answers = row.draft
    on = day_of(at)
    found = people.active_household_of(person, on) if person else None
    if found is not None:
        if found.unit_id != office.pk:
            registry.move_to_unit(household=found, unit=office, by=by, at=at)
        registry.change_household(household=found, changes=_household_facts(answers), source=Source.SELF, by=by, at=at)
        return found, len(answers.get("members") or [])
    head: Person | dict[str, Any] = person or _person_facts(answers, row)
    try:
        household = registry.open_household(
            unit=office, head=head, dwelling={name: answers[name] for name in DWELLING_ANSWERS if answers.get(name)},
            facts=_household_facts(answers), source=Source.SELF, by=by, at=at,
        )  # fmt: skip
    except CodeTaken as fault:  # the same new person was sent a moment ago
        _known(row)
        raise OpenApplicationExists() from fault
    left_out = 0
    for member in answers.get("members") or []:
        left_out += not _add_member(row, household, member, by=by, at=at)
    return household, left_out


def _add_member(row: Application, household: Household, member: Mapping[str, Any], *, by: Actor, at: datetime) -> bool:
    """Add a named member. From the portal nobody who is registered already is moved: the worker looks at it first."""
    code = member.get("national_code") or ""
    known = people.known_person(code) if code else None
    if known is not None and row.account is not None:
        return False
    facts: Person | dict[str, Any] = (
        Person.objects.get(pk=known.person_id)
        if known
        else {
            **{name: member.get(name, "") for name in MEMBER_ANSWERS},
            "born_on": date.fromisoformat(member["born_on"]),
        }
    )
    try:
        with transaction.atomic():
            registry.add_member(
                household=household, person=facts, relation=member["relation"], from_on=day_of(at), source=Source.SELF,
                by=by, at=at,
            )  # fmt: skip
    except (ActiveElsewhere, AlreadyMember, RelationTaken, CodeTaken):
        return False
    return True


def _person_facts(answers: Mapping[str, Any], row: Application) -> dict[str, Any]:
    facts = {name: answers[name] for name in PERSON_ANSWERS if answers.get(name)}
    return {**facts, "born_on": date.fromisoformat(answers["born_on"]), "mobile": row.mobile}


def _household_facts(answers: Mapping[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {"requested_services": list(answers.get("services") or [])}
    if answers.get("nomad_status"):
        facts["nomad_status"] = answers["nomad_status"]
    if answers.get("days_by_province"):
        facts["days_by_province"] = answers["days_by_province"]
    return facts


def _head_of(household: Household, *, on: date) -> Person:
    found = people.head_of(household, on)
    assert found is not None
    return found


def _note_what_differs(row: Application, person: Person | None, left_out: int, *, at: datetime) -> None:
    """Tell the worker what the applicant declares otherwise than the registry, and who could not be added."""
    if left_out:
        note(row, event="members_left_out", by=CLOCK, at=at, reason=str(left_out), clause="E-D.6")
    if person is None:
        return
    declared = {**row.draft, "born_on": date.fromisoformat(row.draft["born_on"])}
    differing = [
        name
        for name in COMPARED
        if declared.get(name) and text.fold(str(declared[name])) != text.fold(str(getattr(person, name)))
    ]
    if differing:
        note(row, event="identity_differs", by=CLOCK, at=at, reason=" ".join(differing), clause="E-2.2")
