"""Programs with a key to the API."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hamyar.audit.actor import Actor
from hamyar.org import actions, clock, queries
from hamyar.org.forms import units as forms
from hamyar.org.views.signing_in import see_other, signed_in


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The programs, and a key for a new one: shown once, in the answer."""
    access = request.access  # type: ignore[attr-defined]
    access.require("system.tokens")
    form = forms.NewToken(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        _row, secret = actions.create_token(
            user=signed_in(request), by=Actor.staff(signed_in(request)), at=clock.now(), **form.cleaned_data
        )
        form = forms.NewToken()
    context = {"tokens": queries.tokens(), "form": form, "secret": secret, "today": clock.today()}
    return render(request, "org/tokens.html", context, status=201 if secret else 422 if form.errors else 200)


@require_POST
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    request.access.require("system.tokens")  # type: ignore[attr-defined]
    token = get_object_or_404(queries.tokens(), pk=token_id, revoked_at__isnull=True)
    actions.revoke_token(token=token, by=Actor.staff(signed_in(request)), at=clock.now())
    messages.success(request, "کلید از کار افتاد.")
    return see_other(request, "/staff/programs/")
