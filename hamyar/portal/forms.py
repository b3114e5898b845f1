"""Forms of the portal that belong to no application: signing in, small answers. The steps' fields are ``intake.forms``."""

from typing import Any

from django import forms
from django.conf import settings

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
    """A picture of a document. «پرونده» means the household's file to those who read this, so it is not said here."""

    file = forms.FileField(
        label="عکس یا پی‌دی‌اف",
        widget=forms.ClearableFileInput(
            attrs={
                "accept": "image/*,application/pdf", "data-choose": "گرفتن یا برگزیدن عکس",
                "data-none": "هنوز عکسی برنگزیده‌اید.",
            }
        ),
    )  # fmt: skip
    what = fields.CleanCharField(label="این چیست؟", max_length=120, help_text="مانند اجاره‌نامه.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        megabytes = digits.to_persian(settings.UPLOAD_LIMIT_BYTES // (1024 * 1024))
        self.fields[
            "file"
        ].help_text = f"با دوربین تلفن عکس بگیرید، یا عکس و پی‌دی‌افی را که دارید برگزینید؛ تا {megabytes} مگابایت."


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
