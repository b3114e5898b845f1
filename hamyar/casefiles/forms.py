"""Forms of the pages of files."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms

from hamyar.casefiles.domain import ContactSource
from hamyar.casefiles.models import ServiceLevel
from hamyar.casefiles.wording import CONTACT_SOURCES, STATES, STUDY_ENDS
from hamyar.guidelines.titles import choices
from hamyar.org.models import User
from hamyar.values import jalali
from hamyar.web import fields, widgets
from hamyar.web.household_text import ReadByHousehold
from hamyar.web.widgets import CountedTextarea, RadioCards

ANY = ("", "همه")
# A visit is recorded as one, on its own page, and a service where it is followed up.
BY_HAND = (ContactSource.PHONE, ContactSource.OFFICE, ContactSource.PORTAL)
ENDING = [ANY, ("30", "تا ۳۰ روز دیگر"), ("90", "تا ۹۰ روز دیگر")]


class Filter(forms.Form):
    """Filters of the list, kept in the address."""

    state = forms.ChoiceField(label="وضعیت", required=False, choices=[ANY, *STATES.items()])
    group = forms.ChoiceField(label="گروه هدف", required=False, choices=[ANY, *choices("target_group")])
    ending = forms.ChoiceField(label="پایان دورهٔ حمایت", required=False, choices=ENDING)

    def __init__(self, *args: Any, workers: Iterable[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(worker.pk), str(worker)) for worker in workers]
        if offered:
            offered = [ANY, ("none", "بی‌مددکار"), *offered]
            self.fields["worker"] = forms.ChoiceField(label="مددکار", required=False, choices=offered)


class Contacted(forms.Form):
    """A line of the contact log."""

    on = fields.JalaliDateField(label="روز تماس")
    source = forms.ChoiceField(
        label="شیوهٔ تماس", choices=[(str(each), CONTACT_SOURCES[each]) for each in BY_HAND], widget=RadioCards()
    )
    note = fields.CleanCharField(
        label="یادداشت کوتاه", max_length=300, widget=CountedTextarea({"rows": "2"}),
        help_text="دربارهٔ چه سخن رفت و گام بعد چیست. این یادداشت در پرونده می‌ماند.",
    )  # fmt: skip


class WithoutContact(forms.Form):
    """Which of the silent files are shown; kept in the address."""

    longer = forms.ChoiceField(
        label="بی‌تماس",
        required=False,
        choices=[("", "همه"), ("30", "یک ماه بیشتر از فاصله"), ("90", "سه ماه بیشتر از فاصله")],
    )

    def __init__(self, *args: Any, workers: Iterable[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(worker.pk), str(worker)) for worker in workers]
        if offered:
            self.fields["worker"] = forms.ChoiceField(label="مددکار", required=False, choices=[ANY, *offered])


class Reason(ReadByHousehold):
    """Why somebody outside the caseload opens the file."""

    read_by_household = ("reason",)

    reason = fields.CleanCharField(
        label="علت", max_length=300, min_length=5, help_text="این علت نزد رئیس اداره و خانوار می‌ماند."
    )


def worker_choices(workers: Iterable[User]) -> list[tuple[str, str]]:
    return [("", "برگزینید"), *((str(worker.pk), str(worker)) for worker in workers)]


class Reassign(forms.Form):
    worker = forms.TypedChoiceField(label="مددکار تازه", coerce=int)
    reason = fields.CleanCharField(label="علت", max_length=300)

    def __init__(self, *args: Any, workers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = worker_choices(workers)  # type: ignore[attr-defined]


class ReassignCaseload(forms.Form):
    worker = forms.TypedChoiceField(label="مددکاری که می‌رود", coerce=int)
    successor = forms.TypedChoiceField(label="جانشین", coerce=int)
    reason = fields.CleanCharField(label="علت", max_length=300)

    def __init__(self, *args: Any, leaving: Iterable[User], workers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = worker_choices(leaving)  # type: ignore[attr-defined]
        self.fields["successor"].choices = worker_choices(workers)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("worker") and given.get("worker") == given.get("successor"):
            self.add_error("successor", "جانشین باید کس دیگری باشد.")
        return given


class Opinion(forms.Form):
    """One of the three opinions; nothing is chosen beforehand."""

    favourable = forms.ChoiceField(
        label="نظر",
        choices=[("yes", "ادامهٔ حمایت لازم است"), ("no", "ادامهٔ حمایت لازم نیست")],
        widget=widgets.RadioCards,
    )
    text = fields.CleanCharField(label="شرح نظر", max_length=1000, widget=widgets.CountedTextarea(attrs={"rows": "4"}))


class AbsenceReview(forms.Form):
    note = fields.CleanCharField(
        label="نتیجهٔ بازبینی", max_length=300, widget=widgets.CountedTextarea(attrs={"rows": "3"}),
        help_text="مانند: سرپرست بازگشت؛ امتیاز دوباره حساب شد و برنامه برجاست.",
    )  # fmt: skip


class CourtPaper(forms.Form):
    """The court's document after both periods (E-6.5.a.3)."""

    title = fields.CleanCharField(
        label="مدرک قضایی",
        max_length=200,
        help_text="مانند: حکم غیبت مفقودالاثر، شعبهٔ ۲ دادگاه خانواده، شماره ۱۴۰۵/۱۲۳.",
    )
    issued_on = fields.JalaliDateField(label="تاریخ صدور")
    file = forms.FileField(
        label="تصویر مدرک", required=False, help_text="اصل مدرک دیده و همان‌جا پس داده می‌شود.",
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )  # fmt: skip


class Remarriage(forms.Form):
    """The event of E-6.2.1. The mother is proposed to act for the children; the worker confirms (A-23)."""

    on = fields.JalaliDateField(label="تاریخ ازدواج")
    evidence = fields.CleanCharField(
        label="مستند", max_length=200, help_text="مانند: سند ازدواج شمارهٔ ۱۲۳، دفترخانهٔ ۴۵ زابل؛ دیده و پس داده شد."
    )
    responsible = forms.TypedChoiceField(
        label="مسئول خانوار از این پس", coerce=int, widget=widgets.RadioCards,
        help_text="پرداخت و تماس با اوست. پول به خردسال داده نمی‌شود.",
    )  # fmt: skip

    def __init__(self, *args: Any, adults: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].choices = list(adults)  # type: ignore[attr-defined]


class StudyTerm(forms.Form):
    """A proof of enrolment for one term (E-6.n3)."""

    from_on = forms.TypedChoiceField(label="نوبت تحصیلی", coerce=date.fromisoformat, widget=widgets.RadioCards)
    status = forms.ChoiceField(
        label="وضعیت تحصیلی", choices=[("pupil", "دانش‌آموز"), ("student", "دانشجو")], widget=widgets.RadioRow
    )
    institution = fields.CleanCharField(
        label="آموزشگاه و رشته", max_length=160, help_text="مانند: دانشگاه زابل، کارشناسی حسابداری."
    )
    file = forms.FileField(
        label="تصویر گواهی", required=False, help_text="اصل گواهی دیده و همان‌جا پس داده می‌شود.",
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )  # fmt: skip

    def __init__(self, *args: Any, terms: Iterable[tuple[date, date]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_on"].choices = [  # type: ignore[attr-defined]
            (begins.isoformat(), f"{jalali.format_long(begins)} تا {jalali.format_long(ends - timedelta(days=1))}")
            for begins, ends in terms
        ]


class EndOfStudy(forms.Form):
    """Nothing is chosen beforehand."""

    why = forms.ChoiceField(label="علت", choices=list(STUDY_ENDS.items()), widget=widgets.RadioCards)
    note = fields.CleanCharField(
        label="شرح", max_length=200, help_text="مانند: در خرداد فارغ‌التحصیل شد. این شرح در تاریخچهٔ پرونده می‌ماند."
    )


class NewLevel(forms.Form):
    """A level of the headquarters' list."""

    title = fields.CleanCharField(label="عنوان سطح", max_length=80)
    criteria = fields.CleanCharField(
        label="معیار", max_length=1000, widget=widgets.CountedTextarea(attrs={"rows": "3"})
    )
    services = forms.MultipleChoiceField(label="خدمات این سطح", choices=choices("service"), widget=widgets.CheckboxList)
    from_on = fields.JalaliDateField(label="از تاریخ")


class SetLevel(forms.Form):
    """The level of a file: nothing is chosen beforehand, and it has an end (E-D.5)."""

    level = forms.TypedChoiceField(label="سطح خدمت", coerce=int, widget=widgets.RadioCards)
    to_on = fields.LastDayField(label="تا پایان روز", help_text="آخرین روزی که این سطح برقرار است.")
    reason = fields.CleanCharField(
        label="علت", max_length=300, help_text="بنویسید کدام معیار سطح در این خانوار برقرار است."
    )

    def __init__(self, *args: Any, levels: Iterable[ServiceLevel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(each.pk), each.title) for each in levels]
        self.fields["level"].choices = offered  # type: ignore[attr-defined]
        self.fields["level"].widget.hints = {str(each.pk): each.criteria for each in levels}
