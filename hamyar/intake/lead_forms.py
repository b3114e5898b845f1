"""What a lead asks: of a worker in the field, of whoever refers, of somebody who reports, of the one who follows it up."""

from collections.abc import Iterable
from typing import Any

from django import forms

from hamyar.intake import wording
from hamyar.intake.domain import LeadOrigin
from hamyar.intake.forms import ask, office_choices
from hamyar.org import clock
from hamyar.org.models import OrgUnit, User
from hamyar.registry.forms import ImportFile
from hamyar.values import digits
from hamyar.web import fields, widgets

OWN_LIST = "این فهرست افزودهٔ سامانه است؛ دستورالعمل نشانه‌ها را نام نمی‌برد."


class Place(forms.Form):
    """Where: the postal code decides who answers; without one the neighbourhood and the nearest office do (E-D.2)."""

    postal_code = fields.PostalCodeField(label="کدپستی", required=False, help_text="اگر می‌دانید؛ ده رقم.")
    area_title = fields.CleanCharField(
        label="محله یا روستا", max_length=100, required=False, help_text="اگر کدپستی ندارید، این لازم است."
    )
    address = fields.CleanCharField(
        label="نشانی", max_length=300, required=False, widget=widgets.CountedTextarea(attrs={"rows": "2"})
    )
    office = forms.ChoiceField(label="نزدیک‌ترین اداره", required=False)

    def __init__(self, *args: Any, offices: Iterable[OrgUnit] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if offices is None:
            del self.fields["office"]
        else:
            self.fields["office"].choices = office_choices(offices)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("postal_code") and not given.get("area_title") and "postal_code" not in self.errors:
            self.add_error("area_title", "کدپستی، یا نام محله و روستا را بنویسید.")
        return given


def _indicator(help_text: str) -> forms.ChoiceField:
    return forms.ChoiceField(label="نشانه", choices=list(wording.INDICATORS.items()), help_text=help_text)


class NewLead(Place):
    """Somebody met in the field, or named by somebody who refers (E-1.1.1, E-1.2.j)."""

    origin = forms.ChoiceField(label="چگونه پیدا شد؟", widget=widgets.RadioRow)
    indicator = _indicator(OWN_LIST)
    note = fields.CleanCharField(
        label="چه دیدید یا شنیدید؟", max_length=500, required=False,
        widget=widgets.CountedTextarea(attrs={"rows": "3"}), help_text="کوتاه و با احترام؛ آنچه برای پیگیری لازم است.",
    )  # fmt: skip
    found_on = fields.JalaliDateField(label="تاریخ شناسایی", latest=clock.today)
    referrer_type = forms.ChoiceField(
        label="معرف", required=False,
        choices=[("", "بدون معرف"), *((str(key), title) for key, title in wording.REFERRERS.items())],
    )  # fmt: skip
    referrer_name = fields.CleanCharField(label="نام معرف", max_length=150, required=False)
    given_name = fields.NameField(label="نام", max_length=80, required=False)
    family_name = fields.NameField(label="نام خانوادگی", max_length=80, required=False)
    national_code = fields.NationalCodeField(
        label="کد ملی", required=False, help_text="اگر گفت؛ تا کسی دوباره ثبت نشود."
    )
    mobile = fields.MobileField(label="تلفن همراه", required=False)
    of_referrer = ("referrer_type", "referrer_name")
    of_person = ("given_name", "family_name", "national_code", "mobile")

    def __init__(self, *args: Any, origins: Iterable[LeadOrigin], asks_referrer: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(each), wording.ORIGINS[each]) for each in origins]
        self.fields["origin"].choices = offered  # type: ignore[attr-defined]
        self.fields["origin"].initial = offered[0][0]
        if len(offered) == 1:
            self.fields["origin"].widget = forms.HiddenInput()
        ask(self.fields["indicator"])
        self.asks_referrer = asks_referrer
        if not asks_referrer:
            for name in self.of_referrer:
                del self.fields[name]

    def about_person(self) -> list[forms.BoundField]:
        return [self[name] for name in self.of_person]

    def about_place(self) -> list[forms.BoundField]:
        return [self[name] for name in Place.base_fields if name in self.fields]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if self.asks_referrer and given.get("origin") == LeadOrigin.REFERRAL and not given.get("referrer_type"):
            self.add_error("referrer_type", "نوع معرف را برگزینید.")
        return given


class PublicReport(Place):
    """Somebody tells of a household; nobody has to say who tells (E-1.2.j.3)."""

    indicator = forms.ChoiceField(
        label="کدام به آنچه دیده‌اید نزدیک‌تر است؟", widget=widgets.RadioCards,
        choices=[each for each in wording.INDICATORS.items() if each[0] != "low_decile"],
    )  # fmt: skip
    note = fields.CleanCharField(
        label="کمی بیشتر بگویید", max_length=500, required=False,
        widget=widgets.CountedTextarea(attrs={"rows": "3"}),
        help_text="آنچه به مددکار کمک می‌کند خانواده را پیدا کند. نام کسی لازم نیست.",
    )  # fmt: skip
    family_name = fields.NameField(
        label="نام خانوادگی خانواده", max_length=80, required=False, help_text="اگر می‌دانید."
    )
    reporter_name = fields.NameField(label="نام شما", max_length=120, required=False)
    reporter_mobile = fields.MobileField(
        label="تلفن همراه شما", required=False, help_text="فقط اگر مددکار نشانی را پیدا نکند، با شما تماس می‌گیرند."
    )
    field_order = (
        "indicator", "note", "postal_code", "area_title", "address", "office", "family_name", "reporter_name",
        "reporter_mobile",
    )  # fmt: skip
    about_reporter = ("reporter_name", "reporter_mobile")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("postal_code") and not given.get("office") and "postal_code" not in self.errors:
            self.add_error("office", "بدون کدپستی، نزدیک‌ترین اداره را برگزینید.")
        return given


class Tracking(forms.Form):
    """The number that was shown when a report was sent."""

    tracking = fields.CleanCharField(
        label="شمارهٔ پیگیری گزارش", max_length=14, widget=widgets.DigitsInput(attrs={"maxlength": "10"}),
        help_text="ده رقمی که پس از فرستادن گزارش دیدید.",
    )  # fmt: skip

    def clean_tracking(self) -> str:
        return digits.to_latin(self.cleaned_data["tracking"]).replace(" ", "").replace("-", "")


# Following a lead up


class LeadFilter(forms.Form):
    """The list's filters, kept in the address."""

    standing = forms.ChoiceField(label="کدام سرنخ‌ها", required=False)
    state = forms.ChoiceField(
        label="وضعیت", required=False,
        choices=[("", "همه"), *((str(key), title) for key, title in wording.LEAD_STATES.items())],
    )  # fmt: skip
    origin = forms.ChoiceField(
        label="مبدأ", required=False,
        choices=[("", "همه"), *((str(key), title) for key, title in wording.ORIGINS.items())],
    )  # fmt: skip
    worker = forms.ChoiceField(label="مددکار", required=False)

    def __init__(self, *args: Any, works: bool, workers: Iterable[User] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("open", "باز"), ("mine", "نزد من"), ("closed", "بسته"), ("all", "همه")]
        if not works:
            offered.remove(("mine", "نزد من"))
        if workers is not None:
            offered.insert(1, ("queue", "صف رئیس اداره"))
            named = [("", "همه"), *((str(each.pk), each.get_full_name()) for each in workers)]
            self.fields["worker"].choices = named  # type: ignore[attr-defined]
        else:
            del self.fields["worker"]
        self.fields["standing"].choices = offered  # type: ignore[attr-defined]


class Visited(forms.Form):
    """What the worker found on the spot (E-1.1.1)."""

    on = fields.JalaliDateField(label="تاریخ بررسی", latest=clock.today)
    found = fields.CleanCharField(
        label="چه یافتید؟", max_length=500, widget=widgets.CountedTextarea(attrs={"rows": "3"}),
        help_text="آنچه دیدید و خانواده گفت؛ کوتاه و با احترام.",
    )  # fmt: skip


class Dismissed(forms.Form):
    why = forms.ChoiceField(label="علت", choices=list(wording.DISMISSALS.items()))
    reason = fields.CleanCharField(
        label="توضیح",
        max_length=500,
        widget=widgets.CountedTextarea(attrs={"rows": "3"}),
        help_text="این نوشته می‌ماند.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask(self.fields["why"])


class Matched(forms.Form):
    national_code = fields.NationalCodeField(label="کد ملی", help_text="کد ملی کسی که پرونده یا درخواست دارد.")


class Moved(Place):
    """The place was written wrong, or lies in another office's territory (E-2.4)."""

    reason = fields.CleanCharField(label="علت", max_length=300)


class Extract(ImportFile):
    """A file of people from a database of the country (E-1.1.2)."""

    source = fields.CleanCharField(
        label="نام پایگاه داده", max_length=100, help_text="مانند سامانهٔ رفاه ایرانیان یا سازمان ثبت احوال."
    )
    field_order = ("source", "file")
