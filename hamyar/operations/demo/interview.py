"""The visit and the questionnaire of an application, answered by a family of whom everything is known."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from hamyar.assessment import actions as assessment
from hamyar.assessment import queries
from hamyar.assessment.domain import (
    ILL_HEADED,
    PART_SECTIONS,
    CapacityKind,
    HarmKind,
    Match,
    Present,
    Response,
    Section,
    Severity,
)
from hamyar.assessment.models import Answer, Questionnaire
from hamyar.assessment.questions import BY_KEY, OWN_CHOICES, Question, asked_sections
from hamyar.audit.actor import Actor
from hamyar.inquiries import actions as inquiries
from hamyar.inquiries import queries as asked
from hamyar.intake.models import Application
from hamyar.operations.demo.papers import WHY_A_PICTURE, picture_of_a_card, show_ruling
from hamyar.operations.demo.population import Document
from hamyar.org.clock import day_of
from hamyar.org.models import User
from hamyar.registry import actions as registry
from hamyar.registry import family
from hamyar.registry import queries as registry_queries
from hamyar.registry.models import Household, Person
from hamyar.releases.queries import rules_on
from hamyar.values.age import age_on
from hamyar.visits import actions as visits
from hamyar.visits import queries as visit_queries
from hamyar.visits.domain import SOFT_RULES, Announcement, Met, Risk
from hamyar.visits.models import HomeVisit

REASONS = dict(
    zip(
        SOFT_RULES,
        (
            "مددکار زن اداره در این هفته مرخصی است و بازدید عقب نمی‌افتد؛ دهیار همراه است.",
            "همراهی برای این ساعت پیدا نشد و خانه در کوچهٔ اصلی است.",
            "شمارهٔ خانوار پاسخ نداد و نشانی در مسیر بازدید دیگر بود.",
            "سامانهٔ مرجع چند روز قطع بود و علت در استعلام ثبت شده است.",
            "سرپرست اجازهٔ عکس و مدرک نداد؛ شرح در گزارش آمده است.",
            "خانواده خبر داد که سقف خانه ریخته است و بازدید نمی‌توانست بماند.",
        ),
        strict=True,
    )
)
COMPANIONS = ("دهیار روستا", "همکار اداره", "عضو شورای محل", "بهورز خانهٔ بهداشت")
FINDINGS = (
    "خانه دو اتاق دارد و پاکیزه است. درآمد ثابتی دیده نشد و هزینهٔ درمان سنگین است.",
    "وسایل خانه اندک است. فرزندان به مدرسه می‌روند. همسایه‌ها وضع خانوار را تأیید کردند.",
    "سقف آشپزخانه نم دارد و نیازمند تعمیر است. سرپرست برای کار خانگی آمادگی دارد.",
    "خانواده نزد خویشاوندان زندگی می‌کند و جای مناسبی ندارد. گفته‌ها با مشاهده یکی بود.",
    "سرپرست بیمار است و مدارک درمان دیده شد. خرید دارو بر عهدهٔ خویشاوندان است.",
)
PART_LINES = {
    "individual": "اعضا سالم‌اند جز آنچه در بخش سلامت آمده است.",
    "family": "رابطهٔ اعضا گرم است و کارها تقسیم شده است.",
    "economic": "درآمد پایدار نیست و هزینهٔ ماه با کمک خویشاوندان می‌گذرد.",
    "cultural": "فرزندان به درس دلبسته‌اند و کتاب و وسیله کم است.",
    "social": "با همسایگان رفت‌وآمد دارند و در محل شناخته شده‌اند.",
    "relations": "گفت‌وگو در خانه برقرار است.",
}
CAPACITIES = (
    (CapacityKind.SKILL, "خیاطی"),
    (CapacityKind.SKILL, "آشپزی"),
    (CapacityKind.WORK_HISTORY, "کار در گلخانه"),
    (CapacityKind.INTEREST, "قالی‌بافی"),
    (CapacityKind.ASSET, "چرخ خیاطی"),
)
CONCLUSIONS = (
    "درآمد خانوار به هزینه‌هایش نمی‌رسد و کسی توان کار پایدار ندارد؛ نیازمند حمایت است.",
    "خانوار با کمک کوتاه‌مدت و آموزش می‌تواند روی پای خود بایستد؛ نیازمند حمایت است.",
    "بیماری و اجاره‌نشینی خانوار را ناتوان کرده است؛ نیازمند حمایت است.",
)
OWN_WORDS = {
    "training_wish": "خیاطی و کار با چرخ صنعتی",
    "training_obstacle": "نگه‌داری کودک خردسال",
    "business_idea": "پرورش مرغ در حیاط خانه",
    "business_experience": "دو سال کار در مرغداری",
    "housing_document": "اجاره‌نامهٔ عادی تا پایان سال",
    "school_needs": "کیف و کتاب و لباس مدرسه",
    "school_distance": "مدرسه نزدیک است",
    "counselling_topic": "گفت‌وگوی خانواده",
    "other_need": "وسایل گرمایی",
}


class Interview:
    """One worker with one family. The family's document is the truth that the visit finds."""

    def __init__(self, application: Application, document: Document, *, random: Random) -> None:
        assert application.social_worker is not None and application.household is not None
        self.application = application
        self.document = document
        self.random = random
        self.worker: User = application.social_worker
        self.by = Actor.staff(self.worker)

    @property
    def household(self) -> Household:
        found = self.application.household
        assert found is not None  # submitted applications have one
        return Household.objects.select_related("unit").get(pk=found.pk)

    def visit(self) -> HomeVisit:
        found = visit_queries.open_visit_of(self.application)
        assert found is not None
        return found

    # At the office, before the registers are asked

    def tell_about_head(self, *, at: datetime) -> None:
        """What the office records beside the questionnaire: where the head is, and who acts for an absent one."""
        household, prison = self.household, self.document.get("prison")
        condition = self.document.get("head_condition", "present")
        if condition != "present":
            registry.set_head_condition(
                household=household, condition=condition, since_on=day_of(at) - timedelta(days=200),
                evidence="گواهی رسمی و گفتهٔ خانواده", by=self.by, at=at,
            )  # fmt: skip
        if prison:
            facts = {name: _day_or(value) for name, value in prison.items()}
            registry.record_prison(household=household, facts=facts, by=self.by, at=at)
        if key := self.document.get("responsible_person"):
            person = self._person_of(household, key)
            if person is not None:
                registry.set_responsible_person(
                    household=household, person=person, reason="سرپرست حاضر نیست.", on=day_of(at), by=self.by, at=at
                )

    # The visit

    def plan(self, *, at: datetime, appointment_at: datetime) -> None:
        household, on = self.household, day_of(appointment_at)
        worker = visit_queries.workers_to_choose(household.unit, household=household, own=self.worker, on=on)[0]
        visits.plan_visit(
            visit=self.visit(), worker=worker, appointment_at=appointment_at, reasons=REASONS,
            companion=self.random.choice(COMPANIONS) if self.random.random() < 0.6 else "", by=self.by, at=at,
        )  # fmt: skip

    def announce(self, *, at: datetime) -> None:
        how = self.random.choice((Announcement.MESSAGE, Announcement.MESSAGE, Announcement.CALL))
        visits.announce(visit=self.visit(), how=how, by=self.by, at=at)

    def not_at_home(self, *, at: datetime) -> None:
        visits.not_at_home(visit=self.visit(), again_on=day_of(at) + timedelta(days=3), by=self.by, at=at)

    def go(self, *, at: datetime) -> None:
        visits.record_done(
            visit=self.visit(), met=Met.HEAD if self._head_is_there() else Met.RESPONSIBLE_PERSON, reasons=REASONS,
            findings=self.random.choice(FINDINGS), risk=self.random.choice((Risk.NONE, Risk.NONE, Risk.WATCH)),
            by=self.by, at=at,
        )  # fmt: skip

    def _head_is_there(self) -> bool:
        return self.document.get("head_condition", "present") == "present"

    # The questionnaire

    def fill(self, *, at: datetime) -> Questionnaire:
        """Everything that closing asks for, as the family is."""
        row = assessment.start_questionnaire(application=self.application, by=self.by, at=at)
        answers = list(row.answers.select_related("person"))
        for section in asked_sections(queries.services_of(row)):
            if section not in (Section.HARMS, Section.CAPACITIES):
                self._section(row, section, [each for each in answers if each.section == section], at)
        people = [member.person_id for member in queries.members(row.household, day_of(at))]
        assessment.mark_screened(questionnaire=row, people=people, by=self.by, at=at)
        self._harms(row, at)
        self._rulings(at)
        self._capacities(row, people, at)
        assessment.save_conclusion(
            questionnaire=row, food_need=self.random.random() < 0.7, nonfood_need=True, is_needy=True,
            conclusion=self.random.choice(CONCLUSIONS), by=self.by, at=at,
        )  # fmt: skip
        self._documents_and_presence(at)
        self._look_into_answers(at)
        return row

    def close(self, row: Questionnaire, *, at: datetime) -> None:
        assessment.close_questionnaire(questionnaire=row, by=self.by, at=at)

    def _person_of(self, household: Household, key: str) -> Person | None:
        code = next(each["national_code"] for each in self.document["people"] if each["key"] == key)
        return household.members.filter(national_code=code).first()

    def _section(self, row: Questionnaire, section: Section, answers: list[Answer], at: datetime) -> None:
        parts = {
            str(part): {
                "standing": self.random.choice(("good", "watch", "watch", "critical")),
                "text": PART_LINES[part],
            }
            for part, where in PART_SECTIONS.items()
            if where == section
        }
        assessment.save_section(
            questionnaire=row, section=section, verified={each.pk: self._truth(each) for each in answers},
            match=Match.MATCHED, parts=parts, by=self.by, at=at,
        )  # fmt: skip

    def _truth(self, answer: Answer) -> Any:
        question = BY_KEY[answer.key]
        if not question.fact:
            return self._own_word(question)
        if question.subject == "person":
            known = self._told_of(answer.person)
        elif question.subject == "dwelling":
            known = {**self.document["dwelling"], **self.document["area"]}
        else:
            known = self.document
        return known.get(question.fact, answer.self_value)

    def _told_of(self, person: Person | None) -> dict[str, Any]:
        assert person is not None
        for each in self.document["people"]:
            if each.get("national_code") == person.national_code and each["given_name"] == person.given_name:
                return each
        return {}

    def _own_word(self, question: Question) -> Any:
        match question.kind:
            case "choice":
                return self.random.choice(list(OWN_CHOICES[question.choices]))
            case "flag":
                return self.random.random() < 0.7
            case "rials":
                return self.random.randint(0, 30) * 5_000_000
            case "number":
                return self.random.randint(0, 3)
            case _:
                return OWN_WORDS.get(question.key)

    def _harms(self, row: Questionnaire, at: datetime) -> None:
        condition = self.document.get("head_condition", "present")
        if condition == "ineffective_addiction":
            kind, cause = HarmKind.ADDICTION, "مصرف مواد سرپرست"
        elif condition in ILL_HEADED:
            kind, cause = HarmKind.MENTAL, "بیماری روان سرپرست"
        elif self.random.random() < 0.12:
            kind, cause = HarmKind.UNEMPLOYMENT, "بیکاری فصلی"
        else:
            return
        assessment.record_harm(
            questionnaire=row, kind=kind, severity=Severity.PRESENT, cause=cause, response=Response.REDUCE, by=self.by,
            at=at,
        )  # fmt: skip

    def _rulings(self, at: datetime) -> None:
        """Who answers for the children, where a parent is gone or cannot: most have the ruling with them, some wait for it."""
        household, on = self.household, day_of(at)
        guardian = household.responsible_person or registry_queries.head_of(household, on)
        if household.head_condition in ILL_HEADED:
            adult = int(rules_on(on).value("age.adult"))
            members = registry_queries.members_of(household, on).filter(relation="child")
            children = [each.person for each in members if age_on(each.person.born_on, on) < adult]
        else:
            children = family.minors_without_ruling(household, on) if self.random.random() < 0.75 else []
        if guardian is not None:
            show_ruling(household, holder=guardian, children=children, random=self.random, by=self.by, at=at)

    def _capacities(self, row: Questionnaire, people: list[int], at: datetime) -> None:
        found = {
            pk: [self.random.choice(CAPACITIES)] if place < 2 else [(CapacityKind.NONE_FOUND, "")]
            for place, pk in enumerate(people)
        }
        judged = {pk: "yes" if place < 2 and self.random.random() < 0.6 else "no" for place, pk in enumerate(people)}
        assessment.save_capacities(questionnaire=row, capacities=found, empowerment=judged, by=self.by, at=at)

    def _documents_and_presence(self, at: datetime) -> None:
        self.application.refresh_from_db()  # the answers have changed the household
        for item, _member, check in queries.checklist(self.application, on=day_of(at)):
            if check is not None:
                continue
            if item.key == "national_card" and not self._head_is_there():
                assessment.attach_document(
                    application=self.application, item=item.key, person_id=item.person, file=picture_of_a_card(),
                    reason=WHY_A_PICTURE, by=self.by, at=at,
                )  # fmt: skip
            else:
                assessment.see_document(
                    application=self.application, item=item.key, person_id=item.person, by=self.by, at=at
                )
        assessment.record_presence(
            application=self.application, identified_by="کارت ملی",
            who=Present.HEAD if self._head_is_there() else Present.RESPONSIBLE_PERSON, by=self.by, at=at,
        )  # fmt: skip

    def _look_into_answers(self, at: datetime) -> None:
        for inquiry in asked.contradictions(self.household):
            inquiries.verify(inquiry=inquiry, verification="confirmed", note="با دیدن مدرک روشن شد.", by=self.by, at=at)


def _day_or(value: Any) -> Any:
    """A day where the document writes one."""
    if isinstance(value, str) and len(value) == 10 and value[4] == "-":
        return date.fromisoformat(value)
    return value
