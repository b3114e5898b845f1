"""Root addresses. Each capability brings its own; one that is not built is not mounted."""

from importlib.util import find_spec

from django.urls import include, path

from hamyar.config import demo_clock, health

MOUNTED = (
    ("", "desk"),
    ("portal/", "portal"),
    ("staff/", "org"),
    ("worklist/", "obligations"),
    ("rules/", "releases"),
    ("documents/", "documents"),
    ("registry/", "registry"),
    ("files/", "casefiles"),
    ("inquiries/", "inquiries"),
    ("intake/", "intake"),
    ("visits/", "visits"),
    ("assessment/", "assessment"),
    ("plans/", "plans"),
    ("messages/", "notifications"),
    ("system/", "operations"),
    ("design/", "web"),
)

handler500 = "hamyar.config.errors.fault"

urlpatterns = [
    path("health/", health.alive, name="health"),
    path("ready/", health.ready, name="ready"),
    path("demo/clock/", demo_clock.move, name="demo_clock"),
    *[
        path(prefix, include(f"hamyar.{name}.urls"))
        for prefix, name in MOUNTED
        if find_spec(f"hamyar.{name}") and find_spec(f"hamyar.{name}.urls")
    ],
]
if find_spec("hamyar.api"):
    from hamyar.api.root import addresses

    urlpatterns.append(path("api/v1/", addresses()))
