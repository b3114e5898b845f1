"""What an application asks. The same fields serve the portal's steps and the office's one page.

A field never asks for more than the step needs; a code that no territory covers brings the choice of an office with it.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms

from hamyar.intake import wording
from hamyar.intake.domain import Channel, ReferrerType
from hamyar.org import clock
from hamyar.org.models import OrgUnit, User
from hamyar.org.provinces import PROVINCES
from hamyar.registry.wording import choices
from hamyar.web import fields, widgets
from hamyar.web.household_text import ReadByHousehold

EARLIEST_BIRTH = date(1890, 1, 1)
Choices = list[tuple[str, Any]]


def form_key(given: str) -> UUID:
    """The key that a form brought; a new one for a form that is opened, or whose key nobody can read."""
    try:
        return UUID(given)
    except ValueError:
        return uuid4()


def office_choices(offices: Iterable[OrgUnit]) -> Choices:
    """Offices grouped by province, for one plain list without a script."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for office in offices:
        groups.setdefault(PROVINCES.get(office.province_code, "—"), []).append((str(office.pk), office.title))
    return [("", "برگزینید"), *sorted(groups.items())]


def ask(field: forms.Field) -> None:
    """Let a list begin with nothing chosen, so that nobody declares what merely stood first."""
    field.choices = [("", "برگزینید"), *field.choices]  # type: ignore[attr-defined]


class Identity(forms.Form):
    """Who asks (E-13.1.2, E-2.2). Foreign nationals give another identifier (E-4.n2)."""

    nationality = forms.ChoiceField(
        label="تابعیت", choices=choices("nationality"), widget=widgets.RadioRow, initial="iranian"
    )
    national_code = fields.NationalCodeField(
        label="کد ملی", help_text="ده رقم روی کارت ملی. اگر ایرانی نیستید، خالی بگذارید."
    )
    country = fields.CleanCharField(label="کشور", max_length=60, required=False, help_text="فقط برای اتباع خارجی.")
    alt_identifier_kind = fields.CleanCharField(
        label="نوع مدرک شناسایی", max_length=40, required=False, help_text="مانند گذرنامه یا کارت آمایش."
    )
    alt_identifier = fields.CleanCharField(label="شمارهٔ مدرک شناسایی", max_length=60, required=False)
    given_name = fields.NameField(label="نام", max_length=80)
    family_name = fields.NameField(label="نام خانوادگی", max_length=80)
    father_name = fields.NameField(label="نام پدر", max_length=80, required=False)
    born_on = fields.JalaliDateField(
        label="تاریخ تولد", earliest=EARLIEST_BIRTH, latest=clock.today, help_text="سال، ماه، روز؛ مانند ۱۳۶۰/۰۲/۱۱.",
        widget=widgets.JalaliDateInput(attrs={"placeholder": ""}),
    )  # fmt: skip
    sex = forms.ChoiceField(label="جنس", choices=choices("sex"), widget=widgets.RadioRow)
    marital_status = forms.ChoiceField(label="وضعیت تأهل", choices=choices("marital_status"))
    work_status = forms.ChoiceField(label="وضعیت کار", choices=choices("work_status"))
    foreign_fields = ("country", "alt_identifier_kind", "alt_identifier")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = self.data.get("nationality") if self.is_bound else self.initial.get("nationality")
        self.fields["national_code"].required = named != "foreign"
        for name in ("marital_status", "work_status"):
            ask(self.fields[name])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("nationality") == "foreign":
            given["national_code"] = ""
            if not given.get("alt_identifier"):
                self.add_error("alt_identifier", "برای اتباع خارجی شمارهٔ مدرک شناسایی لازم است.")
        return given


class PhoneHolder(forms.Form):
    """Whose telephone it is: it may be a relative's or a helper's, so that nobody is shut out (E-13.1.2)."""

    mobile_holder = forms.ChoiceField(
        label="این شمارهٔ تلفن از آنِ کیست؟", choices=list(wording.HOLDERS.items()), widget=widgets.RadioCards,
        initial="self",
    )  # fmt: skip
    mobile_relation = fields.CleanCharField(
        label="نسبت او با متقاضی",
        max_length=60,
        required=False,
        help_text="اگر شماره از آنِ دیگری است؛ مانند خواهر یا همسایه.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("mobile_holder") in ("relative", "helper") and not given.get("mobile_relation"):
            self.add_error("mobile_relation", "بنویسید دارندهٔ شماره چه نسبتی با متقاضی دارد.")
        return given


class Home(forms.Form):
    """Where the household lives; it decides which office answers (E-2.4, E-13.2)."""

    postal_code = fields.PostalCodeField(label="کدپستی", help_text="ده رقم؛ روی قبض آب، برق یا گاز نوشته شده است.")
    address = fields.CleanCharField(
        label="نشانی",
        max_length=300,
        widget=widgets.CountedTextarea(attrs={"rows": "3", "autocomplete": "street-address"}),
    )
    area_kind = forms.ChoiceField(
        label="خانه در کجاست؟", choices=choices("area_kind"), widget=widgets.RadioRow, initial="city"
    )
    tenure = forms.ChoiceField(label="خانه از آنِ کیست؟", choices=choices("tenure"))
    condition = forms.ChoiceField(label="وضع خانه", choices=choices("condition"))
    office = forms.ChoiceField(
        label="نزدیک‌ترین اداره",
        required=False,
        help_text="این کدپستی هنوز در محدودهٔ هیچ اداره‌ای نیست؛ اداره را خودتان برگزینید.",
    )

    def __init__(self, *args: Any, offices: Iterable[OrgUnit] = (), asks_office: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask(self.fields["tenure"])
        ask(self.fields["condition"])
        field = self.fields["office"]
        if asks_office:
            field.choices = office_choices(offices)  # type: ignore[attr-defined]
            field.required = True
        else:
            del self.fields["office"]


class Nomads(forms.Form):
    """For nomad households: the province in which most days are spent decides (E-6.3, E-6.n4)."""

    nomad_status = forms.ChoiceField(
        label="آیا از عشایرید؟", widget=widgets.RadioRow, initial="none",
        choices=[("none", "خیر"), ("settled", "اسکان‌یافته"), ("migrating", "کوچنده")],
    )  # fmt: skip
    PLACES = ("first", "second")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provinces = [("", "برگزینید"), *sorted(PROVINCES.items(), key=lambda item: item[1])]
        for place, title in zip(self.PLACES, ("استان نخست", "استان دوم"), strict=True):
            self.fields[f"{place}_province"] = forms.ChoiceField(label=title, required=False, choices=provinces)
            self.fields[f"{place}_days"] = fields.PersianIntegerField(
                label=f"چند روز از سال در {title}؟", required=False, min_value=0, max_value=366
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        days = {given.get(f"{place}_province"): given.get(f"{place}_days") or 0 for place in self.PLACES}
        days.pop("", None)
        given["days_by_province"] = {code: count for code, count in days.items() if code and count}
        if given.get("nomad_status") == "migrating" and not given["days_by_province"]:
            self.add_error(
                "first_province", "استان‌ها و روزهای ماندن در هر یک را بنویسید؛ استان اصلی از روی آن شناخته می‌شود."
            )
        return given


class Need(forms.Form):
    """What is asked for (E-7.3.0)."""

    services = forms.MultipleChoiceField(
        label="چه کمکی می‌خواهید؟", choices=choices("requested_services"), widget=widgets.CheckboxList, required=False,
        help_text="می‌توانید چند مورد را نشان کنید.",
    )  # fmt: skip
    note = fields.CleanCharField(
        label="هرچه می‌خواهید بگویید", max_length=1000, required=False, widget=widgets.CountedTextarea
    )


class Member(forms.Form):
    """Somebody who shares the table, home and food (E-D.6)."""

    given_name = fields.NameField(label="نام", max_length=80)
    family_name = fields.NameField(label="نام خانوادگی", max_length=80)
    relation = forms.ChoiceField(
        label="نسبت با متقاضی", choices=[each for each in choices("relation") if each[0] != "head"]
    )
    sex = forms.ChoiceField(label="جنس", choices=choices("sex"), widget=widgets.RadioRow)
    born_on = fields.JalaliDateField(
        label="تاریخ تولد", earliest=EARLIEST_BIRTH, latest=clock.today, help_text="سال، ماه، روز؛ مانند ۱۳۶۰/۰۲/۱۱.",
        widget=widgets.JalaliDateInput(attrs={"placeholder": ""}),
    )  # fmt: skip
    national_code = fields.NationalCodeField(label="کد ملی", required=False, help_text="اگر دارد.")

    def __init__(self, *args: Any, taken: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = taken  # national codes that the application has already
        ask(self.fields["relation"])

    def clean_national_code(self) -> str:
        code: str = self.cleaned_data["national_code"]
        if code and code in self.taken:
            raise forms.ValidationError("این کد ملی پیش‌تر در همین درخواست نوشته شده است.")
        return code


class Correction(forms.Form):
    """What an applicant corrects while the application is open."""

    given_name = fields.NameField(label="نام", max_length=80)
    family_name = fields.NameField(label="نام خانوادگی", max_length=80)
    father_name = fields.NameField(label="نام پدر", max_length=80, required=False)
    marital_status = forms.ChoiceField(label="وضعیت تأهل", choices=choices("marital_status"))
    work_status = forms.ChoiceField(label="وضعیت کار", choices=choices("work_status"))
    address = fields.CleanCharField(label="نشانی", max_length=300, widget=widgets.CountedTextarea(attrs={"rows": "3"}))
    tenure = forms.ChoiceField(label="خانه از آنِ کیست؟", choices=choices("tenure"))
    condition = forms.ChoiceField(label="وضع خانه", choices=choices("condition"))
    services = Need.base_fields["services"]
    note = Need.base_fields["note"]


# The office's own forms


class SearchCode(forms.Form):
    """Search before create: the national code first (E-2.2)."""

    national_code = fields.NationalCodeField(label="کد ملی متقاضی", help_text="ده رقم روی کارت ملی.")


class Origin(forms.Form):
    """By which channel the request comes, and who referred (E-1.2)."""

    channel = forms.ChoiceField(label="مبدأ درخواست", widget=widgets.RadioCards)
    referrer_type = forms.ChoiceField(
        label="معرف",
        required=False,
        choices=[("", "بدون معرف"), *((str(key), title) for key, title in wording.REFERRERS.items())],
    )
    referrer_name = fields.CleanCharField(label="نام معرف", max_length=150, required=False)
    referrer_letter_number = fields.CleanCharField(label="شمارهٔ نامه", max_length=60, required=False)
    referrer_letter_on = fields.JalaliDateField(label="تاریخ نامه", required=False, latest=clock.today)

    def __init__(self, *args: Any, channels: Iterable[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(each), wording.CHANNELS[each]) for each in channels]
        self.fields["channel"].choices = offered  # type: ignore[attr-defined]
        self.fields["channel"].initial = offered[0][0]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        referred = given.get("channel") in (Channel.REFERRAL, Channel.CHARITY)
        if referred and not given.get("referrer_type"):
            self.add_error("referrer_type", "نوع معرف را برگزینید.")
        if given.get("channel") == Channel.CHARITY and given.get("referrer_type") not in (
            "", None, ReferrerType.CHARITY, ReferrerType.NIKOOKARI_CENTRE,
        ):  # fmt: skip
            self.add_error("referrer_type", "برای این مبدأ، خیریه یا مرکز نیکوکاری را برگزینید.")
        return given


class Contact(PhoneHolder):
    """The telephone in the office's form: proven by a code, or with the reason why it cannot be."""

    mobile = fields.MobileField(label="تلفن همراه", help_text="شماره‌ای که پیام به آن برسد؛ می‌تواند از آنِ نزدیکان باشد.")
    mobile_code = fields.CleanCharField(
        label="کد پیامک‌شده", max_length=12, required=False, widget=widgets.DigitsInput(attrs={"maxlength": "6"}),
        help_text="«فرستادن کد» را بزنید و کدی را که متقاضی می‌خواند بنویسید.",
    )  # fmt: skip
    mobile_unverified_reason = fields.CleanCharField(
        label="اگر تأیید شماره ممکن نیست، چرا؟", max_length=200, required=False
    )
    field_order = ("mobile", "mobile_holder", "mobile_relation", "mobile_code", "mobile_unverified_reason")


class Filter(forms.Form):
    """The list's filters, kept in the address."""

    state = forms.ChoiceField(
        label="وضعیت", required=False,
        choices=[("", "همه"), *((str(key), title) for key, title in wording.STATES.items() if key != "draft")],
    )  # fmt: skip
    standing = forms.ChoiceField(
        label="مهلت", required=False,
        choices=[
            ("all", "همه"), ("open", "در جریان"), ("late", "دیرکرد"), ("warned", "تا یک هفتهٔ دیگر"),
            ("ended", "پایان‌یافته"),
        ],
    )  # fmt: skip
    worker = forms.ChoiceField(label="مددکار", required=False)

    def __init__(self, *args: Any, workers: Iterable[User] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if workers is None:
            del self.fields["worker"]
        else:
            offered = [("", "همه"), *((str(each.pk), each.get_full_name()) for each in workers)]
            self.fields["worker"].choices = offered  # type: ignore[attr-defined]


class Assign(forms.Form):
    """To which worker of the office."""

    worker = forms.ChoiceField(label="مددکار")
    reason = fields.CleanCharField(label="توضیح", max_length=300, required=False)

    def __init__(self, *args: Any, workers: Iterable[User] = (), reason_needed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = [  # type: ignore[attr-defined]
            ("", "برگزینید"), *((str(each.pk), each.get_full_name()) for each in workers),
        ]  # fmt: skip
        if reason_needed:
            self.fields["reason"].required = True
            self.fields["reason"].label = "علت"


class Caseload(forms.Form):
    """From a worker who leaves to another one."""

    leaving = forms.ChoiceField(label="درخواست‌های چه کسی؟")
    worker = forms.ChoiceField(label="به کدام مددکار؟")
    reason = fields.CleanCharField(label="علت", max_length=300)

    def __init__(self, *args: Any, leaving: Iterable[User], workers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, users in (("leaving", leaving), ("worker", workers)):
            offered = [(str(each.pk), each.get_full_name()) for each in users]
            self.fields[name].choices = [("", "برگزینید"), *offered]  # type: ignore[attr-defined]


class Reroute(forms.Form):
    """The residence lies elsewhere (E-2.4)."""

    postal_code = fields.PostalCodeField(label="کدپستی درست")
    address = fields.CleanCharField(label="نشانی درست", max_length=300, required=False)
    office = forms.ChoiceField(label="اداره، اگر کدپستی در محدودهٔ هیچ اداره‌ای نیست", required=False)
    reason = fields.CleanCharField(label="علت", max_length=300)

    def __init__(self, *args: Any, offices: Iterable[OrgUnit] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = office_choices(offices)  # type: ignore[attr-defined]


class AskItems(ReadByHousehold):
    read_by_household = ("items",)
    items = fields.CleanCharField(
        label="چه چیزی و چرا لازم است؟", max_length=500, widget=widgets.CountedTextarea,
        help_text="متقاضی همین متن را می‌خواند. مدرک بارگذاری می‌شود یا دیده می‌شود؛ هیچ کاغذی گرفته نمی‌شود.",
    )  # fmt: skip


class Reason(forms.Form):
    """A step that only needs its reason."""

    reason = fields.CleanCharField(label="علت", max_length=500, widget=widgets.CountedTextarea(attrs={"rows": "3"}))


class RejectCorrection(Reason, ReadByHousehold):
    """Why a correction does not count; the applicant reads it."""

    read_by_household = ("reason",)


class ReReview(Reason, ReadByHousehold):
    """The office head's answer to a re-review (A-63); the reason of a confirmed refusal is the one the household reads."""

    decision = forms.ChoiceField(
        label="تصمیم", widget=widgets.RadioCards,
        choices=[("reopen", "درخواست دوباره باز شود"), ("confirm", "نتیجهٔ پیشین برجا بماند")],
    )  # fmt: skip
    worker = forms.ChoiceField(label="مددکار، اگر باز می‌شود", required=False)
    field_order = ("decision", "worker", "reason")

    def __init__(self, *args: Any, workers: Iterable[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = [  # type: ignore[attr-defined]
            ("", "همان مددکار"), *((str(each.pk), each.get_full_name()) for each in workers),
        ]  # fmt: skip

    def texts(self, given: dict[str, Any]) -> list[tuple[str | None, str]]:
        return [("reason", given.get("reason") or "")] if given.get("decision") == "confirm" else []


def as_answers(cleaned: dict[str, Any]) -> dict[str, Any]:
    """What a form gave, as the draft keeps it: days as ISO text."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in cleaned.items()}


def as_initial(answers: dict[str, Any]) -> dict[str, Any]:
    """What the draft keeps, as a form shows it."""
    shown = dict(answers)
    for name in ("born_on", "referrer_letter_on"):
        if shown.get(name):
            shown[name] = date.fromisoformat(shown[name])
    days = dict(shown.get("days_by_province") or {})
    for place, (code, count) in zip(Nomads.PLACES, days.items(), strict=False):
        shown[f"{place}_province"], shown[f"{place}_days"] = code, count
    return shown
