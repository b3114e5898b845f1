"""What the outside registers know of the made-up families: mostly what the families say, here and there something else."""

import json
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from django.db.models import F

from hamyar.inquiries import queries
from hamyar.inquiries.actions import record_answer
from hamyar.inquiries.domain import Body
from hamyar.inquiries.models import Inquiry
from hamyar.inquiries.register_client import Question, read_reply
from hamyar.operations.demo.population import Document
from hamyar.operations.registers.facts import KnownFacts
from hamyar.operations.registers.server import envelope
from hamyar.org.clock import day_of
from hamyar.registry.models import Household

MILITARY = {"completed": "completed", "exempt": "exempt", "not_yet_due": "deferred", "none": "absent"}
REGIMES = {"imprisoned": "closed", "open_sentence": "open", "electronic_tag": "tag"}
PENSION_FUND = "سازمان تأمین اجتماعی"


class RegisterFacts:
    """The facts of the register server, gathered family by family, and the same answers at hand without a server."""

    def __init__(self, *, seed: int) -> None:
        self._known = KnownFacts(seed=seed)

    def add(self, document: Document) -> None:
        """The bodies know of the head what the document says."""
        head = document["people"][0]
        code = head.get("national_code")
        if not code:
            return
        covered = head.get("covered_by", [])
        amount = head.get("pension_monthly_rials")
        pensioner = "pension_funds" in covered or amount is not None
        facts: dict[str, dict[str, Any]] = {
            "welfare_decile": {"decile": document.get("decile")},
            "behzisti": {
                "support_services": "behzisti" in covered, "rehabilitation_services": False, "since_on": None,
            },
            "martyrs_foundation": {"covered": "martyrs_foundation" in covered, "since_on": None, "title": None},
            "other_support": {"covered": "other_support" in covered, "since_on": None, "title": None},
            "pension_funds": {
                "pensioner": pensioner, "fund": PENSION_FUND if pensioner else None, "monthly_rials": amount,
            },
        }  # fmt: skip
        if status := head.get("military_status"):
            facts["military"] = {"status": MILITARY[status]}
        if prison := document.get("prison"):
            facts["prisons"] = _prison(prison, document.get("head_condition", "present"))
        self._known.people[code] = facts

    def contradict(self, document: Document, random: Random) -> None:
        """One register says something else of the head than the family does."""
        head = document["people"][0]
        facts = self._known.people[head["national_code"]]
        told_of_pension, prison = random.random() < 0.5, facts.get("prisons", {})
        if prison.get("imprisoned"):
            facts["prisons"] = {**prison, "basis": "detention" if prison["basis"] == "sentence" else "sentence"}
        elif told_of_pension:
            facts["pension_funds"] = {"pensioner": True, "fund": PENSION_FUND, "monthly_rials": 74_000_000}
        else:
            year = int(head["born_on"][:4]) - 2
            facts["civil_registry"] = {"born_on": f"{year}{head['born_on'][4:7]}-11"}

    def write(self, file: Path) -> None:
        """For ``hamyar registers --facts``; in place at once, never half."""
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.new")
        draft.write_text(json.dumps({"people": self._known.people}, ensure_ascii=False, indent=1), encoding="utf-8")
        draft.rename(file)

    def answer_all(self, household: Household, *, at: datetime, but: str = "") -> None:
        """Every waiting question about a household is answered, ``but`` those to a body whose service is down.

        What ``inquiries.asking.perform`` keeps of an answer, less the state of the services, which nobody asked.
        """
        waiting = Inquiry.objects.filter(household=household, state="waiting", next_attempt_at__lte=at).exclude(
            body=but
        )
        asked = [
            (inquiry, queries.asked_about(Body(inquiry.body), household, inquiry.person, on=day_of(at)))
            for inquiry in waiting.select_related("household", "person").order_by("pk")
        ]
        sent = Inquiry.objects.filter(pk__in=[inquiry.pk for inquiry, about in asked if about is not None])
        sent.update(attempts=F("attempts") + 1)
        for inquiry, about in asked:
            if about is None:
                continue
            body = Body(inquiry.body)
            facts = self._known.answer(str(body), about)
            reply = read_reply(Question(body, inquiry.key, about), envelope(str(body), about, facts).decode())
            record_answer(inquiry=inquiry, reply=reply, at=at)


def _prison(prison: dict[str, Any], condition: str) -> dict[str, Any]:
    imprisoned = condition in REGIMES
    return {
        "imprisoned": imprisoned,
        "basis": prison.get("basis") if imprisoned else None,
        "regime": REGIMES.get(condition),
        "place": "زندان مرکزی" if imprisoned else None,
        "started_on": prison.get("started_on"),
        "expected_release_on": None,
        "released_on": None if imprisoned else prison.get("released_on"),
    }
