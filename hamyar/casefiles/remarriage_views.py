"""The page of a head's marriage, by which a file passes to her eldest child (E-6.2.1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from hamyar.audit.actor import Actor
from hamyar.casefiles import actions, forms
from hamyar.casefiles.group_views import own_file
from hamyar.casefiles.remarriage import holders_of, passing_of
from hamyar.casefiles.views import page_of_file
from hamyar.org import clock
from hamyar.values.refusal import Refusal
from hamyar.web.sentences import sentence


@require_http_methods(["GET", "HEAD", "POST"])
def remarriage(request: HttpRequest, pk: int) -> HttpResponse:
    """What her marriage would do, before it is recorded; afterwards in whose name the file was."""
    casefile, on = own_file(request, pk), clock.today()
    passing = passing_of(casefile, on)
    people = {person.pk: person for person in passing.adults} if passing else {}
    form = forms.Remarriage(
        request.POST if request.method == "POST" else None, initial={"responsible": passing and passing.mother.pk},
        adults=[
            (person.pk, f"{person.full_name} ({'مادر' if passing and person == passing.mother else 'سرپرست قانونی'})")
            for person in people.values()
        ],
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            change = actions.record_remarriage(
                casefile=casefile, on=given["on"], evidence=given["evidence"], responsible=people[given["responsible"]],
                by=Actor.staff(request.user), at=clock.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, f"پرونده با همان شماره به نام {change.holder.full_name} شد.")
            return HttpResponseRedirect(page_of_file(pk), status=303)
    page = {
        "casefile": casefile, "passing": passing, "form": form, "changes": holders_of(casefile), "today": on,
        "back_url": page_of_file(pk),
    }  # fmt: skip
    return render(request, "casefiles/remarriage.html", page, status=422 if form.errors else 200)
