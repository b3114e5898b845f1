"""The one API object. Refusals become problem documents here, once, for every router."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError

from hamyar.api.assessments import router as assessments
from hamyar.api.problems import problem
from hamyar.api.tokens import RateExceeded, Token
from hamyar.org.domain import NotPermitted
from hamyar.values.refusal import Refusal
from hamyar.web.sentences import sentence

api = NinjaAPI(
    title="Hamyar",
    version="1",
    description="Household documents in, assessment documents out. Refusals carry a code, a Persian sentence and the clause.",
    docs_url=None,
    auth=Token(),
    urls_namespace="api",
)
api.add_router("/assessments", assessments)


def addresses() -> Any:
    """The API's addresses for the root table. Its own tokens guard them, so the pages' sign-in does not."""
    patterns, *names = api.urls
    for pattern in patterns:
        pattern.callback.login_required = False  # type: ignore[union-attr]
    return (patterns, *names)


@api.exception_handler(Refusal)
def refused(_request: HttpRequest, refusal: Refusal) -> HttpResponse:
    status = 403 if isinstance(refusal, NotPermitted) else 409
    return problem(status, refusal.code, sentence(refusal), clause=refusal.clause)


@api.exception_handler(RateExceeded)
def too_often(_request: HttpRequest, fault: RateExceeded) -> HttpResponse:
    answer = problem(429, "api.rate_exceeded", "شمار درخواست‌های این دقیقه از سقف گذشت. کمی بعد دوباره بفرستید.")
    answer["Retry-After"] = str(fault.seconds)
    return answer


@api.exception_handler(HttpError)
def http_error(_request: HttpRequest, fault: HttpError) -> HttpResponse:
    code, detail = {
        400: ("api.parameter_unknown", "نشانی پارامتری دارد که شناخته نیست. تنها پارامتر release پذیرفته است."),
        401: ("api.token_unknown", "کلید برنامه شناخته نشد یا اعتبارش گذشته است. از مدیر سامانه کلید تازه بخواهید."),
        413: (
            "api.too_large",
            f"بدنهٔ درخواست از {settings.API_LIMIT_BYTES} بایت بزرگ‌تر است. سندها را در چند نوبت بفرستید.",
        ),
        415: ("api.content_type", "بدنهٔ درخواست باید JSON باشد. سربرگ Content-Type را application/json بگذارید."),
    }.get(fault.status_code, ("api.fault", "درخواست پذیرفته نشد."))
    answer = problem(fault.status_code, code, detail)
    if fault.status_code == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer
