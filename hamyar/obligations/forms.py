"""Forms about duties and holidays."""

from datetime import date

from django import forms

from hamyar.values import jalali
from hamyar.web.fields import CleanCharField, JalaliDateField
from hamyar.web.widgets import CountedTextarea


class Waive(forms.Form):
    reason = CleanCharField(
        label="علت",
        max_length=300,
        widget=CountedTextarea(),
        help_text="بنویسید چرا این تکلیف دیگر زمینه ندارد. نام و دادهٔ شخصی ننویسید؛ علت در تاریخچه می‌ماند.",
    )


class NewHoliday(forms.Form):
    on = JalaliDateField(label="روز")
    title = CleanCharField(label="مناسبت", max_length=100)

    def __init__(self, *args: object, year: int, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        first, last = jalali.start_of_year(year), jalali.end_of_year(year)
        self.fields["on"] = JalaliDateField(
            label="روز",
            earliest=first,
            latest=last,
            help_text=f"روزی از سال {jalali.format_short(first)[:4]}.",
            initial=today if first <= today <= last else first,
        )
