"""The values of the data dictionary (CLAUSES.md section 5.1) and the refusals of the registry."""

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


class Source(StrEnum):
    """Where a fact came from (E-8.a to E-8.h)."""

    SELF = "self"
    SW_VISIT = "sw_visit"
    PHONE = "phone"
    OFFICE = "office"
    LOCAL = "local"
    DATABASE = "database"


# the only grounds on which a person is in a second active household, each citing its clause.
SECOND_HOUSEHOLD_CLAUSES = ("E-6.6.1", "E-6.6.2.3")


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
