"""Tables of what ties people to a household from outside: guardians and keepers of its children, a man of several
households; and of two records that are one person.

``registry.models`` gives them with the others.
"""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from hamyar.org.models import SPAN
from hamyar.registry.domain import GuardianKind


class Guardianship(models.Model):
    """Who answers for a child of the household for a period, by which ruling (E-6.n2.1), or keeps it (E-6.n2.2).

    The holder need not be a member. A new record ends the one before; what was recorded is never changed.
    """

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="guardianships")
    child = models.ForeignKey("registry.Person", models.PROTECT, related_name="guardianships")
    holder = models.ForeignKey("registry.Person", models.PROTECT, related_name="wards")
    kind = models.CharField("عنوان", max_length=16)
    keeps_child = models.BooleanField("نگهدارندهٔ کودک", default=False)
    ruling = models.CharField("حکم", max_length=200, blank=True)
    ruled_on = models.DateField("تاریخ حکم", null=True, blank=True)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, blank=True, related_name="+")
    from_on = models.DateField("از تاریخ")
    to_on = models.DateField("تا تاریخ", null=True, blank=True)
    end_reason = models.CharField("علت پایان", max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    by_label = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="registry_guardian_kind", condition=Q(kind__in=[str(each) for each in GuardianKind])
            ),
            models.CheckConstraint(name="registry_guardian_not_self", condition=~Q(child=F("holder"))),
            models.CheckConstraint(
                name="registry_guardian_ruling",
                condition=Q(ruling="", ruled_on__isnull=True) | (Q(ruled_on__isnull=False) & ~Q(ruling="")),
            ),
            models.CheckConstraint(
                name="registry_keeper_is_relative", condition=Q(keeps_child=False) | Q(kind=GuardianKind.RELATIVE)
            ),
            models.CheckConstraint(
                name="registry_guardian_period",
                condition=Q(to_on__isnull=True, end_reason="") | (Q(to_on__gte=F("from_on")) & ~Q(end_reason="")),
            ),
            *(
                ExclusionConstraint(
                    name=name,
                    expressions=[("child", RangeOperators.EQUAL), (SPAN, RangeOperators.OVERLAPS)],
                    condition=Q(keeps_child=keeps),
                )
                for name, keeps in (("registry_one_guardian_a_day", False), ("registry_one_keeper_a_day", True))
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="facts_kept", exclude=["to_on", "end_reason"]),
        ]


class HouseholdOfMan(models.Model):
    """A household of a man with several wives (E-4.d): one row each, linked by the man. Rows end, they are never changed."""

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="husbands")
    man = models.ForeignKey("registry.Person", models.PROTECT, related_name="households_of_man")
    wife = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    marriage_kind = models.CharField("نوع ازدواج", max_length=20)
    evidence = models.CharField("مستند ازدواج", max_length=300)
    resides_with_man = models.BooleanField("اقامت با مرد", default=False)
    from_on = models.DateField("از تاریخ")
    to_on = models.DateField("تا تاریخ", null=True, blank=True)
    end_reason = models.CharField("علت پایان", max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    by_label = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="registry_marriage_is_permanent",
                condition=Q(marriage_kind__in=["permanent_registered", "permanent_customary"]),
            ),
            models.CheckConstraint(name="registry_marriage_evidence", condition=~Q(evidence="") & ~Q(man=F("wife"))),
            models.CheckConstraint(
                name="registry_husband_period",
                condition=Q(to_on__isnull=True, end_reason="") | (Q(to_on__gte=F("from_on")) & ~Q(end_reason="")),
            ),
            models.UniqueConstraint(
                name="registry_man_resides_once", fields=["man"], condition=Q(to_on__isnull=True, resides_with_man=True)
            ),
            models.UniqueConstraint(name="registry_one_husband", fields=["household"], condition=Q(to_on__isnull=True)),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="facts_kept", exclude=["to_on", "end_reason"]),
        ]


class PersonMerge(models.Model):
    """Two records were found to be one person: which leads to which, why, by whom; and when that was taken back.

    Only ``merged_into`` of the one record changes; whatever belongs to it stays with it, so that taking back is exact.
    """

    merged = models.ForeignKey("registry.Person", models.PROTECT, related_name="merges")
    survivor = models.ForeignKey("registry.Person", models.PROTECT, related_name="absorbed")
    reason = models.CharField("علت", max_length=300)
    merged_at = models.DateTimeField()
    merged_by = models.CharField(max_length=150)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_reason = models.CharField("علت بازگرداندن", max_length=300, blank=True)
    undone_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="registry_merge_of_two", condition=~Q(merged=F("survivor")) & ~Q(reason="")),
            models.CheckConstraint(
                name="registry_unmerge_is_whole",
                condition=Q(undone_at__isnull=True, undone_reason="", undone_by="")
                | (Q(undone_at__isnull=False) & ~Q(undone_reason="") & ~Q(undone_by="")),
            ),
            models.UniqueConstraint(
                name="registry_merged_once", fields=["merged"], condition=Q(undone_at__isnull=True)
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="facts_kept", exclude=["undone_at", "undone_reason", "undone_by"]),
        ]
