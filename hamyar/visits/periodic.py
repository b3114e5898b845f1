"""The rounds of home visits that a year owes each file: opened, reckoned anew and laid down by the clock (E-9.h, A-09).

A round is a ``HomeVisit`` in state ``due`` together with an open duty of its file; it stands as long as the duty is open.
The clock looks only at files whose share of the year is not settled yet or has changed, many at a time.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Case, Exists, Max, OuterRef, QuerySet, Value, When

from hamyar.audit import actions as audit
from hamyar.audit.actor import CLOCK, Actor
from hamyar.casefiles import actions as casefiles
from hamyar.casefiles.domain import OPEN_STATES as OPEN_FILES
from hamyar.casefiles.domain import CasefileState, ContactSource
from hamyar.casefiles.models import Casefile, CasefileEvent
from hamyar.guidelines.ruleset import RuleSet
from hamyar.obligations.actions import Owed, close_duties, open_duties, waive_duties
from hamyar.obligations.domain import ObligationState, end_of_day
from hamyar.obligations.models import Obligation
from hamyar.org.clock import day_of
from hamyar.org.domain import Programme
from hamyar.org.reach import whole_country
from hamyar.releases.queries import rules_on
from hamyar.values import jalali
from hamyar.visits.domain import DONE_STATES, OPEN_STATES, VisitKind, VisitState
from hamyar.visits.models import HomeVisit, VisitEvent, VisitYear
from hamyar.visits.schedule import (
    AT_RISK,
    KINDS,
    NORMAL,
    Round,
    Share,
    counted,
    kind_for,
    number_of,
    rounds_owed,
    times_a_year,
)
from hamyar.visits.wording import GROUND_GONE, OTHER_VISIT_COUNTED, SHARE_SMALLER

FILES_AT_ONCE, FILES_A_RUN = 500, 50_000
OWED_STATES = (CasefileState.ACTIVE, CasefileState.UPDATE_DUE)
UNPLANNED = (VisitState.DUE, VisitState.NOT_HOME)


def keep_rounds(*, at: datetime, at_once: int = FILES_AT_ONCE, most: int = FILES_A_RUN) -> dict[str, int]:
    """The clock's part: settle the year of files whose share is new or has changed, lay down rounds without a duty.

    Idempotent; what one run leaves (more than ``most`` files on the first night of a year) the next one takes up.
    """
    on = day_of(at)
    rules, year = rules_on(on), jalali.year_of(on)
    counts = {"rounds_opened": 0, "rounds_lapsed": _lay_down_groundless(at=at)}
    last = 0
    while most > 0:
        unsettled = _unsettled(year, rules).filter(pk__gt=last).order_by("pk")
        files = list(
            unsettled.select_for_update(skip_locked=True, of=("self",))
            .select_related("household", "unit", "social_worker")
            [: min(at_once, most)]
        )  # fmt: skip
        if not files:
            break
        opened, lapsed = _settle(files, year=year, rules=rules, by=CLOCK, at=at)
        counts["rounds_opened"] += opened
        counts["rounds_lapsed"] += lapsed
        last, most = files[-1].pk, most - len(files)
    return counts


def _unsettled(year: int, rules: RuleSet) -> QuerySet[Casefile]:
    """Files in support whose share of the year has not been settled as it is now, or not since they were brought back."""
    normal = When(household__risk_class="normal", then=Value(NORMAL))
    files = Casefile.objects.filter(programme=Programme.EMDAD, state__in=OWED_STATES).annotate(
        visit_kind=Case(normal, default=Value(AT_RISK)),
        visit_times=Case(
            When(household__risk_class="normal", then=Value(times_a_year(rules, kind=NORMAL))),
            default=Value(times_a_year(rules, kind=AT_RISK)),
        ),
    )
    settled = VisitYear.objects.filter(
        casefile=OuterRef("pk"), year=year, kind=OuterRef("visit_kind"), times=OuterRef("visit_times")
    )
    back = CasefileEvent.objects.filter(
        casefile=OuterRef("casefile"), event="reactivated", at__gt=OuterRef("settled_at")
    )
    return files.exclude(Exists(settled.exclude(Exists(back))))


@transaction.atomic
def visit_was_done(*, visit: HomeVisit, by: Actor, at: datetime) -> None:
    """A visit was recorded: a line of the file's contact log, its round's duty is done, and its years are reckoned anew."""
    with whole_country("the rounds of a file are reckoned from all its visits"):
        files = Casefile.objects.filter(programme=Programme.EMDAD, household_id=visit.household_id)
        casefile = files.select_for_update(of=("self",)).select_related("household", "unit", "social_worker").first()
        if casefile is None or visit.done_at is None:
            return
        if casefile.state in OPEN_FILES:
            casefiles.record_contact(
                casefile=casefile, on=day_of(visit.done_at), source=ContactSource.VISIT, by=by, at=at
            )
        if visit.round_key:
            for kind in KINDS:
                close_duties(kind=kind, subject=casefile, by=by, at=at, period_key=visit.round_key)
        if casefile.state not in OWED_STATES:
            return
        years = {jalali.year_of(day_of(visit.done_at)), jalali.year_of(day_of(at))}
        settled = VisitYear.objects.filter(casefile=casefile, year__in=years).values_list("year", flat=True)
        for year in sorted(settled):
            _settle([casefile], year=year, rules=rules_on(day_of(at)), by=by, at=at)


def _lay_down_groundless(*, at: datetime) -> int:
    """Rounds whose duty was lifted (the file was closed, a superior waived it) are nobody's to plan any more."""
    ground = Obligation.objects.filter(
        kind__in=KINDS, subject_type=Casefile._meta.label_lower, subject_id=OuterRef("casefile_id"),
        period_key=OuterRef("round_key"), state=ObligationState.OPEN,
    )  # fmt: skip
    rounds = HomeVisit.objects.filter(state__in=UNPLANNED, lapsed_at__isnull=True).exclude(round_key="")
    rows = list(rounds.exclude(Exists(ground)).select_for_update(skip_locked=True, of=("self",)).order_by("pk"))
    for row in rows:
        row.lapsed_at, row.lapsed_reason = at, GROUND_GONE
    _keep_lapses(rows, by=CLOCK, at=at)
    return len(rows)


# Settling the year of some files


@dataclass
class _Known:
    """What is on record about the files of one batch, by file or household."""

    admitted: dict[int, date]
    done: dict[int, list[tuple[str, str, date]]]
    open: dict[int, dict[int, HomeVisit]]
    duties: dict[int, list[Obligation]]


@dataclass
class _Changes:
    """What settling a batch has found to write."""

    new: list[HomeVisit] = field(default_factory=list)
    moved: list[HomeVisit] = field(default_factory=list)
    lapsed: list[HomeVisit] = field(default_factory=list)
    owed: dict[str, list[Owed]] = field(default_factory=lambda: defaultdict(list))


def _settle(files: Sequence[Casefile], *, year: int, rules: RuleSet, by: Actor, at: datetime) -> tuple[int, int]:
    """Make the rounds and duties of the files what the rule asks for now; returns how many were opened and lapsed."""
    known, changes = _read(files, year), _Changes()
    lead = timedelta(days=int(rules.value("period.lead")))
    shares = []
    for file in files:
        kind = kind_for(file.household.risk_class)
        share = Share(year, kind, times_a_year(rules, kind=kind))
        shares.append(VisitYear(casefile=file, year=year, kind=kind, times=share.times, settled_at=at))
        _compare(
            file, share, known, changes, admission_counts=rules.value("visit.admission_counts"), lead=lead, by=by, at=at
        )
    _write(changes, by=by, at=at)
    VisitYear.objects.bulk_create(
        shares, update_conflicts=True, unique_fields=["casefile", "year"], update_fields=["kind", "times", "settled_at"]
    )
    return len(changes.new), len(changes.lapsed)


def _read(files: Sequence[Casefile], year: int) -> _Known:
    """Five questions, whatever the number of files."""
    own = CasefileEvent.objects.filter(casefile__in=files, event__in=("opened", "reactivated"))
    admitted = {pk: day_of(last) for pk, last in own.order_by().values_list("casefile_id").annotate(last=Max("at"))}
    done = defaultdict(list)
    visits = HomeVisit.objects.filter(household__in=[file.household_id for file in files], state__in=DONE_STATES)
    for household, kind, key, moment in visits.values_list("household_id", "kind", "round_key", "done_at"):
        if moment is not None:
            done[household].append((kind, key, day_of(moment)))
    still_open: dict[int, dict[int, HomeVisit]] = defaultdict(dict)
    of_year = HomeVisit.objects.filter(casefile__in=files, round_key__startswith=f"{year}-", state__in=OPEN_STATES)
    for row in of_year.select_for_update(of=("self",)):
        assert row.casefile_id is not None
        still_open[row.casefile_id][number_of(row.round_key)] = row
    duties = defaultdict(list)
    for duty in Obligation.objects.filter(
        kind__in=KINDS, subject_type=Casefile._meta.label_lower, subject_id__in=[file.pk for file in files],
        period_key__startswith=f"{year}-",
    ):  # fmt: skip
        duties[duty.subject_id].append(duty)
    return _Known(admitted, done, still_open, duties)


def _compare(
    file: Casefile, share: Share, known: _Known, changes: _Changes, *, admission_counts: bool, lead: timedelta, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    done = known.done[file.household_id]
    prefix = share.key(0)[:-1]
    own = {number_of(key): day for _kind, key, day in done if key.startswith(prefix)}
    others = counted(
        share,
        of_rounds=own.values(),
        others=(
            day
            for kind, key, day in done
            if not key and share.starts_on <= day <= share.ends_on and (admission_counts or kind != VisitKind.ADMISSION)
        ),
    )
    admitted_on = known.admitted.get(file.pk, day_of(file.opened_at))
    lifted = {duty.period_key for duty in known.duties[file.pk] if _by_hand(duty, since=admitted_on)}
    rounds = rounds_owed(
        share, admitted_on=admitted_on, done=own, others=others,
        last_on=max((day for _kind, _key, day in done), default=None),
    )  # fmt: skip
    wanted = {each.number: each for each in rounds if share.key(each.number) not in lifted}
    _compare_visits(file, share, wanted, known.open[file.pk], changes, counted=others > 0, at=at)
    _compare_duties(file, share, wanted, known.duties[file.pk], changes, counted=others > 0, lead=lead, by=by, at=at)


def _by_hand(duty: Obligation, *, since: date) -> bool:
    """Lifted by somebody, and not because the file was closed before it was brought back (E-13.n4.1)."""
    if duty.state != ObligationState.WAIVED or duty.closed_at is None or duty.closed_by == CLOCK.label:
        return False
    return day_of(duty.closed_at) >= since


def _compare_visits(
    file: Casefile, share: Share, wanted: dict[int, Round], rows: dict[int, HomeVisit], changes: _Changes, *,
    counted: bool, at: datetime,
) -> None:  # fmt: skip
    for number, each in wanted.items():
        row = rows.get(number)
        if row is None:
            changes.new.append(
                HomeVisit(
                    household_id=file.household_id, casefile=file, unit=file.unit, unit_path=file.unit.path,
                    kind=VisitKind.PERIODIC, opened_at=at, due_on=each.due_on, round_key=share.key(number),
                )
            )  # fmt: skip
        elif row.lapsed_at is not None or (row.state == VisitState.DUE and row.due_on != each.due_on):
            row.due_on, row.lapsed_at, row.lapsed_reason = each.due_on, None, ""
            changes.moved.append(row)
    for number, row in rows.items():
        if number not in wanted and row.state in UNPLANNED and row.lapsed_at is None:
            row.lapsed_at = at
            row.lapsed_reason = OTHER_VISIT_COUNTED if counted and number <= share.times else SHARE_SMALLER
            changes.lapsed.append(row)


def _compare_duties(
    file: Casefile, share: Share, wanted: dict[int, Round], duties: Iterable[Obligation], changes: _Changes, *,
    counted: bool, lead: timedelta, by: Actor, at: datetime,
) -> None:  # fmt: skip
    still_open = {(duty.kind, duty.period_key) for duty in duties if duty.state == ObligationState.OPEN}
    keys = {share.key(number): each for number, each in wanted.items()}
    for kind, key in sorted(still_open):
        if key in keys and kind == share.kind:
            continue
        if key not in keys and counted and number_of(key) <= share.times:
            close_duties(kind=kind, subject=file, by=by, at=at, period_key=key)
        else:
            waive_duties(subject=file, kind=kind, period_key=key, reason=SHARE_SMALLER, by=CLOCK, at=at)
    for key, each in keys.items():
        if (share.kind, key) not in still_open:
            changes.owed[share.kind].append(
                Owed(
                    subject=file, label=file.number, unit=file.unit, owner=file.social_worker, period_key=key,
                    due_at=end_of_day(each.latest_on),
                    warn_at=min(end_of_day(each.due_on), end_of_day(each.latest_on) - lead),
                )
            )  # fmt: skip


def _write(changes: _Changes, *, by: Actor, at: datetime) -> None:
    rows = HomeVisit.objects.bulk_create(changes.new, batch_size=1000)
    VisitEvent.objects.bulk_create(
        (VisitEvent(visit=row, at=at, from_state="", to_state=row.state, by_label=by.label) for row in rows),
        batch_size=1000,
    )
    audit.record_all("visits.visit.due", about=((row, {"from": ""}) for row in rows), by=by, at=at)
    HomeVisit.objects.bulk_update(changes.moved, ["due_on", "lapsed_at", "lapsed_reason"], batch_size=500)
    _keep_lapses(changes.lapsed, by=by, at=at)
    for kind, owed in changes.owed.items():
        open_duties(kind=kind, owed=owed, at=at)


def _keep_lapses(rows: Sequence[HomeVisit], *, by: Actor, at: datetime) -> None:
    HomeVisit.objects.bulk_update(rows, ["lapsed_at", "lapsed_reason"], batch_size=500)
    VisitEvent.objects.bulk_create(
        (
            VisitEvent(
                visit=row, at=at, from_state=row.state, to_state=row.state, reason=row.lapsed_reason, by_label=by.label
            )
            for row in rows
        ),
        batch_size=1000,
    )
    audit.record_all("visits.visit.lapsed", about=((row, {"from": str(row.state)}) for row in rows), by=by, at=at)
