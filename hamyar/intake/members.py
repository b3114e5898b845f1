"""The other members whom an application names (E-D.6): one list in the draft, written at the portal and at the office alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hamyar.registry import queries as registry
from hamyar.registry.models import Person
from hamyar.registry.queries import KnownMember
from hamyar.registry.wording import shown, value_title
from hamyar.values import text

MOST = 20
Answers = Mapping[str, Any]


@dataclass(frozen=True)
class NamedMember:
    """One named member in words; ``known``: what the registry holds of the same national code, for the staff alone."""

    name: str
    relation: str
    born_on: str
    national_code: str
    known: KnownMember | None = None
    registered_name: str = ""


def named(answers: Answers) -> list[dict[str, Any]]:
    return list(answers.get("members") or [])


def is_full(answers: Answers) -> bool:
    return len(named(answers)) >= MOST


def with_one_more(answers: Answers, member: dict[str, Any]) -> dict[str, Any]:
    """The answer to be kept; pressed twice, a member is added once."""
    members = named(answers)
    return {"members": members if member in members or is_full(answers) else [*members, member]}


def without(answers: Answers, index: int) -> dict[str, Any]:
    return {"members": [each for at, each in enumerate(named(answers)) if at != index]}


def codes_of(answers: Answers) -> set[str]:
    """National codes that stand in the application already: nobody is named twice."""
    codes = {str(each.get("national_code") or "") for each in named(answers)}
    return (codes | {str(answers.get("national_code") or "")}) - {""}


def listed(answers: Answers) -> list[NamedMember]:
    return [_in_words(each) for each in named(answers)]


def looked_up(answers: Answers, *, on: date) -> list[NamedMember]:
    """The same, with whom the registry knows: file and office of anybody, the name of those in reach.

    That somebody asked was audited when the member was added.
    """
    members = named(answers)
    known = registry.known_members([each["national_code"] for each in members if each.get("national_code")], on=on)
    in_reach = Person.objects.in_bulk([each.person_id for each in known.values()])
    lines = []
    for member in members:
        found = known.get(member.get("national_code") or "")
        person = in_reach.get(found.person_id) if found else None
        differs = person is not None and text.fold(person.full_name) != text.fold(name_of(member))
        lines.append(_in_words(member, found, person.full_name if person and differs else ""))
    return lines


def name_of(member: Mapping[str, Any]) -> str:
    return f"{member['given_name']} {member['family_name']}"


def _in_words(member: Mapping[str, Any], known: KnownMember | None = None, registered_name: str = "") -> NamedMember:
    return NamedMember(
        name_of(member), value_title("relation", member["relation"]), shown("born_on", member["born_on"]),
        str(member.get("national_code") or ""), known, registered_name,
    )  # fmt: skip
