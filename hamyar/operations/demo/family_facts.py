"""What the offices found out about some families since their files were opened: who keeps a child, whose head
is away, which households are of one man, who is registered twice.

Everything goes through the actions, as a worker would do it on screen; the few families are the first of their kind.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from hamyar.audit.actor import CLOCK, Actor
from hamyar.casefiles import actions as casefiles
from hamyar.casefiles import remarriage, study
from hamyar.casefiles.domain import CasefileState
from hamyar.casefiles.models import Casefile
from hamyar.operations.demo.population import Population
from hamyar.operations.demo.timeline import follow
from hamyar.org.clock import day_of
from hamyar.org.models import User
from hamyar.registry import actions as registry
from hamyar.registry.domain import Source
from hamyar.registry.models import HouseholdMember
from hamyar.values.school import term_of

LEVELS = (
    (
        "سطح یک: نگهداشت", "خانواری که هیچ عضوی از آن توان کار ندارد",
        ("livelihood", "health", "education", "housing", "counselling", "other"),
    ),
    (
        "سطح دو: گذار", "خانواری که دست‌کم یک عضو آن می‌تواند توانمند شود",
        ("livelihood", "health", "education", "training", "employment_facility", "counselling"),
    ),
)  # fmt: skip


class FamilyFacts:
    """Tells them one subject after the other, as of ``at``."""

    def __init__(self, *, population: Population, heads: Mapping[int, User], at: datetime) -> None:
        self.population, self.heads, self.at, self.on = population, heads, at, day_of(at)
        active = Casefile.objects.filter(state=CasefileState.ACTIVE, household__social_worker__isnull=False)
        self.files = list(active.select_related("household__unit", "household__social_worker", "holder").order_by("pk"))

    def tell(self) -> None:
        self._child_keeper()
        self._heads_away()
        self._two_wives()
        self._two_records()
        self._a_mother_marries()
        self._sons_over_18()
        self._levels()

    def _by(self, file: Casefile) -> Actor:
        assert file.household.social_worker is not None
        return Actor.staff(file.household.social_worker)

    def _ago(self, days: int) -> date:
        return self.on - timedelta(days=days)

    def somebody(self, sex: str, ages: tuple[int, int], **facts: Any) -> dict[str, Any]:
        """A made-up person who is no member of any family yet."""
        return {
            "national_code": self.population.code(), "given_name": self.population.given_name(sex),
            "family_name": self.population.family_name(), "sex": sex,
            "born_on": date.fromisoformat(self.population.born(*ages)), **facts,
        }  # fmt: skip

    def _child_keeper(self) -> None:
        """A child who lives with an aunt, outside the family's own home."""
        children = HouseholdMember.objects.filter(relation="child", to_on=None, person__born_on__gt=self._ago(12 * 365))
        kept = children.filter(household__in=[file.household_id for file in self.files]).select_related("person")
        member = kept.order_by("pk").last()
        if member is None:
            return
        file = next(each for each in self.files if each.household_id == member.household_id)
        registry.record_guardianship(
            household=file.household, child=member.person, holder=self.somebody("female", (30, 45)), kind="relative",
            keeps_child=True, from_on=self._ago(60), by=self._by(file), at=self.at,
        )  # fmt: skip

    def _heads_away(self) -> None:
        """A man who fled, another who is missing and a third who was found again."""
        men = [
            file
            for file in self.files
            if file.holder.sex == "male" and file.holder.marital_status == "married"
            and file.household.head_condition == "present"
        ]  # fmt: skip
        for file, condition in zip(men, ("fugitive", "missing", "missing"), strict=False):
            registry.set_head_condition(
                household=file.household, condition=condition, since_on=self._ago(45), evidence="گزارش کلانتری ۱۲",
                by=self._by(file), at=self.at,
            )  # fmt: skip
        follow(at=self.at)
        for file in men[:2]:
            casefiles.give_opinion(
                casefile=file, role="social_worker", favourable=True, text="مادر و فرزندان جز این حمایت درآمدی ندارند.",
                by=self._by(file), at=self.at,
            )  # fmt: skip
        if len(men) > 2:
            registry.end_absence(
                household=men[2].household, how="found", on=self._ago(3), evidence="خودش به اداره آمد.",
                by=self._by(men[2]), at=self.at,
            )  # fmt: skip

    def _two_wives(self) -> None:
        """A man with two households, and the second wife at the head of hers."""
        wives = HouseholdMember.objects.filter(
            relation="spouse",
            to_on=None,
            person__sex="female",
            household__in=[file.household_id for file in self.files],
        )
        wife = wives.select_related("person").order_by("pk").last()
        others = [
            file for file in self.files if file.holder.sex == "female" and file.holder.marital_status == "divorced"
        ]
        if wife is None or not others:
            return
        his = next(file for file in self.files if file.household_id == wife.household_id)
        hers = others[-1]
        registry.change_person(
            person=hers.holder,
            changes={"marital_status": "married"},
            source=Source.OFFICE,
            by=self._by(hers),
            at=self.at,
        )
        for file, woman, resides in ((his, wife.person, True), (hers, hers.holder, False)):
            registry.link_household_of_man(
                household=file.household, man=his.holder, wife=woman, marriage_kind="permanent_registered",
                evidence="سند ازدواج دیده شد", lives_independently=True, resides_with_man=resides, from_on=self._ago(30),
                by=self._by(file), at=self.at,
            )  # fmt: skip
        for file in (his, hers):
            casefiles.add_family_group(casefile=file, group="polygamous", by=self._by(file), at=self.at)

    def _two_records(self) -> None:
        """Two people who were registered once more without a code: one was merged since, the other waits for the head."""
        for place, file in enumerate(self.files[:2]):
            head, chief = file.holder, self.heads[file.unit_id]
            double = registry.register_person(
                unit=file.household.unit, source=Source.OFFICE, by=self._by(file), at=self.at,
                facts={
                    "given_name": head.given_name, "family_name": head.family_name, "born_on": head.born_on,
                    "sex": head.sex,
                },
            )  # fmt: skip
            if place == 0:
                registry.merge_people(
                    survivor=head, merged=double, reason="کارت ملی دیده شد؛ یک شخص دو بار ثبت شده بود.",
                    by=Actor.staff(chief), at=self.at,
                )  # fmt: skip

    def _a_mother_marries(self) -> None:
        """A widow of the second half of the files married again; her file is in the name of her eldest child now."""
        for file in self.files[len(self.files) // 2 :]:
            passing = remarriage.passing_of(file, self.on)
            if passing is not None and len(passing.children) > 1 and passing.mother.marital_status == "widowed":
                casefiles.record_remarriage(
                    casefile=file, on=self._ago(12), evidence="سند ازدواج دیده و پس داده شد", responsible=passing.mother,
                    by=self._by(file), at=self.at,
                )  # fmt: skip
                return

    def _sons_over_18(self) -> None:
        """Two brothers of age in one family: the elder brought the proof of this term, that of the younger is awaited."""
        for file in self.files[:1]:
            for ages, place in (((20, 22), "دانشگاه زابل، کارشناسی حسابداری"), ((18, 19), "")):
                member = registry.add_member(
                    household=file.household, person=self.somebody("male", ages), relation="child", from_on=self._ago(20),
                    source=Source.OFFICE, by=self._by(file), at=self.at,
                )  # fmt: skip
                if place:
                    casefiles.record_study(
                        casefile=file, person=member.person, from_on=term_of(self.on)[0], institution=place,
                        status="student", by=self._by(file), at=self.at,
                    )  # fmt: skip
        study.ask_for_proofs(at=self.at)

    def _levels(self) -> None:
        """The headquarters' list, and the level of a few files, one of them for the second time."""
        listed = [
            casefiles.define_level(
                title=title, criteria=criteria, services=services, from_on=self._ago(400), by=CLOCK, at=self.at
            )
            for title, criteria, services in LEVELS
        ]
        for place, file in enumerate(self.files[:9]):
            casefiles.set_level(
                casefile=file, level=listed[place % len(listed)], to_on=file.period_to_on, reason="بر پایهٔ بازدید",
                by=self._by(file), at=self.at - timedelta(days=20) if place == 0 else self.at,
            )  # fmt: skip
        if self.files:
            casefiles.set_level(
                casefile=self.files[0], level=listed[1], to_on=self.files[0].period_to_on, reason="درآمد تازه",
                by=self._by(self.files[0]), at=self.at,
            )  # fmt: skip
