"""Who is at the portal, and how often something is tried there."""

from enum import StrEnum

from hamyar.values.refusal import Refusal


class Tried(StrEnum):
    """What did not match at the portal: a birth date with its national code, or a tracking number with any report."""

    IDENTITY = "identity"
    TRACKING = "tracking"


class TooManyReports(Refusal):
    """The rate limit on public reports; ``minutes`` says how long to wait."""

    code = "intake.too_many_reports"
    clause = "E-1.2.j.3"


class TooManyLookups(Refusal):
    """The rate limit on tracking numbers that nobody was given; ``minutes`` says how long to wait."""

    code = "intake.too_many_lookups"
    clause = "E-1.2.j.3"


class IdentityUnproven(Refusal):
    """At the portal: the birth date is not the one registered with the national code. Never says what is registered."""

    code = "intake.identity_unproven"
    clause = "E-9.a.2"


class TooManyMismatches(Refusal):
    """The rate limit on birth dates that do not match; ``hours`` says how long to wait."""

    code = "intake.too_many_mismatches"
    clause = "E-9.a.2"


class MobileNotVerified(Refusal):
    code = "intake.mobile_not_verified"
    clause = "E-13.1.2"


class CodeRefused(Refusal):
    """The code sent to the mobile is wrong or too old."""

    code = "intake.code_refused"


class CodeSpent(CodeRefused):
    """No code of this mobile is open any more: too old, used, or mistyped too often."""

    code = "intake.code_spent"


class TooManyTries(Refusal):
    """A rate limit on sign-in codes; ``minutes`` says how long to wait."""

    code = "intake.too_many_tries"


class TooManyToday(TooManyTries):
    """The limit of a whole day; ``hours`` says how long to wait."""

    code = "intake.too_many_today"
