"""Filters of the worklist and of the overview."""

from django import forms

from hamyar.guidelines.duties import DUTIES

WHOSE = [("mine", "کارهای من"), ("told", "ارجاع‌شده به من"), ("all", "همهٔ کارهای واحد")]
WHEN = [("", "همه"), ("overdue", "گذشته از موعد"), ("week", "تا هفت روز دیگر")]


class WorklistFilter(forms.Form):
    """Kept in the address, so that a filtered list can be sent or bookmarked."""

    when = forms.ChoiceField(label="موعد", choices=WHEN, required=False)
    kind = forms.ChoiceField(label="نوع کار", required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        kinds = [("", "همه"), *((key, duty.title) for key, duty in DUTIES.items())]
        self.fields["kind"] = forms.ChoiceField(label="نوع کار", required=False, choices=kinds)
