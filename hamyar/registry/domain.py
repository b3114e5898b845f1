"""The values of the data dictionary (CLAUSES.md section 5.1), what follows from them, and the refusals of the registry."""

from collections.abc import Iterable
from enum import StrEnum

from hamyar.values.refusal import Refusal


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


class Nationality(StrEnum):
    IRANIAN = "iranian"
    FOREIGN = "foreign"


class MaritalStatus(StrEnum):
    NEVER_MARRIED = "never_married"
    MARRIED = "married"
    DIVORCED = "divorced"
    WIDOWED = "widowed"
    SEPARATED = "separated"
    SPOUSE_MISSING = "spouse_missing"


class WorkStatus(StrEnum):
    EMPLOYED = "employed"
    UNEMPLOYED = "unemployed"
    HOMEMAKER = "homemaker"
    UNABLE = "unable"
    SOLDIER = "soldier"
    RETIRED = "retired"
    STUDENT = "student"
    IRREGULAR = "irregular"


class EducationStatus(StrEnum):
    NOT_SCHOOL_AGE = "not_school_age"
    PUPIL = "pupil"
    OUT_OF_SCHOOL = "out_of_school"
    STUDENT = "student"
    GRADUATED = "graduated"
    NONE = "none"


class IllnessClass(StrEnum):
    SPECIAL = "special"
    INCURABLE = "incurable"


class MilitaryStatus(StrEnum):
    COMPLETED = "completed"
    EXEMPT = "exempt"
    NOT_YET_DUE = "not_yet_due"
    NONE = "none"


class Cover(StrEnum):
    BEHZISTI = "behzisti"
    MARTYRS_FOUNDATION = "martyrs_foundation"
    PENSION_FUNDS = "pension_funds"
    OTHER_SUPPORT = "other_support"


class Relation(StrEnum):
    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    GRANDCHILD = "grandchild"
    OTHER = "other"


class Tenure(StrEnum):
    OWNED = "owned"
    RENTED = "rented"
    LENT = "lent"
    INSTITUTION = "institution"
    NONE = "none"


class DwellingCondition(StrEnum):
    SOUND = "sound"
    NEEDS_REPAIR = "needs_repair"
    UNINHABITABLE = "uninhabitable"
    NO_SUITABLE = "no_suitable"


class AreaKind(StrEnum):
    CITY = "city"
    VILLAGE = "village"


class HeadCondition(StrEnum):
    PRESENT = "present"
    IMPRISONED = "imprisoned"
    OPEN_SENTENCE = "open_sentence"
    ELECTRONIC_TAG = "electronic_tag"
    FUGITIVE = "fugitive"
    MISSING = "missing"
    SEPARATED = "separated"
    INEFFECTIVE_ADDICTION = "ineffective_addiction"
    INEFFECTIVE_MENTAL = "ineffective_mental"
    ABSENT_OTHER = "absent_other"


class RiskClass(StrEnum):
    NORMAL = "normal"
    AT_RISK = "at_risk"
    HARMED = "harmed"


class DivorceEvidence(StrEnum):
    OFFICIAL = "official"
    CUSTOMARY = "customary"
    NONE = "none"


class ServiceKind(StrEnum):
    LIVELIHOOD = "livelihood"
    TRAINING = "training"
    EMPLOYMENT_FACILITY = "employment_facility"
    HOUSING = "housing"
    HEALTH = "health"
    EDUCATION = "education"
    COUNSELLING = "counselling"
    OTHER = "other"


class GuardianKind(StrEnum):
    """By which title somebody answers for a child (E-6.2.2, E-6.n2)."""

    MOTHER = "mother"
    FATHER = "father"
    NATURAL_GUARDIAN = "natural_guardian"
    RELATIVE = "relative"
    STATE = "state"


class MarriageKind(StrEnum):
    PERMANENT_REGISTERED = "permanent_registered"
    PERMANENT_CUSTOMARY = "permanent_customary"
    TEMPORARY = "temporary"


class Source(StrEnum):
    """Where a fact came from (E-8.a to E-8.h)."""

    SELF = "self"
    SW_VISIT = "sw_visit"
    PHONE = "phone"
    OFFICE = "office"
    LOCAL = "local"
    DATABASE = "database"


# Sources behind which a member of staff stands; the others are what the household or a database says.
BY_STAFF = (Source.SW_VISIT, Source.PHONE, Source.OFFICE, Source.LOCAL)


class EmpowermentCapacity(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_ASSESSED = "not_assessed"


class HouseholdType(StrEnum):
    """Derived, never typed (E-D.7, E-D.8)."""

    SUPPORT_ONLY = "support_only"
    SUPPORT_AND_EMPOWERMENT = "support_and_empowerment"
    NOT_ASSESSED = "not_assessed"


class EvidenceKind(StrEnum):
    """What shows where a household lives (E-5.1.b)."""

    DEED = "deed"
    LEASE = "lease"
    COUNCIL_LETTER = "council_letter"
    VISIT = "visit"


class NomadStatus(StrEnum):
    NONE = "none"
    SETTLED = "settled"
    MIGRATING = "migrating"


class MobileHolder(StrEnum):
    """Whose telephone it is (E-13.1.2)."""

    SELF = "self"
    RELATIVE = "relative"
    HELPER = "helper"


PRISON_FIELDS = (
    "basis", "regime", "abroad", "place", "started_on", "expected_release_on", "released_on", "referral",
)  # fmt: skip

# The regime of a prison record and the head's condition that goes with it; all three are imprisonment (E-D.16).
CONDITION_BY_REGIME = {
    "closed": HeadCondition.IMPRISONED,
    "open": HeadCondition.OPEN_SENTENCE,
    "tag": HeadCondition.ELECTRONIC_TAG,
}
# A head whose whereabouts nobody knows: recorded with its day and evidence, and ended when found or declared by a court.
WHEREABOUTS_UNKNOWN = (HeadCondition.FUGITIVE, HeadCondition.MISSING)
IMPRISONED = tuple(CONDITION_BY_REGIME.values())
ABSENT_HEADS = tuple(condition for condition in HeadCondition if condition != HeadCondition.PRESENT)

# the only grounds on which a person is in a second active household, each citing its clause.
SECOND_HOUSEHOLD_CLAUSES = ("E-6.6.1", "E-6.6.2.3")
# Events of Article 6 that end the services of one member while the household's go on.
REMARRIED, STUDY_ENDED = SERVICE_ENDING_CLAUSES = ("E-6.2.1", "E-6.n3")


class ActiveElsewhere(Refusal):
    """The person is already in an active household (E-D.6). ``number``: its file; ``office``: who holds it."""

    code = "registry.active_elsewhere"
    clause = "E-D.6"


class CodeTaken(Refusal):
    code = "registry.national_code_taken"
    clause = "E-2.2"


class CodeWrong(Refusal):
    code = "registry.national_code_wrong"
    clause = "E-2.2"


class HeadNeeded(Refusal):
    code = "registry.head_needed"
    clause = "E-D.9"


class NotAMember(Refusal):
    code = "registry.not_a_member"
    clause = "E-6.n1"


class DecileNeedsEvidence(Refusal):
    """A decile typed by hand needs evidence (E-D.26)."""

    code = "registry.decile_needs_evidence"
    clause = "E-D.26"


class BornInFuture(Refusal):
    code = "registry.born_in_future"
    clause = "E-13.1.2"


class AbsenceEnd(StrEnum):
    """How the absence of a fugitive or missing head ends (E-D.18)."""

    FOUND = "found"
    DECLARED_DEAD = "declared_dead"


class AbsenceNeedsEvidence(Refusal):
    """A fugitive or missing head is recorded with the day since when, and the evidence (E-D.17, E-D.18)."""

    code = "registry.absence_needs_evidence"
    clause = "E-D.17"


class NotAbsent(Refusal):
    """Only a fugitive or missing head can be found."""

    code = "registry.not_absent"
    clause = "E-D.18"


class ReasonNeeded(Refusal):
    code = "registry.reason_needed"
    clause = "E-6.n1"


class ResponsibleIsMinor(Refusal):
    """Money never goes through somebody who is not of age (A-23)."""

    code = "registry.responsible_is_minor"
    clause = "E-6.2.1"


class PermanentMarriageNeeded(Refusal):
    """Wives are supported apart by permanent marriage only, registered or customary (E-6.6.2.1)."""

    code = "registry.permanent_marriage_needed"
    clause = "E-6.6.2.1"


class IndependentLifeNeeded(Refusal):
    code = "registry.independent_life_needed"
    clause = "E-6.6.2.1"


class SameDwelling(Refusal):
    """Two wives in one home are one household; they are split after the man's death only (E-6.n6)."""

    code = "registry.same_dwelling"
    clause = "E-6.6.2.1"


class ManElsewhere(Refusal):
    """A man mostly lives with one of his households (E-6.6.2.2)."""

    code = "registry.man_elsewhere"
    clause = "E-6.6.2.2"


class WifeIsHead(Refusal):
    """Where he lives he is head, elsewhere the wife is (E-6.6.2.2, E-6.6.2.3)."""

    code = "registry.wife_is_head"


class TwoCodes(Refusal):
    """Two different valid national codes are two people (E-2.2)."""

    code = "registry.two_codes"
    clause = "E-2.2"


class AlreadyMerged(Refusal):
    """A record that leads to another, or to which others lead, is not merged further: the survivor is."""

    code = "registry.already_merged"


class NotMerged(Refusal):
    code = "registry.not_merged"


class GuardianUnfit(Refusal):
    """A guardian is alive, of age, and somebody else than the child."""

    code = "registry.guardian_unfit"
    clause = "E-6.n2.1"


class ChildOfAge(Refusal):
    """Guardianship is of those under age (E-6.n2.1)."""

    code = "registry.child_of_age"
    clause = "E-6.n2.1"


class KeeperIsRelative(Refusal):
    """A child keeper is a relative other than the parents (E-6.n2.2)."""

    code = "registry.keeper_is_relative"
    clause = "E-6.n2.2"


class RulingIncomplete(Refusal):
    """A ruling has its court or number and its day, or there is none yet."""

    code = "registry.ruling_incomplete"
    clause = "E-6.n2.1"


class RelationTaken(Refusal):
    """A household has one head a day; another becomes head by changing the head."""

    code = "registry.head_exists"
    clause = "E-D.9"


class AlreadyMember(Refusal):
    code = "registry.already_member"
    clause = "E-D.6"


class ExceptionUnknown(Refusal):
    """A second active household rests on one of the listed clauses only (A-41)."""

    code = "registry.exception_unknown"
    clause = "E-D.6"


class DayTooEarly(Refusal):
    """Something that follows something else cannot begin before it."""

    code = "registry.day_too_early"


class DocumentIncomplete(Refusal):
    """The household has no head or no dwelling on that day, so no household document can be written."""

    code = "registry.document_incomplete"


class NotStorable(Refusal):
    """A value that no database column can hold: a sign without a character, or an amount beyond all measure."""

    code = "registry.not_storable"


class FileUnreadable(Refusal):
    """An import file whose kind, coding or headers nobody can read."""

    code = "registry.file_unreadable"


class RowsWrong(Refusal):
    """All or nothing, and some rows are wrong; ``count`` says how many."""

    code = "registry.rows_wrong"


class BatchState(StrEnum):
    """How far a file of households has come."""

    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"


class RowState(StrEnum):
    READY = "ready"
    WRONG = "wrong"
    APPLIED = "applied"


BATCH_MOVES = {
    BatchState.CHECKED: {BatchState.APPLYING},
    BatchState.APPLYING: {BatchState.APPLIED, BatchState.CHECKED},
    BatchState.APPLIED: set(),
}


def is_served(relation: str, nationality: str) -> bool:
    """A foreign husband is recorded with the household and receives no services of it (E-4.n1)."""
    return relation != Relation.SPOUSE or nationality != Nationality.FOREIGN


def household_type(capacities: Iterable[str]) -> HouseholdType:
    """One who can be empowered is enough; "no" holds only when everybody was asked (E-D.7, E-D.8)."""
    found = set(capacities)
    if EmpowermentCapacity.YES in found:
        return HouseholdType.SUPPORT_AND_EMPOWERMENT
    if found == {EmpowermentCapacity.NO}:
        return HouseholdType.SUPPORT_ONLY
    return HouseholdType.NOT_ASSESSED
