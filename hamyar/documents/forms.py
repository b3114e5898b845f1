"""What is asked for when a document is uploaded."""

from django import forms

from hamyar.documents.domain import ALLOWED_TYPES
from hamyar.documents.wording import KINDS
from hamyar.web.fields import CleanCharField
from hamyar.web.household_text import ReadByHousehold


class Upload(ReadByHousehold):
    read_by_household = ("reason",)
    kind = forms.ChoiceField(label="نوع مدرک", choices=[("", "یکی را برگزینید"), *KINDS.items()])
    reason = CleanCharField(
        label="این مدرک برای چه خواسته شد",
        max_length=300,
        help_text="خانوار این علت را می‌بیند؛ مانند «اثبات محل سکونت برای پذیرش».",
    )
    file = forms.FileField(
        label="عکس یا پروندهٔ مدرک",
        help_text="عکس (JPG، PNG، WebP) یا PDF. مکان و زمانِ نهفته در عکس پاک می‌شود.",
        widget=forms.FileInput(attrs={"accept": ",".join(f".{suffix}" for suffix in ALLOWED_TYPES.values())}),
    )
