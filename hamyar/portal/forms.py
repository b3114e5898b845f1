"""Forms of the portal that belong to no application: signing in, small answers. The steps' fields are ``intake.forms``."""

from typing import Any

from django import forms

from hamyar.values import digits
from hamyar.web import fields, widgets


class SignIn(forms.Form):
    mobile = fields.MobileField(
        label="شمارهٔ تلفن همراه",
        help_text="می‌تواند از آنِ خودتان، یکی از نزدیکان یا کسی باشد که کمکتان می‌کند. یک کد به این شماره می‌رسد.",
    )


class Code(forms.Form):
    code = fields.CleanCharField(
        label="کد شش‌رقمی", max_length=20, help_text="شش رقمی که در پیامک آمده است.",
        widget=widgets.DigitsInput(attrs={"maxlength": "20", "autocomplete": "one-time-code", "autofocus": True}),
    )  # fmt: skip

    def clean_code(self) -> str:
        return digits.unbroken(self.cleaned_data["code"])


class Upload(forms.Form):
    file = forms.FileField(
        label="عکس یا پی‌دی‌اف", help_text="با دوربین تلفن عکس بگیرید یا پرونده‌ای برگزینید؛ تا ۸ مگابایت.",
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"}),
    )  # fmt: skip
    what = fields.CleanCharField(label="این چیست؟", max_length=120, help_text="مانند اجاره‌نامه.")


class Answer(forms.Form):
    note = fields.CleanCharField(
        label="پاسخ شما", max_length=500, required=False, widget=widgets.CountedTextarea(attrs={"rows": "3"})
    )


class Reason(forms.Form):
    """A step that needs its reason, in the applicant's own words."""

    reason = fields.CleanCharField(label="علت", max_length=500, widget=widgets.CountedTextarea(attrs={"rows": "3"}))

    def __init__(self, *args: Any, label: str = "علت", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
