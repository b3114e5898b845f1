"""Form fields for what people here type: Solar Hijri dates, rials, codes, Persian text.

A field cleans and checks its value through ``hamyar.values``, so a form accepts exactly what an import accepts.
"""

import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.utils import timezone

from hamyar.values import digits, mobile, national_code, postal_code, sheba, text
from hamyar.values import jalali as solar
from hamyar.values import rials as money
from hamyar.values import wording as values_wording
from hamyar.values.refusal import Refusal
from hamyar.web import widgets, wording

T = TypeVar("T")
Bound = date | Callable[[], date] | None


def accepted(parse: Callable[[str], T], typed: str) -> T:
    """The parsed value; a refusal of ``hamyar.values`` becomes the sentence beside the field."""
    try:
        return parse(typed)
    except Refusal as refusal:
        raise ValidationError(values_wording.REFUSALS[refusal.code], code=refusal.code) from None


class ParsedField(forms.CharField):
    """A short text with one right form. Subclasses say how it is read."""

    usual_attrs: ClassVar[dict[str, str]] = {}
    parse: Callable[[str], str]  # a static method of the subclass

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", widgets.DigitsInput(dict(self.usual_attrs)))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        return accepted(type(self).parse, typed) if typed else self.empty_value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool((initial or self.empty_value) != self.to_python(data))
        except ValidationError:
            return True


class NationalCodeField(ParsedField):
    """Ten digits with the right check digit; gives Latin digits."""

    parse = staticmethod(national_code.parse)
    usual_attrs: ClassVar[dict[str, str]] = {"maxlength": "14"}


class PostalCodeField(ParsedField):
    """Ten digits; gives Latin digits."""

    parse = staticmethod(postal_code.parse)
    usual_attrs: ClassVar[dict[str, str]] = {"maxlength": "14"}


class MobileField(ParsedField):
    """Any usual way to write an Iranian mobile number; gives ``09…``."""

    parse = staticmethod(mobile.parse)
    usual_attrs: ClassVar[dict[str, str]] = {"inputmode": "tel", "autocomplete": "tel", "maxlength": "20"}


class ShebaField(ParsedField):
    """``IR`` and 24 digits."""

    parse = staticmethod(sheba.parse)
    usual_attrs: ClassVar[dict[str, str]] = {"inputmode": "text", "maxlength": "40"}


class CleanCharField(forms.CharField):
    """Persian text as it should be stored: ي and ك become ی and ک, stray spaces go, half-spaces stay."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # The lengths are checked below, after cleaning and with a sentence that holds Persian digits.
        self.validators = [
            each for each in self.validators if not isinstance(each, MinLengthValidator | MaxLengthValidator)
        ]

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if not isinstance(typed, str):
            return typed
        several_lines = isinstance(self.widget, forms.Textarea)
        return (text.clean_lines(typed) if several_lines else text.clean(typed)) or self.empty_value

    def validate(self, value: Any) -> None:
        super().validate(value)
        if not value:
            return
        if self.max_length is not None and len(value) > self.max_length:
            raise ValidationError(
                wording.TOO_LONG.format(length=digits.to_persian(len(value)), limit=digits.to_persian(self.max_length)),
                code="max_length",
            )
        if self.min_length is not None and len(value) < self.min_length:
            raise ValidationError(wording.TOO_SHORT.format(limit=digits.to_persian(self.min_length)), code="min_length")


class NameField(CleanCharField):
    """A person's name in any script: letters, spaces, half-spaces, and the few marks that stand in names."""

    MARKS = frozenset(" \u200c-.'’()")

    def validate(self, value: Any) -> None:
        super().validate(value)
        if not value:
            return
        kinds = [unicodedata.category(character)[0] for character in value if character not in self.MARKS]
        if "L" not in kinds or set(kinds) - {"L", "M"}:
            raise ValidationError(wording.NOT_A_NAME, code="name")


class PersianIntegerField(forms.Field):
    """A whole number in Persian or Latin digits, with or without separators."""

    widget = widgets.DigitsInput
    too_small, too_large = wording.TOO_SMALL, wording.TOO_LARGE

    def __init__(self, *, min_value: int | None = None, max_value: int | None = None, **kwargs: Any) -> None:
        self.min_value, self.max_value = min_value, max_value
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, int) or value is None:
            return value
        typed = str(value).strip()
        return self.read(typed) if typed else None

    def read(self, typed: str) -> int:
        """The number that was typed, a minus sign of any kind included."""
        negative = typed[0] in "-−"
        bare = typed[1:] if negative else typed
        try:
            number = money.parse(bare)
        except Refusal:
            raise ValidationError(wording.NOT_A_NUMBER, code="invalid") from None
        return -number if negative else number

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if self.min_value is not None and value < self.min_value:
            raise ValidationError(self.too_small.format(low=money.with_separators(self.min_value)), code="min_value")
        if self.max_value is not None and value > self.max_value:
            raise ValidationError(self.too_large.format(high=money.with_separators(self.max_value)), code="max_value")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _changed(self, initial, data)


class RialsField(PersianIntegerField):
    """A whole, non-negative amount of rials; separators and the word ریال may stand."""

    widget = widgets.RialsInput
    too_small, too_large = wording.AMOUNT_TOO_SMALL, wording.AMOUNT_TOO_LARGE

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", wording.IN_RIALS)
        super().__init__(**kwargs)

    def read(self, typed: str) -> int:
        return accepted(money.parse, typed)


class JalaliDateField(forms.Field):
    """A day of the Solar Hijri calendar; gives ``datetime.date``.

    ``earliest`` and ``latest`` are days, or functions without arguments where the bound moves with the clock.
    """

    widget = widgets.JalaliDateInput

    def __init__(self, *, earliest: Bound = None, latest: Bound = None, **kwargs: Any) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, datetime):
            return timezone.localdate(value) if timezone.is_aware(value) else value.date()
        if isinstance(value, date) or value is None:
            return value
        typed = str(value).strip()
        return accepted(solar.parse, typed) if typed else None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        earliest, latest = _bound(self.earliest), _bound(self.latest)
        if earliest is not None and value < earliest:
            raise ValidationError(wording.TOO_EARLY.format(low=solar.format_long(earliest)), code="too_early")
        if latest is not None and value > latest:
            raise ValidationError(wording.TOO_LATE.format(high=solar.format_long(latest)), code="too_late")

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return self.to_python(value)
        return value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        """Fixed bounds, so that the calendar offers no day that would be refused."""
        bounds = {"data-earliest": self.earliest, "data-latest": self.latest}
        return {name: day.isoformat() for name, day in bounds.items() if isinstance(day, date)}

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _changed(self, initial, data)


class LastDayField(JalaliDateField):
    """The last day of a period. People type and read that day; it gives, and takes as ``initial``, the first day after."""

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        return day + timedelta(days=1) if day is not None and isinstance(value, str) else day

    def prepare_value(self, value: Any) -> Any:
        until = super().prepare_value(value)
        return until - timedelta(days=1) if isinstance(until, date) else until


def _bound(bound: Bound) -> date | None:
    return bound() if callable(bound) else bound


def _changed(field: PersianIntegerField | JalaliDateField, initial: Any, data: Any) -> bool:
    try:
        return field.to_python(initial) != field.to_python(data)
    except ValidationError:
        return True
