"""The shape of a release's data, and every reason for which a release is refused.

A release is a set of parameters with dated values and one version of Table 1. The packaged files and every release
that an installation drafts on screen pass through the same models; a fault names the file, the key and the reason.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from hamyar.guidelines import citations, conditions
from hamyar.guidelines.ruleset import PARAMETER_FILES, read_release
from hamyar.values.refusal import Refusal

FACTORS = ("region", "head", "work", "health", "children", "housing", "decile")
MEASURES = frozenset(
    {
        "is_village", "village_coefficient", "metropolis_margin", "special_social_zone", "head_elderly", "head_ill",
        "head_deceased", "head_divorced_woman", "head_prisoner", "head_unfit", "head_self_supporting_girl", "head_work",
        "ill_members", "young", "pupil", "student", "out_6_12", "out_13_18", "dwelling_uninhabitable",
        "dwelling_needs_repair", "dwelling_rented", "no_suitable_dwelling", "decile",
    }
)  # fmt: skip
"""The household's measures that a row of Table 1 may look at; ``scoring.measures_of`` gives each."""

_RANGES = {"percent": (0, 100), "decile": (1, 10), "coefficient": (1, 9)}


class ReleaseRefused(Refusal):
    """A release whose data are wrong: ``file``, ``key`` and ``reason`` say where and why."""

    code: ClassVar[str] = "guidelines.release"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


Model = TypeVar("Model", bound=BaseModel)
ClauseId = Annotated[str, Field(min_length=3)]


class DatedValue(_Model):
    """What a parameter is worth from a day on, until the next value begins."""

    from_on: date = Field(alias="from")
    value: Any
    basis: str = ""


class ParameterEntry(_Model):
    """One parameter: its unit, where it comes from, who may change it, what it rests on, and its values over time."""

    key: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_0-9]+$")]
    title: Annotated[str, Field(min_length=3)]
    unit: Literal[
        "month", "day", "year", "term", "intake", "working_day", "minute", "count", "percent", "decile", "coefficient",
        "flag", "choice", "values", "clauses", "map", "ratio", "year_bands", "lunar_year", "points_or_none",
    ]  # fmt: skip
    choices: tuple[str, ...] = ()
    minimum: int | str | None = None
    origin: Literal["seed", "reading", "addition"]
    level: Literal["hq", "province", "office", "group"]
    clauses: Annotated[tuple[ClauseId, ...], Field(min_length=1)]
    readings: tuple[str, ...] = ()
    values: Annotated[tuple[DatedValue, ...], Field(min_length=1)]

    @field_validator("clauses")
    @classmethod
    def _clauses_exist(cls, clauses: tuple[str, ...]) -> tuple[str, ...]:
        for clause in clauses:
            if not citations.is_clause(clause):
                raise ValueError(f"unknown clause {clause}")
        return clauses

    @field_validator("readings")
    @classmethod
    def _readings_exist(cls, readings: tuple[str, ...]) -> tuple[str, ...]:
        for reading in readings:
            if reading not in citations.readings():
                raise ValueError(f"unknown reading {reading}")
        return readings

    @model_validator(mode="after")
    def _values_follow_one_another(self) -> Self:
        days = [dated.from_on for dated in self.values]
        if days != sorted(days):
            raise ValueError("values must stand in the order of their dates")
        if len(set(days)) < len(days):
            raise ValueError("two values begin on the same day")
        for dated in self.values:
            self._check(dated.value)
        return self

    def _check(self, value: Any) -> None:
        fault = _fault_of(value, self.unit, self.choices)
        if fault:
            raise ValueError(f"{value!r}: {fault}")
        if self.minimum is not None and Fraction(value) < Fraction(self.minimum):
            raise ValueError(f"{value!r} is below the minimum {self.minimum!r} of the guideline")


def _fault_of(value: Any, unit: str, choices: tuple[str, ...]) -> str:
    match unit:
        case "flag":
            return "" if isinstance(value, bool) else "must be true or false"
        case "choice":
            return "" if value in choices else f"must be one of {', '.join(choices)}"
        case "values":
            known = isinstance(value, list | tuple) and value and set(value) <= set(choices)
            return "" if known else f"must be a list out of {', '.join(choices)}"
        case "clauses":
            known = isinstance(value, list | tuple) and all(map(citations.is_clause, value))
            return "" if known else "must be a list of clauses that exist"
        case "map":
            mapped = isinstance(value, dict) and value and set(value.values()) <= set(choices)
            return "" if mapped else f"must map to {', '.join(choices)}"
        case "ratio":
            return "" if _is_ratio(value) else 'must be a text such as "1/3", from 0 to 1'
        case "year_bands":
            return "" if _are_bands(value) else "must be two bands of years, one after the other"
        case "lunar_year":
            known = isinstance(value, dict) and set(value) == {"girl", "boy"} and all(map(_is_whole, value.values()))
            return "" if known else "must give whole years for girl and boy"
        case "points_or_none":
            return "" if value == "none" or _is_whole(value) else "must be none or whole points"
    low, high = _RANGES.get(unit, (0, 10_000))
    return "" if _is_whole(value) and low <= value <= high else f"must be a whole number from {low} to {high}"


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_ratio(value: Any) -> bool:
    try:
        return isinstance(value, str) and "/" in value and 0 <= Fraction(value) <= 1
    except (ValueError, ZeroDivisionError):
        return False


def _are_bands(value: Any) -> bool:
    bands = list(value) if isinstance(value, list | tuple) else []
    if len(bands) != 2 or not all(isinstance(band, list | tuple) and len(band) == 2 for band in bands):
        return False
    (low_a, high_a), (low_b, high_b) = bands
    return all(map(_is_whole, (low_a, high_a, low_b, high_b))) and low_a <= high_a < low_b <= high_b


class TableRow(_Model):
    """One printed row: when it holds, and what it is worth. ``id`` is its clause."""

    id: ClauseId
    title: Annotated[str, Field(min_length=2)]
    sub: str = ""
    when: str
    points: Annotated[int, Field(ge=0)]
    reading: str = ""

    @model_validator(mode="after")
    def _row_can_be_read(self) -> Self:
        if not citations.is_clause(self.id):
            raise ValueError(f"unknown clause {self.id}")
        if self.reading and self.reading not in citations.readings():
            raise ValueError(f"unknown reading {self.reading}")
        for measure in conditions.parse(self.when).measures:
            if measure not in MEASURES:
                raise ValueError(f"unknown measure {measure}")
        return self


class TableFactor(_Model):
    """One of the seven factors: its rows, how they combine, and its cap."""

    id: str
    title: Annotated[str, Field(min_length=2)]
    cap: Annotated[int, Field(gt=0)]
    combine: Literal["max", "one_of", "sum_capped"]
    rows: Annotated[tuple[TableRow, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _no_row_beyond_the_cap(self) -> Self:
        for row in self.rows:
            if row.points > self.cap:
                raise ValueError(f"row {row.id} has {row.points} points, the cap is {self.cap}")
        return self


class TableHead(_Model):
    """Name, version and printed total of the table."""

    id: Literal["E-T1"]
    title: str
    version: Annotated[str, Field(min_length=1)]
    total: Annotated[int, Field(gt=0)]


class PriorityTable(_Model):
    """Table 1 in one version. Its caps must sum to its total (E-T1.total)."""

    table: TableHead
    factor: tuple[TableFactor, ...]

    @model_validator(mode="after")
    def _caps_sum_to_the_total(self) -> Self:
        if tuple(factor.id for factor in self.factor) != FACTORS:
            raise ValueError(f"the factors must be {', '.join(FACTORS)}, in this order")
        caps = sum(factor.cap for factor in self.factor)
        if caps != self.table.total:
            raise ValueError(f"the caps sum to {caps}, the total is {self.table.total}")
        rows = [row.id for factor in self.factor for row in factor.rows]
        if len(set(rows)) < len(rows):
            raise ValueError("a row stands twice")
        return self


class ParameterFile(_Model):
    """One file of parameters."""

    parameter: tuple[ParameterEntry, ...]


class ReleaseData(_Model):
    """A whole release, as it is stored, compared and digested."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.\-]{2,60}$")]
    title: Annotated[str, Field(min_length=3)]
    from_on: date = Field(alias="from")
    parameters: tuple[ParameterEntry, ...]
    table: PriorityTable

    @model_validator(mode="after")
    def _parameters_are_whole(self) -> Self:
        keys = [entry.key for entry in self.parameters]
        if len(set(keys)) < len(keys):
            raise ValueError("a parameter stands twice")
        for entry in self.parameters:
            if entry.values[0].from_on > self.from_on:
                raise ValueError(f"{entry.key} has no value when the release begins")
        return self


def checked_release(data: Mapping[str, Any], *, must_have: Iterable[str] = ()) -> dict[str, Any]:
    """A whole release as plain JSON values, or ReleaseRefused. ``must_have`` are keys that the rules ask for."""
    file = str(data.get("name", "release"))
    release = check(ReleaseData, data, file=file)
    keys = {entry.key for entry in release.parameters}
    for key in must_have:
        if key not in keys:
            raise ReleaseRefused(file=file, key=key, reason="the parameter is missing")
    plain: dict[str, Any] = release.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return plain


def check_files(read: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """A release out of its files, each checked alone and then the whole, or ReleaseRefused naming the file."""
    for subject in PARAMETER_FILES:
        path = f"parameters/{subject}.toml"
        check(ParameterFile, read(path), file=path)
    check(PriorityTable, read("tables/priority.toml"), file="tables/priority.toml")
    return checked_release(read_release(read))


def check(model: type[Model], data: Any, *, file: str) -> Model:
    """The data as the model, or ReleaseRefused with the file, the key and the reason."""
    try:
        return model.model_validate(data)
    except ValidationError as fault:
        raise refusal_of(fault, data, file=file) from None


def refusal_of(fault: ValidationError, data: Any, *, file: str) -> ReleaseRefused:
    """The first fault of a validation, with the parameter's or row's own key in place of its position in the list."""
    first = fault.errors(include_url=False, include_context=False)[0]
    names: list[str] = []
    here = data
    for step in first["loc"]:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
        own = (here.get("key") or here.get("id")) if isinstance(here, dict) else None
        names.append(str(own if own and isinstance(step, int) else step))
    return ReleaseRefused(file=file, key=".".join(names), reason=first["msg"].removeprefix("Value error, "))
