"""Pages on which a social worker corrects and updates what is known of a household."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from hamyar.audit.actor import Actor
from hamyar.org import clock
from hamyar.registry import actions, display, family, forms, queries
from hamyar.registry.domain import EvidenceKind
from hamyar.registry.queries import KnownPerson
from hamyar.values.refusal import Refusal
from hamyar.web.paging import page_of
from hamyar.web.sentences import sentence

Save = Callable[[Actor, datetime], object]
READ_AND_WRITE = require_http_methods(["GET", "HEAD", "POST"])


def page_of_household(pk: int) -> str:
    """The household's page, where this installation has one; else the page of its facts."""
    try:
        return reverse("desk:household", args=[pk])
    except NoReverseMatch:
        return reverse("registry:household_edit", args=[pk])


def _to_facts(pk: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("registry:household_edit", args=[pk]), status=303)


def _sent(request: HttpRequest) -> Any:
    """What a form is bound to: everything that was sent, even nothing, but not a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def _household(request: HttpRequest, pk: int) -> Any:
    return queries.household_to_edit(request.access, pk)  # type: ignore[attr-defined]


def _member(household: Any, person_pk: int) -> Any:
    """Somebody who is a member today, or Http404."""
    on = clock.today()
    for each in queries.members_of(household, on):
        if each.person_id == person_pk:
            return each
    raise Http404("member")


def _saved(request: HttpRequest, form: django_forms.Form, save: Save, said: str) -> bool:
    """Run the action; a refusal becomes the sentence over the form."""
    try:
        save(Actor.staff(request.user), clock.now())
    except Refusal as refusal:
        form.add_error(None, sentence(refusal))
        return False
    messages.success(request, said)
    return True


def _form_page(request: HttpRequest, household: Any, form: Any, **page: Any) -> HttpResponse:
    page = {
        "household": household, "form": form, "today": clock.today(), "submit": "ثبت",
        "back_url": reverse("registry:household_edit", args=[household.pk]), **page,
    }  # fmt: skip
    return render(request, "registry/form.html", page, status=422 if form.is_bound else 200)


def _edit(
    request: HttpRequest, household: Any, form: Any, save: Save, *, said: str = "تغییر ثبت شد.", **page: Any
) -> HttpResponse:
    """One form of facts: shown, or saved and back to the facts of the household."""
    if request.method == "POST" and form.is_valid() and _saved(request, form, save, said):
        return _to_facts(household.pk)
    return _form_page(request, household, form, **page)


@require_safe
def household_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Every fact of the household with a way to change it, and what was changed last."""
    household, on = _household(request, pk), clock.today()
    return render(
        request,
        "registry/household_edit.html",
        {
            "household": household,
            "members": display.members(household, on),
            "facts": display.facts(household, on),
            "lines": display.history(queries.fact_history(household)[:10]),
            "may_edit": True,
            "today": on,
            "back_url": page_of_household(pk),
        },
    )


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every changed fact, before and after (E-13.3.b)."""
    household = _household(request, pk)
    pages = page_of(queries.fact_history(household), request.GET, by=("-at", "-pk"))
    page = {
        "household": household, "lines": display.history(pages.rows), "pages": pages,
        "back_url": reverse("registry:household_edit", args=[pk]),
    }  # fmt: skip
    return render(request, "registry/history.html", page)


@READ_AND_WRITE
def person(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    """Facts of one member."""
    household = _household(request, pk)
    member = _member(household, person_pk)
    form = forms.PersonFacts(_sent(request), initial=forms.person_initial(member.person))

    def save(by: Actor, at: datetime) -> object:
        source = form.cleaned_data["source"]
        return actions.change_person(person=member.person, changes=form.facts(), source=source, by=by, at=at)

    lines = display.history(queries.history_of_person(member.person)[:20])
    title = f"مشخصات {member.person.full_name}"
    return _edit(request, household, form, save, title=title, lines=lines, clause_id="E-13.3.b", wide=True)


@READ_AND_WRITE
def illness(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    household = _household(request, pk)
    member = _member(household, person_pk)
    form = forms.IllnessFacts(
        _sent(request),
        initial={"illness_class": member.person.illness_class, "disease": member.person.disease},
    )

    def save(by: Actor, at: datetime) -> object:
        source = form.cleaned_data["source"]
        return actions.record_illness(
            person=member.person, on=clock.today(), source=source, by=by, at=at, **form.facts()
        )

    return _edit(request, household, form, save, title=f"بیماری {member.person.full_name}", clause_id="E-D.19")


@READ_AND_WRITE
def find_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Search before create: the national code first, so that nobody gets a second record."""
    household = _household(request, pk)
    form = forms.FindPerson(_sent(request))
    if request.method == "POST" and form.is_valid():
        query = urlencode({"code": form.cleaned_data["national_code"]})
        return HttpResponseRedirect(f"{reverse('registry:add_member', args=[pk])}?{query}", status=303)
    return _form_page(
        request, household, form, title="افزودن عضو", clause_id="E-D.6", submit="جست‌وجو",
        intro="نخست کد ملی را بجویید؛ شاید این شخص پیش‌تر ثبت شده باشد.",
        other_url=reverse("registry:add_member", args=[pk]), other_title="کد ملی ندارد",
    )  # fmt: skip


@READ_AND_WRITE
def add_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Add somebody: the one who holds the code, else a new person with this code, or one without a code."""
    household = _household(request, pk)
    code = request.GET.get("code", "")
    known = actions.look_up(code=code, by=Actor.staff(request.user), at=clock.now()) if code else None
    if known is not None:
        return _add_known(request, household, known, code)
    initial = {**forms.NEW_PERSON, "national_code": code, "from_on": clock.today()}
    form = forms.NewMember(_sent(request), initial=initial)

    def save(by: Actor, at: datetime) -> object:
        given = form.cleaned_data
        return actions.add_member(
            household=household, person=form.facts(), relation=given["relation"], from_on=given["from_on"],
            exception_clause=given["exception_clause"], source=given["source"], by=by, at=at,
        )  # fmt: skip

    intro = "این کد ملی تازه است؛ مشخصات را از روی مدارک وارد کنید." if code else ""
    return _edit(request, household, form, save, said="عضو تازه افزوده شد.", title="عضو تازه", intro=intro, wide=True)


def _add_known(request: HttpRequest, household: Any, known: KnownPerson, code: str) -> HttpResponse:
    form = forms.KnownMember(_sent(request), initial={"from_on": clock.today()})

    def save(by: Actor, at: datetime) -> object:
        return actions.add_member(
            household=household, person={"national_code": code}, by=by, at=at, **form.cleaned_data
        )

    return _edit(
        request, household, form, save, said="عضو تازه افزوده شد.", title="افزودن شخص شناخته‌شده", clause_id="E-D.6",
        known=known, code=code,
    )  # fmt: skip


@READ_AND_WRITE
def end_membership(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    household = _household(request, pk)
    member = _member(household, person_pk)
    form = forms.LeavingMember(_sent(request), initial={"to_on": clock.today()})

    def save(by: Actor, at: datetime) -> object:
        return actions.end_membership(membership=member, by=by, at=at, **form.cleaned_data)

    return _edit(
        request, household, form, save, said="پایان عضویت ثبت شد.", title=f"پایان عضویت {member.person.full_name}",
        clause_id="E-D.6", submit="ثبت پایان عضویت",
    )  # fmt: skip


@READ_AND_WRITE
def head(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose another head. Nobody is chosen beforehand (E-D.9)."""
    household = _household(request, pk)
    members = [each for each in queries.members_of(household, clock.today()) if each.relation != "head"]
    form = forms.NewHead(_sent(request), initial={"on": clock.today()}, members=members)

    def save(by: Actor, at: datetime) -> object:
        given = form.cleaned_data
        return actions.change_head(
            household=household, person=_member(household, given["person"]).person, on=given["on"],
            former_relation=given["former_relation"], former_leaves=given["former_leaves"], by=by, at=at,
        )  # fmt: skip

    return _edit(
        request, household, form, save, said="سرپرست تازه ثبت شد.", title="تغییر سرپرست", clause_id="E-D.9",
        intro="سرپرست کسی است که همه یا بیشتر هزینه‌ها را می‌دهد یا دربارهٔ آن تصمیم می‌گیرد؛ سن و جنس شرط نیست.",
    )  # fmt: skip


@READ_AND_WRITE
def responsible(request: HttpRequest, pk: int) -> HttpResponse:
    household = _household(request, pk)
    members = list(queries.members_of(household, clock.today()))
    guardians = family.guardians_of(household, clock.today())
    initial = {"person": household.responsible_person_id or "", "on": clock.today()}
    form = forms.Responsible(_sent(request), initial=initial, members=members, guardians=guardians)
    offered = {each.person_id: each.person for each in members} | {each.holder_id: each.holder for each in guardians}

    def save(by: Actor, at: datetime) -> object:
        given = form.cleaned_data
        chosen = offered[given["person"]] if given["person"] else None
        return actions.set_responsible_person(
            household=household, person=chosen, reason=given["reason"], on=given["on"], by=by, at=at
        )

    return _edit(
        request, household, form, save, title="مسئول خانوار", clause_id="E-6.n1",
        intro="هنگامی که سرپرست از ادارهٔ هزینه‌ها ناتوان است، مددکار عضوی را مسئول می‌کند. سرپرست قانونی یا نگهدارندهٔ کودک "
        "هم، اگر در صفحهٔ «سرپرستی کودکان» ثبت شده باشد، می‌تواند مسئول باشد. پرداخت و تماس از همان تاریخ با اوست.",
        other_url=reverse("registry:guardians", args=[pk]), other_title="سرپرستی کودکان",
    )  # fmt: skip


@READ_AND_WRITE
def dwelling(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is known of the present home."""
    household = _household(request, pk)
    current = queries.current_dwelling(household, clock.today())
    if current is None:
        return HttpResponseRedirect(reverse("registry:move", args=[pk]))
    form = forms.DwellingFacts(_sent(request), initial=forms.dwelling_initial(current))

    def save(by: Actor, at: datetime) -> object:
        source = form.cleaned_data["source"]
        return actions.change_dwelling(household=household, changes=form.facts(), source=source, by=by, at=at)

    return _edit(
        request, household, form, save, title="محل زندگی", clause_id="E-5.1.b", wide=True,
        intro="این‌جا آگاهی دربارهٔ خانهٔ کنونی درست می‌شود. اگر خانوار به خانهٔ دیگری رفته است، «جابه‌جایی» را ثبت کنید.",
        other_url=reverse("registry:move", args=[pk]), other_title="جابه‌جایی به خانهٔ دیگر",
    )  # fmt: skip


@READ_AND_WRITE
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """The household lives elsewhere now; the former home is kept."""
    household = _household(request, pk)
    initial = {"on": clock.today(), "in_office_territory": True, "evidence_kind": EvidenceKind.VISIT}
    form = forms.Move(_sent(request), initial=initial)

    def save(by: Actor, at: datetime) -> object:
        given = form.cleaned_data
        return actions.move_house(
            household=household, dwelling=form.facts(), on=given["on"], source=given["source"], by=by, at=at
        )

    return _edit(request, household, form, save, said="جابه‌جایی ثبت شد.", title="جابه‌جایی به خانهٔ دیگر", wide=True)


@READ_AND_WRITE
def decile(request: HttpRequest, pk: int) -> HttpResponse:
    """A decile by hand, with evidence; it stays provisional until the database answers (E-D.26)."""
    household, owner = _household(request, pk), request.access.user  # type: ignore[attr-defined]
    form = forms.Decile(_sent(request), initial={"decile": household.decile, "on": clock.today()})

    def save(by: Actor, at: datetime) -> object:
        return actions.set_decile(household=household, provisional=True, owner=owner, by=by, at=at, **form.cleaned_data)

    return _edit(
        request, household, form, save, said="دهک موقت ثبت شد؛ استعلام آن در فهرست کارها آمد.", title="ثبت دستی دهک",
        clause_id="E-D.26",
        intro="دهک را پایگاه رفاه تعیین می‌کند. ثبت دستی برای زمانی است که پاسخ آن در دسترس نیست؛ موقت می‌ماند.",
    )  # fmt: skip


@READ_AND_WRITE
def circumstances(request: HttpRequest, pk: int) -> HttpResponse:
    household = _household(request, pk)
    form = forms.Circumstances(_sent(request), initial=forms.household_initial(household))

    def save(by: Actor, at: datetime) -> object:
        source = form.cleaned_data["source"]
        return actions.change_household(household=household, changes=form.facts(), source=source, by=by, at=at)

    return _edit(request, household, form, save, title="وضع سرپرست و خانوار", wide=True)


@READ_AND_WRITE
def absence(request: HttpRequest, pk: int) -> HttpResponse:
    """The fugitive or missing head was found, or a court has spoken."""
    household = _household(request, pk)
    form = forms.EndOfAbsence(_sent(request), initial={"on": clock.today()})

    def save(by: Actor, at: datetime) -> object:
        return actions.end_absence(household=household, by=by, at=at, **form.cleaned_data)

    return _edit(
        request, household, form, save, said="پایان غیبت سرپرست ثبت شد؛ بازبینی پرونده در فهرست کارها آمد.",
        title="پایان غیبت سرپرست", clause_id="E-D.18", intro="آنچه پیش‌تر ثبت شده در تاریخچه می‌ماند.",
    )  # fmt: skip


@READ_AND_WRITE
def prison(request: HttpRequest, pk: int) -> HttpResponse:
    household = _household(request, pk)
    form = forms.PrisonFacts(_sent(request), initial=forms.prison_initial(queries.current_prison(household)))

    def save(by: Actor, at: datetime) -> object:
        source = form.cleaned_data["source"]
        return actions.record_prison(household=household, facts=form.facts(), source=source, by=by, at=at)

    return _edit(request, household, form, save, title="زندان سرپرست", clause_id="E-D.15")


@READ_AND_WRITE
def treatment(request: HttpRequest, pk: int) -> HttpResponse:
    household = _household(request, pk)
    form = forms.TreatmentFacts(_sent(request))

    def save(by: Actor, at: datetime) -> object:
        return actions.record_treatment(household=household, by=by, at=at, **form.cleaned_data)

    return _edit(request, household, form, save, title="بستری برای ترک اعتیاد", clause_id="E-6.5.b")
