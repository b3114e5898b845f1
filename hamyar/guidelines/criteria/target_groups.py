"""Article 4: whose household it is. Every group whose own conditions hold, in the order of the article.

Groups of CLAUSES.md that rest on the registry's events (orphans, several wives, child keepers) are decided elsewhere.
"""

from collections.abc import Callable
from typing import NamedTuple

from hamyar.guidelines.criteria.situation import GONE, INEFFECTIVE, Situation
from hamyar.guidelines.criteria.specific_conditions import is_iranian_wife_of_a_foreigner
from hamyar.guidelines.months import months_later


class TargetGroup(NamedTuple):
    """A group, the clause that opens it, and its condition."""

    key: str
    clause: str
    holds: Callable[[Situation], bool]


def female_no_spouse(case: Situation) -> bool:
    """A woman without husband, or the household that a man who is gone has left behind (A-42)."""
    head = case.head
    if head.sex == "male":
        return case.facts.head_condition in GONE
    if head.marital_status == "never_married":
        return not case.self_supporting_girl
    return head.marital_status in ("separated", "spouse_missing")


def female_widow(case: Situation) -> bool:
    """A woman whose husband has died."""
    return case.head.sex == "female" and case.head.marital_status == "widowed"


def female_divorced(case: Situation) -> bool:
    """A divorced woman, whatever proof she has."""
    return case.head.sex == "female" and case.head.marital_status == "divorced"


def female_needy_pensioner(case: Situation) -> bool:
    """A woman with a pension (A-02)."""
    return case.head.sex == "female" and case.head.has_pension


def self_supporting_girl(case: Situation) -> bool:
    """Never married, 18 or more, no living parent, alone, bearing her own costs (E-D.20)."""
    return case.self_supporting_girl


def ill_headed(case: Situation) -> bool:
    """The head is absent or ineffective through addiction or mental disorder (E-D.14)."""
    return case.facts.head_condition in INEFFECTIVE


def male_ill(case: Situation) -> bool:
    """A man with a special or incurable illness."""
    return case.head.sex == "male" and case.head.illness_class is not None


def male_elderly(case: Situation) -> bool:
    """A man of 60 or more who cannot earn and has no pension (E-D.13)."""
    return (
        case.head.sex == "male"
        and case.head_age >= case.rules["age.elderly"]
        and case.facts.cannot_earn
        and not case.head.has_pension
    )


def male_prisoner(case: Situation) -> bool:
    """A man in prison; open sentence and electronic tag count as prison (E-D.16)."""
    return case.head.sex == "male" and case.in_prison


def male_needy_pensioner(case: Situation) -> bool:
    """A man with a pension (A-02)."""
    return case.head.sex == "male" and case.head.has_pension


def male_aqshar(case: Situation) -> bool:
    """A man under 60 in decile 1 to 3 (E-D.12)."""
    decile = case.facts.decile
    return (
        case.head.sex == "male"
        and case.head_age < case.rules["age.elderly"]
        and decile is not None
        and decile <= case.rules["decile.livelihood_max"]
    )


def released_prisoner(case: Situation) -> bool:
    """Released less than twelve months ago, and referred (E-6.4.3)."""
    released_on, as_of = case.facts.prison_released_on, case.facts.as_of
    if released_on is None or case.facts.prison_referral is None or as_of < released_on:
        return False
    ends_on = months_later(released_on, case.rules["prison.after_release_months"])
    return ends_on is None or as_of < ends_on


TARGET_GROUPS = (
    TargetGroup("female_no_spouse", "E-4.a.1", female_no_spouse),
    TargetGroup("female_widow", "E-4.a.2", female_widow),
    TargetGroup("female_divorced", "E-4.a.3", female_divorced),
    TargetGroup("female_needy_pensioner", "E-4.a.4", female_needy_pensioner),
    TargetGroup("self_supporting_girl", "E-4.a.5", self_supporting_girl),
    TargetGroup("ill_headed", "E-4.a.6", ill_headed),
    TargetGroup("male_ill", "E-4.b.1", male_ill),
    TargetGroup("male_elderly", "E-4.b.2", male_elderly),
    TargetGroup("male_prisoner", "E-4.b.3", male_prisoner),
    TargetGroup("male_needy_pensioner", "E-4.b.4", male_needy_pensioner),
    TargetGroup("male_aqshar", "E-4.b.5", male_aqshar),
    TargetGroup("iranian_wife_of_foreigner", "E-4.n1", is_iranian_wife_of_a_foreigner),
    TargetGroup("released_prisoner", "E-6.4.3", released_prisoner),
)
CLAUSE_OF_GROUP = {group.key: group.clause for group in TARGET_GROUPS}


def target_groups(case: Situation) -> tuple[str, ...]:
    """The groups that hold."""
    return tuple(group.key for group in TARGET_GROUPS if group.holds(case))
