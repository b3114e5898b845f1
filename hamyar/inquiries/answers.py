"""What each body may answer: strict shapes. Anything else is rubbish and is refused, field by field.

The same shapes check what a service sends and what a social worker types from a paper answer.
"""

from abc import ABC, abstractmethod
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from hamyar.inquiries.domain import AnswerUnreadable, Body, Result

Word = Annotated[str, Field(max_length=200)]
Day = Annotated[date, Field(ge=date(1850, 1, 1), le=date(2150, 1, 1))]
Rials = Annotated[int, Field(ge=0, lt=10**15)]


class Answer(BaseModel, ABC):
    """The answer of a body. ``result`` is positive when the body says yes to the question of its kind."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @property
    @abstractmethod
    def result(self) -> Result: ...


def _positive(yes: bool) -> Result:
    return Result.POSITIVE if yes else Result.NEGATIVE


class CivilRegistryAnswer(Answer):
    """Positive: the person is known. Fields that the registry does not tell are null."""

    found: bool
    given_name: Word | None = None
    family_name: Word | None = None
    father_name: Word | None = None
    born_on: Day | None = None
    sex: Literal["female", "male"] | None = None
    alive: bool | None = None
    died_on: Day | None = None
    marital_status: Literal["never_married", "married", "divorced", "widowed"] | None = None

    @model_validator(mode="after")
    def the_living_have_no_day_of_death(self) -> "CivilRegistryAnswer":
        if self.died_on is not None and self.alive is not False:
            raise ValueError("a day of death of somebody who is not dead")
        return self

    @property
    def result(self) -> Result:
        return _positive(self.found)


class DecileAnswer(Answer):
    """Positive: the welfare database knows the household's decile (E-D.26)."""

    decile: Annotated[int, Field(ge=1, le=10)] | None

    @property
    def result(self) -> Result:
        return _positive(self.decile is not None)


class BehzistiAnswer(Answer):
    """Positive: support services. Rehabilitation services alone are none (A-01)."""

    support_services: bool
    rehabilitation_services: bool = False
    since_on: Day | None = None

    @property
    def result(self) -> Result:
        return _positive(self.support_services)


class CoverAnswer(Answer):
    """Martyrs foundation and other support bodies. Positive: the person is supported."""

    covered: bool
    since_on: Day | None = None
    title: Word | None = None

    @property
    def result(self) -> Result:
        return _positive(self.covered)


class PensionAnswer(Answer):
    """Positive: the person receives a pension, with its amount where the fund tells it (A-02)."""

    pensioner: bool
    fund: Word | None = None
    monthly_rials: Rials | None = None

    @property
    def result(self) -> Result:
        return _positive(self.pensioner)


class MilitaryAnswer(Answer):
    """Positive: service done, exempt, deferred or being done; only absence from service is negative (A-19)."""

    status: Literal["completed", "exempt", "deferred", "serving", "absent"]

    @property
    def result(self) -> Result:
        return _positive(self.status != "absent")

    @property
    def registry_status(self) -> str:
        return {"deferred": "not_yet_due", "serving": "not_yet_due", "absent": "none"}.get(self.status, self.status)


class PostAnswer(Answer):
    """Positive: the postal code exists."""

    exists: bool
    address: Annotated[str, Field(max_length=400)] | None = None
    province_code: Annotated[str, Field(pattern=r"^\d{2}$")] | None = None

    @property
    def result(self) -> Result:
        return _positive(self.exists)


class PrisonAnswer(Answer):
    """Positive: the person is in prison now."""

    imprisoned: bool
    basis: Literal["sentence", "detention"] | None = None
    regime: Literal["closed", "open", "tag"] | None = None
    place: Annotated[str, Field(max_length=120)] | None = None
    started_on: Day | None = None
    expected_release_on: Day | None = None
    released_on: Day | None = None

    @model_validator(mode="after")
    def nobody_is_released_and_imprisoned(self) -> "PrisonAnswer":
        if self.imprisoned and self.released_on is not None:
            raise ValueError("released and imprisoned at once")
        return self

    @property
    def result(self) -> Result:
        return _positive(self.imprisoned)


SHAPES: dict[Body, type[Answer]] = {
    Body.CIVIL_REGISTRY: CivilRegistryAnswer,
    Body.WELFARE_DECILE: DecileAnswer,
    Body.BEHZISTI: BehzistiAnswer,
    Body.MARTYRS_FOUNDATION: CoverAnswer,
    Body.PENSION_FUNDS: PensionAnswer,
    Body.OTHER_SUPPORT: CoverAnswer,
    Body.MILITARY: MilitaryAnswer,
    Body.POST: PostAnswer,
    Body.PRISONS: PrisonAnswer,
    Body.INTERNATIONAL: PrisonAnswer,
}


def read_json(body: Body, text: bytes | str) -> Answer:
    """An answer as a service sent it (days as ISO text). Raises AnswerUnreadable with the name of the wrong field."""
    try:
        return SHAPES[body].model_validate_json(text)
    except ValidationError as fault:
        raise AnswerUnreadable(body=str(body), field=_first_field(fault)) from None


def read_fields(body: Body, fields: dict[str, Any]) -> Answer:
    """An answer as it was typed: Python values. Raises AnswerUnreadable."""
    try:
        return SHAPES[body].model_validate(fields)
    except ValidationError as fault:
        raise AnswerUnreadable(body=str(body), field=_first_field(fault)) from None


def read_stored(body: Body, stored: dict[str, Any]) -> Answer:
    """An answer as it stands in the database."""
    return SHAPES[body].model_validate(stored, strict=False)


def _first_field(fault: ValidationError) -> str:
    return ".".join(str(part) for part in fault.errors(include_input=False)[0]["loc"]) or "answer"
