"""The demonstration: every state is there, nothing is broken, nobody in it can be a living person."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from hamyar.assessment.models import Questionnaire
from hamyar.casefiles.models import Casefile
from hamyar.documents.models import Document
from hamyar.intake.domain import ApplicationState, LeadOrigin, LeadState, OfferState
from hamyar.intake.models import Application, DonorOffer, Lead
from hamyar.notifications.models import Message
from hamyar.obligations.models import Obligation
from hamyar.operations.demo.building import shares_of
from hamyar.operations.demo.population import Area, Population
from hamyar.operations.registers.facts import read_facts
from hamyar.org import clock
from hamyar.org.models import RoleHolding
from hamyar.org.reach import whole_country
from hamyar.org.roles import ROLES
from hamyar.org.tests.factories import make_office
from hamyar.plans.models import PlanItem, ServicePlan
from hamyar.registry.models import Person
from hamyar.values import national_code
from hamyar.visits.models import HomeVisit

SMALLEST = ("demo_data", "--households", "12", "--applications", "14")


def test_the_smallest_demonstration_is_whole_and_is_made_once(committed, tmp_path, monkeypatch, capsys):
    facts = tmp_path / "facts.json"
    monkeypatch.setenv("HAMYAR_REGISTER_FACTS", str(facts))

    call_command(*SMALLEST)
    call_command("verify")
    with transaction.atomic(), whole_country("test"):
        people = Person.objects.count()
    call_command(*SMALLEST)

    with transaction.atomic(), whole_country("test"):
        states = set(Application.objects.values_list("state", flat=True))
        codes = set(Person.objects.exclude(national_code="").values_list("national_code", flat=True))
        heads = set(Casefile.objects.exclude(holder__national_code="").values_list("holder__national_code", flat=True))
        assert states == set(ApplicationState) - {ApplicationState.SUBMITTED}  # what is sent has somebody at once
        assert all(national_code.is_test_code(code) for code in codes)
        assert heads and heads <= read_facts(facts)[0].keys()
        assert set(RoleHolding.objects.values_list("role", flat=True)) == set(ROLES)
        assert set(Casefile.objects.values_list("state", flat=True)) >= {"active", "inactive"}
        assert set(ServicePlan.objects.values_list("state", flat=True)) >= {"running", "review_due"}
        assert set(Lead.objects.values_list("state", flat=True)) == set(LeadState)
        assert set(Lead.objects.values_list("origin", flat=True)) == set(LeadOrigin)
        assert set(DonorOffer.objects.values_list("state", flat=True)) == set(OfferState)
        assert Obligation.objects.filter(kind="handle_application", state="open", escalation_step__gt=0).exists()
        assert Person.objects.count() == people
        assert not neglected_duties()
        assert set() in [missing_beside(row) for row in Application.objects.filter(state="assessed")]
    assert "verified" in capsys.readouterr().out


OF_APPLICATIONS = ("handle_application", "assign_application", "inquire_before_visit", "admission_visit", "re_review")


def neglected_duties() -> list[str]:
    """Duties that are late by more than three weeks. Only some applications are, so that they reach the superiors."""
    late = Obligation.objects.filter(state="open", due_at__lt=clock.now() - timedelta(days=21))
    return [f"{duty.kind}: {duty.due_at:%Y-%m-%d}" for duty in late.exclude(kind__in=OF_APPLICATIONS)]


def missing_beside(application: Application) -> set[str]:
    """What a walk over all pages needs and does not meet around an assessed application: with its household, with its
    worker, in its office."""
    household, worker, office = application.household, application.social_worker, application.unit
    files = Casefile.objects.filter(social_worker=worker)
    there = {
        "its applicant or worker sent it in": application.channel in ("portal", "in_person"),
        "an inquiry": household.inquiries.exists(),
        "its visit, done": application.visits.filter(state="done").exists(),
        "a visit that is not made yet": HomeVisit.objects.filter(
            unit=office, state__in=("planned", "announced")
        ).exists(),
        "a closed questionnaire": Questionnaire.objects.filter(application=application, state="closed").exists(),
        "a harm": household.harms.exists(),
        "a referral": household.referrals.exists(),
        "a ruling": household.guardianships.filter(ruled_on__isnull=False).exists(),
        "a document": Document.objects.filter(unit_path=application.unit_path, subject_id=application.pk).exists(),
        "a message": Message.objects.filter(application=application).exists(),
        "an open duty": Obligation.objects.filter(
            subject_type="intake.application", subject_id=application.pk, state="open"
        ).exists(),
        "an active file": files.filter(state="active").exists(),
        "a file to be updated": files.filter(state="update_due").exists(),
        "a running plan with services": PlanItem.objects.filter(
            plan__casefile__in=files.filter(state="active"), plan__state="running", state="running"
        ).exists(),
    }  # fmt: skip
    return {what for what, is_there in there.items() if not is_there}


def test_a_database_in_use_is_left_alone(committed):
    with transaction.atomic(), whole_country("test"):
        make_office()

    with pytest.raises(CommandError, match="in use"):
        call_command(*SMALLEST)

    with transaction.atomic(), whole_country("test"):
        assert not Person.objects.exists()


def test_the_same_seed_makes_the_same_families():
    one, other = (Population(seed=7, as_of=date(2026, 10, 1)) for _ in range(2))

    assert [one.household(kind, Area("98611")) for kind in ("widow", "prisoner", "aqshar")] == [
        other.household(kind, Area("98611")) for kind in ("widow", "prisoner", "aqshar")
    ]


@pytest.mark.parametrize("applications", [14, 30, 120])
def test_every_state_has_its_share_and_none_is_left_out(applications):
    shares = shares_of(applications)

    assert sum(shares.values()) == applications
    assert set(shares) == set(ApplicationState) - {ApplicationState.SUBMITTED} and min(shares.values()) >= 1
