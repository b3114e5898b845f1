"""Pages of the staff about applications: list, queue, search before create, the form, one application, its printed note."""

import logging
import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from hamyar.audit.actor import Actor
from hamyar.casefiles.wording import STATES as FILE_STATES
from hamyar.documents import queries as documents
from hamyar.guidelines import titles
from hamyar.intake import actions, corrections, forms, lead_queries, members, queries, steps, wording
from hamyar.intake.domain import OfficeNeeded, spoken_number
from hamyar.org import clock
from hamyar.org import queries as org
from hamyar.org.access import Access
from hamyar.org.domain import NotPermitted
from hamyar.registry import actions as registry
from hamyar.registry.wording import value_title
from hamyar.releases import queries as releases
from hamyar.values import digits
from hamyar.values.refusal import Refusal
from hamyar.web.paging import page_of, part_of
from hamyar.web.sentences import sentence

log = logging.getLogger("hamyar.intake")

LISTING = ("intake.handle", "intake.oversee", "intake.assign", "intake.follow_own")
STARTING = ("intake.submit", "intake.refer")
QUEUE = 1000  # an office that has more waiting hands on the poorest first; the rest follows
READING = (*LISTING, *STARTING, "casefiles.read")


def access_of(request: HttpRequest, *permissions: str) -> Access:
    """The reader's roles; one of the permissions is enough. Raises NotPermitted."""
    access: Access = request.access  # type: ignore[attr-defined]
    if permissions and not any(access.may(each) for each in permissions):
        raise NotPermitted(permission=permissions[0])
    return access


def refused(request: HttpRequest, what: str, refusal: Refusal, **ids: Any) -> str:
    """Log a refusal by its code and give its sentence."""
    log.info("intake.refused", extra={"what": what, "code": refusal.code, **ids})
    return sentence(refusal)


def applications(request: HttpRequest) -> HttpResponse:
    """What the reader may see, the most pressing first."""
    access = access_of(request, *LISTING)
    at = clock.now()
    workers = None
    if access.may("intake.assign"):
        workers = [
            each for unit in access.units_where("intake.assign") for each in org.workers_of(unit, on=clock.day_of(at))
        ]
    asked = request.GET if request.GET.keys() & {"state", "standing", "worker"} else {"standing": "open"}
    chosen = forms.Filter(asked, workers=workers)
    picked: dict[str, Any] = chosen.cleaned_data if chosen.is_valid() else {}
    rows = queries.listed(
        access, state=picked.get("state", ""), standing=picked.get("standing", ""),
        worker=int(picked["worker"]) if picked.get("worker") else None, at=at,
    )  # fmt: skip
    newest_first = picked.get("standing") == "ended"
    pages = page_of(rows, request.GET, by=("-due_at", "-pk") if newest_first else ("due_at", "pk"), size=25)
    shown = [
        {
            "row": row, "state": wording.STATES[row.state], "tone": wording.TONES[row.state],
            "term": queries.term_of(row, at=at, events=row.events.all()),
        }
        for row in pages.rows
    ]  # fmt: skip
    return render(
        request, "intake/list.html",
        {
            "shown": shown, "with_names": any(queries.reads_content(access, row) for row in pages.rows), "pages": pages,
            "filter": chosen, "filtered": asked is request.GET, "today": clock.day_of(at),
            "drafts": list(queries.drafts_of(access)[:5]), "may_start": any(access.may(each) for each in STARTING),
            "heads": access.may("intake.assign"),
        },
    )  # fmt: skip


def queue(request: HttpRequest) -> HttpResponse:
    """What waits for the office head: to be handed on, to be reviewed again, to find another worker."""
    access = access_of(request, "intake.assign")
    at = clock.now()
    pages = part_of(list(queries.queue_of(access)[:QUEUE]), request.GET, size=25)
    shown = [
        {
            "row": row, "state": wording.STATES[row.state], "tone": wording.TONES[row.state],
            "route": wording.ROUTES.get(row.route_rule, ""), "steps": steps.steps_for(access, row, on=clock.day_of(at))[:1],
        }
        for row in pages.rows
    ]  # fmt: skip
    left = list(queries.without_a_worker(access, on=clock.day_of(at))[:100])
    return render(
        request, "intake/queue.html", {"shown": shown, "pages": pages, "left": left, "today": clock.day_of(at)}
    )


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Search before create: who holds the code, which file, which application is under way (E-2.2)."""
    access = access_of(request, *STARTING)
    at = clock.now()
    if "foreign" in request.POST:
        return _begin(request, access, {"nationality": "foreign"}, at=at)
    form = forms.SearchCode(request.POST or None)
    found, code = None, ""
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["national_code"]
        found = queries.known_before(code, access=access, at=at)
        if "begin" in request.POST and not (found and found.blocks):
            return _begin(request, access, {"nationality": "iranian", "national_code": code}, at=at)
    return render(
        request, "intake/start.html",
        {
            "form": form, "code": code, "found": found, "start_key": uuid.uuid4(),
            "file_state": FILE_STATES.get(found.person.casefile_state, "") if found else "",
        },
        status=422 if form.errors else 200,
    )  # fmt: skip


def _begin(request: HttpRequest, access: Access, answers: dict[str, Any], *, at: datetime) -> HttpResponse:
    row = actions.start_draft(
        channel=queries.channels_of(access)[0], submitted_by=access.user, answers=answers,
        start_key=forms.form_key(request.POST.get("start_key", "")), by=Actor.staff(access.user), at=at,
    )  # fmt: skip
    return see_other("intake:draft", row.pk)


def see_other(name: str, *args: Any) -> HttpResponse:
    """To a page after something was done: sending the form again does nothing twice."""
    answer = redirect(name, *args)
    answer.status_code = 303
    return answer


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The office's form on one page: kept as it is, a code sent to the telephone, or sent off."""
    access = access_of(request, *STARTING)
    row = queries.own_draft(access, pk)
    if row.submitted_at is not None:
        return see_other("intake:application", row.pk)
    at = clock.now()
    page = DraftPage(request, access, row, at=at)
    general, status, sent_code = "", 200, False
    if request.method == "POST":
        valid, by = page.keep(at=at), Actor.staff(access.user)
        if page.changed_members(by=by, at=at):
            return HttpResponseRedirect(f"{reverse('intake:draft', args=[row.pk])}#part-members", status=303)
        try:
            if "send_code" in request.POST:
                actions.ask_mobile_check(application=row, by=by, at=at)
                sent_code = True
                page.overlook_faults()
            elif "send" in request.POST and valid:
                return page.send(by=by, at=at)
            elif valid:
                messages.success(request, "پیش‌نویس نگه داشته شد.")
                return see_other("intake:draft", row.pk)
        except Refusal as refusal:
            general = refused(request, "draft", refusal, application=row.pk)
            if isinstance(refusal, OfficeNeeded):
                page.ask_for_an_office(at=at)
        status = 200 if sent_code else 422
    return render(
        request, "intake/draft.html",
        {
            "row": row, "parts": page.parts, "sent_code": sent_code, "general": general, "today": clock.day_of(at),
            "members": members.looked_up(row.draft, on=clock.day_of(at)), "full": members.is_full(row.draft),
        },
        status=status,
    )  # fmt: skip


class DraftPage:
    """The parts of the office's form, bound or as the draft has them."""

    def __init__(self, request: HttpRequest, access: Access, row: queries.Application, *, at: datetime) -> None:
        self.request, self.access, self.row = request, access, row
        self.given = request.POST if request.method == "POST" else None
        asks = bool(row.draft.get("asks_office"))
        offices = list(org.offices(on=clock.day_of(at))) if asks else []
        initial = forms.as_initial(row.draft) | {name: getattr(row, name) for name in ORIGIN}
        self.parts: dict[str, Any] = {
            "origin": forms.Origin(self.given, initial=initial, channels=queries.channels_of(access, row)),
            "identity": forms.Identity(self.given, initial=initial),
            "contact": forms.Contact(self.given, initial=initial),
            "home": forms.Home(self.given, initial=initial, offices=offices, asks_office=asks),
            "nomads": forms.Nomads(self.given, initial=initial),
            "member": self._member(self.given),
            "need": forms.Need(self.given, initial=initial),
        }

    def _member(self, given: Any) -> forms.Member:
        """One more member; left empty it asks for nothing, unless it is to be added."""
        adding = given is not None and "add_member" in given
        applicant = digits.to_latin(str((given or self.row.draft).get("national_code") or "")).strip()
        taken = members.codes_of({**self.row.draft, "national_code": applicant})
        return forms.Member(
            given, prefix="member", taken=taken, empty_permitted=not adding, use_required_attribute=False
        )

    def keep(self, *, at: datetime) -> bool:
        """Save what was typed well enough; says whether all of it was."""
        valid = [form.is_valid() for form in self.parts.values()]
        answers: dict[str, Any] = {}
        for name, form in self.parts.items():
            if name not in ("origin", "member"):
                answers |= forms.as_answers(form.cleaned_data)
        answers.pop("mobile_code", None)
        origin = {name: value for name, value in self.parts["origin"].cleaned_data.items() if value is not None}
        actions.save_draft(
            application=self.row, answers=answers, origin=origin, by=Actor.staff(self.access.user), at=at
        )
        self.row.refresh_from_db()
        return all(valid)

    def changed_members(self, *, by: Actor, at: datetime) -> bool:
        """Take a member out, or add the one that was typed, whichever button was pressed; False when the page goes on.

        Whoever holds a typed national code is looked up, and that is audited (E-2.2).
        """
        form, said = self.parts["member"], self.row.draft
        leaving = self.request.POST.get("remove_member", "")
        if leaving.isdecimal():
            actions.save_draft(application=self.row, answers=members.without(said, int(leaving)), by=by, at=at)
            return True
        if not form.has_changed() or not form.is_valid():
            return False
        if code := form.cleaned_data["national_code"]:
            registry.look_up(code=code, by=by, at=at)
        answers = members.with_one_more(said, forms.as_answers(form.cleaned_data))
        actions.save_draft(application=self.row, answers=answers, by=by, at=at)
        self.row.refresh_from_db()
        self.parts["member"] = self._member(None)
        return "add_member" in self.request.POST

    def overlook_faults(self) -> None:
        """A code was asked for: the rest of the form is not finished, and nobody says so yet."""
        initial = forms.as_initial(self.row.draft) | {name: getattr(self.row, name) for name in ORIGIN}
        for name, form in self.parts.items():
            again = {"channels": queries.channels_of(self.access, self.row)} if name == "origin" else {}
            self.parts[name] = self._member(None) if name == "member" else type(form)(initial=initial, **again)

    def ask_for_an_office(self, *, at: datetime) -> None:
        actions.save_draft(application=self.row, answers={"asks_office": True}, by=Actor.staff(self.access.user), at=at)
        initial = forms.as_initial(self.row.draft)
        self.parts["home"] = forms.Home(initial=initial, offices=org.offices(on=clock.day_of(at)), asks_office=True)

    def send(self, *, by: Actor, at: datetime) -> HttpResponse:
        """Prove the telephone where a code was typed, then send. Raises what ``submit`` and ``verify_mobile`` raise."""
        code = self.parts["contact"].cleaned_data.get("mobile_code")
        if code:
            actions.verify_mobile(application=self.row, code=digits.to_latin(code), by=by, at=at)
        row = actions.submit(application=self.row, by=by, at=at)
        messages.success(self.request, f"درخواست با شمارهٔ {spoken_number(str(row.number))} ثبت شد.")
        return see_other("intake:application", row.pk)


ORIGIN = ("channel", "referrer_type", "referrer_name", "referrer_letter_number", "referrer_letter_on")


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away a draft that was never sent."""
    access = access_of(request, *STARTING)
    actions.discard_draft(application=queries.own_draft(access, pk), by=Actor.staff(access.user), at=clock.now())
    messages.success(request, "پیش‌نویس پاک شد.")
    return see_other("intake:list")


def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application: status, term, who is responsible, what may be done next, what has happened."""
    access = access_of(request, *READING)
    at = clock.now()
    row = queries.application_for(access, pk, at=at)
    if row.submitted_at is None:
        return see_other("intake:draft", row.pk)
    content = queries.reads_content(access, row)
    events = list(queries.events_of(row))
    shown: dict[str, Any] = {
        "row": row, "term": queries.term_of(row, at=at, events=reversed(events)), "state": wording.STATES[row.state],
        "tone": wording.TONES[row.state], "today": clock.day_of(at),
        "outcome": wording.OUTCOMES.get(row.outcome, ""), "channel": wording.CHANNELS[row.channel],
        "crumbs": [("درخواست‌ها", steps.address("intake:list"))] if any(access.may(each) for each in LISTING) else [],
    }  # fmt: skip
    if not content:
        return render(request, "intake/status.html", shown)
    queries.read_by(access, row, at=at)
    history = queries.history_of(row, access=access, at=at)
    shown |= {
        "steps": steps.steps_for(access, row, on=clock.day_of(at)), "links": steps.links_of(access, row),
        "events": events_shown(events),
        "history": history, "history_state": FILE_STATES.get(history.state, "") if history else "",
        "documents": [(each, steps.address("documents:document", each.pk)) for each in documents.about(row)],
        "declared": declared(row), "referrer": wording.REFERRERS.get(row.referrer_type, ""),
        "holder": wording.HOLDERS.get(row.mobile_holder, ""), "route": wording.ROUTES.get(row.route_rule, ""),
        "proposed": corrections.shown(row), "decides": queries.may_handle(access, row),
        "warnings": shown_warnings(events), "grew_from": lead_queries.lead_of(row),
    }  # fmt: skip
    return render(request, "intake/application.html", shown)


def events_shown(events: list[Any]) -> list[dict[str, Any]]:
    """The history as ``web/_timeline.html`` shows it."""
    names = org.names_of(each.by_label for each in events)
    return [
        {
            "at": each.at, "title": wording.event_title(each.event), "text": wording.event_text(each.event, each.reason),
            "by": names[each.by_label], "clause": each.clause, "tone": wording.TONES_OF_EVENTS.get(each.event, ""),
        }
        for each in events
    ]  # fmt: skip


def shown_warnings(events: list[Any]) -> list[str]:
    """What the worker should look at first."""
    return [
        f"{wording.event_title(each.event)}: {wording.event_text(each.event, each.reason)}"
        for each in events
        if each.event in ("identity_differs", "members_left_out")
    ]


def declared(row: queries.Application) -> list[tuple[str, str]]:
    """What the applicant said, as pairs of title and value."""
    said = row.draft
    names = ("given_name", "family_name", "father_name", "sex", "marital_status", "work_status", "tenure", "condition")
    return [(wording.ANSWERS[name], value_title(name, said[name])) for name in names if said.get(name)]


def _clause_text(clause_id: str) -> str:
    """What a clause says, in the words of those who take the paper home (A-40)."""
    cited = releases.cited(clause_id)
    return titles.neutral(cited.text) if cited else ""


def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision, or the number and term, on paper: for people without a telephone."""
    access = access_of(request, *READING)
    at = clock.now()
    row = queries.application_for(access, pk, at=at)
    if row.submitted_at is None:
        raise Http404("draft")
    content = queries.reads_content(access, row)
    return render(
        request, "intake/print.html",
        {
            "row": row, "term": queries.term_of(row, at=at), "outcome": wording.OUTCOMES.get(row.outcome, ""),
            "status": wording.FOR_HOUSEHOLD[row.state], "content": content, "today": clock.day_of(at),
            "clause_text": _clause_text(row.reason_clause),
            "back_url": steps.address("intake:application", row.pk),
        },
    )  # fmt: skip
