"""Applications on their way: each is a story that goes step by step to the state it is to rest in.

Every step is the action that a page would call, at the time at which it happened. A story holds no rule of the
guideline: what an action refuses stops the making of the data.
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from hamyar.assessment import actions as assessment
from hamyar.audit.actor import Actor
from hamyar.inquiries import actions as inquiries
from hamyar.inquiries.models import Inquiry
from hamyar.intake import actions as intake
from hamyar.intake.domain import ApplicationState, Channel
from hamyar.intake.models import Application, PortalAccount
from hamyar.obligations.domain import TEHRAN
from hamyar.operations.demo.interview import Interview
from hamyar.operations.demo.known_facts import RegisterFacts
from hamyar.operations.demo.population import Document
from hamyar.operations.demo.timeline import Story
from hamyar.org.models import OrgUnit, User
from hamyar.plans import actions as plans
from hamyar.plans.domain import Announcement

S = ApplicationState
Steps = Generator[datetime, datetime, datetime]  # part of a story: takes the time over and gives it back

ITEMS = ("تصویر اجاره‌نامه", "شمارهٔ تلفن همراه فرزند بزرگ‌تر", "گواهی تحصیل فرزندان", "برگهٔ نوبت درمان")
WITHDRAWN = ("از شهر می‌روم.", "کار پیدا کردم و دیگر نیازی ندارم.", "فرزندم خرجی می‌دهد.")
REFUSALS = (
    ("E-2.4", "خانوار در محدودهٔ این اداره زندگی نمی‌کند و نشانی اعلام‌شده خالی بود."),
    ("E-2.5", "سرپرست مستمری ثابت صندوق بازنشستگی می‌گیرد که هزینهٔ خانوار را می‌پوشاند."),
    ("E-D.1", "در بازدید روشن شد که خانوار درآمد پایدار دارد و نیازمند به‌شمار نمی‌آید."),
)
RE_REVIEWS = ("مستمری من قطع شده است.", "آن روز برای درمان به شهر دیگری رفته بودم.")
GOALS = ("تأمین خوراک و پوشاک تا پایان دوره", "ادامهٔ تحصیل فرزندان", "رسیدگی به درمان سرپرست", "بازسازی آشپزخانه")
INDEPENDENCE = (
    "یکی از اعضا تا پایان دوره مهارتی بیاموزد و کار خانگی آغاز کند.",
    "فرزند بزرگ‌تر دورهٔ فنی‌وحرفه‌ای را تمام کند و سر کار برود.",
    "پس از درمان، سرپرست به کار پیشین خود برگردد.",
)
OUTAGES = ("سامانهٔ مرجع سه روز است که پاسخ نمی‌دهد.", "مرجع اعلام کرد تا پایان ماه پاسخ‌گو نیست.")


@dataclass
class Applicant:
    """Whose story it is and how far it goes."""

    number: int
    target: ApplicationState
    document: Document
    channel: Channel
    submitted_at: datetime
    random: Random
    submitted_by: User | None = None
    office: OrgUnit | None = None  # named in the form, where no territory covers the postal code
    father_name: str = "حسین"
    outage: str = ""  # a body whose register does not answer
    referrer: dict[str, Any] = field(default_factory=dict)

    @property
    def mobile(self) -> str:
        return f"0999{self.number:07d}"


@dataclass
class Clerk:
    """Whom the office has: its head and workers."""

    heads: dict[int, User]
    workers: dict[int, list[User]]

    def head_of(self, unit: OrgUnit | None) -> Actor:
        assert unit is not None
        return Actor.staff(self.heads[unit.pk])


def next_working_time(at: datetime, random: Random, *, days: tuple[int, int]) -> datetime:
    """Some days later, in office hours and not on a Friday."""
    day = (at + timedelta(days=random.randint(*days))).astimezone(TEHRAN).date()
    day += timedelta(days=day.weekday() == 4)
    found = datetime.combine(day, time(8), TEHRAN) + timedelta(minutes=random.randint(0, 350))
    return max(found, at + timedelta(minutes=random.randint(5, 40)))


def story_of(who: Applicant, *, clerk: Clerk, registers: RegisterFacts) -> Story:
    """An application from its first line to the state it rests in."""
    at = yield who.submitted_at
    draft = _start(who, at)
    if who.target == S.DRAFT:
        return
    at = yield at + timedelta(minutes=who.random.randint(3, 25))
    row = intake.submit(application=draft, by=_applicant(draft, who), at=at)
    if row.state == S.REFERRED_OUT:
        return
    yield at + timedelta(minutes=1)
    _registers_answer(row, who, registers, at + timedelta(minutes=1))
    if row.state == S.WITH_OFFICE_HEAD:
        if who.target == S.WITH_OFFICE_HEAD:
            return
        at = yield next_working_time(at, who.random, days=(1, 3))
        worker = who.random.choice(clerk.workers[row.unit_id or 0])
        row = intake.assign(application=row, worker=worker, by=clerk.head_of(row.unit), at=at)
    yield from _worker(row, who, at, clerk=clerk, registers=registers)


def _worker(row: Application, who: Applicant, at: datetime, *, clerk: Clerk, registers: RegisterFacts) -> Story:
    random, target = who.random, who.target
    if target == S.ASSIGNED:
        return
    if target == S.WITHDRAWN:
        at = yield next_working_time(at, random, days=(2, 9))
        intake.withdraw(application=row, reason=random.choice(WITHDRAWN), by=_applicant(row, who), at=at)
        return
    by = Actor.staff(row.social_worker)
    if target == S.INCOMPLETE:
        at = yield next_working_time(at, random, days=(1, 4))
        intake.ask_for_items(application=row, items=random.choice(ITEMS), by=by, at=at)
        return
    at = yield next_working_time(at, random, days=(1, 3))
    interview = Interview(row, who.document, random=random)
    interview.tell_about_head(at=at)
    row = intake.begin_inquiries(application=row, by=by, at=at)
    at = yield at + timedelta(minutes=2)
    _registers_answer(row, who, registers, at)
    if who.outage and target == S.INQUIRING:
        return
    if who.outage:
        at = yield next_working_time(at, random, days=(2, 5))
        for inquiry in Inquiry.objects.filter(household=row.household, state="waiting"):
            inquiries.record_unavailable(inquiry=inquiry, reason=random.choice(OUTAGES), by=by, at=at)
    if target in (S.REJECTED, S.RE_REVIEW):
        yield from _refusal(row, who, at)
        return
    if target == S.INQUIRING and random.random() < 0.5:
        return
    yield from _investigation(row, who, interview, at)


def _investigation(row: Application, who: Applicant, interview: Interview, at: datetime) -> Story:
    random, target = who.random, who.target
    at = yield next_working_time(at, random, days=(1, 3))
    appointment_at = next_working_time(at, random, days=(3, 6))
    interview.plan(at=at, appointment_at=appointment_at)
    if target == S.INQUIRING:
        return
    at = yield at + timedelta(minutes=15)
    interview.announce(at=at)
    if target == S.VISIT_PLANNED and random.random() < 0.7:
        return
    at = yield appointment_at + timedelta(minutes=30)
    if target == S.VISIT_PLANNED:
        interview.not_at_home(at=at)
        return
    interview.go(at=at)
    at = yield next_working_time(at, random, days=(1, 2))
    questionnaire = interview.fill(at=at)
    interview.close(questionnaire, at=at)
    if target == S.ASSESSED:
        return
    at = yield next_working_time(at, random, days=(1, 4))
    yield from _decision(row, who, interview, at)


def _decision(row: Application, who: Applicant, interview: Interview, at: datetime) -> Story:
    random, by = who.random, interview.by
    services = who.document["requested_services"]
    if who.target == S.IN_COMMISSION:
        text = "دهک خانوار بالاتر از سه است و بازدید نیاز به درمان و تحصیل را نشان داد."
        assessment.send_to_commission(application=row, text=text, services=services[:1], by=by, at=at)
        return
    if who.target == S.AWAITING_PERMIT:
        text = "خانوار از نهاد دیگری کمک اندک می‌گیرد و با این همه نیازمند است."
        assessment.ask_permit(application=row, text=text, services=services[:1], by=by, at=at)
        return
    plan = plans.accept_with_plan(application=row, by=by, at=at)
    at = yield at + timedelta(minutes=20)
    plans.set_goals(
        plan=plan, goals=random.sample(GOALS, k=2), independence_goal=random.choice(INDEPENDENCE), by=by, at=at
    )
    if not plan.items.exists():
        needs = plans.queries.needs_of(plan.questionnaire)
        service = plan.assessment.services_allowed[0]
        plans.add_item(
            plan=plan, service=service, need=needs[0].code, quantity="یک بار", from_on=plan.from_on, to_on=plan.to_on,
            by=by, at=at,
        )  # fmt: skip
    if random.random() < 0.15:
        return  # the plan is still a draft
    at = yield next_working_time(at, random, days=(0, 1))
    plans.approve(plan=plan, by=by, at=at)
    at = yield at + timedelta(minutes=10)
    plans.announce(plan=plan, how=Announcement.MESSAGE, by=by, at=at)
    if random.random() < 0.15:
        return
    at = yield next_working_time(at, random, days=(1, 3))
    plans.start(plan=plan, by=by, at=at)


def _refusal(row: Application, who: Applicant, at: datetime) -> Story:
    random = who.random
    at = yield next_working_time(at, random, days=(2, 6))
    clause, reason = random.choice(REFUSALS)
    row = assessment.reject(application=row, clause=clause, reason=reason, by=Actor.staff(row.social_worker), at=at)
    if who.target == S.RE_REVIEW:
        at = yield next_working_time(at, random, days=(1, 4))
        intake.ask_re_review(application=row, reason=random.choice(RE_REVIEWS), by=_applicant(row, who), at=at)


def _applicant(row: Application, who: Applicant) -> Actor:
    return Actor.portal(row.account_id) if row.account_id else Actor.staff(who.submitted_by)


def _registers_answer(row: Application, who: Applicant, registers: RegisterFacts, at: datetime) -> None:
    if row.household is not None:
        registers.answer_all(row.household, at=at, but=who.outage)


def _start(who: Applicant, at: datetime) -> Application:
    account: PortalAccount | None = None
    if who.submitted_by is None:
        code = intake.issue_code(mobile=who.mobile, address_digest=f"demo-{who.number}", at=at)
        account = intake.use_code(mobile=who.mobile, code=code, at=at)
    by = Actor.portal(account.pk) if account else Actor.staff(who.submitted_by)
    answers = answers_of(who)
    if who.target == S.DRAFT:
        answers = {name: answers[name] for name in list(answers)[: who.random.randint(3, len(answers) - 4)]}
    return intake.start_draft(
        channel=who.channel,
        account=account,
        submitted_by=who.submitted_by,
        answers=answers,
        by=by,
        at=at,
        **who.referrer,
    )


def answers_of(who: Applicant) -> dict[str, Any]:
    """What the family writes into the form: who they are and where they live. The rest is found at the visit."""
    document = who.document
    head, others = document["people"][0], document["people"][1:]
    answers: dict[str, Any] = {
        "nationality": head.get("nationality", "iranian"),
        "national_code": head["national_code"] or "",
        "born_on": head["born_on"],
        "given_name": head["given_name"],
        "family_name": head["family_name"],
        "father_name": who.father_name,
        "sex": head["sex"],
        "marital_status": head["marital_status"],
        "work_status": head["work_status"],
        "mobile_holder": "self",
        "postal_code": document["dwelling"]["postal_code"],
        "address": document["dwelling"]["address"],
        "tenure": document["dwelling"]["tenure"],
        "condition": document["dwelling"]["condition"],
        "area_kind": document["area"]["kind"],
        "services": document["requested_services"],
        "members": [
            {
                name: each.get(name) or ""
                for name in ("national_code", "given_name", "family_name", "sex", "born_on", "relation")
            }
            for each in others
        ],
    }
    if who.submitted_by is not None:
        answers |= {"mobile": who.mobile, "mobile_unverified_reason": "گوشی همراه متقاضی در دسترس نبود."}
    if answers["nationality"] == "foreign":
        answers |= {
            "alt_identifier_kind": "کارت آمایش", "alt_identifier": f"{who.number:010d}", "country": "افغانستان",
        }  # fmt: skip
    if who.office is not None:
        answers["office"] = who.office.pk
    return answers
