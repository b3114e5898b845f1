"""What the simulated bodies know: out of a file of facts where it speaks, else derived from the code that is asked about.

A file of facts is JSON: ``{"people": {"<national code>": {"<body>": {…fields…}}}, "postal_codes": {"<code>": {…}}}``. Its
fields take the place of the derived ones, field by field.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

BODIES = (
    "civil_registry", "welfare_decile", "behzisti", "martyrs_foundation", "pension_funds", "other_support",
    "military", "post", "prisons", "international",
)  # fmt: skip
SOURCES = {
    "civil_registry": "سامانهٔ شبیه‌سازی‌شدهٔ ثبت احوال",
    "welfare_decile": "سامانهٔ شبیه‌سازی‌شدهٔ پایگاه رفاه ایرانیان",
    "behzisti": "سامانهٔ شبیه‌سازی‌شدهٔ بهزیستی",
    "martyrs_foundation": "سامانهٔ شبیه‌سازی‌شدهٔ بنیاد شهید",
    "pension_funds": "سامانهٔ شبیه‌سازی‌شدهٔ صندوق‌های بازنشستگی",
    "other_support": "سامانهٔ شبیه‌سازی‌شدهٔ نهادهای حمایتی",
    "military": "سامانهٔ شبیه‌سازی‌شدهٔ نظام‌وظیفه",
    "post": "سامانهٔ شبیه‌سازی‌شدهٔ پست",
    "prisons": "سامانهٔ شبیه‌سازی‌شدهٔ زندان‌ها",
    "international": "سامانهٔ شبیه‌سازی‌شدهٔ امور بین‌الملل",
}
# Applicants come from the lower deciles more often than from the higher ones.
DECILE_WEIGHTS = (24, 22, 18, 12, 9, 6, 4, 3, 1, 1)
FUNDS = ("صندوق بازنشستگی کشوری", "سازمان تأمین اجتماعی", "صندوق بیمهٔ روستاییان و عشایر")
PRISONS = ("زندان مرکزی", "ندامتگاه شهرستان", "اردوگاه حرفه‌آموزی")

Facts = dict[str, Any]


class FactsFileWrong(Exception):
    """The file of facts cannot be used; the text says why."""


class KnownFacts:
    """The answers of all bodies. The same seed, file and code always give the same answer."""

    def __init__(self, *, seed: int = 0, file: Path | None = None) -> None:
        self.seed = seed
        self.people: dict[str, dict[str, Facts]] = {}
        self.postal_codes: dict[str, Facts] = {}
        if file is not None:
            self.people, self.postal_codes = read_facts(file)

    def answer(self, body: str, about: dict[str, str]) -> Facts:
        """The fields of one answer. ``about`` holds a national code, or a postal code for the post."""
        code = about["postal_code" if body == "post" else "national_code"]
        derived = DERIVED[body](self._chance(body, code), about)
        set_by_file = self.postal_codes.get(code, {}) if body == "post" else self.people.get(code, {}).get(body, {})
        return {**derived, **set_by_file}

    def contradicting(self, body: str, about: dict[str, str]) -> Facts:
        """An answer of the right shape that says the opposite of what is known or was asked."""
        return CONTRADICTED[body](self.answer(body, about))

    def _chance(self, body: str, code: str) -> Random:
        digest = hashlib.sha256(f"{self.seed}:{body}:{code}".encode()).digest()
        return Random(int.from_bytes(digest[:8]))  # noqa: S311 - plausible, not secret


def read_facts(file: Path) -> tuple[dict[str, dict[str, Facts]], dict[str, Facts]]:
    """The people and postal codes of a file. Raises FactsFileWrong."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise FactsFileWrong(f"{file.name} cannot be read as JSON: {fault}") from None
    people, postal_codes = content.get("people", {}), content.get("postal_codes", {})
    for code, by_body in people.items():
        unknown = set(by_body) - set(BODIES)
        if unknown:
            raise FactsFileWrong(f"{file.name}: {code} has facts of unknown bodies: {', '.join(sorted(unknown))}")
    return people, postal_codes


def _civil_registry(chance: Random, about: dict[str, str]) -> Facts:
    """Somebody the file does not know is confirmed as asked: the identity is the applicant's own."""
    return {
        "found": True,
        "given_name": about.get("given_name"),
        "family_name": about.get("family_name"),
        "born_on": about.get("born_on"),
        "alive": True,
        "died_on": None,
        "marital_status": None,
    }


def _welfare_decile(chance: Random, about: dict[str, str]) -> Facts:
    return {"decile": chance.choices(range(1, 11), DECILE_WEIGHTS)[0]}


def _behzisti(chance: Random, about: dict[str, str]) -> Facts:
    lot = chance.random()
    support, rehabilitation = lot < 0.03, 0.03 <= lot < 0.08
    return {
        "support_services": support,
        "rehabilitation_services": rehabilitation,
        "since_on": _some_day(chance) if support or rehabilitation else None,
    }


def _cover(share: float, title: str) -> Callable[[Random, dict[str, str]], Facts]:
    def derived(chance: Random, about: dict[str, str]) -> Facts:
        covered = chance.random() < share
        since_on = _some_day(chance) if covered else None
        return {"covered": covered, "since_on": since_on, "title": title if covered else None}

    return derived


def _pension(chance: Random, about: dict[str, str]) -> Facts:
    if chance.random() >= 0.05:
        return {"pensioner": False, "fund": None, "monthly_rials": None}
    amount = chance.randrange(60, 140) * 1_000_000
    return {"pensioner": True, "fund": chance.choice(FUNDS), "monthly_rials": amount}


def _military(chance: Random, about: dict[str, str]) -> Facts:
    statuses = ("completed", "exempt", "deferred", "serving", "absent")
    return {"status": chance.choices(statuses, (78, 14, 4, 2, 2))[0]}


def _post(chance: Random, about: dict[str, str]) -> Facts:
    return {"exists": True, "address": None, "province_code": None}


def _prison(chance: Random, about: dict[str, str]) -> Facts:
    """These bodies are asked about a head who is said to be in prison, so mostly he is."""
    started_on = date(2021, 1, 1) + timedelta(days=chance.randrange(1500))
    if chance.random() < 0.1:
        released_on = started_on + timedelta(days=chance.randrange(90, 700))
        return {"imprisoned": False, "started_on": started_on.isoformat(), "released_on": released_on.isoformat()}
    return {
        "imprisoned": True,
        "basis": chance.choices(("sentence", "detention"), (85, 15))[0],
        "regime": chance.choices(("closed", "open", "tag"), (80, 12, 8))[0],
        "place": chance.choice(PRISONS),
        "started_on": started_on.isoformat(),
        "expected_release_on": (started_on + timedelta(days=chance.randrange(1600, 5000))).isoformat(),
    }


def _some_day(chance: Random) -> str:
    return (date(2015, 1, 1) + timedelta(days=chance.randrange(3000))).isoformat()


DERIVED: dict[str, Callable[[Random, dict[str, str]], Facts]] = {
    "civil_registry": _civil_registry,
    "welfare_decile": _welfare_decile,
    "behzisti": _behzisti,
    "martyrs_foundation": _cover(0.01, "خانوادهٔ شهید"),
    "pension_funds": _pension,
    "other_support": _cover(0.02, "بنیاد مستضعفان"),
    "military": _military,
    "post": _post,
    "prisons": _prison,
    "international": _prison,
}


def _other_identity(facts: Facts) -> Facts:
    born_on = date.fromisoformat(facts["born_on"]) if facts.get("born_on") else date(1970, 1, 1)
    other = {**facts, "family_name": "ناسازگار", "born_on": (born_on - timedelta(days=400)).isoformat()}
    if facts.get("alive", True):
        return {**other, "alive": False, "died_on": (born_on + timedelta(days=9000)).isoformat()}
    return {**other, "alive": True, "died_on": None}


CONTRADICTED: dict[str, Callable[[Facts], Facts]] = {
    "civil_registry": _other_identity,
    "welfare_decile": lambda facts: {"decile": 11 - (facts["decile"] or 1)},
    "behzisti": lambda facts: {**facts, "support_services": not facts["support_services"]},
    "martyrs_foundation": lambda facts: {**facts, "covered": not facts["covered"]},
    "pension_funds": lambda facts: {
        "pensioner": not facts["pensioner"], "fund": None if facts["pensioner"] else FUNDS[0],
        "monthly_rials": None if facts["pensioner"] else 90_000_000,
    },
    "other_support": lambda facts: {**facts, "covered": not facts["covered"]},
    "military": lambda facts: {"status": "completed" if facts["status"] == "absent" else "absent"},
    "post": lambda facts: {**facts, "exists": not facts["exists"]},
    "prisons": lambda facts: {"imprisoned": not facts["imprisoned"]},
    "international": lambda facts: {"imprisoned": not facts["imprisoned"]},
}  # fmt: skip
