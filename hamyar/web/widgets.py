"""Inputs as people here need them. Everything works as a plain input when no script runs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from hamyar.values import digits
from hamyar.values import jalali as solar
from hamyar.values import rials as money


class JalaliDateInput(forms.TextInput):
    """A Solar Hijri date, typed as ۱۴۰۳/۲/۵ in any digits; a script adds a calendar beside it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        usual = {
            "inputmode": "numeric",
            "placeholder": "۱۴۰۳/۰۲/۰۵",
            "autocomplete": "off",
            "dir": "ltr",
            "maxlength": "14",
        }
        super().__init__({**usual, "data-jalali": True, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return solar.format_short(value) if isinstance(value, date) else super().format_value(value)


class DigitsInput(forms.TextInput):
    """A number or code: digits keyboard on a phone, left to right, shown in Persian digits."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", "dir": "ltr", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        shown = super().format_value(value)
        return None if shown is None else digits.to_persian(shown)


class RialsInput(DigitsInput):
    """An amount, shown in groups of three."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-amount": True, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return money.with_separators(value) if isinstance(value, int) else super().format_value(value)


class CountedTextarea(forms.Textarea):
    """Several lines; where the field has a limit, a script shows how much room is left."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": "4", "data-counter": True, **(attrs or {})})


class _Arranged(forms.widgets.ChoiceWidget):
    """Choices that stand as cards, in a row or in columns."""

    arrangement = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["arrangement"] = self.arrangement
        return context


class RadioCards(_Arranged, forms.RadioSelect):
    """A choice of one as large targets. ``hints`` gives a choice's value a second, smaller line."""

    arrangement = "cards"

    def __init__(
        self, attrs: dict[str, Any] | None = None, choices: Any = (), hints: Mapping[str, str] | None = None
    ) -> None:
        self.hints = dict(hints or {})
        super().__init__(attrs, choices)

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        return option


class RadioRow(_Arranged, forms.RadioSelect):
    """A short choice of one, side by side: yes, no, unknown."""

    arrangement = "row"


class CheckboxList(_Arranged, forms.CheckboxSelectMultiple):
    """A choice of several, in columns where there is room."""

    arrangement = "list"
