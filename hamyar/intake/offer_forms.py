"""What an offer asks of the donor, and of the office or charity centre that answers."""

from collections.abc import Iterable
from typing import Any

from django import forms

from hamyar.intake import wording
from hamyar.intake.forms import office_choices
from hamyar.org.models import OrgUnit
from hamyar.web import fields, widgets


class Offer(forms.Form):
    """What a donor offers, how much it is worth, where, and to whom (A-68)."""

    kind = forms.ChoiceField(label="چه کمکی؟", choices=list(wording.OFFER_KINDS.items()), widget=widgets.RadioCards)
    amount_rials = fields.RialsField(label="مبلغ یا ارزش تقریبی", min_value=1, help_text="به ریال.")
    unit = forms.ChoiceField(label="به کدام اداره یا مرکز نیکوکاری؟")
    area_title = fields.CleanCharField(
        label="محدوده", max_length=100, required=False, help_text="اگر می‌خواهید در محله یا روستای معینی به کار رود."
    )
    note = fields.CleanCharField(
        label="توضیح", max_length=300, required=False, widget=widgets.CountedTextarea(attrs={"rows": "2"}),
        help_text="مانند نوع کالا یا زمانی که خدمت را می‌دهید. نام نیازمندی را ننویسید.",
    )  # fmt: skip
    donor_name = fields.CleanCharField(
        label="نام شما", max_length=120, required=False, help_text="اگر بخواهید اداره شما را به نام بشناسد."
    )

    def __init__(self, *args: Any, takers: Iterable[OrgUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = office_choices(takers)  # type: ignore[attr-defined]


class OfferFilter(forms.Form):
    state = forms.ChoiceField(
        label="وضعیت", required=False,
        choices=[("", "همه"), *((str(key), title) for key, title in wording.OFFER_STATES.items())],
    )  # fmt: skip


class Accepted(forms.Form):
    answer = fields.CleanCharField(
        label="پیام برای نیکوکار", max_length=300, required=False, widget=widgets.CountedTextarea(attrs={"rows": "2"}),
        help_text="مانند زمان و شیوهٔ تحویل. نام هیچ خانواده‌ای را ننویسید.",
    )  # fmt: skip


class Declined(forms.Form):
    answer = fields.CleanCharField(
        label="علت، برای نیکوکار", max_length=300, widget=widgets.CountedTextarea(attrs={"rows": "2"}),
        help_text="نیکوکار همین نوشته را می‌خواند.",
    )  # fmt: skip


class Used(forms.Form):
    used_rials = fields.RialsField(label="چه مقدار به کار رفت؟", min_value=1, help_text="به ریال.")
    helped_households = fields.PersianIntegerField(
        label="به چند خانواده رسید؟", min_value=1, max_value=100_000, help_text="فقط شمار؛ نیکوکار نامی نمی‌بیند."
    )
