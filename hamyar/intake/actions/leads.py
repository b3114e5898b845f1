"""Leads: people found before anybody has applied for them (E-0.a.2.1, E-D.2, E-1.1, E-1.2.j).

No application exists until somebody acts: ``begin_application`` starts its draft and links the two.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet

from hamyar.audit import actions as audit
from hamyar.audit.actor import CLOCK, Actor
from hamyar.casefiles.domain import OPEN_STATES as ACTIVE_FILES
from hamyar.intake.actions.drafts import start_draft
from hamyar.intake.actions.lead_moves import advance_lead, close, keep_duty, locked_lead, note_lead, one_at_a_time
from hamyar.intake.actions.limits import minutes_of, wait_left
from hamyar.intake.domain import (
    OPEN_LEADS,
    OPEN_STATES,
    ActiveFileExists,
    ApplicationState,
    Dismissal,
    Finding,
    Indicator,
    LeadExists,
    LeadMoveRefused,
    LeadOrigin,
    LeadPlaceNeeded,
    LeadState,
    MatchedWith,
    NothingToMatch,
    OfficeNeeded,
    OpenApplicationExists,
    OtherOfficesWorker,
    ReasonNeeded,
    TooManyLookups,
    TooManyReports,
    Tried,
    channel_of_lead,
    check_lead_move,
    lead_number,
)
from hamyar.intake.models import LEAD_NUMBERS, Application, Lead, LeadReport, PortalMismatch
from hamyar.org import queries as org
from hamyar.org.clock import day_of
from hamyar.org.models import OrgUnit, User
from hamyar.org.reach import whole_country
from hamyar.registry import queries as people
from hamyar.registry.queries import KnownPerson
from hamyar.values import national_code as national_codes
from hamyar.values import postal_code as postal_codes

# How many reports from one network address in which time. Many people share one, so the limit is wide.
LIMITS_OF_REPORTS = ((10, timedelta(minutes=10)), (60, timedelta(days=1)))
LIMITS_OF_LOOKUPS = LIMITS_OF_REPORTS  # of tracking numbers that nobody was given
ABOUT = ("given_name", "family_name", "national_code", "mobile", "postal_code", "area_title", "address", "note")
PREFILLED = ("given_name", "family_name", "national_code", "mobile", "postal_code", "address")


@dataclass(frozen=True)
class Standing:
    """What is known of a national code across offices: nobody is entered twice (E-1.1.2)."""

    finding: Finding
    known: KnownPerson | None = None
    number: str = ""  # of the file, the application or the lead


def under_way(code: str) -> QuerySet[Lead]:
    """Leads about the holder of a code with whom somebody is busy: open ones, and one whose draft is not sent yet."""
    drafted = Q(state=LeadState.APPLIED, application__state=ApplicationState.DRAFT)
    return Lead.objects.filter(Q(state__in=OPEN_LEADS) | drafted, national_code=code)


def standing_of(code: str, *, beside: Lead | None = None) -> Standing:
    """Who holds the code, and what is under way for that person; ``beside``: the lead that asks. The caller audits it."""
    if not code:
        return Standing(Finding.UNKNOWN)
    with whole_country("search before create"):
        known = people.known_person(code)
        lead = None if beside else under_way(code).first()
        if lead is not None:
            return Standing(Finding.LEAD, known, lead.number)
        if known is None:
            return Standing(Finding.UNKNOWN)
        if known.casefile_state in ACTIVE_FILES:
            return Standing(Finding.FILE, known, known.casefile_number)
        application = Application.objects.filter(person_id=known.person_id, state__in=OPEN_STATES).first()
        if application is not None:
            return Standing(Finding.APPLICATION, known, application.number or "")
    return Standing(Finding.REGISTERED, known)


@transaction.atomic
def record_lead(
    *, origin: LeadOrigin, indicator: Indicator, found_on: date, about: Mapping[str, str], office: OrgUnit | None = None,
    found_by: User | None = None, source: str = "", referrer_type: str = "", referrer_name: str = "",
    form_key: UUID | None = None, by: Actor, at: datetime,
) -> Lead:  # fmt: skip
    """Keep somebody who was found, and bring the lead to who answers for the place (E-0.a.2.1, E-1.1.1, E-13.2).

    ``about``: what is known of person and place, by the names in ``ABOUT``. ``office`` answers where no territory covers
    the postal code. Whoever has an active file or an open application is matched with it at once (E-1.1.2). The same
    form sent twice gives the same lead. Raises LeadPlaceNeeded, OfficeNeeded, LeadExists, NationalCodeRefused.
    """
    sent_before = Lead.objects.filter(form_key=form_key).first() if form_key else None
    if sent_before is not None:
        return sent_before
    facts = _facts(about)
    if facts["national_code"]:
        one_at_a_time(facts["national_code"])
    standing = standing_of(facts["national_code"])
    if standing.finding == Finding.LEAD:
        raise LeadExists(number=standing.number)
    with whole_country("a lead finds its office"):
        place = _place(facts["postal_code"], office, on=day_of(at))
        try:
            with transaction.atomic():
                row = Lead.objects.create(
                    number=_next_number(day_of(at)), form_key=form_key, origin=str(origin), indicator=str(indicator),
                    found_on=found_on, found_by=found_by, recorded_at=at, source=source, referrer_type=referrer_type,
                    referrer_name=referrer_name, unit=place, unit_path=place.path,
                    person_id=standing.known.person_id if standing.known else None, **facts,
                )  # fmt: skip
        except IntegrityError as fault:
            sent_at_once = Lead.objects.filter(form_key=form_key).first() if form_key else None
            if sent_at_once is not None:
                return sent_at_once
            if "intake_one_open_lead_a_code" in str(fault):
                raise LeadExists(number=standing_of(facts["national_code"]).number) from fault
            raise
        note_lead(row, event="found", by=by, at=at, clause=CLAUSE_OF[origin], before="")
        if standing.finding in (Finding.FILE, Finding.APPLICATION):
            return _match(row, standing, by=CLOCK, at=at)
        return _route(row, by=CLOCK, at=at)


CLAUSE_OF = {
    LeadOrigin.FIELD: "E-1.1.1",
    LeadOrigin.DATABASE: "E-1.1.2",
    LeadOrigin.PUBLIC_REPORT: "E-1.2.j.3",
    LeadOrigin.REFERRAL: "E-1.2.j.2",
}


def _facts(about: Mapping[str, str]) -> dict[str, str]:
    facts = {name: str(about.get(name) or "").strip() for name in ABOUT}
    if facts["national_code"]:
        facts["national_code"] = national_codes.parse(facts["national_code"])
    if facts["postal_code"]:
        facts["postal_code"] = postal_codes.parse(facts["postal_code"])
    if not facts["postal_code"] and not facts["area_title"]:
        raise LeadPlaceNeeded()
    return facts


def _place(postal_code: str, office: OrgUnit | None, *, on: date) -> OrgUnit:
    """The office of the postal code's territory, else the one that was named. Raises OfficeNeeded."""
    route = org.route_for(postal_code, on=on) if postal_code else None
    place = route.office if route else office
    if place is None:
        raise OfficeNeeded()
    return place


def _next_number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select nextval(%s)", [LEAD_NUMBERS])
        (count,) = cursor.fetchone()
    return lead_number(on, count)


def _route(row: Lead, *, by: Actor, at: datetime) -> Lead:
    """To the worker of the postal code, as applications go (E-13.2); else it waits for the office head (E-13.n1)."""
    route = org.route_for(row.postal_code, on=day_of(at)) if row.postal_code else None
    worker = route.worker if route and route.office.routes_automatically else None
    if worker is not None:
        row = advance_lead(
            row, LeadState.ASSIGNED, event="routed", by=by, at=at, clause="E-13.2", social_worker=worker
        )  # fmt: skip
    keep_duty(row, at=at)
    return row


def _match(row: Lead, standing: Standing, *, by: Actor, at: datetime) -> Lead:
    assert standing.known is not None
    what = MatchedWith.FILE if standing.finding == Finding.FILE else MatchedWith.APPLICATION
    row = advance_lead(
        row, LeadState.MATCHED, event="matched", by=by, at=at, clause="E-1.1.2", reason=standing.number,
        person_id=standing.known.person_id, matched_with=str(what), matched_number=standing.number,
    )  # fmt: skip
    close(row, by=by, at=at)
    return row


@transaction.atomic
def report_publicly(
    *, indicator: Indicator, about: Mapping[str, str], office: OrgUnit | None = None, reporter_name: str = "",
    reporter_mobile: str = "", address_digest: str, form_key: UUID | None = None, at: datetime,
) -> LeadReport:  # fmt: skip
    """Somebody tells of a household that may need help, with or without a name of one's own (E-1.2.j.3).

    Who reported is kept apart from the lead. Raises TooManyReports and what ``record_lead`` raises.
    """
    with whole_country("a public report"):
        known = LeadReport.objects.filter(lead__form_key=form_key).first() if form_key else None
        if known is not None:
            return known
        _check_limits(address_digest, at=at)
        by = Actor("portal", label="portal:report")
        lead = record_lead(
            origin=LeadOrigin.PUBLIC_REPORT, indicator=indicator, found_on=day_of(at), about=about, office=office,
            form_key=form_key, by=by, at=at,
        )  # fmt: skip
        sent_at_once = LeadReport.objects.filter(lead=lead).first()
        if sent_at_once is not None:
            return sent_at_once
        return LeadReport.objects.create(
            lead=lead, tracking=f"{secrets.randbelow(9 * 10**9) + 10**9}", reporter_name=reporter_name.strip(),
            reporter_mobile=reporter_mobile, address_digest=address_digest, sent_at=at,
        )  # fmt: skip


def follow_report(*, tracking: str, address_digest: str, at: datetime) -> LeadState | None:
    """Where the lead of a report stands; None for a number that nobody was given, and that is counted.

    Raises TooManyLookups when the network has tried too many such numbers: a right one waits then, too.
    """
    with whole_country("somebody follows a report"), transaction.atomic():
        tried = PortalMismatch.objects.filter(about=Tried.TRACKING, address_digest=address_digest)
        if wait := wait_left(tried, "tried_at", LIMITS_OF_LOOKUPS, at=at):
            raise TooManyLookups(minutes=minutes_of(wait))
        found = LeadReport.objects.filter(tracking=tracking).values_list("lead__state", flat=True).first()
        if found is None:
            PortalMismatch.objects.create(about=Tried.TRACKING, address_digest=address_digest, tried_at=at)
            return None
    return LeadState(found)


def _check_limits(address_digest: str, *, at: datetime) -> None:
    sent = LeadReport.objects.filter(address_digest=address_digest)
    if wait := wait_left(sent, "sent_at", LIMITS_OF_REPORTS, at=at):
        raise TooManyReports(minutes=minutes_of(wait))


@transaction.atomic
def assign_lead(*, lead: Lead, worker: User | None, reason: str = "", by: Actor, at: datetime) -> Lead:
    """The office head hands a lead to a worker of the office, from the queue or from another worker (E-13.n1).

    Raises LeadMoveRefused once it is closed, OtherOfficesWorker, ReasonNeeded for a change of worker.
    """
    row = locked_lead(lead)
    if row.state not in OPEN_LEADS:
        raise LeadMoveRefused(state=row.state, target=str(LeadState.ASSIGNED))
    if worker is None or not org.is_worker_of(worker, unit=row.unit, on=day_of(at)):
        raise OtherOfficesWorker()
    if row.state == LeadState.NEW:
        row = advance_lead(
            row, LeadState.ASSIGNED, event="assigned", by=by, at=at, reason=reason, clause="E-13.n1", social_worker=worker
        )  # fmt: skip
    elif row.social_worker_id != worker.pk:
        if not reason.strip():
            raise ReasonNeeded()
        row.social_worker = worker
        row.save(update_fields=["social_worker"])
        note_lead(row, event="reassigned", by=by, at=at, reason=reason)
    keep_duty(row, at=at)
    return row


@transaction.atomic
def visit_lead(*, lead: Lead, on: date, found: str, by: Actor, at: datetime) -> Lead:
    """The worker has been there and asked: what was found is kept (E-1.1.1). Raises LeadMoveRefused, ReasonNeeded."""
    row = locked_lead(lead)
    check_lead_move(LeadState(row.state), LeadState.VISITED)
    if not found.strip():
        raise ReasonNeeded()
    return advance_lead(
        row, LeadState.VISITED, event="visited", by=by, at=at, reason=found, clause="E-1.1.1", visited_on=on
    )  # fmt: skip


@transaction.atomic
def dismiss_lead(*, lead: Lead, why: Dismissal, reason: str, by: Actor, at: datetime) -> Lead:
    """Nothing follows from the lead; why, and in words, is kept. Raises LeadMoveRefused, ReasonNeeded."""
    row = locked_lead(lead)
    check_lead_move(LeadState(row.state), LeadState.DISMISSED)
    if not reason.strip():
        raise ReasonNeeded()
    row = advance_lead(
        row, LeadState.DISMISSED, event="dismissed", by=by, at=at, reason=reason, dismissed_for=str(why)
    )  # fmt: skip
    close(row, by=by, at=at)
    return row


@transaction.atomic
def match_lead(*, lead: Lead, national_code: str, by: Actor, at: datetime) -> Lead:
    """The person turns out to have an active file or an open application: the lead ends there, nobody is entered twice.

    Raises LeadMoveRefused, NothingToMatch, NationalCodeRefused.
    """
    row = locked_lead(lead)
    check_lead_move(LeadState(row.state), LeadState.MATCHED)
    code = national_codes.parse(national_code)
    standing = standing_of(code, beside=row)
    if standing.finding not in (Finding.FILE, Finding.APPLICATION):
        raise NothingToMatch()
    row.national_code = code
    row.save(update_fields=["national_code"])
    return _match(row, standing, by=by, at=at)


@transaction.atomic
def begin_application(*, lead: Lead, worker: User, by: Actor, at: datetime) -> Application:
    """Start the draft of an application for the person, filled with what is known, by the lead's channel (E-1.2).

    Raises LeadMoveRefused; ActiveFileExists and OpenApplicationExists where there is something to match with instead.
    """
    row = locked_lead(lead)
    check_lead_move(LeadState(row.state), LeadState.APPLIED)
    if row.national_code:
        standing = standing_of(row.national_code, beside=row)
        if standing.finding == Finding.FILE and standing.known:
            raise ActiveFileExists(number=standing.number, office=standing.known.office_title)
        if standing.finding == Finding.APPLICATION:
            raise OpenApplicationExists(number=standing.number)
    answers: dict[str, Any] = {name: getattr(row, name) for name in PREFILLED if getattr(row, name)}
    if not row.address and row.area_title:
        answers["address"] = row.area_title
    draft = start_draft(
        channel=channel_of_lead(LeadOrigin(row.origin), row.referrer_type), submitted_by=worker,
        answers={"nationality": "iranian", **answers, "office": row.unit_id},
        referrer_type=row.referrer_type, referrer_name=row.referrer_name, by=by, at=at,
    )  # fmt: skip
    advance_lead(row, LeadState.APPLIED, event="applied", by=by, at=at, application=draft)
    return draft


@transaction.atomic
def move_lead(
    *, lead: Lead, postal_code: str, area_title: str = "", address: str = "", office: OrgUnit | None = None, reason: str,
    by: Actor, at: datetime,
) -> Lead:  # fmt: skip
    """The place lies elsewhere: correct it, and bring the lead to who answers there (E-2.4, E-13.2).

    Raises LeadMoveRefused, LeadPlaceNeeded, OfficeNeeded, ReasonNeeded, PostalCodeRefused.
    """
    row = locked_lead(lead)
    if row.state not in OPEN_LEADS:
        raise LeadMoveRefused(state=row.state, target=str(LeadState.NEW))
    if not reason.strip():
        raise ReasonNeeded()
    facts = _facts({"postal_code": postal_code, "area_title": area_title or row.area_title})
    with whole_country("a lead finds its office"):
        place = _place(facts["postal_code"], office, on=day_of(at))
        placed = {
            "postal_code": facts["postal_code"], "area_title": facts["area_title"], "address": address.strip() or row.address,
            "unit": place, "unit_path": place.path, "social_worker": None,
        }  # fmt: skip
        if row.state == LeadState.NEW:
            for name, value in placed.items():
                setattr(row, name, value)
            row.save(update_fields=list(placed))
            note_lead(row, event="moved", by=by, at=at, reason=reason, clause="E-2.4")
        else:
            row = advance_lead(
                row, LeadState.NEW, event="moved", by=by, at=at, reason=reason, clause="E-2.4", **placed
            )  # fmt: skip
        return _route(row, by=CLOCK, at=at)


@transaction.atomic
def hand_over_leads(*, unit: OrgUnit, leaving: User, worker: User, reason: str, by: Actor, at: datetime) -> int:
    """The open leads of a worker who leaves go to another one of the office (A-55); returns how many."""
    rows = list(Lead.objects.filter(unit=unit, social_worker=leaving, state__in=OPEN_LEADS).order_by("pk"))
    for row in rows:
        assign_lead(lead=row, worker=worker, reason=reason, by=by, at=at)
    return len(rows)


@transaction.atomic
def read_reporter(*, lead: Lead, reader: User, role: str, reason: str, at: datetime) -> LeadReport | None:
    """Who reported, for whoever holds the permission and says why; that it was read is kept (E-1.2.j.3).

    Raises ReasonNeeded.
    """
    if not reason.strip():
        raise ReasonNeeded()
    with whole_country("the reporter of a lead"):
        audit.record("intake.lead.reporter_read", about=lead, by=Actor.staff(reader), at=at)
        audit.record_reading(
            about=lead, unit_path=lead.unit_path, reader=reader, role=role, at=at, reason=reason.strip()[:300]
        )
        return LeadReport.objects.filter(lead_id=lead.pk).first()
