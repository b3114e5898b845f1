"""Household documents of made-up families, over all target groups, with plausible distributions.

Everything follows from the seed. National codes lie in the test range (``values.national_code.TEST_PREFIX``), so that
none can belong to a living person. Shares are rough: the aim is a demonstration in which every rule has something to do.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from mimesis import Person as Names
from mimesis.enums import Gender
from mimesis.locales import Locale

from hamyar.values import national_code, text
from hamyar.values.digits import to_persian

Document = dict[str, Any]

# How often each kind of household occurs, in a thousand.
SHARES: dict[str, int] = {
    "widow": 260, "divorced": 120, "no_spouse": 70, "woman_pensioner": 20, "girl": 35, "ill_headed": 55,
    "ill_man": 95, "elderly_man": 130, "prisoner": 60, "man_pensioner": 25, "aqshar": 95, "wife_of_foreigner": 15,
    "released_prisoner": 20,
}  # fmt: skip
FOREIGN_FAMILIES = ("محمدی", "رحیمی", "حیدری", "احمدی", "نوری")
DECILES = ((1, 34), (2, 28), (3, 20), (4, 9), (5, 5), (6, 2), (7, 1), (None, 1))
PEOPLE_AT_MOST = 900_000  # the rest of the test range is left to whoever tries the portal
STREETS = ("شهید بهشتی", "امام خمینی", "آزادی", "ولیعصر", "کاشانی", "مطهری", "سعدی", "حافظ", "فردوسی", "باهنر")


@dataclass
class Area:
    """Where a household lives: what the office's territory gives."""

    postal_prefix: str
    kind: str = "city"
    village_coefficient: int | None = None
    metropolis_margin: bool = False
    special_social_zone: bool = False
    is_border: bool = False
    high_risk: bool = False

    def attributes(self) -> Document:
        found: Document = {"kind": self.kind}
        if self.village_coefficient is not None:
            found["village_coefficient"] = self.village_coefficient
        for name in ("metropolis_margin", "special_social_zone", "is_border", "high_risk"):
            if getattr(self, name):
                found[name] = True
        return found


@dataclass
class Population:
    """Makes households one after another; two populations with one seed make the same ones."""

    seed: int
    as_of: date
    random: Random = field(init=False)
    made: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)  # noqa: S311 - plausible data, no secret
        self._names = Names(Locale.FA, seed=self.seed)
        self._makers: dict[str, Callable[[Document, str], None]] = {
            "widow": self._widow, "divorced": self._divorced, "no_spouse": self._no_spouse,
            "woman_pensioner": self._woman_pensioner, "girl": self._girl, "ill_headed": self._ill_headed,
            "ill_man": self._ill_man, "elderly_man": self._elderly_man, "prisoner": self._prisoner,
            "man_pensioner": self._man_pensioner, "aqshar": self._aqshar,
            "wife_of_foreigner": self._wife_of_foreigner, "released_prisoner": self._released_prisoner,
            "foreigner": self._foreigner,
        }  # fmt: skip

    def any_kind(self) -> str:
        return self.random.choices(list(SHARES), weights=list(SHARES.values()))[0]

    def household(self, kind: str, area: Area) -> Document:
        """A household document of one kind of family in an area as it stands on ``as_of``, valid by the contract."""
        family_name = self.family_name()
        document: Document = {
            "format": "hamyar.household/1",
            "as_of": self.as_of.isoformat(),
            "area": area.attributes(),
            "dwelling": self.dwelling(area),
            "head": "p1",
            "people": [],
            "requested_services": sorted(self.random.sample(["livelihood", "health", "education", "housing"], k=2)),
        }
        decile = self.random.choices([each for each, _ in DECILES], weights=[share for _, share in DECILES])[0]
        if decile is not None:
            document["decile"] = decile
        self._makers[kind](document, family_name)
        return document

    # People

    def given_name(self, sex: str) -> str:
        return text.clean(self._names.first_name(Gender.FEMALE if sex == "female" else Gender.MALE).strip())

    def family_name(self) -> str:
        return text.clean(self._names.last_name().strip())

    def code(self) -> str:
        self.made += 1
        return national_code.make_test_code(((self.seed % 7) * 140_000 + self.made) % PEOPLE_AT_MOST)

    def born(self, youngest: int, oldest: int) -> str:
        days = self.random.randint(youngest * 366, oldest * 365 + 300)
        return (self.as_of - timedelta(days=days)).isoformat()

    def person(
        self, document: Document, sex: str, relation: str, ages: tuple[int, int], family: str, **facts: Any
    ) -> Document:
        person = {
            "key": f"p{len(document['people']) + 1}",
            "national_code": self.code(),
            "given_name": self.given_name(sex),
            "family_name": family,
            "sex": sex,
            "born_on": self.born(*ages),
            "relation": relation,
            **facts,
        }
        document["people"].append(person)
        return person

    def age(self, person: Document) -> int:
        return (self.as_of - date.fromisoformat(person["born_on"])).days // 366

    def children(self, document: Document, family: str, *, most: int = 4, oldest: int = 22) -> None:
        oldest = min(oldest, min(self.age(adult) for adult in document["people"]) - 18)
        if oldest < 0:
            return
        for _ in range(self.random.choices(range(most + 1), weights=[2, 3, 4, 2, 1][: most + 1])[0]):
            sex = self.random.choice(("female", "male"))
            child = self.person(document, sex, "child", (0, oldest), family)
            age = self.age(child)
            if age < 6:
                child["education_status"] = "not_school_age"
            elif age <= 18:
                child["education_status"] = self.random.choices(("pupil", "out_of_school"), weights=(9, 1))[0]
            else:
                child["education_status"] = self.random.choice(("student", "graduated", "none"))
                if sex == "male":
                    child["military_status"] = self.random.choice(("not_yet_due", "completed", "none"))
            if self.random.random() < 0.04:
                child["illness_class"] = self.random.choice(("special", "incurable"))

    def dwelling(self, area: Area) -> Document:
        tenure = self.random.choices(("owned", "rented", "lent", "institution", "none"), weights=(38, 42, 16, 1, 3))[0]
        condition = self.random.choices(
            ("sound", "needs_repair", "uninhabitable", "no_suitable"), weights=(62, 28, 7, 3)
        )[0]
        rest = 10 - len(area.postal_prefix)
        code = area.postal_prefix + "".join(str(self.random.randint(1, 9)) for _ in range(rest))
        place = "روستا، کوچهٔ" if area.kind == "village" else "خیابان"
        return {
            "tenure": tenure,
            "condition": "no_suitable" if tenure == "none" else condition,
            "postal_code": code,
            "address": f"{place} {self.random.choice(STREETS)}، پلاک {to_persian(self.random.randint(1, 240))}",
        }

    def _woman(self, document: Document, family: str, ages: tuple[int, int], marital: str, **facts: Any) -> Document:
        work = self.random.choices(("homemaker", "unemployed", "irregular", "employed"), weights=(50, 25, 18, 7))[0]
        return self.person(document, "female", "head", ages, family, marital_status=marital, work_status=work, **facts)

    def _man(self, document: Document, family: str, ages: tuple[int, int], work: str, **facts: Any) -> Document:
        return self.person(
            document, "male", "head", ages, family, marital_status="married", work_status=work,
            military_status=self.random.choice(("completed", "exempt")), **facts,
        )  # fmt: skip

    def _wife(self, document: Document, ages: tuple[int, int]) -> Document:
        return self.person(
            document, "female", "spouse", ages, self.family_name(), marital_status="married", work_status="homemaker"
        )

    # Kinds of families

    def _widow(self, document: Document, family: str) -> None:
        self._woman(document, family, (28, 78), "widowed")
        document["former_head_died_on"] = (self.as_of - timedelta(days=self.random.randint(60, 4000))).isoformat()
        self.children(document, family)

    def _divorced(self, document: Document, family: str) -> None:
        self._woman(document, family, (24, 58), "divorced")
        document["divorce_evidence"] = self.random.choices(("official", "customary", "none"), weights=(90, 6, 4))[0]
        self.children(document, family, most=2, oldest=16)

    def _no_spouse(self, document: Document, family: str) -> None:
        if self.random.random() < 0.5:
            self._woman(document, family, (26, 60), self.random.choice(("separated", "spouse_missing")))
            self.children(document, family, most=3)
            return
        self._man(document, family, (28, 55), "unemployed")
        document["head_condition"] = self.random.choice(("fugitive", "missing", "separated"))
        document["responsible_person"] = self._wife(document, (25, 50))["key"]
        self.children(document, family, most=3)

    def _woman_pensioner(self, document: Document, family: str) -> None:
        self._woman(
            document, family, (55, 80), "widowed", covered_by=["pension_funds"],
            pension_monthly_rials=self.random.randint(30, 90) * 1_000_000,
        )  # fmt: skip
        document["former_head_died_on"] = (self.as_of - timedelta(days=3000)).isoformat()

    def _girl(self, document: Document, family: str) -> None:
        self._woman(document, family, (19, 45), "never_married", living_parents=0, bears_own_costs=True)

    def _ill_headed(self, document: Document, family: str) -> None:
        self._man(document, family, (28, 55), "unemployed")
        document["head_condition"] = self.random.choice(("ineffective_addiction", "ineffective_mental"))
        document["risk_class"] = self.random.choice(("at_risk", "harmed"))
        document["responsible_person"] = self._wife(document, (24, 50))["key"]
        self.children(document, family)

    def _ill_man(self, document: Document, family: str) -> None:
        self._man(document, family, (32, 70), "unable", illness_class=self.random.choice(("special", "incurable")))
        self._wife(document, (28, 65))
        self.children(document, family, most=3)

    def _elderly_man(self, document: Document, family: str) -> None:
        self._man(document, family, (61, 88), "unable")
        document["cannot_earn"] = True
        self._wife(document, (52, 80))

    def _prisoner(self, document: Document, family: str) -> None:
        self._man(document, family, (25, 55), "unemployed")
        document["head_condition"] = self.random.choices(
            ("imprisoned", "open_sentence", "electronic_tag"), weights=(8, 1, 1)
        )[0]
        started = self.as_of - timedelta(days=self.random.randint(100, 1500))
        document["prison"] = {"basis": self.random.choice(("sentence", "detention")), "started_on": started.isoformat()}
        document["responsible_person"] = self._wife(document, (24, 50))["key"]
        self.children(document, family)

    def _man_pensioner(self, document: Document, family: str) -> None:
        self._man(
            document, family, (56, 80), "retired", covered_by=["pension_funds"],
            pension_monthly_rials=self.random.randint(40, 95) * 1_000_000,
        )  # fmt: skip
        self._wife(document, (50, 75))

    def _aqshar(self, document: Document, family: str) -> None:
        self._man(document, family, (25, 58), self.random.choice(("unemployed", "irregular", "employed")))
        self._wife(document, (22, 55))
        self.children(document, family)
        document["requested_services"] = ["employment_facility", "training"]

    def _wife_of_foreigner(self, document: Document, family: str) -> None:
        self._woman(document, family, (25, 50), "married")
        self.person(
            document, "male", "spouse", (28, 60), self.family_name(), nationality="foreign", national_code=None,
            marital_status="married", work_status="irregular",
        )  # fmt: skip
        self.children(document, family, most=3, oldest=15)

    def _released_prisoner(self, document: Document, family: str) -> None:
        self._man(document, family, (25, 55), "unemployed")
        released = self.as_of - timedelta(days=self.random.randint(10, 300))
        document["prison"] = {
            "basis": "sentence",
            "released_on": released.isoformat(),
            "referral": self.random.choice(("prisoners_support_association", "prisons_department")),
        }
        self._wife(document, (22, 50))
        self.children(document, family, most=3)

    def _foreigner(self, document: Document, _family: str) -> None:
        self.person(
            document, "male", "head", (26, 60), self.random.choice(FOREIGN_FAMILIES), nationality="foreign",
            national_code=None, marital_status="married", work_status="irregular",
        )  # fmt: skip
