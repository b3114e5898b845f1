"""What people fill in about a visit. A soft rule that is not kept brings its own box for the reason."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from hamyar.guidelines.citations import clause
from hamyar.org.models import User
from hamyar.values import digits
from hamyar.visits import wording
from hamyar.visits.domain import SOFT_RULES, Announcement, Met, Risk, VisitKind
from hamyar.web.fields import CleanCharField, JalaliDateField
from hamyar.web.widgets import CountedTextarea, RadioCards

HOURS = [
    (f"{hour:02d}:{minute:02d}", digits.to_persian(f"{hour:02d}:{minute:02d}"))
    for hour in range(7, 20)
    for minute in (0, 30)
]


def reason_field(rule: str) -> str:
    return "reason_" + rule.replace(".", "_").replace("-", "_")


class Reasoned(forms.Form):
    """A form with a box for the reason under every soft rule that is not kept (CLAUSES.md 4.4)."""

    def __init__(self, *args: Any, rules: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data if self.is_bound else {}
        for rule in SOFT_RULES:
            if rule in rules or reason_field(rule) in sent:
                self._add(rule)

    def _add(self, rule: str) -> None:
        self.fields[reason_field(rule)] = CleanCharField(
            label=wording.SOFT_RULES[rule],
            help_text=f"اگر رعایت نشد، علت را بنویسید ({clause(rule).reference}).",
            required=False,
            max_length=500,
            widget=CountedTextarea({"rows": "2"}),
        )

    def ask_reasons(self, rules: Iterable[str]) -> None:
        """Show the warnings of a refusal, each with its box, and say what is missing."""
        for rule in rules:
            if reason_field(rule) not in self.fields:
                self._add(rule)
            self.add_error(reason_field(rule), "علت را بنویسید یا این سفارش را رعایت کنید.")

    @property
    def reasons(self) -> dict[str, str]:
        said: Mapping[str, Any] = self.cleaned_data
        return {rule: said[reason_field(rule)] for rule in SOFT_RULES if said.get(reason_field(rule))}


class Proposed(forms.Form):
    """Which of the visits that wait the planner shows; kept in the address. Without a choice: those of a month."""

    until = forms.ChoiceField(
        label="سررسید",
        required=False,
        choices=[("", "تا یک ماه دیگر"), ("7", "تا یک هفته دیگر"), ("90", "تا سه ماه دیگر"), ("all", "همه")],
    )
    kind = forms.ChoiceField(
        label="نوع بازدید",
        required=False,
        choices=[
            ("", "همه"),
            *((str(kind), wording.KINDS[kind]) for kind in (VisitKind.ADMISSION, VisitKind.PERIODIC)),
        ],
    )
    area = CleanCharField(label="آغاز کدپستی", required=False, max_length=10)

    def __init__(self, *args: Any, workers: Iterable[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(worker.pk), str(worker)) for worker in workers]
        if offered:
            self.fields["worker"] = forms.ChoiceField(label="مددکار", required=False, choices=[("", "همه"), *offered])
        self.fields["week"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_area(self) -> str:
        return digits.to_latin(self.cleaned_data["area"])

    @property
    def asked(self) -> dict[str, Any]:
        """What was chosen, with the usual horizon where nothing was; an address that makes no sense asks for nothing."""
        chosen = self.cleaned_data if self.is_valid() else {}
        until = chosen.get("until") or "30"
        return {**chosen, "until": None if until == "all" else until}


class Feedback(forms.Form):
    """A few plain questions to the family after a visit (E-9.a.1); only the two choices are asked for."""

    told = forms.ChoiceField(
        label="زمان دیدار را پیش از آمدن به شما گفته بودند؟", choices=list(wording.TOLD.items()), widget=RadioCards()
    )
    respect = forms.ChoiceField(
        label="رفتار با شما و خانواده‌تان محترمانه بود؟", choices=list(wording.RESPECT.items()), widget=RadioCards()
    )
    comment = CleanCharField(
        label="سخن دیگری دارید؟",
        required=False,
        max_length=1000,
        widget=CountedTextarea({"rows": "4"}),
    )


class FeedbackFilter(forms.Form):
    """Which answers the office head sees; kept in the address."""

    which = forms.ChoiceField(
        label="پاسخ‌ها",
        required=False,
        choices=[("", "همه"), ("troubled", "نیازمند رسیدگی"), ("commented", "همراه با سخن خانواده")],
    )

    def __init__(self, *args: Any, workers: Iterable[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(worker.pk), str(worker)) for worker in workers]
        self.fields["worker"] = forms.ChoiceField(label="مددکار", required=False, choices=[("", "همه"), *offered])


class Plan(Reasoned):
    on = JalaliDateField(label="روز بازدید")
    hour = forms.ChoiceField(label="ساعت", choices=HOURS, initial="10:00")
    worker = forms.TypedChoiceField(label="مددکار بازدیدکننده", coerce=int)
    companion = CleanCharField(
        label="همراه", required=False, max_length=150, help_text="نام همکار یا معتمدی که همراه می‌آید."
    )

    def __init__(self, *args: Any, workers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = {"female": "خانم", "male": "آقای"}
        self.fields["worker"].choices = [  # type: ignore[attr-defined]
            (worker.pk, f"{titles.get(worker.sex, '')} {worker.get_full_name()}".strip()) for worker in workers
        ]

    @property
    def appointment_at(self) -> datetime:
        hour, minute = map(int, self.cleaned_data["hour"].split(":"))
        return datetime.combine(self.cleaned_data["on"], time(hour, minute), timezone.get_current_timezone())


class Announce(forms.Form):
    how = forms.ChoiceField(
        label="خانواده چگونه از زمان بازدید آگاه شد؟",
        choices=[(str(how), wording.ANNOUNCEMENTS[how]) for how in Announcement],
        initial=str(Announcement.MESSAGE),
        widget=RadioCards(
            hints={
                "message": "پیامک زمان بازدید همین حالا فرستاده می‌شود.",
                "call": "تماس گرفته‌اید و زمان را گفته‌اید.",
                "in_person": "در اداره یا دیدار پیشین گفته‌اید.",
            }
        ),
    )


class Record(Reasoned):
    on = JalaliDateField(label="روز انجام بازدید")
    hour = forms.ChoiceField(label="ساعت", choices=HOURS)
    met = forms.ChoiceField(
        label="چه کسی از خانواده حاضر بود؟", choices=[(str(met), wording.MET[met]) for met in Met], widget=RadioCards()
    )
    findings = CleanCharField(
        label="آنچه دیده شد",
        max_length=4000,
        widget=CountedTextarea({"rows": "5"}),
        help_text="وضع خانه و خانواده را با زبانی محترمانه بنویسید. عکسی از افراد گرفته نمی‌شود.",
    )
    risk = forms.ChoiceField(label="خطر", choices=[(str(risk), wording.RISKS[risk]) for risk in Risk])
    next_step = CleanCharField(
        label="اقدام لازم", required=False, max_length=1000, widget=CountedTextarea({"rows": "2"})
    )

    @property
    def done_at(self) -> datetime:
        hour, minute = map(int, self.cleaned_data["hour"].split(":"))
        return datetime.combine(self.cleaned_data["on"], time(hour, minute), timezone.get_current_timezone())


class Beside(forms.Form):
    """A form that shares its page with others: its fields carry its name, so that no two have one identifier."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{type(self).__name__.lower()}_%s", **kwargs})


class NotAtHome(Beside):
    again_on = JalaliDateField(label="نوبت دوباره", help_text="روزی تا سررسید بازدید؛ بازدید دوره‌ای تا پایان همان سال.")


class Postpone(Beside):
    reason = CleanCharField(label="علت", max_length=300, widget=CountedTextarea({"rows": "2"}))


class Evidence(Beside):
    file = forms.FileField(
        label="پروندهٔ مدرک", help_text="عکسِ برگه یا فضا، نه افراد. برگهٔ کاغذی از خانواده گرفته نمی‌شود."
    )
    reason = CleanCharField(label="این مدرک برای چه لازم است؟", max_length=300)
