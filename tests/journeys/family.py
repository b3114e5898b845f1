"""The families who walk the journeys, and what the registers know of them."""

from dataclasses import dataclass, field
from typing import Any

from hamyar.values import national_code

FIRST_CODE = 990_000  # beyond what the demonstration's families take of the test range


@dataclass(frozen=True)
class Family:
    """A widow with a daughter, unless said otherwise. ``number`` tells the walks with and without a script apart."""

    number: int
    postal_code: str = "9861112345"
    decile: int = 2
    given_name: str = "مریم"
    family_name: str = "آزمون"
    born_on: str = "۱۳۶۰/۰۲/۱۱"
    sex: str = "زن"
    own_code: str = ""  # of somebody the demonstration knows already
    register: dict[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.own_code or national_code.make_test_code(FIRST_CODE + self.number)

    @property
    def daughters_code(self) -> str:
        return national_code.make_test_code(FIRST_CODE + 5_000 + self.number)

    @property
    def mobile(self) -> str:
        return f"0999{8_000_000 + self.number}"

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    def known(self) -> dict[str, Any]:
        """What the bodies answer: nothing that stands against admission."""
        return {
            "welfare_decile": {"decile": self.decile},
            "behzisti": {"support_services": False, "rehabilitation_services": False, "since_on": None},
            "martyrs_foundation": {"covered": False, "since_on": None, "title": None},
            "pension_funds": {"pensioner": False, "fund": None, "monthly_rials": None},
            "other_support": {"covered": False, "since_on": None, "title": None},
            **self.register,
        }


def facts_of(families: list[Family]) -> dict[str, Any]:
    """The file of facts of the register server."""
    return {"people": {family.code: family.known() for family in families}}


# Each journey has two families: one walks with a script in the browser, one without.
ACCEPTED = (Family(1), Family(2))
REFUSED = (Family(11, postal_code="9861123456"), Family(12, postal_code="9861123457"))
OUTAGE = (Family(21), Family(22))
RETURNING = (Family(31), Family(32))
LATE = (Family(41, postal_code="9813112345"), Family(42, postal_code="9813112346"))
EVERYBODY = [*ACCEPTED, *REFUSED, *OUTAGE, *RETURNING, *LATE]
