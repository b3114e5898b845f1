"""Forms of signing in and of the own account."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from hamyar.org.models import User
from hamyar.values import digits
from hamyar.web.widgets import DigitsInput

USERNAME = {"autocomplete": "username", "dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}


class CodeField(forms.CharField):
    """A code of six digits, typed in any digits."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DigitsInput({"autocomplete": "one-time-code", "maxlength": "20"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        code = digits.unbroken(super().to_python(value) or "")
        if code and not (digits.are_latin_digits(code) and len(code) == 6):
            raise ValidationError("کد شش رقم است.", code="invalid")
        return code


def password_field(label: str, *, new: bool = False, help_text: str = "") -> forms.CharField:
    autocomplete = "new-password" if new else "current-password"
    return forms.CharField(
        label=label,
        strip=False,
        max_length=256,
        help_text=help_text,
        widget=forms.PasswordInput({"autocomplete": autocomplete, "dir": "ltr"}),
    )


class SignIn(forms.Form):
    username = forms.CharField(label="نام کاربری", max_length=60, widget=forms.TextInput(USERNAME))
    password = password_field("گذرواژه")


class NewPassword(forms.Form):
    """A new password, twice. ``user`` is whose it becomes, where that is known."""

    password = password_field("گذرواژهٔ تازه", new=True, help_text="دست‌کم ۱۰ نویسه؛ چند واژهٔ بی‌ربط کنار هم خوب است.")
    repeated = password_field("تکرار گذرواژهٔ تازه", new=True)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password, repeated = cleaned.get("password"), cleaned.get("repeated")
        if password and repeated and password != repeated:
            self.add_error("repeated", "تکرار گذرواژه با خود آن یکی نیست.")
        elif password:
            try:
                password_validation.validate_password(password, self.user)
            except ValidationError as fault:
                self.add_error("password", fault)
        return cleaned


class ChangePassword(NewPassword):
    """The old password proves that nobody else sits at an open page."""

    field_order = ("old", "password", "repeated")
    old = password_field("گذرواژهٔ کنونی")

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if self.user is None or not self.user.check_password(old):
            raise ValidationError("گذرواژهٔ کنونی درست نیست.", code="wrong")
        return old


class AskForCode(forms.Form):
    username = forms.CharField(label="نام کاربری", max_length=60, widget=forms.TextInput(USERNAME))


class UseCode(NewPassword):
    field_order = ("username", "code", "password", "repeated")
    username = forms.CharField(label="نام کاربری", max_length=60, widget=forms.TextInput(USERNAME))
    code = CodeField(label="کدی که به تلفن همراه شما فرستاده شد")


class SecondFactorCode(forms.Form):
    code = CodeField(label="کد شش‌رقمی برنامهٔ رمزساز")
