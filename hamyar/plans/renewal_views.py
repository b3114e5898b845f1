"""The page on which the worker renews a file whose period of support ends (E-10.2, E-D.25)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hamyar.assessment.domain import Guard
from hamyar.assessment.wording import DATA_GROUPS
from hamyar.audit.actor import Actor
from hamyar.casefiles.domain import PeriodKind
from hamyar.casefiles.models import Casefile
from hamyar.casefiles.wording import PERIOD_KINDS
from hamyar.org import clock
from hamyar.plans import forms, queries, renewing, wording
from hamyar.plans.domain import RenewalNotDue
from hamyar.plans.views import access_of, refused
from hamyar.values.refusal import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
def renewal(request: HttpRequest, casefile_pk: int) -> HttpResponse:
    """The period that ends, every condition with its clause, and the form of the new decision where all are met."""
    access = access_of(request, "assessment.decide")
    casefile = queries.casefile_for(access, casefile_pk)
    at = clock.now()
    on = clock.day_of(at)
    found = renewing.standing(casefile, on=on)
    form = forms.Renew(request.POST if request.method == "POST" else None, initial={"period_to_on": found.latest_on})
    if request.method == "POST" and form.is_valid():
        try:
            plan = renewing.renew_with_plan(casefile=casefile, **form.cleaned_data, by=Actor.staff(request.user), at=at)
        except RenewalNotDue as refusal:  # the button was pressed twice, or somebody was faster
            messages.info(request, refused("renewal", refusal, casefile=casefile_pk))
            return redirect(reverse("desk:file", args=[casefile_pk]))
        except Refusal as refusal:
            form.add_error(None, refused("renewal", refusal, casefile=casefile_pk))
        else:
            messages.success(request, "حمایت تمدید شد. اکنون برنامهٔ دورهٔ تازه را کامل کنید.")
            response = redirect(reverse("plans:plan", args=[plan.pk]))
            response.status_code = 303
            return response
    title, text, clause = wording.RENEWAL_ROOMS.get(found.room, ("", "", ""))
    context = {
        "casefile": casefile, "standing": found, "today": on, "form": form,
        "kind": PERIOD_KINDS[PeriodKind(found.former.kind)] if found.former else "",
        "stale": [DATA_GROUPS[group] for group in found.stale],
        "lines": [
            (wording.RENEWAL_LINES[guard.key], guard, _mend(guard, casefile, found))
            for guard in sorted(found.guards, key=lambda guard: guard.ok)  # what is left to do comes first
        ],
        "room_title": title, "room_text": text, "room_clause": clause,
        "limit_is_ours": found.kind == PeriodKind.ORDINARY,
    }  # fmt: skip
    return render(request, "plans/renewal.html", context, status=422 if form.errors else 200)


def _mend(guard: Guard, casefile: Casefile, found: renewing.Standing) -> str:
    """The page where a red condition is mended; empty where it is not the worker's to mend."""
    if guard.key == "fresh":
        return reverse("assessment:validity", args=[casefile.household_id])
    if guard.key == "plan" and found.prepared is not None:
        return reverse("plans:plan", args=[found.prepared.pk])
    if guard.key == "path" and found.room == "continuation":
        return reverse("casefiles:continuation", args=[casefile.pk])
    return reverse("registry:household_edit", args=[casefile.household_id]) if guard.key in ("score", "limit") else ""
