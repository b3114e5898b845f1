"""The page on which a worker sees how old a household's data are, and says that they were asked again (E-8.0.3)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from hamyar.assessment import forms, service_requests, validity, wording
from hamyar.assessment.domain import DataGroup
from hamyar.assessment.page import READING, access_of, done, refused
from hamyar.audit.actor import Actor
from hamyar.casefiles import queries as casefiles
from hamyar.guidelines.titles import title
from hamyar.org import clock
from hamyar.registry.domain import Source
from hamyar.registry.models import Household
from hamyar.values.refusal import Refusal


@require_http_methods(["GET", "POST"])
def data_validity(request: HttpRequest, pk: int) -> HttpResponse:
    """Each group with its last day and its end; the worker confirms what was asked by visit, telephone or at the office."""
    access = access_of(request, *READING)
    household, own = validity.household_for(access, pk)
    may_confirm = own and access.may("assessment.record")
    if request.method == "POST" and not may_confirm:
        raise Http404("household")
    at = clock.now()
    on = clock.day_of(at)
    groups = validity.freshness_of(household, on=on)
    offered = [(str(each.group), wording.DATA_GROUPS[each.group]) for each in groups]
    waiting = _waiting(household)
    needed = {service_requests.GROUP_OF_SERVICE[service] for service in waiting}
    due = [str(each.group) for each in groups if each.expired or each.group in needed]
    form = forms.ConfirmForm(request.POST or None, groups=offered, initial={"groups": due})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            validity.confirm(
                household=household, groups=[DataGroup(each) for each in said["groups"]], source=Source(said["source"]),
                by=Actor.staff(request.user), at=at,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refused("validity", refusal, household=pk))
        else:
            return done(request, "تأیید شد. اعتبار این اطلاعات از امروز شمرده می‌شود.", "assessment:validity", pk)
    context = {
        "household": household, "form": form if may_confirm and offered else None, "today": on,
        "asked": [title("service", each) for each in sorted(waiting)],
        "lines": [(wording.DATA_GROUPS[each.group], wording.CONFIRMED_BY[each.source], each) for each in groups],
    }  # fmt: skip
    return render(request, "assessment/validity.html", context, status=422 if form.errors else 200)


def _waiting(household: Household) -> set[str]:
    file = casefiles.casefile_of(household)
    return service_requests.waiting(file) if file is not None else set()
