"""Filters of the clauses and of the parameters; kept in the address."""

from django import forms

from hamyar.guidelines.titles import choices
from hamyar.releases import queries, wording
from hamyar.web.fields import CleanCharField


class ClauseFilter(forms.Form):
    q = CleanCharField(label="واژه یا شمارهٔ بند", required=False, max_length=80)
    part = forms.ChoiceField(label="بخش", required=False, choices=[("", "هر دو بخش"), *wording.PROGRAMMES.items()])
    kind = forms.ChoiceField(label="نوع", required=False)
    force = forms.ChoiceField(label="اثر", required=False, choices=[("", "همه"), *choices("clause_force")])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        titles = dict(choices("clause_kind"))
        kinds = [("", "همه"), *((kind, titles[kind]) for kind in queries.kinds())]
        self.fields["kind"] = forms.ChoiceField(label="نوع", required=False, choices=kinds)


class ParameterFilter(forms.Form):
    q = CleanCharField(label="واژه یا بند", required=False, max_length=80)
    origin = forms.ChoiceField(label="خاستگاه", required=False, choices=[("", "همه"), *wording.ORIGINS.items()])
    level = forms.ChoiceField(label="سطح مسئول", required=False, choices=[("", "همه"), *choices("level")])
