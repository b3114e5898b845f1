"""Forms about members of staff and their roles."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from hamyar.org import queries
from hamyar.org.access import Access
from hamyar.org.models import OrgUnit, User
from hamyar.org.roles import ROLES
from hamyar.web.fields import CleanCharField, JalaliDateField, LastDayField, MobileField

SEX = [("", "نامعلوم"), ("female", "زن"), ("male", "مرد")]
ROLE_CHOICES = [(role.identifier, role.title) for role in ROLES.values()]


class UserFilter(forms.Form):
    q = CleanCharField(label="نام یا نام کاربری", required=False, max_length=80)
    role = forms.ChoiceField(label="نقش", required=False, choices=[("", "همهٔ نقش‌ها"), *ROLE_CHOICES])
    active = forms.ChoiceField(label="حساب", required=False, choices=[("", "همه"), ("yes", "فعال"), ("no", "بسته‌شده")])


class UserData(forms.Form):
    given_name = CleanCharField(label="نام", max_length=80)
    family_name = CleanCharField(label="نام خانوادگی", max_length=80)
    sex = forms.ChoiceField(
        label="جنس", required=False, choices=SEX, help_text="برای هشدار «بازدید با مددکار زن» به کار می‌رود."
    )
    mobile = MobileField(label="تلفن همراه", required=False, help_text="کد بازیابی گذرواژه به آن فرستاده می‌شود.")
    degree_field = CleanCharField(label="رشتهٔ تحصیلی", required=False, max_length=40)


class NewUser(UserData):
    field_order = ("username", "given_name", "family_name", "sex", "mobile", "degree_field")
    username = forms.RegexField(
        r"^[a-zA-Z0-9._-]{3,60}$",
        label="نام کاربری",
        help_text="با حروف لاتین، رقم، نقطه یا خط تیره؛ دست‌کم سه نویسه.",
        error_messages={"invalid": "نام کاربری با حروف لاتین، رقم، نقطه یا خط تیره و دست‌کم سه نویسه است."},
        widget=forms.TextInput({"autocomplete": "off", "dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}),
    )


class UnitField(forms.ModelChoiceField):
    """Units by their title and code, under their province."""

    def label_from_instance(self, unit: Any) -> str:
        return f"{unit.title} ({unit.code})"


class GiveRole(forms.Form):
    role = forms.ChoiceField(label="نقش", choices=[("", "برگزینید"), *ROLE_CHOICES])
    unit = UnitField(label="واحد", queryset=OrgUnit.objects.none(), empty_label="برگزینید")
    from_on = JalaliDateField(label="از روز")
    to_on = LastDayField(label="تا پایان روز", required=False, help_text="خالی: تا وقتی پایان آن ثبت شود.")

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = queries.units_for(access).filter(closed_on__isnull=True)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class EndRole(forms.Form):
    to_on = JalaliDateField(label="پایان نقش", help_text="نخستین روز بدون این نقش.")


def offer_workers(field: Any, *, unit: OrgUnit, on: date, workers: Sequence[User]) -> None:
    """Let one of an office's workers be chosen. ``workers`` are at hand already, so that the page asks only once."""
    field.queryset = queries.workers_of(unit, on=on)
    field.choices = [("", field.empty_label), *((worker.pk, worker.get_full_name()) for worker in workers)]


class Substitute(forms.Form):
    absent = forms.ModelChoiceField(label="مددکار غایب", queryset=User.objects.none(), empty_label="برگزینید")
    substitute = forms.ModelChoiceField(label="جانشین", queryset=User.objects.none(), empty_label="برگزینید")
    from_on = JalaliDateField(label="از روز")
    to_on = LastDayField(label="تا پایان روز", help_text="آخرین روزی که مددکار غایب است.")
    reason = CleanCharField(label="علت", max_length=200, help_text="مانند مرخصی یا مأموریت؛ جزئیات شخصی ننویسید.")

    def __init__(self, *args: Any, unit: OrgUnit, on: date, workers: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("absent", "substitute"):
            offer_workers(self.fields[name], unit=unit, on=on, workers=workers)
