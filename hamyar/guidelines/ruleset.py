"""Parameters and Table 1 as of a day: what every rule is given, and what every result names.

A release is immutable and has a digest over its data. ``RuleSet`` is one release seen on one day: a dated parameter has
one value in it. The packaged release holds from the beginning of time; an installation adds its own through ``among``.
"""

import copy
import hashlib
import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any, ClassVar

from hamyar.guidelines import citations, conditions
from hamyar.values.refusal import Refusal

PARAMETER_FILES = (
    "emdad/eligibility", "emdad/age", "emdad/score", "emdad/household", "emdad/intake", "emdad/follow_up",
    "emdad/commission", "emdad/transfer", "hamyar/membership", "hamyar/stages", "hamyar/votes", "hamyar/finance",
    "hamyar/supervision",
)  # fmt: skip


class UnknownRelease(Refusal):
    """No release has this name."""

    code: ClassVar[str] = "guidelines.unknown_release"


class NoReleaseInForce(Refusal):
    """No release holds on this day."""

    code: ClassVar[str] = "guidelines.no_release_in_force"


class UnknownParameter(Refusal):
    """The release has no parameter with this key."""

    code: ClassVar[str] = "guidelines.unknown_parameter"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter on one day, with everything a screen says about it."""

    key: str
    title: str
    value: Any
    unit: str
    choices: tuple[str, ...]
    origin: str
    level: str
    clauses: tuple[str, ...]
    readings: tuple[str, ...]
    from_on: date


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row of Table 1, ready to be asked."""

    clause: str
    title: str
    points: int
    sub: str
    condition: conditions.Condition
    reading: str


@dataclass(frozen=True, slots=True, eq=False)
class Factor:
    """A factor of Table 1 as the parameters of the day have it; ``measures`` are all that its rows look at."""

    key: str
    title: str
    cap: int
    combine: str
    rows: tuple[Row, ...]
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A parameter as stored, with all its values over time."""

    key: str
    title: str
    unit: str
    origin: str
    level: str
    clauses: tuple[str, ...]
    from_days: tuple[date, ...]
    values: tuple[Any, ...]
    choices: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()


class Release:
    """Immutable rules: name, title, first day, data, digest. ``data`` must have been checked before."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data
        self.name: str = data["name"]
        self.title: str = data["title"]
        self.from_on = date.fromisoformat(data["from"])
        self.digest = digest_of(data)
        self.entries = {row["key"]: _entry(row) for row in data["parameters"]}
        self._turning_days = sorted({day for entry in self.entries.values() for day in entry.from_days})
        self._seen: dict[int, RuleSet] = {}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Release":
        """A stored or drafted release. Raises ReleaseRefused with file, key and reason when it cannot be used."""
        from hamyar.guidelines import release_file

        return cls(release_file.checked_release(data, must_have=packaged_release().entries))

    def as_data(self) -> dict[str, Any]:
        """The data as plain JSON values: what is stored, sent and digested."""
        return copy.deepcopy(self._data)

    def on(self, day: date) -> "RuleSet":
        """The release as of a day; days between two changes of any parameter share one RuleSet."""
        segment = bisect_right(self._turning_days, max(day, self.from_on))
        if segment not in self._seen:
            self._seen[segment] = RuleSet(self, max(day, self.from_on))
        return self._seen[segment]

    @property
    def table(self) -> Mapping[str, Any]:
        """Table 1 as stored, before the parameters of a day shape it."""
        table: Mapping[str, Any] = self._data["table"]
        return table


def digest_of(data: Mapping[str, Any]) -> str:
    """``sha256:`` over the one text of the data: keys sorted, no spaces."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(
        key=row["key"], title=row["title"], unit=row["unit"], origin=row["origin"], level=row["level"],
        clauses=tuple(row["clauses"]), choices=tuple(row.get("choices", ())), readings=tuple(row.get("readings", ())),
        from_days=tuple(date.fromisoformat(dated["from"]) for dated in row["values"]),
        values=tuple(dated["value"] for dated in row["values"]),
    )  # fmt: skip


def _as_used(value: Any, unit: str) -> Any:
    """A stored value as the rules use it: a ratio as a fraction, ``none`` as None, lists as tuples."""
    if unit == "ratio":
        return Fraction(value)
    if unit == "points_or_none" and value == "none":
        return None
    if unit == "year_bands":
        return tuple((low, high) for low, high in value)
    return tuple(value) if isinstance(value, list) else value


class RuleSet:
    """One release on one day."""

    def __init__(self, release: Release, on: date) -> None:
        self.release = release
        self.on = on
        self.name = release.name
        self.digest = release.digest
        self._in_force = {key: bisect_right(entry.from_days, on) - 1 for key, entry in release.entries.items()}
        self.values = {
            key: _as_used(entry.values[self._in_force[key]], entry.unit) for key, entry in release.entries.items()
        }
        self.factors = tuple(_shaped(factor, self.values) for factor in release.table["factor"])

    @classmethod
    def in_force(cls, on: date, *, among: Sequence[Release] | None = None) -> "RuleSet":
        """The rules that hold on a day: of the releases that have begun, the one that began last."""
        begun = [release for release in (among or (packaged_release(),)) if release.from_on <= on]
        if not begun:
            raise NoReleaseInForce(on=on)
        return max(begun, key=lambda release: release.from_on).on(on)

    @classmethod
    def named(cls, name: str, *, on: date | None = None, among: Sequence[Release] | None = None) -> "RuleSet":
        """The release with this name, as of a day (without one: of its last change)."""
        for release in among or (packaged_release(),):
            if release.name == name:
                return release.on(on or date.max)
        raise UnknownRelease(name=name)

    def value(self, key: str) -> Any:
        """What the parameter is worth on this day."""
        try:
            return self.values[key]
        except KeyError:
            raise UnknownParameter(key=key) from None

    def parameter(self, key: str) -> Parameter:
        """The parameter with its title, unit, origin, level, clauses and readings."""
        value, entry = self.value(key), self.release.entries[key]
        return Parameter(
            key, entry.title, value, entry.unit, entry.choices, entry.origin, entry.level, entry.clauses,
            entry.readings, entry.from_days[self._in_force[key]],
        )  # fmt: skip

    def parameters(self) -> list[Parameter]:
        """All parameters in the order of their files."""
        return [self.parameter(key) for key in self.values]

    def factor(self, key: str) -> Factor:
        """One factor of Table 1."""
        return next(factor for factor in self.factors if factor.key == key)


def _shaped(factor: Mapping[str, Any], values: Mapping[str, Any]) -> Factor:
    """A factor as stored, shaped by the parameters that read it (A-10, A-11, A-16)."""
    combine = values.get(f"score.{factor['id']}_combine", factor["combine"])
    rows: list[Row] = []
    for row in factor["rows"]:
        sub = row.get("sub", row["id"])
        if sub.startswith("out_of_school") and values["score.out_bands_combine"] == "max":
            sub = "out_of_school"
        made = Row(row["id"], row["title"], row["points"], sub, conditions.parse(row["when"]), row.get("reading", ""))
        rows.extend(_village_rows(made, values["score.village_1_5"]) if row["id"] == "E-T1.region.v0" else [made])
    measures = dict.fromkeys(name for row in rows for name in row.condition.measures)
    return Factor(factor["id"], factor["title"], factor["cap"], combine, tuple(rows), tuple(measures))


def _village_rows(printed: Row, reading: str) -> Iterable[Row]:
    """The row of villages without a printed coefficient, as A-10 is set."""
    if reading == "as_no_coefficient":
        return [printed]
    without = "is_village and village_coefficient == 0"
    points_by_condition = {without: printed.points}
    if reading == "interpolate":
        points_by_condition = {
            "is_village and village_coefficient == 5": 30,
            "is_village and village_coefficient == 4": 25,
            "is_village and village_coefficient in [0, 1, 2, 3]": printed.points,
        }
    return [
        Row(printed.clause, printed.title, points, printed.sub, conditions.parse(when), printed.reading)
        for when, points in points_by_condition.items()
    ]


@cache
def packaged_release() -> Release:
    """Release 1, from the files of this package; read once.

    ``release.toml`` holds the digest with which the files passed their check. Files with that digest are used as they are:
    loading the checker takes longer than all else that ``hamyar assess`` does before its first household. Files with any
    other digest are checked.
    """
    data = read_release(citations.load_toml)
    checked = citations.load_toml("release.toml")["checked"]
    if digest_of(data) != checked:
        from hamyar.guidelines import release_file

        release_file.check_files(citations.load_toml)
    return Release(data)


def read_release(read: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """The data of a release out of its files, unchecked; ``read(path)`` gives the content of one file."""
    head = {key: value for key, value in read("release.toml").items() if key != "checked"}
    parameters = [row for subject in PARAMETER_FILES for row in read(f"parameters/{subject}.toml")["parameter"]]
    data: dict[str, Any] = _plain({**head, "parameters": parameters, "table": read("tables/priority.toml")})
    return data


def _plain(value: Any) -> Any:
    """Dates as text, and nothing that is empty: so that equal rules have equal digests."""
    if isinstance(value, dict):
        plain = {key: _plain(one) for key, one in value.items()}
        return {key: one for key, one in plain.items() if one not in ("", [], None)}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def packaged_parameter_files() -> list[str]:
    """The parameter files that the package holds, so that a test can see that none is forgotten."""
    root = resources.files(__package__).joinpath("parameters")
    return sorted(
        f"{folder.name}/{file.name.removesuffix('.toml')}"
        for folder in root.iterdir()
        if folder.is_dir()
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    )
