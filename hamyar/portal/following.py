"""Following an application: where it stands, what is asked, the answer and the way on, who has read it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamyar.assessment import queries as assessments
from hamyar.documents import actions as documents
from hamyar.documents import queries as uploaded
from hamyar.guidelines import titles
from hamyar.intake import actions, corrections, queries, wording
from hamyar.intake import forms as asked
from hamyar.intake.domain import CORRECTABLE, MOVES, ApplicationState, Outcome
from hamyar.notifications import queries as notifications
from hamyar.org import clock
from hamyar.plans import queries as plans
from hamyar.portal import forms, session
from hamyar.portal import wording as sentences
from hamyar.portal.views import refused, see_other
from hamyar.releases import queries as releases
from hamyar.values.refusal import Refusal
from hamyar.visits import feedback

S = ApplicationState
# Where an application stands, in the words of those who wait (GLOSSARY section 6): the fourth is the answer.
STAGES = ("ثبت", "بررسی", "دیدار", "پاسخ")
STAGE_OF = {
    S.SUBMITTED: 1, S.WITH_OFFICE_HEAD: 1, S.ASSIGNED: 1, S.INQUIRING: 1, S.INCOMPLETE: 1, S.VISIT_PLANNED: 2,
    S.ASSESSED: 3, S.IN_COMMISSION: 3, S.AWAITING_PERMIT: 3, S.RE_REVIEW: 3,
}  # fmt: skip


@session.signed_in
@require_GET
def follow(request: HttpRequest) -> HttpResponse:
    """Everything that was sent with this telephone."""
    account = request.portal_account  # type: ignore[attr-defined]
    at = clock.now()
    shown = [
        {
            "row": row,
            "status": wording.FOR_HOUSEHOLD[row.state],
            "tone": _tone(row),
            "term": queries.term_of(row, at=at),
        }
        for row in queries.of_account(account)[:50]
    ]
    context = {
        "shown": shown, "draft": queries.draft_of(account), "feedback": feedback.of_account(account.pk, at=at),
        "today": clock.day_of(at),
    }  # fmt: skip
    return session.page(request, "portal/follow.html", context)


def _tone(row: queries.Application) -> str:
    if row.state == S.INCOMPLETE:
        return "warn"
    return {"accepted": "success"}.get(row.state, "neutral" if row.outcome else "info")


@session.signed_in
@require_GET
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application: the stage, the term, what is asked, the answer with its reason, the running plan, the messages."""
    account = request.portal_account  # type: ignore[attr-defined]
    row = queries.sent_by(account, pk)
    return session.page(request, "portal/application.html", _shown(request, row))


def _shown(request: HttpRequest, row: queries.Application) -> dict[str, Any]:
    at = clock.now()
    state = S(row.state)
    stage = STAGE_OF.get(state, len(STAGES) - 1)
    ended = state not in STAGE_OF
    steps = [
        {"title": title, "state": "done" if place < stage or ended else "current" if place == stage else "todo"}
        for place, title in enumerate(STAGES)
    ]
    return {
        "row": row, "status": wording.FOR_HOUSEHOLD[row.state], "tone": _tone(row), "steps": steps,
        "term": queries.term_of(row, at=at), "documents": list(uploaded.about(row)),
        "messages_sent": [each for each in notifications.of_account(row.account_id or 0) if each.application_id == row.pk][:20],
        "upload": forms.Upload(), "answer": forms.Answer(),
        "proposed": corrections.shown(row),
        "may_correct": state in CORRECTABLE, "may_withdraw": S.WITHDRAWN in MOVES[state],
        "may_re_review": _may_re_review(row), "clause_text": _clause_text(row),
        "shows_steps": row.outcome in ("", Outcome.ACCEPTED),
        "plans": _plans(row), "score": _score(row), "today": clock.day_of(at),
    }  # fmt: skip


def _may_re_review(row: queries.Application) -> bool:
    return row.outcome == Outcome.REJECTED and row.re_review_asked_at is None


def _clause_text(row: queries.Application) -> str:
    """What the clause of a refusal says, in the words of those who read it (E-13.n2, A-40)."""
    cited = releases.cited(row.reason_clause) if row.outcome == Outcome.REJECTED else None
    return titles.neutral(cited.text) if cited else ""


def _unchanged(request: HttpRequest, row: queries.Application, why: str) -> HttpResponse:
    """Back to the application with the reason: its state left no room for what was wanted."""
    messages.info(request, why.format(status=wording.FOR_HOUSEHOLD[row.state]))
    return see_other("portal:application", row.pk)


def _plans(row: queries.Application) -> list[Any]:
    """Plans of the household, once the application was accepted: before that the wall shows no household at all."""
    if row.state != S.ACCEPTED or row.household is None:
        return []
    return plans.plans_shown_to(row.household)


def _score(row: queries.Application) -> dict[str, Any] | None:
    """The priority score of an accepted household and what it came from, in neutral words (E-9.a.1)."""
    if row.state != S.ACCEPTED or row.household is None:
        return None
    stored = assessments.latest_assessment(row.household)
    if stored is None:
        return None
    return {"assessment": stored, "explanation": assessments.explanation(stored, for_household=True)}


@session.signed_in
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """A picture or PDF of what was asked for; nothing on paper is ever taken (E-5.2)."""
    row = queries.sent_by(request.portal_account, pk)  # type: ignore[attr-defined]
    if request.method == "GET":  # a refused picture left this address in the browser
        return redirect("portal:application", row.pk)
    form = forms.Upload(request.POST, request.FILES)
    if row.state not in CORRECTABLE:
        return _unchanged(request, row, sentences.NO_MORE_CHANGES)
    if form.is_valid():
        reason = (
            f"{form.cleaned_data['what']} — {row.missing_items}" if row.missing_items else form.cleaned_data["what"]
        )
        try:
            with transaction.atomic():
                documents.upload(
                    file=form.cleaned_data["file"], kind="applicant", subject=row, unit_path=row.unit_path,
                    reason=reason[:300], by=session.actor(request), at=clock.now(), account_id=row.account_id,
                    requested_by=row.social_worker if row.missing_items else None,
                )  # fmt: skip
            messages.success(request, "رسید. مددکار آن را می‌بیند.")
            return see_other("portal:application", row.pk)
        except Refusal as refusal:
            form.add_error("file", refused("upload", refusal, application=row.pk))
    return session.page(request, "portal/application.html", {**_shown(request, row), "upload": form}, status=422)


@session.signed_in
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was asked for is there: the application goes on."""
    row = queries.sent_by(request.portal_account, pk)  # type: ignore[attr-defined]
    form = forms.Answer(request.POST)
    if form.is_valid():
        try:
            actions.supply_items(
                application=row, note=form.cleaned_data["note"], by=session.actor(request), at=clock.now()
            )
            messages.success(request, "پاسخ شما رسید و کار ادامه می‌یابد.")
        except Refusal as refusal:
            messages.error(request, refused("answer", refusal, application=row.pk))
    return see_other("portal:application", row.pk)


@session.signed_in
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct own data while the application is open."""
    row = queries.sent_by(request.portal_account, pk)  # type: ignore[attr-defined]
    if row.state not in CORRECTABLE:
        return _unchanged(request, row, sentences.NO_MORE_CHANGES)
    form = asked.Correction(request.POST or None, initial=asked.as_initial({**row.draft, **row.proposed}))
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_correction(
                application=row, answers=asked.as_answers(form.cleaned_data), by=session.actor(request), at=clock.now()
            )
            messages.success(request, "اصلاح شما رسید. مددکار آن را می‌بیند و پس از پذیرش او به شمار می‌آید.")
            return see_other("portal:application", row.pk)
        except Refusal as refusal:
            form.add_error(None, refused("correct", refusal, application=row.pk))
    return _form_page(
        request, row, form, title="اصلاح اطلاعات", button="فرستادن اصلاح",
        lead="کد ملی، تاریخ تولد و کدپستی را اینجا نمی‌شود عوض کرد؛ اگر نادرست است به اداره بگویید.",
    )  # fmt: skip


@session.signed_in
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = queries.sent_by(request.portal_account, pk)  # type: ignore[attr-defined]
    if S.WITHDRAWN not in MOVES[S(row.state)]:
        return _unchanged(request, row, sentences.NO_MORE_WITHDRAWAL)
    form = forms.Reason(request.POST or None, label="چرا انصراف می‌دهید؟")
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(
                application=row, reason=form.cleaned_data["reason"], by=session.actor(request), at=clock.now()
            )
            messages.success(request, "انصراف شما ثبت شد.")
            return see_other("portal:application", row.pk)
        except Refusal as refusal:
            form.add_error(None, refused("withdraw", refusal, application=row.pk))
    return _form_page(
        request, row, form, title="انصراف از درخواست", button="انصراف می‌دهم", danger=True,
        lead="با انصراف، بررسی این درخواست پایان می‌یابد. هر زمان بخواهید می‌توانید دوباره درخواست دهید.",
    )  # fmt: skip


@session.signed_in
@require_http_methods(["GET", "POST"])
def re_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once to have the answer looked at again (A-63)."""
    row = queries.sent_by(request.portal_account, pk)  # type: ignore[attr-defined]
    if request.method == "GET" and not _may_re_review(row):
        return _unchanged(request, row, sentences.NO_RE_REVIEW_NOW)
    form = forms.Reason(request.POST or None, label="چرا بازبینی می‌خواهید؟")
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_re_review(
                application=row, reason=form.cleaned_data["reason"], by=session.actor(request), at=clock.now()
            )
            messages.success(request, "بازبینی خواسته شد و نزد رئیس اداره می‌رود.")
            return see_other("portal:application", row.pk)
        except Refusal as refusal:
            form.add_error(None, refused("re_review", refusal, application=row.pk))
    return _form_page(
        request, row, form, title="درخواست بازبینی", button="فرستادن",
        lead="بازبینی را رئیس اداره انجام می‌دهد و یک بار شدنی است. هرچه تازه است یا درست دیده نشده، بنویسید.",
    )  # fmt: skip


def _form_page(
    request: HttpRequest,
    row: queries.Application,
    form: Any,
    *,
    title: str,
    lead: str,
    button: str,
    danger: bool = False,
) -> HttpResponse:
    context = {"row": row, "form": form, "title": title, "lead": lead, "button": button, "danger": danger}
    return session.page(request, "portal/form.html", context, status=422 if form.errors else 200)


@session.signed_in
@require_GET
def readings(request: HttpRequest, pk: int) -> HttpResponse:
    """«چه کسی پروندهٔ مرا خوانده است»: when, in which role, why (DESIGN.md section 6)."""
    row = queries.sent_by(request.portal_account, pk)  # type: ignore[attr-defined]
    return session.page(request, "portal/readings.html", {"row": row, "readings": queries.readings_of(row)})
