"""The first run of an empty installation: a spreadsheet, its preview, and then all of it or nothing."""

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hamyar.org import clock, queries, setting_up, spreadsheet
from hamyar.org.domain import AlreadySetUp, SetupTokenWrong
from hamyar.org.forms.units import FirstRun
from hamyar.web.sentences import sentence

CARRIED = "hamyar.first-run.content"


@login_not_required
@never_cache
@sensitive_post_parameters("token")
@require_http_methods(["GET", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Ask for the token and the spreadsheet; show what it would set up, with the faults of each row."""
    if queries.is_set_up():
        return redirect("org:sign_in")
    form = FirstRun(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            setting_up.check_token(form.cleaned_data["token"])
        except (SetupTokenWrong, AlreadySetUp) as refusal:
            form.add_error("token", sentence(refusal))
        else:
            content = spreadsheet.read(form.cleaned_data["file"])
            outcome = setting_up.preview(content, at=clock.now())
            context = {
                "outcome": outcome,
                "token": form.cleaned_data["token"],
                "content": "" if outcome.faults else signing.dumps(content.as_data(), salt=CARRIED, compress=True),
            }
            return render(request, "org/first_run_preview.html", context, status=422 if outcome.faults else 200)
    return render(request, "org/first_run.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@never_cache
@sensitive_post_parameters("token", "content")
@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    """Set up what the preview showed. First passwords are shown once, in the answer."""
    setting_up.check_token(request.POST.get("token", ""))
    try:
        data = signing.loads(request.POST.get("content", ""), salt=CARRIED, max_age=setting_up.TOKEN_VALID)
    except signing.BadSignature:
        raise SetupTokenWrong() from None
    outcome = setting_up.apply(spreadsheet.Content.from_data(data), at=clock.now())
    page = "org/first_run_preview.html" if outcome.faults else "org/first_run_done.html"
    return render(request, page, {"outcome": outcome}, status=422 if outcome.faults else 201)


@login_not_required
@require_http_methods(["GET"])
def template(request: HttpRequest) -> HttpResponse:
    """The empty spreadsheet with its headers."""
    return HttpResponse(
        spreadsheet.template(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": 'attachment; filename="hamyar-units.xlsx"'},
    )
