"""The handful of judgements on which several rules rest, made once for each household."""

from hamyar.guidelines.facts import HouseholdFacts, PersonFacts
from hamyar.guidelines.ruleset import RuleSet
from hamyar.values.age import age_on
from hamyar.values.national_code import is_valid

IN_PRISON = frozenset({"imprisoned", "open_sentence", "electronic_tag"})
GONE = frozenset({"fugitive", "missing", "separated"})
INEFFECTIVE = frozenset({"ineffective_addiction", "ineffective_mental"})


class Situation:
    """A household in the light of the rules of its day; written once, then only read."""

    __slots__ = (
        "facts", "foreign", "head", "head_age", "in_military_scope", "in_prison", "national_code", "parents_unknown",
        "rules", "self_supporting_girl",
    )  # fmt: skip

    def __init__(self, facts: HouseholdFacts, rules: RuleSet) -> None:
        head = facts.head
        self.facts = facts
        self.rules = rules.values
        self.head = head
        self.head_age = age_on(head.born_on, facts.as_of)
        self.foreign = head.nationality == "foreign"
        self.national_code = _state_of(head.national_code)
        self.in_prison = facts.head_condition in IN_PRISON and not (
            facts.prison_released_on is not None and facts.prison_released_on <= facts.as_of
        )
        alone = (
            head.sex == "female"
            and head.marital_status == "never_married"
            and self.head_age >= self.rules["age.self_headed_girl"]
            and len(facts.people) == 1
            and head.bears_own_costs
        )
        self.self_supporting_girl = alone and head.living_parents == 0
        self.parents_unknown = alone and head.living_parents is None
        self.in_military_scope = (
            head.sex == "male"
            and facts.head_condition == "present"
            and self.rules["age.adult"] <= self.head_age < self.rules["military.max_age"]
            and head.illness_class is None
        )

    def age(self, person: PersonFacts) -> int:
        """Completed years on the day of the assessment."""
        return age_on(person.born_on, self.facts.as_of)

    @property
    def worker(self) -> PersonFacts:
        """Whose work counts (A-18): the head who is present, else the responsible person, else the head."""
        facts = self.facts
        if facts.head_condition == "present" or facts.responsible_key is None:
            return self.head
        return facts.person(facts.responsible_key)


def _state_of(national_code: str | None) -> str:
    if national_code is None:
        return "unknown"
    return "valid" if is_valid(national_code) else "wrong"
