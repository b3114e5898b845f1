"""Target groups that the office adds to a file by events of the registry: orphans, several wives, a child with a keeper.

The rules of ``guidelines`` decide all other groups from the household document; these three are decided here, with the facts
behind them (E-4.j, E-4.d, E-6.n2.2). Callers use ``casefiles.actions``.
"""

from datetime import date, datetime

from django.db import transaction

from hamyar.audit import actions as audit
from hamyar.audit.actor import Actor
from hamyar.casefiles.domain import GroupUnfounded, OneParentLives
from hamyar.casefiles.models import Casefile, CasefileEvent
from hamyar.guidelines import admission
from hamyar.guidelines.titles import title
from hamyar.org.clock import day_of
from hamyar.registry import family
from hamyar.registry import queries as registry
from hamyar.registry.family_groups import CHILD_KEEPER, ORPHANED, POLYGAMOUS, Offer
from hamyar.releases.queries import rules_on
from hamyar.values.refusal import Refusal

FAMILY_GROUPS = (ORPHANED, POLYGAMOUS, CHILD_KEEPER)


def offers_of(casefile: Casefile, on: date) -> dict[str, Offer]:
    return {offer.group: offer for offer in family.group_offers(casefile.household, on)}


def groups_by_document(casefile: Casefile, on: date) -> list[str]:
    """What the rules say today; nothing where the record is not whole."""
    try:
        facts = registry.facts_of(casefile.household, on)
    except Refusal:
        return []
    return list(admission.assess(facts, rules_on(on)).target_groups)


@transaction.atomic
def add_family_group(*, casefile: Casefile, group: str, by: Actor, at: datetime) -> Casefile:
    """Put the household into one of the three groups. Raises OneParentLives with the groups that fit instead (E-4.j),
    GroupUnfounded where the registry holds nothing that the group could rest on."""
    row, on = _locked(casefile), day_of(at)
    offer = offers_of(row, on).get(group)
    if offer is None or not offer.holds:
        if offer is not None and group == ORPHANED and offer.because["one_parent_lives"]:
            others = [title("target_group", each) for each in groups_by_document(row, on)]
            raise OneParentLives(groups=others)
        raise GroupUnfounded(clause=offer.clause if offer else "E-4.j", group=title("target_group", group))
    if group in row.target_groups:
        return row
    return _set(row, [*row.target_groups, group], clause=offer.clause, by=by, at=at)


@transaction.atomic
def drop_family_group(*, casefile: Casefile, group: str, by: Actor, at: datetime) -> Casefile:
    """Its ground is gone; the groups of the rules stay as they are. Raises GroupUnfounded for a group that still holds."""
    row = _locked(casefile)
    offer = offers_of(row, day_of(at)).get(group)
    if offer is None or offer.holds:
        raise GroupUnfounded(clause=offer.clause if offer else "E-4.j", group=title("target_group", group))
    return _set(row, [each for each in row.target_groups if each != group], clause=offer.clause, by=by, at=at)


@transaction.atomic
def follow_assessment(*, casefile: Casefile, groups: list[str], by: Actor, at: datetime) -> Casefile:
    """A new decision rests on the groups of its own assessment; those of the registry's events stay (E-D.25)."""
    row = _locked(casefile)
    kept = [each for each in row.target_groups if each in FAMILY_GROUPS and each not in groups]
    wanted = [*groups, *kept]
    if wanted == row.target_groups:
        return row
    return _set(row, wanted, clause="E-D.25", by=by, at=at)


def _set(row: Casefile, groups: list[str], *, clause: str, by: Actor, at: datetime) -> Casefile:
    row.target_groups = groups
    row.save(update_fields=["target_groups"])
    said = "، ".join(title("target_group", each) for each in groups) or "—"
    CasefileEvent.objects.create(
        casefile=row, at=at, event="target_groups_set", reason=said[:300], clause=clause, by_label=by.label
    )
    audit.record("casefiles.groups.set", about=row, by=by, at=at, groups=groups)
    return row


def _locked(casefile: Casefile) -> Casefile:
    return Casefile.objects.select_for_update(of=("self",)).select_related("household").get(pk=casefile.pk)
