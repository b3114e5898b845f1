"""What follows from an answer: where it contradicts what is known, and what changes in the registry.

A name, a day of birth or a marital status is never overwritten by an answer: the social worker looks into it. What only
a body can know (its own cover, the pension, the service done, a death) goes into the registry.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hamyar.inquiries import answers, prison_answers
from hamyar.inquiries.domain import Body, Contradiction
from hamyar.inquiries.prison_answers import KnownPrison
from hamyar.values import text

# The civil registry knows no separation: who lives apart, or has lost sight of the spouse, is married there.
MARRIED_THERE = ("married", "separated", "spouse_missing")


@dataclass(frozen=True)
class Known:
    """What the registry holds of the person, and of the household where the body asks about that."""

    given_name: str = ""
    family_name: str = ""
    father_name: str = ""
    born_on: date | None = None
    sex: str = ""
    died_on: date | None = None
    marital_status: str = ""
    covered_by: tuple[str, ...] = ()
    pension_monthly_rials: int | None = None
    military_status: str = ""
    prison: KnownPrison | None = None  # of the head alone
    postal_code: str = field(default="")


def contradictions(body: Body, answer: answers.Answer, known: Known) -> list[Contradiction]:
    """Where the answer and the application cannot both be right."""
    if isinstance(answer, answers.CivilRegistryAnswer):
        return _of_identity(answer, known)
    if isinstance(answer, answers.PrisonAnswer) and known.prison is not None:
        return prison_answers.told(answer, known.prison, abroad=body == Body.INTERNATIONAL)[1]
    if isinstance(answer, answers.PostAnswer) and not answer.exists:
        return [Contradiction("exists", known.postal_code, "no")]
    if isinstance(answer, answers.MilitaryAnswer) and known.military_status:
        met_before, met_now = known.military_status != "none", answer.status != "absent"
        if met_before != met_now:
            return [Contradiction("military_status", known.military_status, answer.registry_status)]
    return []


def _of_identity(answer: answers.CivilRegistryAnswer, known: Known) -> list[Contradiction]:
    if not answer.found:
        return [Contradiction("found", "yes", "no")]
    found = []
    for name in ("given_name", "family_name", "father_name"):
        before, now = getattr(known, name), getattr(answer, name)
        if before and now and text.fold(before) != text.fold(now):
            found.append(Contradiction(name, before, now))
    if answer.born_on is not None and known.born_on is not None and answer.born_on != known.born_on:
        found.append(Contradiction("born_on", known.born_on.isoformat(), answer.born_on.isoformat()))
    if answer.sex is not None and known.sex and answer.sex != known.sex:
        found.append(Contradiction("sex", known.sex, answer.sex))
    if answer.alive is not None and answer.alive != (known.died_on is None):
        found.append(Contradiction("alive", *(("dead", "alive") if answer.alive else ("alive", "dead"))))
    if answer.marital_status is not None and known.marital_status and not _same_marriage(answer.marital_status, known):
        found.append(Contradiction("marital_status", known.marital_status, answer.marital_status))
    return found


def _same_marriage(answered: str, known: Known) -> bool:
    if answered == "married":
        return known.marital_status in MARRIED_THERE
    return answered == known.marital_status


def changes_of_person(body: Body, answer: answers.Answer, known: Known) -> dict[str, Any]:
    """The fields of the person that the answer settles, with their new values; only those that differ."""
    settled: dict[str, Any] = {}
    if isinstance(answer, answers.CivilRegistryAnswer):
        if answer.died_on is not None and known.died_on is None:
            settled["died_on"] = answer.died_on
        if answer.father_name and not known.father_name:
            settled["father_name"] = answer.father_name
    if isinstance(answer, answers.BehzistiAnswer | answers.CoverAnswer | answers.PensionAnswer):
        covered = sorted(({*known.covered_by} - {str(body)}) | ({str(body)} if answer.result == "positive" else set()))
        if covered != sorted(known.covered_by):
            settled["covered_by"] = covered
    if isinstance(answer, answers.PensionAnswer):
        amount = answer.monthly_rials if answer.pensioner else None
        told = answer.monthly_rials is not None or not answer.pensioner
        if told and amount != known.pension_monthly_rials:
            settled["pension_monthly_rials"] = amount
    if isinstance(answer, answers.MilitaryAnswer) and answer.registry_status != known.military_status:
        settled["military_status"] = answer.registry_status
    return settled


def as_listed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Old and new values side by side, as the page lists them (E-8.h)."""
    return [
        {"field": name, "before": _plain(before.get(name)), "after": _plain(value)} for name, value in after.items()
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [str(each) for each in value]
    return value if value is None or isinstance(value, bool | int) else str(value)
