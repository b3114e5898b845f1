"""The rules that hold on a day, and the clauses, readings and parameters as a screen shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from hamyar.guidelines import citations, regulations
from hamyar.guidelines.citations import Clause, Reading
from hamyar.guidelines.duties import DUTIES, Duty
from hamyar.guidelines.ruleset import PARAMETER_FILES, Entry, Factor, Parameter, Release, RuleSet, packaged_release
from hamyar.guidelines.titles import title
from hamyar.org.roles import ROLES
from hamyar.releases import wording
from hamyar.values.text import fold

BEGINNING = date.min  # a value without a first day holds from here


def releases() -> tuple[Release, ...]:
    """The releases of this installation, the oldest first. The packaged one is release 1."""
    return (packaged_release(),)


def rules_on(on: date) -> RuleSet:
    """The rules in force on a day: what every capability asks."""
    return RuleSet.in_force(on, among=releases())


def cited(clause_id: str) -> Clause | None:
    """The clause with its reference and paraphrase; None for an ID that no clause has. Rows of Table 1 are clauses too."""
    return citations.clause(clause_id) if citations.is_clause(clause_id) else None


def clauses(*, part: str = "", kind: str = "", force: str = "", text: str = "") -> list[Clause]:
    """The clauses in the order of the guidelines, narrowed by part (emdad, hamyar), kind, force and words."""
    words = [fold(word) for word in text.split()]
    return [
        clause
        for clause in (citations.clauses_of(part) if part else citations.all_clauses()).values()
        if kind in ("", clause.kind)
        and force in ("", clause.force)
        and all(word in _searchable()[clause.id] for word in words)
    ]


@cache
def _searchable() -> Mapping[str, str]:
    return {
        clause.id: fold(f"{clause.id} {clause.reference} {clause.text} {clause.chapter}")
        for clause in citations.all_clauses().values()
    }


@dataclass(frozen=True)
class ClauseLine:
    """A clause with what a list says of it in words."""

    clause: Clause
    part: str
    kind: str
    force: str
    force_tone: str


def clause_line(clause: Clause) -> ClauseLine:
    return ClauseLine(
        clause=clause,
        part=wording.PROGRAMMES[clause.programme],
        kind=title("clause_kind", clause.kind),
        force=title("clause_force", clause.force),
        force_tone=wording.FORCE_TONES[clause.force],
    )


@cache
def kinds() -> tuple[str, ...]:
    """The kinds of clauses that occur, in the order in which they first do."""
    return tuple(dict.fromkeys(clause.kind for clause in citations.all_clauses().values()))


@dataclass(frozen=True)
class Counts:
    """How many clauses this installation holds, and the articles and notes they come from (E-17.1)."""

    emdad: int
    hamyar: int
    articles: int
    notes: int

    @property
    def all(self) -> int:
        return self.emdad + self.hamyar


def counts() -> Counts:
    return Counts(
        emdad=len(citations.clauses_of("emdad")),
        hamyar=len(citations.clauses_of("hamyar")),
        articles=regulations.counted_articles(),
        notes=regulations.counted_notes(),
    )


@dataclass(frozen=True)
class TableRow:
    """A row of Table 1 that stands on a clause."""

    factor: str
    title: str
    points: int


@dataclass(frozen=True)
class DutyLine:
    """A duty that rests on a clause: who owes it, and who hears of it when it is late."""

    title: str
    trigger: str
    owner: str
    superiors: tuple[str, ...]
    terms: tuple["ParameterLine", ...]


@dataclass(frozen=True)
class DatedValue:
    """What a parameter was worth from a day on; None: from the beginning."""

    from_on: date | None
    value: str


@dataclass(frozen=True)
class ParameterLine:
    """One parameter as a screen shows it: everything in words."""

    key: str
    title: str
    value: str
    origin: str
    origin_tone: str
    level: str
    clauses: tuple[str, ...]
    readings: tuple[Reading, ...]
    history: tuple[DatedValue, ...]


@dataclass(frozen=True)
class Subject:
    """The parameters of one subject."""

    title: str
    parameters: tuple[ParameterLine, ...]


@dataclass(frozen=True)
class ClausePage:
    """One clause and everything of this installation that stands on it."""

    line: ClauseLine
    readings: list[Reading]
    parameters: list[ParameterLine]
    rows: list[TableRow]
    duties: list[DutyLine]
    previous: Clause | None
    following: Clause | None


def clause_page(clause_id: str, *, on: date) -> ClausePage | None:
    """None for an ID that no clause has."""
    clause = cited(clause_id)
    if clause is None:
        return None
    rules = rules_on(on)
    order = list(citations.clauses_of(clause.programme).values())
    place = order.index(clause)
    return ClausePage(
        line=clause_line(clause),
        readings=citations.readings_on(clause_id),
        parameters=[line_of(parameter) for parameter in rules.parameters() if clause_id in parameter.clauses],
        rows=[
            TableRow(factor.title, row.title, row.points)
            for factor in rules.factors
            for row in factor.rows
            if row.clause == clause_id
        ],
        duties=[_duty_line(duty, rules) for duty in DUTIES.values() if clause_id in duty.clauses],
        previous=order[place - 1] if place else None,
        following=order[place + 1] if place + 1 < len(order) else None,
    )


def _duty_line(duty: Duty, rules: RuleSet) -> DutyLine:
    return DutyLine(
        title=duty.title,
        trigger=duty.trigger,
        owner=ROLES[duty.owner_role].title,
        superiors=tuple(ROLES[role].title for role in duty.escalation),
        terms=tuple(line_of(rules.parameter(key)) for key in duty.periods),
    )


def line_of(parameter: Parameter) -> ParameterLine:
    """A parameter in Persian words."""
    return ParameterLine(
        key=parameter.key,
        title=parameter.title,
        value=in_words(parameter.key, parameter.unit, parameter.value),
        origin=wording.ORIGINS[parameter.origin],
        origin_tone=wording.ORIGIN_TONES[parameter.origin],
        level=title("level", parameter.level),
        clauses=parameter.clauses,
        readings=tuple(citations.readings()[each] for each in parameter.readings),
        history=history(parameter.key),
    )


def in_words(key: str, unit: str, value: Any) -> str:
    return wording.value_in_words(key, unit, value, reference=_reference)


def _reference(clause_id: str) -> str:
    clause = cited(clause_id)
    return clause.reference if clause else clause_id


def history(parameter_key: str) -> tuple[DatedValue, ...]:
    """What a parameter was worth from which day, over all releases; the latest first.

    A release ends the values of the one before it from its own first day on.
    """
    dated: dict[date, str] = {}
    for release in sorted(releases(), key=lambda each: each.from_on):
        entry = release.entries.get(parameter_key)
        if entry is None:
            continue
        dated = {day: value for day, value in dated.items() if day < release.from_on}
        dated |= _values_of(entry, since=release.from_on)
    steps: list[DatedValue] = []
    for day, value in sorted(dated.items()):
        if not steps or steps[-1].value != value:
            steps.append(DatedValue(None if day == BEGINNING else day, value))
    return tuple(reversed(steps))


def _values_of(entry: Entry, *, since: date) -> dict[date, str]:
    """The values of one release from its first day on: the one that holds on that day, and those that begin later."""
    days = list(zip(entry.from_days, entry.values, strict=True))
    first = [value for day, value in days if day <= since][-1]
    values = {since: first} | {day: value for day, value in days if day > since}
    return {day: in_words(entry.key, entry.unit, value) for day, value in values.items()}


def subjects(*, on: date, origin: str = "", level: str = "", text: str = "") -> list[Subject]:
    """The parameters in force on a day by subject, narrowed by origin, owner level and words; empty subjects left out."""
    words = [fold(word) for word in text.split()]
    found: dict[str, list[ParameterLine]] = {}
    for parameter in rules_on(on).parameters():
        line = line_of(parameter)
        searchable = fold(f"{line.key} {line.title} {line.value} {' '.join(map(_reference, line.clauses))}")
        if (
            origin in ("", parameter.origin)
            and level in ("", parameter.level)
            and all(word in searchable for word in words)
        ):
            found.setdefault(_subject_of().get(parameter.key, ""), []).append(line)
    return [Subject(wording.SUBJECTS.get(key, wording.OTHER_SUBJECT), tuple(lines)) for key, lines in found.items()]


@cache
def _subject_of() -> Mapping[str, str]:
    """Which file of the package, and so which subject, a parameter belongs to."""
    return {
        row["key"]: subject
        for subject in PARAMETER_FILES
        for row in citations.load_toml(f"parameters/{subject}.toml")["parameter"]
    }


@dataclass(frozen=True)
class FactorLine:
    """A factor of Table 1 as a screen shows it."""

    factor: Factor
    combine: str
    cap_title: str
    readings: tuple[Reading, ...]
    parameters: tuple[ParameterLine, ...]


@dataclass(frozen=True)
class TablePage:
    """Table 1 on a day, and whether its caps sum to the total that is printed (E-T1.total)."""

    title: str
    version: str
    factors: list[FactorLine]
    caps: int
    total: int

    @property
    def is_sound(self) -> bool:
        return self.caps == self.total


def table_on(on: date) -> TablePage:
    rules = rules_on(on)
    head = rules.release.table["table"]
    parameters = rules.parameters()
    return TablePage(
        title=head["title"],
        version=head["version"],
        factors=[_factor_line(factor, parameters) for factor in rules.factors],
        caps=sum(factor.cap for factor in rules.factors),
        total=head["total"],
    )


def _factor_line(factor: Factor, parameters: Sequence[Parameter]) -> FactorLine:
    rows = {row.clause for row in factor.rows} | {f"E-T1.{factor.key}.cap"}
    shaping = [each for each in parameters if rows & set(each.clauses)]
    named = [row.reading for row in factor.rows if row.reading]
    named += [reading for each in shaping for reading in each.readings]
    return FactorLine(
        factor=factor,
        combine=wording.COMBINE[factor.combine],
        cap_title=wording.cap_title(factor.cap),
        readings=tuple(citations.readings()[each] for each in dict.fromkeys(named)),
        parameters=tuple(line_of(each) for each in shaping),
    )


def reading(reading_id: str) -> Reading | None:
    return citations.readings().get(reading_id)
