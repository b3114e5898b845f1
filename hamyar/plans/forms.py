"""What the worker fills in about a plan."""

from collections.abc import Iterable
from typing import Any

from django import forms

from hamyar.guidelines.titles import title
from hamyar.plans import wording
from hamyar.plans.domain import Announcement, Outcome
from hamyar.web.fields import CleanCharField, JalaliDateField, LastDayField, PersianIntegerField
from hamyar.web.household_text import ReadByHousehold
from hamyar.web.widgets import CountedTextarea, RadioCards, RadioRow


class Beside(forms.Form):
    """A form that shares its page with others: its fields carry its name, so that no two have one identifier."""

    def __init__(self, *args: Any, name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{name or type(self).__name__.lower()}_%s", **kwargs})


class Goals(Beside):
    goals = CleanCharField(
        label="هدف‌ها", help_text="هر هدف در یک سطر.", max_length=2000, widget=CountedTextarea({"rows": "4"})
    )
    independence_goal = CleanCharField(
        label="هدف خوداتکایی", max_length=1000, widget=CountedTextarea({"rows": "2"}),
        help_text="این خانوار چگونه روی پای خود می‌ایستد؟",
    )  # fmt: skip

    @property
    def goal_list(self) -> list[str]:
        return [line for line in self.cleaned_data["goals"].splitlines() if line.strip()]


class Item(Beside):
    service = forms.ChoiceField(label="خدمت")
    package = forms.TypedChoiceField(label="بسته", coerce=int, empty_value=None, required=False)
    need = forms.ChoiceField(label="برای کدام نیاز؟")
    person = forms.TypedChoiceField(label="برای کدام عضو؟", coerce=int, empty_value=None, required=False)
    quantity = CleanCharField(label="مقدار", max_length=100, help_text="مانند «ماهی یک نوبت» یا «۱۲ جلسه».")
    from_on = JalaliDateField(label="از تاریخ")
    to_on = LastDayField(label="تا پایان روز", required=False, help_text="هیچ خدمتی بی‌پایان نیست.")
    follow_up_on = JalaliDateField(label="نخستین پیگیری", required=False)

    def __init__(
        self, *args: Any, services: Iterable[str], packages: Iterable[Any], needs: Iterable[Any],
        members: Iterable[tuple[int, str]], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        allowed = list(services)
        self.fields["service"].choices = [(each, title("service", each)) for each in allowed]  # type: ignore[attr-defined]
        groups: dict[str, list[tuple[int, str]]] = {}
        for package in packages:
            if package.service in allowed:
                groups.setdefault(title("service", package.service), []).append((package.pk, package.title))
        self.fields["package"].choices = [("", "بی‌بسته"), *groups.items()]  # type: ignore[attr-defined]
        self.fields["need"].choices = [(need.code, need.text[:100]) for need in needs]  # type: ignore[attr-defined]
        self.fields["person"].choices = [("", "همهٔ خانوار"), *members]  # type: ignore[attr-defined]


class Approve(Beside, ReadByHousehold):
    """Nothing to fill in: the household reads goals and quantities as they stand in the plan (``shown``)."""

    def __init__(self, *args: Any, shown: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = "\n".join(shown)

    def texts(self, given: dict[str, Any]) -> Iterable[tuple[str | None, str]]:
        return [(None, self.shown)]


class Announce(Beside):
    how = forms.ChoiceField(
        label="سرپرست خانوار چگونه از برنامه آگاه شد؟",
        choices=[(str(how), wording.ANNOUNCEMENTS[how]) for how in Announcement],
        initial=str(Announcement.MESSAGE),
        widget=RadioCards(hints={"message": "پیامک همین حالا فرستاده می‌شود."}),
    )


class FollowUp(Beside):
    note = CleanCharField(label="چه شد؟", max_length=500, widget=CountedTextarea({"rows": "2"}))
    progress = PersianIntegerField(label="پیشرفت (درصد)", min_value=0, max_value=100)
    delivered = forms.BooleanField(label="خدمت تحویل شد", required=False)
    next_on = JalaliDateField(label="پیگیری بعدی", required=False)


class SectorNote(Beside):
    note = CleanCharField(label="چه دیدید؟", max_length=500, widget=CountedTextarea({"rows": "2"}))


class EndItem(Beside):
    note = CleanCharField(label="نتیجه یا علت", max_length=300)


class Close(Beside):
    outcome = forms.ChoiceField(
        label="نتیجهٔ برنامه", choices=[(str(each), wording.OUTCOMES[each]) for each in Outcome], widget=RadioRow()
    )
    satisfaction = forms.TypedChoiceField(
        label="رضایت خانوار", coerce=int, choices=list(wording.SATISFACTION.items()), widget=RadioRow(),
        help_text="از خود خانوار پرسیده شود.",
    )  # fmt: skip
    note = CleanCharField(label="شرح", max_length=2000, widget=CountedTextarea({"rows": "3"}))


class Reason(Beside):
    reason = CleanCharField(label="علت", max_length=300, widget=CountedTextarea({"rows": "2"}))


class Renew(Beside):
    """The new decision about a file: nothing but the day is filled in beforehand."""

    still_needy = forms.BooleanField(
        label="نیاز این خانوار را دوباره بررسی کردم و همچنان برقرار است",
        error_messages={
            "required": "حمایت تنها برای خانوار نیازمند ادامه می‌یابد. پس از بررسی، این خانه را علامت بزنید."
        },
    )
    period_to_on = LastDayField(label="آخرین روز دورهٔ تازه", help_text="حمایت بی‌پایان نیست؛ هر تمدید تصمیمی تازه است.")
    reason = CleanCharField(
        label="علت تمدید", max_length=300, widget=CountedTextarea({"rows": "2"}),
        help_text="چه نیازی مانده است و دورهٔ تازه برای چیست.",
    )  # fmt: skip


class Package(Beside):
    service = forms.ChoiceField(label="خدمت")
    title = CleanCharField(label="عنوان", max_length=120)
    contents = CleanCharField(label="شرح", required=False, max_length=1000, widget=CountedTextarea({"rows": "3"}))
    months = PersianIntegerField(label="مدت معمول (ماه)", required=False, min_value=1, max_value=60)

    def __init__(self, *args: Any, services: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = list(services)  # type: ignore[attr-defined]
