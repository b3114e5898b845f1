"""What the worker fills in: the sections of the questionnaire, harms, capacities, presence, decision."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hamyar.assessment import wording
from hamyar.assessment.domain import (
    MATCHED_SECTIONS,
    PART_SECTIONS,
    AbsenceReason,
    CapacityKind,
    Denomination,
    HarmKind,
    Match,
    Part,
    Present,
    Response,
    Section,
    Severity,
    Standing,
)
from hamyar.assessment.questions import BY_KEY, OWN_CHOICES, Question
from hamyar.guidelines.titles import TITLES, choices
from hamyar.intake.domain import OPEN_STATES
from hamyar.intake.wording import STATES
from hamyar.registry.domain import Source
from hamyar.values import digits, jalali, rials
from hamyar.values.refusal import Refusal
from hamyar.web.fields import CleanCharField, LastDayField
from hamyar.web.household_text import ReadByHousehold
from hamyar.web.widgets import (
    CheckboxList,
    CountedTextarea,
    DigitsInput,
    JalaliDateInput,
    RadioCards,
    RadioRow,
    RialsInput,
)

NOTHING = "-"
SAID_NOTHING = {"ندارد", "نیست", "هیچ", "-", "ندارند"}
NOT_CHECKED = "راستی‌آزمایی نشده"
YES_NO = [("yes", "بله"), ("no", "خیر")]


class ByScore(forms.Form):
    """Which of the scored applications are shown; kept in the address."""

    state = forms.ChoiceField(
        label="وضعیت", required=False, choices=[("", "همه"), *((str(each), STATES[each]) for each in OPEN_STATES)]
    )
    path = forms.ChoiceField(label="راه تصمیم", required=False, choices=[("", "همه"), *choices("path")])


def titles_of(question: Question) -> dict[str, str]:
    return OWN_CHOICES.get(question.choices) or TITLES[question.choices]


def answer_text(question: Question, value: Any) -> str:
    """An answer as people read it; «ندارد» for a verified nothing, a dash for what nobody has stated."""
    if value is None or value in ("", []):
        return "ندارد" if question.nullable else "گفته نشده"
    if question.kind == "flag":
        return "بله" if value else "خیر"
    if question.kind == "choice":
        return titles_of(question).get(str(value), str(value))
    if question.kind == "choices":
        return "، ".join(titles_of(question).get(str(each), str(each)) for each in value)
    if question.kind == "date":
        return jalali.format_long(date.fromisoformat(value))
    if question.kind == "rials":
        return rials.in_rials(int(value))
    return digits.to_persian(value) if question.kind == "number" else str(value)


@dataclass(frozen=True)
class Row:
    """One question on the page: what was stated, by whom and when, and the box for what was verified."""

    question: Question
    stated: str
    source: str
    stated_on: date | None
    verified: str
    differs: bool
    field: forms.BoundField


class SectionForm(forms.Form):
    """One section: a box for each answer, the marks of its parts, the match, the source. Empty boxes stay unverified."""

    def __init__(
        self, *args: Any, section: Section, answers: Iterable[Any], parts: Mapping[str, Any], match: str, **kwargs: Any
    ) -> None:
        self.section, self.answers = section, list(answers)
        super().__init__(*args, **kwargs)
        for answer in self.answers:
            self.fields[f"a{answer.pk}"] = _box(answer)
        for part in [part for part, where in PART_SECTIONS.items() if where == section]:
            self._add_part(part, parts.get(part, {}))
        if section in MATCHED_SECTIONS:
            self.fields["match"] = forms.ChoiceField(
                label="این بخش با درخواست خانوار چگونه است؟",
                choices=[(str(each), wording.MATCHES[each]) for each in Match],
                widget=RadioRow(),
                required=False,
                initial=match,
            )
        self.fields["same_as_stated"] = forms.BooleanField(
            label="هر چه خالی گذاشته‌ام، همان است که خانوار گفته", required=False
        )
        self.fields["source"] = forms.ChoiceField(
            label="از چه راهی راستی‌آزمایی شد؟",
            choices=[
                (str(each), wording.SOURCES[each])
                for each in (Source.SW_VISIT, Source.OFFICE, Source.PHONE, Source.LOCAL)
            ],
        )

    def _add_part(self, part: Part, said: Mapping[str, str]) -> None:
        self.fields[f"{part}_standing"] = forms.ChoiceField(
            label=wording.PARTS[part],
            choices=[(str(each), wording.STANDINGS[each]) for each in Standing],
            widget=RadioRow(),
            required=False,
            initial=said.get("standing", ""),
        )
        self.fields[f"{part}_text"] = CleanCharField(
            label=f"شرح {wording.PARTS[part]}", required=False, max_length=2000,
            widget=CountedTextarea({"rows": "3"}), initial=said.get("text", ""),
        )  # fmt: skip

    def groups(self) -> Iterator[tuple[str, list[Row]]]:
        """The questions, first of the household, then of each member under the member's name."""
        by_person: dict[int | None, list[Row]] = {}
        names: dict[int | None, str] = {None: "خانوار"}
        for answer in self.answers:
            question = BY_KEY[answer.key]
            names.setdefault(answer.person_id, answer.person.full_name if answer.person else "")
            by_person.setdefault(answer.person_id, []).append(
                Row(
                    question=question,
                    stated=answer_text(question, answer.self_value),
                    source=wording.SOURCES.get(answer.self_source, ""),
                    stated_on=answer.self_on,
                    verified=answer_text(question, answer.verified_value) if answer.verified else "",
                    differs=answer.differs,
                    field=self[f"a{answer.pk}"],
                )
            )
        for person_id in sorted(by_person, key=lambda pk: (pk is not None, pk or 0)):
            yield names[person_id], by_person[person_id]

    @property
    def general(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith("a") or not name[1:].isdigit()]

    @property
    def verified(self) -> dict[int, Any]:
        """By answer, the value that was verified; answers left empty are missing."""
        found = {}
        for answer in self.answers:
            value = self.cleaned_data.get(f"a{answer.pk}")
            if value not in (None, "", []):
                found[answer.pk] = None if value == NOTHING or value == [NOTHING] else value
        return found

    @property
    def parts(self) -> dict[str, dict[str, str]]:
        return {
            str(part): {
                "standing": self.cleaned_data.get(f"{part}_standing", ""),
                "text": self.cleaned_data.get(f"{part}_text", ""),
            }
            for part, where in PART_SECTIONS.items()
            if where == self.section
        }


class TypedAnswer(CleanCharField):
    """A number, an amount or a day as people type it; «ندارد» where there may be none."""

    def __init__(self, *, question: Question, **kwargs: Any) -> None:
        self.question = question
        widgets = {"number": DigitsInput, "rials": RialsInput, "date": JalaliDateInput}
        kwargs.setdefault("widget", widgets.get(question.kind, forms.TextInput)())
        if question.nullable:
            kwargs.setdefault("help_text", "اگر ندارد، بنویسید «ندارد».")
        super().__init__(required=False, max_length=300, **kwargs)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return ""
        if self.question.nullable and typed in SAID_NOTHING:
            return NOTHING
        try:
            if self.question.kind == "date":
                return jalali.parse(typed).isoformat()
            if self.question.kind in ("number", "rials"):
                return rials.parse(typed)
        except Refusal:
            raise ValidationError("این پاسخ خوانده نشد. عدد را با رقم و تاریخ را مانند ۱۴۰۳/۰۲/۰۵ بنویسید.") from None
        return typed


class Flag(forms.ChoiceField):
    """Yes, no, or not verified yet."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[("", NOT_CHECKED), *YES_NO], required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        return "" if not chosen else chosen == "yes"


def _box(answer: Any) -> forms.Field:
    question = BY_KEY[answer.key]
    now = answer.verified_value if answer.verified else None
    nothing = answer.verified and answer.verified_value in (None, "", [])
    label = question.label
    if question.kind == "flag":
        return Flag(label=label, initial="" if now is None else "yes" if now else "no")
    if question.kind == "choice":
        offered = [("", NOT_CHECKED), *titles_of(question).items()]
        if question.nullable and "none" not in dict(offered):
            offered.append((NOTHING, "ندارد"))
        return forms.ChoiceField(label=label, choices=offered, required=False, initial=NOTHING if nothing else now)
    if question.kind == "choices":
        offered = [*titles_of(question).items(), (NOTHING, "هیچ‌کدام")]
        return forms.MultipleChoiceField(
            label=label, choices=offered, required=False, widget=CheckboxList(), initial=[NOTHING] if nothing else now
        )
    shown: Any = "ندارد" if nothing else now
    if now and question.kind == "date":
        shown = jalali.format_short(date.fromisoformat(now))
    return TypedAnswer(question=question, label=label, initial=shown)


class HarmForm(forms.Form):
    person = forms.TypedChoiceField(label="دربارهٔ", coerce=int, empty_value=None, required=False)
    kind = forms.ChoiceField(label="آسیب", choices=[(str(each), wording.HARMS[each]) for each in HarmKind])
    severity = forms.ChoiceField(
        label="شدت", choices=[(str(each), wording.SEVERITIES[each]) for each in Severity], widget=RadioRow()
    )
    cause = CleanCharField(label="علت", max_length=300)
    response = forms.ChoiceField(
        label="پاسخ", choices=[(str(each), wording.RESPONSES[each]) for each in Response], widget=RadioRow()
    )
    note = CleanCharField(label="شرح", required=False, max_length=1000, widget=CountedTextarea({"rows": "3"}))

    def __init__(self, *args: Any, members: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "همهٔ خانوار"), *members]  # type: ignore[attr-defined]


class ScreenedForm(forms.Form):
    people = forms.TypedMultipleChoiceField(
        label="اعضایی که غربالگری شدند", coerce=int, widget=CheckboxList(), help_text="نیافتنِ آسیب هم نتیجه است."
    )

    def __init__(self, *args: Any, members: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = list(members)  # type: ignore[attr-defined]


class EndHarmForm(forms.Form):
    reason = CleanCharField(label="چرا دیگر برقرار نیست؟", max_length=300)


class CapacitiesForm(forms.Form):
    """For each member what the member can do, has and would like, and whether that can carry the member."""

    KINDS = (CapacityKind.SKILL, CapacityKind.WORK_HISTORY, CapacityKind.ASSET, CapacityKind.INTEREST)

    def __init__(
        self,
        *args: Any,
        members: list[tuple[int, str]],
        found: Mapping[int, Mapping[str, str]],
        judged: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        self.members = members
        super().__init__(*args, **kwargs)
        for pk, _name in members:
            known = found.get(pk, {})
            for kind in self.KINDS:
                self.fields[f"{kind}_{pk}"] = CleanCharField(
                    label=wording.CAPACITIES[kind], required=False, max_length=300, initial=known.get(kind, "")
                )
            self.fields[f"none_{pk}"] = forms.BooleanField(
                label=wording.CAPACITIES["none_found"], required=False, initial=CapacityKind.NONE_FOUND in known
            )
            self.fields[f"judged_{pk}"] = forms.ChoiceField(
                label="قابلیت توانمندی", choices=[(each, wording.EMPOWERMENT[each]) for each in ("yes", "no")],
                widget=RadioRow(), required=False, initial=judged.get(pk, ""),
            )  # fmt: skip

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        for pk, name in self.members:
            yield name, [self[field] for field in self.fields if field.endswith(f"_{pk}")]

    @property
    def capacities(self) -> dict[int, list[tuple[CapacityKind, str]]]:
        said = {}
        for pk, _name in self.members:
            found = [
                (kind, self.cleaned_data[f"{kind}_{pk}"]) for kind in self.KINDS if self.cleaned_data[f"{kind}_{pk}"]
            ]
            if not found and self.cleaned_data[f"none_{pk}"]:
                found = [(CapacityKind.NONE_FOUND, "")]
            if found:
                said[pk] = found
        return said

    @property
    def empowerment(self) -> dict[int, str]:
        return {
            pk: self.cleaned_data[f"judged_{pk}"] for pk, _name in self.members if self.cleaned_data[f"judged_{pk}"]
        }


class ConclusionForm(forms.Form):
    food_need = forms.ChoiceField(
        label="از پسِ نیازهای پایهٔ خوراکی برنمی‌آید", choices=YES_NO, widget=RadioRow(), required=False
    )
    nonfood_need = forms.ChoiceField(
        label="از پسِ نیازهای پایهٔ غیرخوراکی برنمی‌آید", choices=YES_NO, widget=RadioRow(), required=False
    )
    is_needy = forms.ChoiceField(
        label="به نظر من این خانوار نیازمند است", choices=YES_NO, widget=RadioRow(), required=False,
        help_text="دهک شاهد است، نه نتیجه؛ نتیجه را شما می‌گیرید.",
    )  # fmt: skip
    conclusion = CleanCharField(
        label="گزارش و نظر مددکار", required=False, max_length=4000, widget=CountedTextarea({"rows": "6"})
    )

    def answer(self, name: str) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data[name])


class PresenceForm(forms.Form):
    who = forms.ChoiceField(
        label="چه کسی حاضر شد؟", choices=[(str(each), wording.PRESENT[each]) for each in Present], widget=RadioCards()
    )
    identified_by = CleanCharField(
        label="هویت چگونه احراز شد؟", required=False, max_length=150, help_text="مانند «اصل کارت ملی»."
    )
    reason = forms.ChoiceField(
        label="علت نیامدن", required=False, help_text="تنها اگر هیچ‌کدام نمی‌تواند بیاید؛ بازدید منزل جای حضور را می‌گیرد.",
        choices=[("", "—"), *((str(each), wording.ABSENCES[each]) for each in AbsenceReason)],
    )  # fmt: skip
    note = CleanCharField(label="توضیح", required=False, max_length=300)


class AttachForm(ReadByHousehold):
    read_by_household = ("reason",)
    file = forms.FileField(label="تصویر یا پروندهٔ مدرک")
    reason = CleanCharField(label="چرا تصویر لازم است؟", max_length=300, help_text="خانوار این علت را می‌بیند.")


class DenominationForm(forms.Form):
    denomination = forms.ChoiceField(
        label="مذهب", choices=[(str(each), wording.DENOMINATIONS[each]) for each in Denomination], widget=RadioRow()
    )


class AcceptForm(forms.Form):
    period_to_on = LastDayField(label="آخرین روز حمایت", help_text="حمایت بی‌پایان نیست؛ تمدید تصمیمی تازه است.")


class RejectForm(ReadByHousehold):
    read_by_household = ("reason",)
    clause = forms.ChoiceField(label="بندی که برقرار نیست")
    reason = CleanCharField(
        label="علت، آن‌گونه که متقاضی می‌خواند", max_length=1000, widget=CountedTextarea({"rows": "4"}),
        help_text="در پیامک چیزی از علت نمی‌آید؛ متقاضی آن را در صفحهٔ خودش می‌بیند.",
    )  # fmt: skip

    def __init__(self, *args: Any, clauses: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clause"].choices = [("", "بند را برگزینید"), *clauses]  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    text = CleanCharField(
        label="گزارش میدانی", max_length=4000, widget=CountedTextarea({"rows": "6"}),
        help_text="آنچه در خانه دیده شد، نیاز خانوار و خدمتی که پیشنهاد می‌کنید.",
    )  # fmt: skip
    services = forms.MultipleChoiceField(
        label="خدمات پیشنهادی", required=False, widget=CheckboxList(), choices=choices("service")
    )


class ReferForm(forms.Form):
    note = CleanCharField(label="شرح ارجاع", max_length=1000, widget=CountedTextarea({"rows": "3"}))


class ResultForm(forms.Form):
    result = CleanCharField(label="نظر مشاور", max_length=4000, widget=CountedTextarea({"rows": "6"}))


class RefusalForm(forms.Form):
    result = CleanCharField(label="چرا پذیرفته نشد؟", max_length=1000, widget=CountedTextarea({"rows": "3"}))


class ServiceDocumentForm(forms.Form):
    service = forms.ChoiceField(label="خدمت", choices=choices("service"))
    title = CleanCharField(label="مدرک", max_length=150)


class ConfirmForm(forms.Form):
    """Which groups of data were asked again, and how (E-8.0.3, E-8.b)."""

    groups = forms.MultipleChoiceField(
        label="بخش‌هایی که دوباره پرسیدید",
        widget=CheckboxList(),
        error_messages={"required": "دست‌کم یک بخش را علامت بزنید."},
    )
    source = forms.ChoiceField(
        label="چگونه پرسیدید؟",
        choices=[(str(each), wording.CONFIRMED_BY[each]) for each in (Source.PHONE, Source.OFFICE, Source.SW_VISIT)],
        widget=RadioCards(),
    )

    def __init__(self, *args: Any, groups: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].choices = groups  # type: ignore[attr-defined]
