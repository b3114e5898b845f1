"""Answers as they are typed from a letter, a certificate or a telephone call; reasons; verifications."""

from typing import Any, ClassVar

from django import forms

from hamyar.documents.domain import ALLOWED_TYPES
from hamyar.inquiries.domain import Body, Verification
from hamyar.inquiries.wording import BODIES, VALUES, VERIFICATIONS
from hamyar.org.clock import today
from hamyar.org.provinces import PROVINCES
from hamyar.web.fields import CleanCharField, JalaliDateField, PersianIntegerField, RialsField
from hamyar.web.widgets import CountedTextarea, RadioRow

YES_NO = [("yes", "بله"), ("no", "خیر")]


def _choices(*values: str) -> list[tuple[str, str]]:
    return [(value, VALUES[value]) for value in values]


class YesNoField(forms.TypedChoiceField):
    """A question that must be answered with yes or no."""

    widget = RadioRow

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=YES_NO, coerce=lambda value: value == "yes", empty_value=None, **kwargs)


def _optional_choice(label: str, *values: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=[("", "گفته نشد"), *_choices(*values)], required=False, empty_value=None
    )


def _optional_text(label: str, max_length: int = 200) -> CleanCharField:
    return CleanCharField(label=label, max_length=max_length, required=False, empty_value=None)


def _optional_day(label: str, **bounds: Any) -> JalaliDateField:
    return JalaliDateField(label=label, required=False, **bounds)


class ManualAnswer(forms.Form):
    """What every answer by hand needs besides its own fields: the evidence (A-56)."""

    answer_fields: ClassVar[tuple[str, ...]] = ()

    evidence = CleanCharField(
        label="مستند",
        max_length=300,
        help_text="شماره و تاریخ گواهی یا نامه، یا نام و سمت کسی که تلفنی پاسخ داد.",
    )
    file = forms.FileField(
        label="تصویر مستند",
        required=False,
        help_text="اگر لازم است؛ عکس یا PDF. خود کاغذ را نگه ندارید.",
        widget=forms.FileInput(attrs={"accept": ",".join(f".{suffix}" for suffix in ALLOWED_TYPES.values())}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [name for name in self.fields if name not in ("evidence", "file")]
        self.answer_names = own
        self.order_fields([*own, "evidence", "file"])

    def answer(self) -> dict[str, Any]:
        """The fields of the body's answer."""
        return {name: self.cleaned_data[name] for name in self.answer_names}


class CivilRegistry(ManualAnswer):
    found = YesNoField(label="شخص با این مشخصات در ثبت احوال هست؟")
    alive = YesNoField(label="در قید حیات است؟", required=False)
    died_on = _optional_day("تاریخ فوت", latest=today)
    given_name = _optional_text("نام در ثبت احوال")
    family_name = _optional_text("نام خانوادگی در ثبت احوال")
    father_name = _optional_text("نام پدر")
    born_on = _optional_day("تاریخ تولد در ثبت احوال", latest=today)
    marital_status = _optional_choice("وضعیت تأهل", "never_married", "married", "divorced", "widowed")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("died_on") and cleaned.get("alive") is not False:
            self.add_error("died_on", "تاریخ فوت برای کسی است که در قید حیات نیست. پاسخ پیشین را «خیر» کنید.")
        return cleaned


class Decile(ManualAnswer):
    known = YesNoField(label="پایگاه رفاه برای این خانوار دهک دارد؟")
    decile = PersianIntegerField(label="دهک", min_value=1, max_value=10, required=False, help_text="از ۱ تا ۱۰")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("known") and not cleaned.get("decile") and "decile" not in self.errors:
            self.add_error("decile", "دهک را بنویسید.")
        return cleaned

    def answer(self) -> dict[str, Any]:
        return {"decile": self.cleaned_data["decile"] if self.cleaned_data["known"] else None}


class Behzisti(ManualAnswer):
    support_services = YesNoField(label="خدمت حمایتی می‌گیرد؟")
    rehabilitation_services = YesNoField(
        label="خدمت توانبخشی می‌گیرد؟", help_text="خدمت توانبخشی به‌تنهایی مانع پذیرش نیست."
    )
    since_on = _optional_day("از تاریخ", latest=today)


class Cover(ManualAnswer):
    covered = YesNoField(label="زیر پوشش است؟")
    title = _optional_text("عنوان خدمت یا نهاد")
    since_on = _optional_day("از تاریخ", latest=today)


class Pension(ManualAnswer):
    pensioner = YesNoField(label="مستمری می‌گیرد؟")
    fund = _optional_text("صندوق")
    monthly_rials = RialsField(label="مستمری ماهانه", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("pensioner") and cleaned.get("monthly_rials") is None and "monthly_rials" not in self.errors:
            self.add_error("monthly_rials", "مبلغ مستمری لازم است؛ بدون آن گروه مستمری‌بگیر نیازمند سنجیده نمی‌شود.")
        return cleaned


class Military(ManualAnswer):
    status = forms.ChoiceField(
        label="وضع خدمت", choices=_choices("completed", "exempt", "deferred", "serving", "absent"), widget=RadioRow
    )


class Post(ManualAnswer):
    exists = YesNoField(label="این کدپستی هست؟")
    address = _optional_text("نشانی ثبت‌شده در پست", 400)
    province_code = forms.TypedChoiceField(
        label="استان", choices=[("", "گفته نشد"), *sorted(PROVINCES.items())], required=False, empty_value=None
    )


class Prison(ManualAnswer):
    imprisoned = YesNoField(label="اکنون در زندان است؟")
    basis = _optional_choice("مبنا", "sentence", "detention")
    regime = _optional_choice("نوع نگهداری", "closed", "open", "tag")
    place = _optional_text("زندان", 120)
    started_on = _optional_day("آغاز حبس", latest=today)
    expected_release_on = _optional_day("آزادی پیش‌بینی‌شده")
    released_on = _optional_day("تاریخ آزادی", latest=today)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("imprisoned") and cleaned.get("released_on"):
            self.add_error("released_on", "کسی که در زندان است تاریخ آزادی ندارد.")
        return cleaned


FORMS: dict[Body, type[ManualAnswer]] = {
    Body.CIVIL_REGISTRY: CivilRegistry,
    Body.WELFARE_DECILE: Decile,
    Body.BEHZISTI: Behzisti,
    Body.MARTYRS_FOUNDATION: Cover,
    Body.PENSION_FUNDS: Pension,
    Body.OTHER_SUPPORT: Cover,
    Body.MILITARY: Military,
    Body.POST: Post,
    Body.PRISONS: Prison,
    Body.INTERNATIONAL: Prison,
}


class Unavailable(forms.Form):
    reason = CleanCharField(
        label="چرا این مرجع پاسخ نمی‌دهد",
        max_length=300,
        widget=CountedTextarea,
        help_text="مانند «سامانه از دیروز قطع است و تلفنی هم پاسخ ندادند».",
    )


class Verify(forms.Form):
    verification = forms.ChoiceField(
        label="پس از بازدید، پاسخ این مرجع", choices=list(VERIFICATIONS.items()), widget=RadioRow
    )
    note = CleanCharField(
        label="توضیح",
        max_length=500,
        required=False,
        widget=CountedTextarea,
        help_text="برای «رد شد» و «نامعلوم ماند» لازم است: چه دیدید؟",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("verification") not in (None, Verification.CONFIRMED) and not cleaned.get("note"):
            self.add_error("note", "برای این نتیجه توضیح لازم است.")
        return cleaned


class AskBody(forms.Form):
    body = forms.ChoiceField(label="مرجع دیگر", choices=[("", "یکی را برگزینید"), *BODIES.items()])
