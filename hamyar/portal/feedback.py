"""After a visit: a few questions to the family, by the link of a message or signed in (E-9.a.1)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from hamyar.audit.actor import Actor
from hamyar.org import clock
from hamyar.portal import session
from hamyar.portal.views import refused
from hamyar.values.refusal import Refusal
from hamyar.visits import feedback, forms
from hamyar.visits.domain import Respect, Told
from hamyar.visits.models import VisitFeedback

BY_LINK = Actor("portal", label="portal:link")


@session.open_to_all
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever holds the link answers; nobody has to sign in for it."""
    return _asked(request, feedback.by_code(code), by=BY_LINK)


@session.signed_in
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """The same questions for somebody who is signed in."""
    account = request.portal_account  # type: ignore[attr-defined]
    return _asked(request, feedback.of_account_by_pk(account.pk, pk), by=session.actor(request))


def _asked(request: HttpRequest, row: VisitFeedback, *, by: Actor) -> HttpResponse:
    at = clock.now()
    if not row.is_open(at):
        return session.page(request, "portal/feedback_closed.html", {"answered": row.answered_at is not None})
    form = forms.Feedback(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            feedback.give(
                feedback=row,
                told=Told(said["told"]),
                respect=Respect(said["respect"]),
                comment=said["comment"],
                by=by,
                at=at,
            )
            return session.page(request, "portal/feedback_closed.html", {"answered": True})
        except Refusal as refusal:
            form.add_error(None, refused("feedback", refusal, feedback=row.pk))
    context = {"form": form, "until": row.open_until}
    return session.page(request, "portal/feedback.html", context, status=422 if form.errors else 200)
