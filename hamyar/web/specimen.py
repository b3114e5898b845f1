"""Sample content of the style page, so that every component can be looked at without a single real record."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django import forms

from hamyar.web import fields, widgets

TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Link:
    title: str
    url: str
    count: int = 0
    current: bool = False
    section: str = ""


class Step(NamedTuple):
    title: str
    state: str
    url: str = ""


class Event(NamedTuple):
    at: datetime
    title: str
    text: str = ""
    by: str = ""
    tone: str = ""
    url: str = ""
    clause: str = ""


class Household(forms.Form):
    """One field of each kind."""

    head_name = fields.CleanCharField(label="نام و نام خانوادگی سرپرست", max_length=80)
    national_code = fields.NationalCodeField(label="کد ملی", help_text="ده رقم روی کارت ملی")
    mobile = fields.MobileField(label="تلفن همراه", help_text="پیام‌های پیگیری به این شماره فرستاده می‌شود.")
    postal_code = fields.PostalCodeField(label="کدپستی", required=False)
    born_on = fields.JalaliDateField(label="تاریخ تولد", latest=TODAY)
    income_rials = fields.RialsField(label="درآمد ماهانهٔ خانوار", required=False)
    size = fields.PersianIntegerField(label="شمار اعضا", min_value=1, max_value=30)
    tenure = forms.ChoiceField(
        label="نوع سکونت", choices=[("", "برگزینید"), ("owner", "مالک"), ("tenant", "مستأجر"), ("other", "دیگر")]
    )
    has_pension = forms.ChoiceField(
        label="آیا سرپرست مستمری می‌گیرد؟",
        choices=[("yes", "بله"), ("no", "خیر"), ("unknown", "نامعلوم")],
        widget=widgets.RadioRow(),
    )
    channel = forms.ChoiceField(
        label="درخواست را چه کسی ثبت می‌کند؟",
        choices=[("self", "خود متقاضی"), ("counter", "دفتر پیشخوان دولت"), ("referrer", "معرف")],
        widget=widgets.RadioCards(
            hints={"self": "با تلفن همراه خودش", "counter": "به نمایندگی از متقاضی", "referrer": "شورا، دهیار یا خیّر"}
        ),
    )
    needs = forms.MultipleChoiceField(
        label="نیازهای خانوار",
        required=False,
        choices=[("health", "درمان"), ("education", "تحصیل"), ("housing", "مسکن"), ("work", "اشتغال")],
        widget=widgets.CheckboxList(),
    )
    document = forms.FileField(label="تصویر مدرک", required=False, help_text="عکس یا سند، تا ۸ مگابایت")
    note = fields.CleanCharField(label="توضیح", required=False, max_length=300, widget=widgets.CountedTextarea())
    agrees = forms.BooleanField(label="درستی این اطلاعات را می‌پذیرم")


class Narrow(forms.Form):
    """Filters of a list."""

    query = fields.CleanCharField(label="نام یا شماره", required=False)
    state = forms.ChoiceField(
        label="وضعیت", required=False, choices=[("", "همه"), ("waiting", "در انتظار"), ("done", "پایان‌یافته")]
    )
    from_on = fields.JalaliDateField(label="از تاریخ", required=False)


def context() -> dict[str, Any]:
    """Everything that the style page shows."""
    moment = datetime(2026, 11, 20, 7, 35, tzinfo=UTC)
    return {
        "today": TODAY,
        "navigation": [
            Link("کارهای من", "#", count=14, current=True, section="کار روزانه"),
            Link("درخواست‌ها", "#", count=3, section="کار روزانه"),
            Link("پرونده‌ها", "#", section="کار روزانه"),
            Link("بازدیدها", "#", section="کار روزانه"),
            Link("نمای کلی", "#", section="نظارت"),
            Link("بندهای دستورالعمل", "#", section="ضوابط"),
            Link("کاربران", "#", section="سازمان"),
        ],
        "account": {"name": "مریم رضایی", "role": "مددکار خانواده", "links": [("حساب من", "#")]},
        "crumbs": [("پرونده‌ها", "#"), ("ادارهٔ شمال شهر", "#")],
        "tabs": [
            Link("خلاصه", "#", current=True),
            Link("اعضا", "#", count=4),
            Link("بازدیدها", "#", count=2),
            Link("استعلام‌ها", "#"),
            Link("برنامهٔ کمکی", "#"),
        ],
        "steps": [
            Step("مشخصات", "done", "#"),
            Step("خانوار و نشانی", "current"),
            Step("مدارک", "todo"),
            Step("بازبینی و ثبت", "todo"),
        ],
        "events": [
            Event(moment, "بازدید منزل ثبت شد", "همهٔ اعضا حاضر بودند.", "مریم رضایی", "success", "#", "E-9.1"),
            Event(datetime(2026, 11, 12, 9, 5, tzinfo=UTC), "پاسخ ثبت احوال رسید", by="سامانهٔ استعلام", tone="info"),
            Event(datetime(2026, 11, 3, 6, 15, tzinfo=UTC), "درخواست ثبت شد", "از راه درگاه", "متقاضی"),
        ],
        "pairs": [
            ("نشانی", "تهران، خیابان بهار، کوچهٔ سوم، پلاک ۱۲"),
            ("نوع سکونت", "مستأجر"),
            ("دهک", ""),
            ("زبان", "فارسی"),
        ],
        "applications": [
            ("T-1405-00231", "زهرا محمدی", date(2026, 11, 12), "در انتظار بازدید", "info", date(2026, 11, 19)),
            ("T-1405-00247", "علی کریمی", date(2026, 11, 15), "در انتظار پاسخ استعلام", "warn", date(2026, 11, 24)),
            ("T-1405-00250", "فاطمه نوروزی", date(2026, 11, 21), "آمادهٔ تصمیم", "success", date(2026, 12, 20)),
        ],
        "columns": ["عامل", "امتیاز", "سقف"],
        "rows": [["زن سرپرست خانوار", "۱۲۰", "۱۵۰"], ["شمار اعضا", "۸۰", "۲۰۰"], ["بیماری خاص", "۰", "۱۰۰"]],
        "unsent": Household(initial={"income_rials": 60_000_000, "born_on": date(1981, 4, 9), "channel": "self"}),
        "refused": Household({"head_name": "زهرا", "national_code": "1234567890", "born_on": "1403/13/1", "size": "0"}),
        "narrow": Narrow(),
        "tones": [
            ("عادی", "neutral"),
            ("در جریان", "info"),
            ("پذیرفته", "success"),
            ("رو به پایان مهلت", "warn"),
            ("دیرکرد", "danger"),
            ("شبیه‌سازی‌شده", "accent"),
        ],
    }
