"""Table 1 for one household: every row that is true, whether it counts, and the range that missing facts leave open.

Order: rows, then sub-indicator, then factor cap, then sum. Nothing is added for what is not known.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from hamyar.guidelines.criteria.situation import Situation
from hamyar.guidelines.ruleset import Factor, Row, RuleSet

Measures = dict[str, Any]


class ScoreLine(NamedTuple):
    """A row that is true of the household. Not ``counted`` where another row of the factor stands for it."""

    clause: str
    points: int
    counted: bool
    because: dict[str, Any]


class FactorScore(NamedTuple):
    """One factor: its points after combining and capping, and its lines."""

    factor: str
    points: int
    cap: int
    lines: tuple[ScoreLine, ...]


class Score(NamedTuple):
    """The seven factors and their sum; ``lowest`` and ``highest`` differ where a fact is missing."""

    total: int
    lowest: int
    highest: int
    factors: tuple[FactorScore, ...]

    @property
    def complete(self) -> bool:
        """Do the missing facts leave nothing open?"""
        return self.lowest == self.highest


def score(case: Situation, rules: RuleSet) -> Score:
    """The household's points under these rules."""
    measures = measures_of(case)
    factors = tuple(score_factor(factor, measures) for factor in rules.factors)
    total = lowest = highest = sum(factor.points for factor in factors)
    if case.facts.decile is None:
        least, most = _points_of_any_decile(rules)
        lowest, highest = lowest + least, highest + most
    if case.parents_unknown:
        without = factors[1].points
        with_row = score_factor(rules.factors[1], {**measures, "head_self_supporting_girl": True}).points
        lowest, highest = lowest + min(0, with_row - without), highest + max(0, with_row - without)
    return Score(total, lowest, highest, factors)


def score_factor(factor: Factor, measures: Mapping[str, Any]) -> FactorScore:
    """The true rows of one factor, combined as the factor says, within its cap."""
    return _score_factor(factor, tuple([measures[name] for name in factor.measures]))


@lru_cache(maxsize=16_384)
def _score_factor(factor: Factor, values: tuple[Any, ...]) -> FactorScore:
    """A factor looks at few measures with few values, so each answer is worked out once and then shared."""
    measures = dict(zip(factor.measures, values, strict=True))
    true = [row for row in factor.rows if row.condition.holds(measures)]
    if not true:
        return FactorScore(factor.key, 0, factor.cap, ())
    counted = _best_of_each_sub(true) if factor.combine == "sum_capped" else (max(true, key=_points_of),)
    points = min(factor.cap, sum(map(_points_of, counted)))
    lines = tuple(
        ScoreLine(row.clause, row.points, row in counted, {name: measures[name] for name in row.condition.measures})
        for row in true
    )
    return FactorScore(factor.key, points, factor.cap, lines)


def _points_of(row: Row) -> int:
    return row.points


def _best_of_each_sub(rows: list[Row]) -> tuple[Row, ...]:
    best: dict[str, Row] = {}
    for row in rows:
        if row.sub not in best or row.points > best[row.sub].points:
            best[row.sub] = row
    return tuple(best.values())


@lru_cache(maxsize=64)
def _points_of_any_decile(rules: RuleSet) -> tuple[int, int]:
    factor = rules.factors[6]
    points = [score_factor(factor, {"decile": decile}).points for decile in range(1, 11)]
    return min(points), max(points)


def measures_of(case: Situation) -> Measures:
    """Everything that a row of Table 1 may look at, by the names that ``when`` uses."""
    facts, head, rules = case.facts, case.head, case.rules
    village = facts.area_kind == "village"
    ill = sum(person.illness_class is not None for person in facts.people)
    if head.illness_class is not None and not rules["score.health_count_head"]:
        ill -= 1
    measures: Measures = {
        "is_village": village,
        "village_coefficient": (facts.village_coefficient or 0) if village else None,
        "metropolis_margin": facts.metropolis_margin,
        "special_social_zone": facts.special_social_zone,
        "head_elderly": case.head_age >= rules["age.elderly"],
        "head_ill": head.illness_class is not None,
        "head_deceased": facts.former_head_died_on is not None,
        "head_divorced_woman": head.sex == "female" and head.marital_status == "divorced",
        "head_prisoner": case.in_prison,
        "head_unfit": facts.head_condition in rules["score.unfit_map"],
        "head_self_supporting_girl": None if case.parents_unknown else case.self_supporting_girl,
        "head_work": _work(case),
        "ill_members": ill,
        "dwelling_uninhabitable": facts.condition == "uninhabitable",
        "dwelling_needs_repair": facts.condition == "needs_repair",
        "dwelling_rented": facts.tenure == "rented",
        "no_suitable_dwelling": facts.condition == "no_suitable" or facts.tenure == "none",
        "decile": facts.decile,
        "young": 0,
        "pupil": 0,
        "student": 0,
        "out_6_12": 0,
        "out_13_18": 0,
    }
    _count_children(case, measures)
    return measures


def _count_children(case: Situation, measures: Measures) -> None:
    """Each child in one place (A-16): learner, else young, else out of school in its band, else nowhere."""
    (low, low_end), (high, high_end) = case.rules["age.out_bands"]
    young_until = case.rules["age.young_child"]
    for person in case.facts.people:
        if person.relation != "child":
            continue
        status = person.education_status
        if status in ("pupil", "student"):
            measures[status] += 1
            continue
        age = case.age(person)
        if age < young_until:
            measures["young"] += 1
        elif status == "out_of_school":
            if low <= age <= low_end:
                measures["out_6_12"] += 1
            elif high <= age <= high_end:
                measures["out_13_18"] += 1


def _work(case: Situation) -> str:
    """``employed`` or ``unemployed``, as the parameter maps the status of the person whose work counts (A-18)."""
    worker = case.worker
    mapped: str = case.rules["score.work_map"].get(worker.work_status, "unemployed")
    if mapped == "employed_with_pension":
        return "employed" if worker.has_pension else "unemployed"
    return mapped
