"""Filters of the worklist and of the overview, and the month's review."""

from typing import Any

from django import forms

from hamyar.guidelines.duties import DUTIES
from hamyar.web.fields import CleanCharField
from hamyar.web.widgets import CountedTextarea

WHOSE = [("mine", "کارهای من"), ("told", "به اطلاع من رسیده"), ("all", "همهٔ کارهای واحد")]
WHEN = [("", "همه"), ("overdue", "گذشته از موعد"), ("week", "تا هفت روز دیگر")]


class Review(forms.Form):
    """What the office head found when looking through the month's processes (E-7.n)."""

    note = CleanCharField(
        label="یادداشت بازبینی",
        max_length=1000,
        widget=CountedTextarea({"rows": "3"}),
        help_text="چه دیدید و چه کردید؟ مانند: سه درخواست دیرکرده به مددکار دیگری سپرده شد.",
    )


class ReviewFilter(forms.Form):
    """Reviews of one month; kept in the address."""

    def __init__(self, *args: Any, periods: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"] = forms.ChoiceField(label="ماه", required=False, choices=[("", "همه"), *periods])


class WorklistFilter(forms.Form):
    """Kept in the address, so that a filtered list can be sent or bookmarked."""

    when = forms.ChoiceField(label="موعد", choices=WHEN, required=False)
    kind = forms.ChoiceField(label="نوع کار", required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        kinds = [("", "همه"), *((key, duty.title) for key, duty in DUTIES.items())]
        self.fields["kind"] = forms.ChoiceField(label="نوع کار", required=False, choices=kinds)
