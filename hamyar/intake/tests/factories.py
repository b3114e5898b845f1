"""Applications in any state, brought there by the moves of the table.

``make_application(state=…)`` makes what it needs: an office, its worker, a territory, a household with a head.
"""

from datetime import date, datetime
from itertools import count

from hamyar.audit.actor import CLOCK, Actor
from hamyar.casefiles.domain import CasefileState
from hamyar.casefiles.models import Casefile
from hamyar.intake import actions
from hamyar.intake.actions.moves import advance
from hamyar.intake.domain import (
    ApplicationState,
    Channel,
    Indicator,
    LeadOrigin,
    Outcome,
    application_number,
    term_ends_on,
)
from hamyar.intake.models import Application, Lead, PortalAccount
from hamyar.obligations.domain import end_of_day
from hamyar.org.models import OrgUnit, User
from hamyar.org.tests.factories import NOON, OPENED, TODAY, make_office, make_worker
from hamyar.registry.models import Dwelling, Household, HouseholdMember, Person
from hamyar.values import national_code

S = ApplicationState
UNMAPPED = "5555500000"  # made applications stay in the office they are made for, whatever territories a test draws
_number = count(1)

# Which moves lead to a state; the first is always SUBMITTED.
PATHS: dict[ApplicationState, tuple[ApplicationState, ...]] = {
    S.SUBMITTED: (),
    S.WITH_OFFICE_HEAD: (S.WITH_OFFICE_HEAD,),
    S.ASSIGNED: (S.ASSIGNED,),
    S.INQUIRING: (S.ASSIGNED, S.INQUIRING),
    S.VISIT_PLANNED: (S.ASSIGNED, S.INQUIRING, S.VISIT_PLANNED),
    S.ASSESSED: (S.ASSIGNED, S.INQUIRING, S.VISIT_PLANNED, S.ASSESSED),
    S.INCOMPLETE: (S.ASSIGNED, S.INCOMPLETE),
    S.IN_COMMISSION: (S.ASSIGNED, S.INQUIRING, S.VISIT_PLANNED, S.ASSESSED, S.IN_COMMISSION),
    S.AWAITING_PERMIT: (S.ASSIGNED, S.INQUIRING, S.VISIT_PLANNED, S.ASSESSED, S.AWAITING_PERMIT),
    S.ACCEPTED: (S.ASSIGNED, S.INQUIRING, S.VISIT_PLANNED, S.ASSESSED, S.ACCEPTED),
    S.REJECTED: (S.ASSIGNED, S.REJECTED),
    S.RE_REVIEW: (S.ASSIGNED, S.REJECTED, S.RE_REVIEW),
    S.REFERRED_OUT: (S.ASSIGNED, S.REFERRED_OUT),
    S.WITHDRAWN: (S.ASSIGNED, S.WITHDRAWN),
}


def new_code() -> str:
    """A national code of the test range that no earlier call gave."""
    return national_code.make_test_code(900_000 - next(_number))


def new_mobile() -> str:
    return f"0999{next(_number):07d}"


ANSWERS: dict[str, object] = {
    "nationality": "iranian", "given_name": "زهرا", "family_name": "نمونه", "father_name": "حسین", "sex": "female",
    "born_on": "1986-05-01", "marital_status": "widowed", "work_status": "homemaker", "mobile_holder": "self",
    "postal_code": "1234567890", "address": "خیابان آزمون، پلاک ۱", "tenure": "rented", "condition": "sound",
    "area_kind": "city", "services": ["livelihood"],
}  # fmt: skip


def make_draft(*, submitted_by: User | None = None, at: datetime = NOON, **answers: object) -> Application:
    """A filled form that was not sent yet: of a new account, or of a member of staff."""
    return actions.start_draft(
        channel=Channel.IN_PERSON if submitted_by else Channel.PORTAL,
        account=None if submitted_by else make_account(at=at), submitted_by=submitted_by,
        answers={**ANSWERS, "national_code": new_code(), **answers}, by=CLOCK, at=at,
    )  # fmt: skip


def make_casefile(household: Household, *, state: CasefileState = CasefileState.ACTIVE) -> Casefile:
    """A household's file, as the demo and the imports write it: active, or ended and inactive."""
    file = Casefile.objects.create(
        number=f"1400-{next(_number):06d}", household=household, holder=head_of(household), unit=household.unit,
        unit_path=household.unit_path, period_from_on=date(2021, 3, 21), period_to_on=date(2022, 3, 21), opened_at=NOON,
    )  # fmt: skip
    for step_to in (CasefileState.ENDED, CasefileState.INACTIVE) if state == CasefileState.INACTIVE else ():
        file.state = step_to
        file.save(update_fields=["state"])
    return file


def make_account(mobile: str = "", *, at: datetime = NOON) -> PortalAccount:
    """Somebody at the portal whose number has answered a code."""
    return PortalAccount.objects.create(mobile=mobile or new_mobile(), verified_at=at, created_at=at)


def make_household(office: OrgUnit, *, postal_code: str = "1234567890", on: date = OPENED, **head: object) -> Household:
    """A household of one, its head, in an office."""
    household = Household.objects.create(unit=office, unit_path=office.path)
    person = Person.objects.create(
        **{
            "national_code": new_code(),
            "national_code_valid": True,
            "given_name": "زهرا",
            "family_name": "نمونه",
            "sex": "female",
            "born_on": date(1980, 5, 1),
            "unit_path": office.path,
            **head,
        }
    )
    HouseholdMember.objects.create(household=household, person=person, relation="head", from_on=on)
    Dwelling.objects.create(
        household=household, from_on=on, tenure="rented", condition="sound", area_kind="city",
        postal_code=postal_code, address="خیابان آزمون، پلاک ۱",
    )  # fmt: skip
    return household


def head_of(household: Household) -> Person:
    return household.memberships.get(relation="head", to_on=None).person


def make_application(
    *, office: OrgUnit | None = None, worker: User | None = None, state: ApplicationState = S.ASSIGNED,
    household: Household | None = None, account: PortalAccount | None = None, submitted_by: User | None = None,
    channel: Channel | None = None, at: datetime = NOON, by: Actor = CLOCK, foreign_national: bool | None = None,
    **fields: object,
) -> Application:  # fmt: skip
    """An application in ``state``. Everything that is not given is made; ``fields`` are columns of the row."""
    office = office or make_office()
    worker = worker or make_worker(office)
    household = household or make_household(office)
    if account is None and submitted_by is None:
        account = make_account(at=at)
    row = Application.objects.create(
        channel=channel or (Channel.PORTAL if account else Channel.IN_PERSON),
        account=account, submitted_by=submitted_by, started_at=at,
    )  # fmt: skip
    if state == S.DRAFT:
        return row
    person = head_of(household)
    on = at.date()
    answers = {
        "nationality": person.nationality, "national_code": person.national_code, "born_on": person.born_on.isoformat(),
        "given_name": person.given_name, "family_name": person.family_name, "sex": person.sex,
        "postal_code": UNMAPPED, "address": "خیابان آزمون، پلاک ۱", "office": office.pk,
    }  # fmt: skip
    placed = {
        "number": application_number(on, 900_000 + next(_number)), "submitted_at": at,
        "due_at": end_of_day(term_ends_on(on, 1)), "person": person, "household": household,
        "postal_code": UNMAPPED, "address": "خیابان آزمون، پلاک ۱", "mobile": account.mobile if account else new_mobile(),
        "mobile_holder": "self", "mobile_verified_at": at, "unit": office, "unit_path": office.path,
        "foreign_national": state == S.REFERRED_OUT if foreign_national is None else foreign_national, "draft": answers,
        "request": ["livelihood"],
    }  # fmt: skip
    row = advance(row, S.SUBMITTED, event="submitted", by=by, at=at, **{**placed, **fields})
    for target in PATHS[state]:
        row = step(row, target, worker=worker, by=by, at=at)
    return row


def own_words(person: Person) -> dict[str, str]:
    """What somebody types who is registered already."""
    return {"national_code": person.national_code, "born_on": person.born_on.isoformat()}


def make_lead(
    office: OrgUnit | None, *, origin: LeadOrigin = LeadOrigin.FIELD, indicator: Indicator = Indicator.NO_INCOME,
    found_on: date = TODAY, found_by: User | None = None, at: datetime = NOON, postal_code: str = "1234567890",
    form_key: object = None, referrer_type: str = "", by: Actor = CLOCK, **about: str,
) -> Lead:  # fmt: skip
    """A lead as the action keeps it: with the worker of the postal code, or waiting for the office's head."""
    if found_by is None and origin in (LeadOrigin.FIELD, LeadOrigin.REFERRAL):
        found_by = make_worker(office or make_office())
    return actions.record_lead(
        origin=origin, indicator=indicator, found_on=found_on, about={"postal_code": postal_code, **about},
        office=office, found_by=found_by, form_key=form_key, referrer_type=referrer_type,
        source="سامانهٔ رفاه" if origin == LeadOrigin.DATABASE else "", by=by, at=at,
    )  # fmt: skip


def step(row: Application, target: ApplicationState, *, worker: User, by: Actor, at: datetime) -> Application:
    """One move, by the action that makes it."""
    match target:
        case S.WITH_OFFICE_HEAD:
            return actions.route(application=row, by=by, at=at)
        case S.ASSIGNED:
            if row.state == S.SUBMITTED:
                row = actions.route(application=row, by=by, at=at)
            if row.state == S.WITH_OFFICE_HEAD:
                row = actions.assign(application=row, worker=worker, by=by, at=at)
            return row
        case S.INCOMPLETE:
            return actions.ask_for_items(application=row, items="تصویر اجاره‌نامه", by=by, at=at)
        case S.ACCEPTED:
            return actions.record_outcome(application=row, outcome=Outcome.ACCEPTED, by=by, at=at)
        case S.REJECTED:
            return actions.record_outcome(
                application=row, outcome=Outcome.REJECTED, clause="E-2.5", reason="مستمری صندوق بازنشستگی", by=by, at=at
            )
        case S.RE_REVIEW:
            return actions.ask_re_review(application=row, reason="مستمری قطع شده است", by=by, at=at)
        case S.REFERRED_OUT:
            return actions.refer_out(application=row, reason="تبعهٔ خارجی", by=by, at=at)
        case S.WITHDRAWN:
            return actions.withdraw(application=row, reason="خودش نخواست", by=by, at=at)
        case _:
            return actions.move(application=row, target=target, event=str(target), by=by, at=at)


__all__ = [
    "ANSWERS", "TODAY", "head_of", "make_account", "make_application", "make_casefile", "make_draft", "make_household",
    "make_lead", "new_code", "new_mobile", "own_words",
]  # fmt: skip
