"""Which services wait for the refresh of the section that they rest on (E-8.0.2). ``validity.services_asked_for`` opens it.

Which section a service rests on is our reading: the text says «the section specific to the requested service».
"""

from collections.abc import Collection
from datetime import datetime

from hamyar.assessment.domain import DataGroup
from hamyar.audit.actor import Actor
from hamyar.casefiles.models import Casefile
from hamyar.obligations import actions as obligations
from hamyar.registry.domain import ServiceKind

KIND = "service_section_update"
GROUP_OF_SERVICE: dict[str, DataGroup] = {
    ServiceKind.LIVELIHOOD: DataGroup.INCOME,
    ServiceKind.TRAINING: DataGroup.INCOME,
    ServiceKind.EMPLOYMENT_FACILITY: DataGroup.INCOME,
    ServiceKind.HOUSING: DataGroup.HOUSING,
    ServiceKind.HEALTH: DataGroup.HEALTH,
    ServiceKind.COUNSELLING: DataGroup.HEALTH,
    ServiceKind.EDUCATION: DataGroup.EDUCATION,
}


def refreshed(*, casefile: Casefile, groups: Collection[DataGroup], by: Actor, at: datetime) -> None:
    """Sections were asked again: the services that waited for them wait no longer."""
    for service in waiting(casefile):
        if GROUP_OF_SERVICE[service] in groups:
            obligations.close_duties(kind=KIND, subject=casefile, period_key=service, by=by, at=at)


def waiting(casefile: Casefile) -> set[str]:
    """The services that wait for the refresh of their section."""
    return obligations.open_keys(kind=KIND, subject=casefile)
