"""What the rules know of one household: plain, frozen facts, as they stood on one day.

Names and values are those of the household document. None means what an absent field means there: see
``assessment-rules.md``. Names, addresses and numbers by which a person could be found are left out on purpose, apart
from the national code, whose correctness is itself a rule.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """One member of the household."""

    key: str
    sex: str
    born_on: date
    relation: str
    national_code: str | None = None
    nationality: str = "iranian"
    marital_status: str = "never_married"
    work_status: str = "unemployed"
    education_status: str = "none"
    illness_class: str | None = None
    military_status: str | None = None
    living_parents: int | None = None
    bears_own_costs: bool = False
    covered_by: tuple[str, ...] = ()
    pension_monthly_rials: int | None = None
    in_hamyar_group: bool = False

    @property
    def has_pension(self) -> bool:
        """A monthly amount is given, or a pension fund answered that it covers the person."""
        return self.pension_monthly_rials is not None or "pension_funds" in self.covered_by


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """One household on the day ``as_of``; ``head_key`` and ``responsible_key`` are keys of ``people``."""

    as_of: date
    area_kind: str
    tenure: str
    condition: str
    head_key: str
    people: tuple[PersonFacts, ...]
    village_coefficient: int | None = None
    metropolis_margin: bool = False
    special_social_zone: bool = False
    is_border: bool = False
    high_risk: bool = False
    in_office_territory: bool = True
    decile: int | None = None
    risk_class: str = "normal"
    head_condition: str = "present"
    responsible_key: str | None = None
    former_head_died_on: date | None = None
    prison_released_on: date | None = None
    prison_referral: str | None = None
    cannot_earn: bool = False
    divorce_evidence: str | None = None

    @property
    def head(self) -> PersonFacts:
        """The person who is head."""
        return self.person(self.head_key)

    def person(self, key: str) -> PersonFacts:
        """The member with this key."""
        for person in self.people:
            if person.key == key:
                return person
        raise KeyError(key)
