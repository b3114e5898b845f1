"""Finding two records of one person, and showing them side by side."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from hamyar.org.access import Access
from hamyar.registry import queries
from hamyar.registry.history import plain
from hamyar.registry.models import HouseholdMember, Person, PersonMerge
from hamyar.registry.wording import shown

COMPARED = (
    "national_code", "given_name", "family_name", "father_name", "born_on", "sex", "nationality", "marital_status",
    "work_status", "education_status", "illness_class", "living_parents", "covered_by", "mobile", "died_on",
)  # fmt: skip


def records_in_reach(access: Access) -> QuerySet[Person]:
    """Records of the offices whose duplicates the user merges. Raises NotPermitted."""
    access.require("registry.merge")
    return Person.objects.filter(queries.within(access.paths_where("registry.merge")))


def suspects(access: Access) -> QuerySet[Person]:
    """Later records with the same name and day of birth as an earlier one; two different valid codes are two people (E-2.2)."""
    rows = records_in_reach(access).filter(merged_into=None).exclude(search_text="")
    same = rows.filter(born_on=OuterRef("born_on"), search_text=OuterRef("search_text"), pk__lt=OuterRef("pk"))
    agreeing = same.filter(Q(national_code_valid=False) | Q(national_code=OuterRef("national_code")))
    return rows.filter(Exists(agreeing) | (Q(national_code_valid=False) & Exists(same)))


def earlier_twins(access: Access, people: list[Person]) -> dict[int, Person]:
    """The earliest record that may be the same person, for each, in one question."""
    rows = records_in_reach(access).filter(merged_into=None, search_text__in={each.search_text for each in people})
    twins: dict[int, Person] = {}
    candidates = list(rows.order_by("pk"))
    for person in people:
        for other in candidates:
            if other.pk < person.pk and _may_be_one(person, other):
                twins[person.pk] = other
                break
    return twins


def _may_be_one(one: Person, other: Person) -> bool:
    two_codes = one.national_code_valid and other.national_code_valid and one.national_code != other.national_code
    return (one.search_text, one.born_on) == (other.search_text, other.born_on) and not two_codes


@dataclass(frozen=True)
class FactOfTwo:
    """One fact in both records."""

    title: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        return self.first != self.second


def pair_for(access: Access, first: int, second: int) -> tuple[Person, Person]:
    """Both records, or Http404 where one is out of reach or both are the same."""
    rows = records_in_reach(access).in_bulk([first, second])
    if len(rows) < 2:
        raise Http404("person")
    return rows[first], rows[second]


def side_by_side(first: Person, second: Person) -> list[FactOfTwo]:
    return [
        FactOfTwo(
            str(Person._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
            *(shown(name, plain(getattr(each, name))) for each in (first, second)),
        )
        for name in COMPARED
    ]


def households_of(person: Person) -> list[HouseholdMember]:
    """The latest memberships of the record itself."""
    rows = HouseholdMember.objects.filter(person=person).select_related("household__unit")
    return list(rows.order_by("-from_on")[:5])


def merge_of(first: Person, second: Person) -> PersonMerge | None:
    """The merge in force between two records, whichever leads to the other."""
    both = [first.pk, second.pk]
    return PersonMerge.objects.filter(merged__in=both, survivor__in=both, undone_at=None).first()


def merges_in_reach(access: Access) -> QuerySet[PersonMerge]:
    """What was merged in the offices, newest first."""
    return PersonMerge.objects.filter(survivor__in=records_in_reach(access).values("pk")).select_related(
        "merged", "survivor"
    )
