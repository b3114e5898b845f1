"""The application form of the portal, one short step after the other; every step is kept as it is answered."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from hamyar.intake import actions, forms, members, queries, wording
from hamyar.intake.domain import Channel, FieldsMissing, IdentityUnproven, MobileHolder, OfficeNeeded, missing_fields
from hamyar.org import clock
from hamyar.org import queries as org
from hamyar.org.provinces import PROVINCES
from hamyar.portal import session
from hamyar.portal import wording as sentences
from hamyar.portal.views import refused, see_other
from hamyar.registry.wording import shown, value_title
from hamyar.values import digits, postal_code
from hamyar.values.refusal import Refusal

STEPS = {
    "identity": "متقاضی",
    "home": "خانه",
    "members": "اعضا",
    "need": "خواسته",
    "review": "فرستادن",
}
ORDER = list(STEPS)
# Which step asks for which required item.
STEP_OF = {
    "national_code": "identity", "alt_identifier": "identity", "born_on": "identity", "mobile_relation": "identity",
    "postal_code": "home", "address": "home",
}  # fmt: skip


@session.signed_in
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """Begin, or go on where it was left."""
    account = request.portal_account  # type: ignore[attr-defined]
    draft = queries.draft_of(account)
    if draft is not None:
        return see_other("portal:step", _first_open(draft))
    if request.method == "GET":
        return session.page(request, "portal/before.html", {"open": queries.open_of_account(account)})
    actions.start_draft(channel=Channel.PORTAL, account=account, by=session.actor(request), at=clock.now())
    return see_other("portal:step", "identity")


def _first_open(draft: queries.Application) -> str:
    """The first step that still lacks something, else the last one."""
    wrong = missing_fields(draft.draft, mobile_number=draft.mobile)
    lacking = {STEP_OF[name] for name in wrong if name in STEP_OF}
    return next((step for step in ORDER if step in lacking), "review" if "services" in draft.draft else "members")


@session.signed_in
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, name: str) -> HttpResponse:
    """One step: show it, keep what was answered, go on."""
    if name not in STEPS:
        raise Http404("step")
    draft = queries.draft_of(request.portal_account)  # type: ignore[attr-defined]
    if draft is None:  # sent or given up already, in another window or by a second press
        if request.method == "POST":
            messages.info(request, sentences.DRAFT_GONE)
        return see_other("portal:follow")
    if name == "members":
        return _members(request, draft)
    if name == "review":
        return _review(request, draft)
    parts = _parts(name, request, draft)
    if request.method == "POST" and all([form.is_valid() for form in parts.values()]):  # noqa: C419 - each has its say
        return _keep(request, draft, name, parts)
    wrong = any(form.errors for form in parts.values())
    return _page(request, draft, name, {"parts": parts}, status=422 if wrong else 200)


def _keep(request: HttpRequest, draft: queries.Application, name: str, parts: dict[str, Any]) -> HttpResponse:
    """Keep the answers of a step and go on; a code that leads nowhere asks for an office first."""
    answers: dict[str, Any] = {}
    for form in parts.values():
        answers |= forms.as_answers(form.cleaned_data)
    asks = name == "home" and _needs_an_office(answers)
    if name == "home":
        answers.setdefault("office", "")  # a code that a territory covers needs no office named before
        answers["asks_office"] = asks or bool(answers["office"])
    actions.save_draft(application=draft, answers=answers, by=session.actor(request), at=clock.now())
    if asks:
        messages.info(request, sentences.OFFICE_NEEDED)
        return see_other("portal:step", "home")
    return see_other("portal:step", ORDER[ORDER.index(name) + 1])


def _parts(name: str, request: HttpRequest, draft: queries.Application) -> dict[str, Any]:
    """The forms of a step, with what was answered before."""
    given = request.POST if request.method == "POST" else None
    initial = forms.as_initial(draft.draft)
    if name == "identity":
        return {"identity": forms.Identity(given, initial=initial), "phone": forms.PhoneHolder(given, initial=initial)}
    if name == "home":
        asks = bool(draft.draft.get("asks_office")) and not _is_covered(given)
        offices = list(org.offices(on=clock.today())) if asks else []
        return {
            "home": forms.Home(given, initial=initial, offices=offices, asks_office=asks),
            "nomads": forms.Nomads(given, initial=initial),
        }
    return {"need": forms.Need(given, initial=initial)}


def _is_covered(given: Any) -> bool:
    """Has the postal code just been mended into one that leads to an office?"""
    code = digits.unbroken(given.get("postal_code", "")) if given else ""
    return postal_code.is_valid(code) and org.route_for(code, on=clock.today()) is not None


def _needs_an_office(answers: dict[str, Any]) -> bool:
    return not answers.get("office") and org.route_for(answers["postal_code"], on=clock.today()) is None


def _members(request: HttpRequest, draft: queries.Application) -> HttpResponse:
    """Add members one by one; none is needed. Whoever goes on with a name still in the fields has it added as well."""
    said = draft.draft
    typed = any(request.POST.get(name, "").strip() for name in forms.Member.base_fields)
    form = forms.Member(request.POST if "add" in request.POST or typed else None)
    if form.is_bound and form.is_valid():
        _check_code(form, draft, members.named(said))
    if request.method == "POST" and not form.errors:
        more = members.with_one_more(said, forms.as_answers(form.cleaned_data)) if form.is_bound else None
        _keep_members(request, draft, more or {"members": members.named(said)})
        return see_other("portal:step", "members" if "add" in request.POST else "need")
    page = {"form": form, "members": members.listed(said), "full": members.is_full(said)}
    return _page(request, draft, "members", page, status=422 if form.errors else 200)


def _keep_members(request: HttpRequest, draft: queries.Application, answers: dict[str, Any]) -> None:
    actions.save_draft(application=draft, answers=answers, by=session.actor(request), at=clock.now())


def _check_code(form: forms.Member, draft: queries.Application, named: list[dict[str, Any]]) -> None:
    """Nobody stands twice in one household (E-D.6): neither the applicant nor somebody named before."""
    code = form.cleaned_data["national_code"]
    if not code:
        return
    if code == draft.draft.get("national_code"):
        form.add_error("national_code", sentences.OWN_CODE)
    same = [each for each in named if each["national_code"] == code and each != forms.as_answers(form.cleaned_data)]
    if same:
        form.add_error("national_code", sentences.CODE_TWICE.format(name=members.name_of(same[0])))


@session.signed_in
@require_POST
def remove_member(request: HttpRequest, index: int) -> HttpResponse:
    draft = queries.draft_of(request.portal_account)  # type: ignore[attr-defined]
    if draft is not None:
        _keep_members(request, draft, members.without(draft.draft, index))
    return see_other("portal:step", "members")


def _review(request: HttpRequest, draft: queries.Application) -> HttpResponse:
    """Read it all once more, and send it. Sent twice it is one application."""
    general, clause = "", ""
    onward = {"next_url": reverse("portal:follow"), "next_title": sentences.FOLLOW_OWN}
    if request.method == "POST":
        try:
            row = actions.send_from_portal(
                application=draft, address_digest=session.network_digest(request), by=session.actor(request), at=clock.now()
            )  # fmt: skip
            return see_other("portal:sent", row.pk)
        except FieldsMissing as refusal:
            messages.error(request, refused("submit", refusal))
            return see_other("portal:step", STEP_OF.get(refusal.details["fields"][0], "identity"))
        except OfficeNeeded as refusal:
            actions.save_draft(
                application=draft, answers={"asks_office": True}, by=session.actor(request), at=clock.now()
            )
            messages.error(request, refused("submit", refusal))
            return see_other("portal:step", "home")
        except Refusal as refusal:
            if queries.draft_of(request.portal_account) is None:  # type: ignore[attr-defined]
                return see_other("portal:follow")  # the same press, a moment earlier
            general, clause = refused("submit", refusal, application=draft.pk), refusal.clause
            if isinstance(refusal, IdentityUnproven):
                onward = {"next_url": _url("identity"), "next_title": sentences.CHECK_IDENTITY}
    wrong = missing_fields(draft.draft, mobile_number=draft.mobile)
    context = {
        "sections": _sections(draft), "general": general, "clause_id": clause, **onward,
        "wrong": [wording.FIELDS[name] for name in wrong],
    }  # fmt: skip
    return _page(request, draft, "review", context, status=422 if general else 200)


SHOWN_OF_IDENTITY = (
    "nationality", "national_code", "country", "alt_identifier_kind", "alt_identifier", "given_name", "family_name",
    "father_name", "born_on", "sex", "marital_status", "work_status",
)  # fmt: skip
SHOWN_OF_HOME = ("postal_code", "address", "area_kind", "tenure", "condition")


def _sections(draft: queries.Application) -> list[dict[str, Any]]:
    """Everything that was answered, step by step, in words."""
    said = draft.draft

    def pairs(*names: str) -> list[tuple[str, str]]:
        return [(wording.ANSWERS[name], shown(name, said[name])) for name in names if said.get(name)]

    named = [(each.relation, f"{each.name}، {each.born_on}") for each in members.listed(said)]
    services = [("خواسته‌ها", shown("requested_services", said["services"]))] if said.get("services") else []
    parts = {
        "identity": [*pairs(*SHOWN_OF_IDENTITY), *_phone(draft)],
        "home": [*pairs(*SHOWN_OF_HOME), *_office(said), *_nomads(said)],
        "members": named,
        "need": [*services, *pairs("note")],
    }
    return [{"step": step, "title": STEPS[step], "pairs": found} for step, found in parts.items()]


def _phone(draft: queries.Application) -> list[tuple[str, str]]:
    """The number that answers, and whose it is."""
    holder = draft.draft.get("mobile_holder")
    whose = [] if holder in (None, "") else [wording.HOLDERS[holder]]
    if holder not in (None, "", MobileHolder.SELF) and draft.draft.get("mobile_relation"):
        whose.append(draft.draft["mobile_relation"])
    return [("تلفن همراه", "، ".join([f"\u2066{digits.to_persian(draft.mobile)}\u2069", *whose]))]


def _office(said: dict[str, Any]) -> list[tuple[str, str]]:
    named = queries.office_named(said.get("office"), on=clock.today()) if said.get("office") else None
    return [("نزدیک‌ترین اداره", named.title)] if named else []


def _nomads(said: dict[str, Any]) -> list[tuple[str, str]]:
    """How the household moves, and in which province how many days."""
    if said.get("nomad_status") in (None, "", "none"):
        return []
    stays = [
        f"{PROVINCES[code]} {digits.to_persian(days)} روز"
        for code, days in (said.get("days_by_province") or {}).items()
    ]
    return [("عشایر", "، ".join([value_title("nomad_status", said["nomad_status"]), *stays]))]


def _page(
    request: HttpRequest, draft: queries.Application, name: str, context: dict[str, Any], *, status: int
) -> HttpResponse:
    """A step in its frame: where somebody stands, and the way back."""
    at = ORDER.index(name)
    steps = [
        {"title": STEPS[key], "state": "done" if place < at else "current" if place == at else "todo", "url": _url(key)}
        for place, key in enumerate(ORDER)
    ]
    shell = {
        "draft": draft, "name": name, "title": STEPS[name], "steps": steps,
        "back": _url(ORDER[at - 1]) if at else "", "number": at + 1, "of": len(ORDER),
    }  # fmt: skip
    return session.page(request, f"portal/step_{name}.html", {**shell, **context}, status=status)


def _url(name: str) -> str:
    return reverse("portal:step", args=[name])


@session.signed_in
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Number, term, and the right that no paper is taken (E-13.1.1, E-13.n3, E-5.2.1)."""
    row = queries.sent_by(request.portal_account, pk)  # type: ignore[attr-defined]
    term = queries.term_of(row, at=clock.now())
    return session.page(request, "portal/sent.html", {"row": row, "term": term})


@session.signed_in
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    draft = queries.draft_of(request.portal_account)  # type: ignore[attr-defined]
    if draft is not None:
        actions.discard_draft(application=draft, by=session.actor(request), at=clock.now())
        messages.success(request, "پیش‌نویس پاک شد.")
    return see_other("portal:home")
