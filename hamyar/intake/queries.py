"""Reads of applications, each only as far as the reader reaches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Prefetch, Q, QuerySet
from django.http import Http404

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.audit.models import FileReading
from hamyar.casefiles.domain import OPEN_STATES as ACTIVE_FILES
from hamyar.casefiles.models import Casefile
from hamyar.intake.domain import OPEN_LEADS, OPEN_STATES, ApplicationState, Channel
from hamyar.intake.models import Application, ApplicationEvent, Lead, PortalAccount
from hamyar.org import queries as org
from hamyar.org.access import Access
from hamyar.org.clock import day_of
from hamyar.org.models import OrgUnit, User
from hamyar.org.reach import Reach, set_reach, whole_country
from hamyar.org.roles import ROLES
from hamyar.registry import queries as registry
from hamyar.registry.queries import KnownPerson, within

S = ApplicationState
APPLICATION = "intake.application"
CHARITY_KINDS = ("nikookari_centre", "charity")
OF_THE_UNIT = frozenset({"intake.oversee", "intake.assign", "casefiles.read"})
OWN_SUBMISSIONS = frozenset({"intake.submit", "intake.refer", "intake.follow_own"})


# Where an application may go


def office_named(pk: object, *, on: date) -> OrgUnit | None:
    """The open office that a form names; None for anything else."""
    return org.offices(on=on).filter(pk=int(str(pk))).first() if str(pk or "").isdigit() else None


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


# What a member of staff reaches


def with_content(access: Access) -> Q:
    """Applications whose content the user reads: the own caseload and that of workers for whom the user stands in; the
    whole unit of a head, and of those who decide later (commission secretary, director general); a charity centre's
    foreign nationals."""
    condition = Q(pk__in=[])
    for held in access.held:
        path = within((held.unit.path,))
        permissions = held.role.permissions
        if permissions & OF_THE_UNIT and held.role.whole_unit:
            condition |= path
        if "intake.handle" in permissions:
            condition |= path & Q(social_worker_id__in=access.caseload_of)
        if "intake.serve_foreigners" in permissions:
            condition |= path & Q(foreign_national=True)
    return condition & ~Q(state=S.DRAFT)


def applications_in_reach(access: Access) -> QuerySet[Application]:
    """What the user may list: that, and the own submissions, of which others than workers see the status only."""
    own = Q(submitted_by_id=access.user.pk) if any(access.may(each) for each in OWN_SUBMISSIONS) else Q(pk__in=[])
    return Application.objects.filter(with_content(access) | own)


def application_for(access: Access, pk: int, *, at: datetime | None = None) -> Application:
    """The application, or Http404. That somebody tried to open a colleague's is kept (E-9.a.2)."""
    found = applications_in_reach(access).select_related(*SHOWN_WITH).filter(pk=pk).first()
    if found is not None:
        return found
    hidden = Application.objects.exclude(state=S.DRAFT).filter(pk=pk).first()  # the second wall still stands before it
    if hidden is not None and at is not None:
        read_by(access, hidden, at=at, refused=True)
    raise Http404("application")


SHOWN_WITH = ("person", "household", "unit", "social_worker", "submitted_by", "account", "earlier_casefile")


def reads_content(access: Access, row: Application) -> bool:
    """Whether the user sees more of it than number, status and term (E-1.2.b.2, E-1.2.j.1): ``with_content`` for one row."""
    for held in access.held:
        if row.submitted_at is None or not row.unit_path.startswith(held.unit.path):
            continue
        permissions = held.role.permissions
        if (
            (permissions & OF_THE_UNIT and held.role.whole_unit)
            or ("intake.handle" in permissions and row.social_worker_id in access.caseload_of)
            or ("intake.serve_foreigners" in permissions and row.foreign_national)
        ):
            return True
    return False


def may_work(access: Access, row: Application) -> bool:
    """Whether the user does the worker's own steps on it: the worker or the substitute."""
    return access.may("intake.handle") and row.social_worker_id in access.caseload_of


def may_handle(access: Access, row: Application) -> bool:
    """The steps that the worker and the head of the office both may take."""
    return may_work(access, row) or may_assign(access, row)


def may_assign(access: Access, row: Application) -> bool:
    return any(row.unit_path.startswith(path) for path in access.paths_where("intake.assign"))


CHANNELS_OF = {
    "social_worker": (Channel.IN_PERSON, Channel.REFERRAL, Channel.CHARITY),
    "office_head": (Channel.IN_PERSON, Channel.REFERRAL, Channel.CHARITY),
    "service_counter": (Channel.SERVICE_COUNTER,),
    "referrer": (Channel.REFERRAL,),
    "charity_centre": (Channel.CHARITY,),
}


def channels_of(access: Access, draft: Application | None = None) -> tuple[Channel, ...]:
    """By which channels the user's roles may bring a request (E-1.2); a draft out of a lead keeps the lead's channel."""
    offered = [each for held in access.held for each in CHANNELS_OF.get(held.role.identifier, ())]
    if draft is not None:
        offered.append(Channel(draft.channel))
    return tuple(dict.fromkeys(offered))


def own_draft(access: Access, pk: int) -> Application:
    """A draft that the user has begun, or Http404."""
    found = Application.objects.filter(submitted_by_id=access.user.pk, pk=pk).select_related("unit").first()
    if found is None:
        raise Http404("draft")
    return found


def read_by(access: Access, row: Application | Lead, *, at: datetime, refused: bool = False) -> None:
    """Record that a record was opened (or tried): once a day and reader is enough to know who has read it."""
    day_began = at - timedelta(hours=12)
    known = FileReading.objects.filter(
        subject_type=row._meta.label_lower,
        subject_id=str(row.pk),
        reader_user_id=access.user.pk,
        refused=refused,
        at__gt=day_began,
    )
    if not known.exists():
        audit.record_reading(
            about=row, unit_path=row.unit_path, reader=access.user, role=access.main_role_title, at=at, refused=refused
        )


def listed(
    access: Access, *, state: str = "", standing: str = "", worker: int | None = None, at: datetime
) -> QuerySet[Application]:
    """The list with its filters. ``standing``: ``late``, ``warned`` (a week or less), ``open``, ``ended``."""
    rows = applications_in_reach(access).exclude(state=S.DRAFT)
    if state:
        rows = rows.filter(state=state)
    if standing == "late":
        rows = rows.filter(state__in=OPEN_STATES, due_at__lt=at)
    elif standing == "warned":
        rows = rows.filter(state__in=OPEN_STATES, due_at__range=(at, at + timedelta(days=7)))
    elif standing == "open":
        rows = rows.filter(state__in=OPEN_STATES)
    elif standing == "ended":
        rows = rows.exclude(state__in=OPEN_STATES)
    if worker is not None:
        rows = rows.filter(social_worker_id=worker)
    events = Prefetch("events", queryset=ApplicationEvent.objects.order_by("at", "pk"))
    return rows.select_related("person", "unit", "social_worker").prefetch_related(events)


def drafts_of(access: Access) -> QuerySet[Application]:
    """Forms that the user has begun and not sent."""
    return Application.objects.filter(submitted_by_id=access.user.pk, state=S.DRAFT).order_by("-pk")


def queue_of(access: Access) -> QuerySet[Application]:
    """What waits for the office head: to be handed to a worker, the poorest decile first (A-54), or to be reviewed again."""
    condition = Q(pk__in=[])
    for path in access.paths_where("intake.assign"):
        condition |= within((path,))
    return (
        Application.objects.filter(condition, state__in=[S.WITH_OFFICE_HEAD, S.RE_REVIEW])
        .select_related("person", "household", "unit", "earlier_casefile")
        .order_by(F("household__decile").asc(nulls_last=True), "due_at", "pk")
    )


def without_a_worker(access: Access, *, on: date) -> QuerySet[Application]:
    """Open applications of the offices whose worker is no worker there any more: somebody has to take them over."""
    condition, fit = Q(pk__in=[]), []
    for unit in access.units_where("intake.assign"):
        condition |= within((unit.path,))
        fit += list(org.workers_of(unit, on=on).values_list("pk", flat=True))
    rows = Application.objects.filter(condition, state__in=OPEN_STATES, social_worker__isnull=False)
    return (
        rows.exclude(social_worker_id__in=fit)
        .select_related("person", "social_worker", "unit")
        .order_by("due_at", "pk")
    )


def worker_of(unit: OrgUnit, pk: int, *, on: date) -> User | None:
    return org.workers_of(unit, on=on).filter(pk=pk).first()


def holders_of_work(unit: OrgUnit) -> QuerySet[User]:
    """Who has open applications or leads of an office, workers who left included."""
    rows = Application.objects.filter(unit=unit, state__in=OPEN_STATES, social_worker__isnull=False)
    leads = Lead.objects.filter(unit=unit, state__in=OPEN_LEADS, social_worker__isnull=False)
    holding = Q(pk__in=rows.values("social_worker_id")) | Q(pk__in=leads.values("social_worker_id"))
    return User.objects.filter(holding).order_by("family_name", "given_name", "pk")


def user_with(pk: int) -> User | None:
    return User.objects.filter(pk=pk).first()


# What is shown of one application


@dataclass(frozen=True)
class Term:
    """Both figures of A-06: when the term ends, and how many of its days somebody outside the office was waited for."""

    due_on: date
    open: bool
    days_left: int
    waited_days: int

    @property
    def late(self) -> bool:
        return self.open and self.days_left < 0


WAITING = frozenset({S.INCOMPLETE, S.INQUIRING, S.IN_COMMISSION, S.AWAITING_PERMIT})


def term_of(row: Application, *, at: datetime, events: Iterable[ApplicationEvent] | None = None) -> Term:
    """How the term stands. The days of waiting are shown, they do not stop the clock (E-13.n3, A-06)."""
    assert row.due_at is not None
    due_on, end = day_of(row.due_at), row.outcome_at or at
    return Term(
        due_on=due_on, open=row.state in OPEN_STATES, days_left=(due_on - day_of(at)).days,
        waited_days=_waited(list(events if events is not None else row.events.order_by("at", "pk")), end),
    )  # fmt: skip


def _waited(events: list[ApplicationEvent], end: datetime) -> int:
    waited, since = timedelta(), None
    for event in events:
        if since is None and event.to_state in WAITING:
            since = event.at
        elif since is not None and event.to_state not in WAITING:
            waited, since = waited + (event.at - since), None
    return (waited + (end - since if since else timedelta())).days


def events_of(row: Application) -> QuerySet[ApplicationEvent]:
    return ApplicationEvent.objects.filter(application=row).order_by("-at", "-pk")


@dataclass(frozen=True)
class EarlierFile:
    """What an office learns of the file in which the applicant was before (E-13.n4.2)."""

    number: str
    state: str
    office: str
    from_on: date
    to_on: date
    decile: int | None


def history_of(row: Application, *, access: Access, at: datetime) -> EarlierFile | None:
    """The earlier file in short, wherever it lies; that it was looked at is audited."""
    if row.earlier_casefile_id is None:
        return None
    with whole_country("the history of an applicant with an inactive file"):
        file = Casefile.objects.select_related("unit", "household").get(pk=row.earlier_casefile_id)
        audit.record("intake.application.history_read", about=row, by=Actor.staff(access.user), at=at, casefile=file.pk)
        return EarlierFile(
            number=file.number, state=file.state, office=file.unit.title, from_on=file.period_from_on,
            to_on=file.period_to_on, decile=file.household.decile,
        )  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What is known of a national code before an application is begun: search before create (E-2.2, E-13.n4.1)."""

    person: KnownPerson
    open_application: str
    of_our_office: int | None

    @property
    def file_is_active(self) -> bool:
        return self.person.casefile_state in ACTIVE_FILES

    @property
    def blocks(self) -> bool:
        """Whether nothing new is begun: support is running, or an application is under way."""
        return self.file_is_active or bool(self.open_application)


def known_before(code: str, *, access: Access, at: datetime) -> Found | None:
    """Who holds the code, which file, and whether an application is under way; the question is audited."""
    known = registry.known_person(code)
    with whole_country("search before create"):
        row = None
        if known is not None:
            row = Application.objects.filter(person_id=known.person_id, state__in=OPEN_STATES).first()
            person = registry.Person.objects.get(pk=known.person_id)
            audit.record("registry.person.looked_up", about=person, by=Actor.staff(access.user), at=at)
    if known is None:
        return None
    ours = applications_in_reach(access).filter(pk=row.pk).first() if row else None
    return Found(known, row.number or "" if row else "", ours.pk if ours else None)


# The portal: an account sees its own applications, and nothing else


def account_at(pk: object) -> PortalAccount | None:
    """The account of a portal session; sets what this request may see. None for anything that is no account."""
    if not isinstance(pk, int):
        return None
    set_reach(Reach(account=pk))
    account = PortalAccount.objects.filter(pk=pk, verified_at__isnull=False).first()
    if account is None:
        set_reach(Reach())
        return None
    # A household is opened to an account only when its application was accepted: the worker has met the family by then.
    accepted = Application.objects.filter(account=account, state=S.ACCEPTED)
    households = tuple(accepted.values_list("household_id", flat=True))
    set_reach(
        Reach(account=account.pk, person=account.person_id, households=tuple(each for each in households if each))
    )
    return account


def of_account(account: PortalAccount) -> QuerySet[Application]:
    """What the account has sent, newest first."""
    return Application.objects.filter(account=account).exclude(state=S.DRAFT).order_by("-pk")


def open_of_account(account: PortalAccount) -> Application | None:
    """An application of the account that is under way."""
    return of_account(account).filter(state__in=OPEN_STATES).first()


def draft_of(account: PortalAccount) -> Application | None:
    return Application.objects.filter(account=account, state=S.DRAFT).first()


def sent_by(account: PortalAccount, pk: int) -> Application:
    """An application of the account, or Http404."""
    found = of_account(account).filter(pk=pk).select_related("unit").first()
    if found is None:
        raise Http404("application")
    return found


@dataclass(frozen=True)
class ReadingShown:
    """Who has read: never a name, but when, in which role, and why."""

    at: datetime
    role: str
    reason: str


def readings_of(row: Application) -> list[ReadingShown]:
    """«چه کسی پروندهٔ مرا خوانده است»: readings of the application and of the file it led to (DESIGN.md section 6)."""
    subjects = Q(subject_type=APPLICATION, subject_id=str(row.pk))
    file = Casefile.objects.filter(
        household=row.household_id or 0
    ).first()  # only once it is the account's own household
    if file is not None:
        subjects |= Q(subject_type="casefiles.casefile", subject_id=str(file.pk))
    rows = FileReading.objects.filter(subjects, refused=False).order_by("-at")[:100]
    return [ReadingShown(each.at, _role_title(each.reader_role), each.reason) for each in rows]


def _role_title(role: str) -> str:
    return ROLES[role].title if role in ROLES else role
