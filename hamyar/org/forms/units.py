"""Forms about units, territories, programs with a key, and the first run."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from hamyar.org import queries
from hamyar.org.access import Access
from hamyar.org.domain import Level, Programme
from hamyar.org.forms.people import UnitField, offer_workers
from hamyar.org.models import OrgUnit, User
from hamyar.org.provinces import PROVINCES
from hamyar.org.wording import KINDS, LEVELS, OWNERSHIPS, PROGRAMMES, SETTINGS
from hamyar.values import digits
from hamyar.web.fields import CleanCharField, JalaliDateField, PersianIntegerField
from hamyar.web.widgets import DigitsInput


class UnitData(forms.Form):
    title = CleanCharField(label="عنوان", max_length=120)
    setting = forms.ChoiceField(label="شهری یا روستایی", required=False, choices=[("", "نامعلوم"), *SETTINGS.items()])
    address = CleanCharField(label="نشانی", required=False, max_length=300)
    phone = CleanCharField(label="تلفن", required=False, max_length=20, widget=DigitsInput())

    def clean_phone(self) -> str:
        return digits.to_latin(self.cleaned_data["phone"])


class NewUnit(UnitData):
    field_order = (
        "title",
        "code",
        "level",
        "programme",
        "parent",
        "province_code",
        "kind",
        "ownership",
        "setting",
        "address",
        "phone",
    )
    code = forms.RegexField(
        r"^[A-Za-z0-9۰-۹-]{1,20}$",
        label="کد",
        help_text="حروف لاتین، رقم یا خط تیره؛ در کشور یگانه.",
        error_messages={"invalid": "کد با حروف لاتین، رقم یا خط تیره است."},
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off"}),
    )
    level = forms.ChoiceField(label="سطح", choices=[("", "برگزینید"), *LEVELS.items()])
    programme = forms.ChoiceField(label="برنامه", choices=[("", "برگزینید"), *PROGRAMMES.items()])
    parent = UnitField(label="واحد بالادست", queryset=OrgUnit.objects.none(), required=False, empty_label="هیچ (ستاد)")
    province_code = forms.ChoiceField(
        label="استان", required=False, choices=[("", "همان استان واحد بالادست"), *sorted(PROVINCES.items(), key=lambda p: p[1])]
    )  # fmt: skip
    kind = forms.ChoiceField(label="نوع", required=False, choices=[("", "عادی"), *KINDS.items()])
    ownership = forms.ChoiceField(label="مالکیت", required=False, choices=[("", "نامعلوم"), *OWNERSHIPS.items()])
    opened_on = JalaliDateField(label="تاریخ گشایش")

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = queries.units_for(access).filter(closed_on__isnull=True)  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        return digits.to_latin(self.cleaned_data["code"])

    def clean_level(self) -> Level:
        return Level(self.cleaned_data["level"])

    def clean_programme(self) -> Programme:
        return Programme(self.cleaned_data["programme"])


class CloseUnit(forms.Form):
    on = JalaliDateField(label="تاریخ بسته‌شدن")


class NewTerritory(forms.Form):
    postal_prefix = forms.CharField(
        label="پیش‌شمارهٔ کدپستی",
        max_length=10,
        widget=DigitsInput({"maxlength": "10"}),
        help_text="دو تا ده رقم نخست کدپستی. از دو پیش‌شماره، بلندتر (دقیق‌تر) برتری دارد.",
    )
    worker = forms.ModelChoiceField(
        label="مددکار", queryset=User.objects.none(), required=False, empty_label="بدون مددکار (رئیس اداره ارجاع می‌دهد)"
    )
    from_on = JalaliDateField(label="از روز")

    def __init__(self, *args: Any, unit: OrgUnit, on: date, workers: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_workers(self.fields["worker"], unit=unit, on=on, workers=workers)

    def clean_postal_prefix(self) -> str:
        prefix = digits.to_latin(self.cleaned_data["postal_prefix"])
        if not digits.are_latin_digits(prefix) or not 2 <= len(prefix) <= 10:
            raise forms.ValidationError("دو تا ده رقم بنویسید.", code="invalid")
        return prefix


class NewToken(forms.Form):
    name = CleanCharField(label="نام برنامه", max_length=80, help_text="برای شناختن آن در رویدادنامه.")
    expires_on = JalaliDateField(label="پایان اعتبار")
    per_minute = PersianIntegerField(label="سقف درخواست در دقیقه", min_value=1, max_value=6000, initial=60)


class FirstRun(forms.Form):
    token = forms.CharField(
        label="رمز راه‌اندازی", max_length=200, widget=forms.TextInput({"dir": "ltr", "autocomplete": "off"})
    )
    file = forms.FileField(
        label="پروندهٔ اکسل واحدها، محدوده‌ها و کارکنان",
        widget=forms.ClearableFileInput({"accept": ".xlsx"}),
    )
