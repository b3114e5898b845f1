"""Forms for the facts of people and households."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from hamyar.registry.domain import Nationality, Source
from hamyar.registry.models import Dwelling, Guardianship, Household, HouseholdMember, Person, Prison
from hamyar.registry.wording import SOURCES, choices
from hamyar.values import digits, national_code
from hamyar.values import wording as values_wording
from hamyar.values.refusal import Refusal
from hamyar.web import fields, widgets

UNKNOWN = ("", "نامعلوم")
TYPED_SOURCES = [(value, title) for value, title in SOURCES.items() if value != Source.DATABASE]


def pick(name: str, label: str, *, unknown: bool = False, required: bool = True, **options: Any) -> forms.ChoiceField:
    """A choice of the dictionary's values, with «نامعلوم» where that is an answer."""
    offered = [UNKNOWN, *choices(name)] if unknown else choices(name)
    return forms.ChoiceField(label=label, choices=offered, required=required and not unknown, **options)


def tick(label: str, **options: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, **options)


class WithSource(forms.Form):
    """Every change of facts says where it came from (Article 8)."""

    source = forms.ChoiceField(label="منبع", choices=TYPED_SOURCES, initial=Source.OFFICE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "source"), "source"])  # after what it is about

    def facts(self) -> dict[str, Any]:
        """The facts alone, as columns."""
        return {name: value for name, value in self.cleaned_data.items() if name != "source"}


class PersonFacts(WithSource):
    """The facts of one person. A wrong code that came by an import may stay until somebody knows the right one."""

    field_order = ("given_name", "family_name", "father_name", "national_code", "born_on", "sex")
    given_name = fields.CleanCharField(label="نام", max_length=80)
    family_name = fields.CleanCharField(label="نام خانوادگی", max_length=80)
    father_name = fields.CleanCharField(label="نام پدر", max_length=80, required=False)
    national_code = forms.CharField(
        label="کد ملی", required=False, widget=widgets.DigitsInput({"maxlength": "14"}),
        help_text="برای اتباع ایرانی لازم است.",
    )  # fmt: skip
    born_on = fields.JalaliDateField(label="تاریخ تولد", earliest=date(1890, 1, 1))
    sex = pick("sex", "جنس", widget=widgets.RadioRow)
    nationality = pick("nationality", "تابعیت", widget=widgets.RadioRow, initial=Nationality.IRANIAN)
    country = fields.CleanCharField(label="کشور", max_length=60, required=False, help_text="برای غیرایرانی")
    alt_identifier_kind = fields.CleanCharField(
        label="نوع شناسهٔ جایگزین", max_length=40, required=False,
        help_text="تنها برای غیرایرانی و فرزندِ پدر غیرایرانی که کد ملی ندارد.",
    )  # fmt: skip
    alt_identifier = fields.CleanCharField(label="شناسهٔ جایگزین", max_length=60, required=False)
    marital_status = pick("marital_status", "وضعیت تأهل")
    work_status = pick("work_status", "وضعیت اشتغال")
    education_status = pick("education_status", "وضعیت تحصیلی")
    military_status = pick("military_status", "وضعیت نظام‌وظیفه", unknown=True)
    living_parents = forms.TypedChoiceField(
        label="شمار والدین در قید حیات", required=False, coerce=int, empty_value=None,
        choices=[UNKNOWN, ("0", "هیچ‌کدام"), ("1", "یکی"), ("2", "هر دو")],
    )  # fmt: skip
    bears_own_costs = tick("هزینهٔ زندگی خود را می‌پردازد")
    covered_by = forms.MultipleChoiceField(
        label="زیر پوشش", choices=choices("covered_by"), required=False, widget=widgets.CheckboxList
    )
    pension_monthly_rials = fields.RialsField(label="مستمری ماهانهٔ صندوق بازنشستگی", required=False)
    in_hamyar_group = tick("عضو گروه همیار بهزیستی است")
    empowerment_capacity = pick("empowerment_capacity", "قابلیت توانمندی")
    mobile = fields.MobileField(label="تلفن همراه", required=False)
    mobile_holder = pick("mobile_holder", "شماره از آنِ کیست", unknown=True)
    mobile_relation = fields.CleanCharField(label="نسبت دارندهٔ شماره", max_length=60, required=False)

    def clean_national_code(self) -> str:
        typed = digits.to_latin(self.cleaned_data["national_code"])
        if typed == (self.initial.get("national_code") or ""):
            return typed
        try:
            return national_code.parse(typed)
        except Refusal as refusal:
            raise ValidationError(values_wording.REFUSALS[refusal.code]) from None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        foreign = given.get("nationality") == Nationality.FOREIGN
        if given.get("alt_identifier") and not foreign and given.get("national_code"):
            self.add_error("alt_identifier", "کسی که کد ملی دارد شناسهٔ جایگزین نمی‌خواهد.")
        if given.get("mobile") and not given.get("mobile_holder"):
            self.add_error("mobile_holder", "بنویسید این شماره از آنِ کیست.")
        return given


def person_initial(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in PersonFacts.base_fields if name != "source"}


# What is taken to be so until somebody says otherwise, as in the household document.
NEW_PERSON = {
    "nationality": Nationality.IRANIAN, "empowerment_capacity": "not_assessed", "work_status": "unemployed",
    "education_status": "none", "marital_status": "never_married",
}  # fmt: skip


class FindPerson(forms.Form):
    """Search before create: the national code first."""

    national_code = fields.NationalCodeField(label="کد ملی عضو تازه")


class NewMember(PersonFacts):
    """A person joins the household."""

    relation = forms.ChoiceField(
        label="نسبت با سرپرست", choices=[each for each in choices("relation") if each[0] != "head"]
    )
    from_on = fields.JalaliDateField(label="از تاریخ")
    exception_clause = forms.ChoiceField(
        label="عضویت در دو خانوار", required=False, choices=[("", "نیست"), *choices("exception_clause")],
        help_text="تنها در حالت‌های مادهٔ ۶ که فهرست شده است.",
    )  # fmt: skip

    def facts(self) -> dict[str, Any]:
        apart = {"relation", "from_on", "exception_clause"}
        return {name: value for name, value in super().facts().items() if name not in apart}


class KnownMember(forms.Form):
    """Somebody the registry knows joins the household: only how and since when is asked."""

    source = forms.ChoiceField(label="منبع", choices=TYPED_SOURCES, initial=Source.OFFICE)
    relation = NewMember.base_fields["relation"]
    from_on = fields.JalaliDateField(label="از تاریخ")
    exception_clause = NewMember.base_fields["exception_clause"]


class LeavingMember(forms.Form):
    to_on = fields.JalaliDateField(label="نخستین روزِ نبودن", help_text="روزی که دیگر عضو خانوار نیست.")
    reason = fields.CleanCharField(label="علت خروج", max_length=200, help_text="مانند ازدواج، مهاجرت، فوت")


def member_choices(members: Iterable[HouseholdMember]) -> list[tuple[str, str]]:
    titles = dict(choices("relation"))
    return [(str(each.person_id), f"{each.person.full_name} ({titles[each.relation]})") for each in members]


class NewHead(forms.Form):
    """Nobody is chosen beforehand: neither the oldest nor a man (E-D.9)."""

    person = forms.TypedChoiceField(label="سرپرست تازه", coerce=int, widget=widgets.RadioCards)
    on = fields.JalaliDateField(label="از تاریخ")
    former_relation = forms.ChoiceField(
        label="نسبت سرپرست پیشین با سرپرست تازه", required=False,
        choices=[("", "خانوار را ترک کرده است"), *(each for each in choices("relation") if each[0] != "head")],
    )  # fmt: skip
    former_leaves = fields.CleanCharField(label="علت رفتن سرپرست پیشین", max_length=200, required=False)

    def __init__(self, *args: Any, members: Iterable[HouseholdMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = member_choices(members)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("former_relation") and not given.get("former_leaves"):
            self.add_error("former_leaves", "علت رفتن سرپرست پیشین را بنویسید، یا نسبت او را برگزینید.")
        return given


class Responsible(forms.Form):
    person = forms.TypedChoiceField(
        label="مسئول خانوار", coerce=int, required=False, empty_value=None, widget=widgets.RadioCards
    )
    reason = fields.CleanCharField(label="علت", max_length=300)
    on = fields.JalaliDateField(label="از تاریخ")

    def __init__(
        self, *args: Any, members: Iterable[HouseholdMember], guardians: Iterable[Guardianship], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", "کسی نباشد؛ سرپرست خود کارها را می‌گرداند"), *member_choices(members)]
        named = {key for key, _title in offered}
        offered += [
            (
                str(each.holder_id),
                f"{each.holder.full_name} ({'نگهدارندهٔ کودک' if each.keeps_child else 'سرپرست قانونی'})",
            )
            for each in guardians
            if str(each.holder_id) not in named
        ]
        self.fields["person"].choices = offered  # type: ignore[attr-defined]


NOT_A_MEMBER = "other"


class GuardianFacts(forms.Form):
    """Who answers for a child: a member, or somebody else by national code (E-6.n2)."""

    child = forms.TypedChoiceField(label="کودک", coerce=int, widget=widgets.RadioCards)
    kind = pick("guardian_kind", "عنوان سرپرست قانونی")
    keeps_child = forms.BooleanField(
        label="کودک نزد او نگهداری می‌شود", required=False,
        help_text="برای خویشاوندی که پدر یا مادر کودک نیست. خدمت تنها به کودک می‌رسد و نیازمندی خویشاوند شرط نیست.",
    )  # fmt: skip
    holder = forms.ChoiceField(label="سرپرست یا نگهدارنده", widget=widgets.RadioCards)
    national_code = fields.NationalCodeField(
        label="کد ملی او", required=False, help_text="اگر عضو این خانوار نیست. شناخته‌شده باشد، همان شخص ثبت می‌شود."
    )
    given_name = fields.CleanCharField(label="نام او", max_length=80, required=False)
    family_name = fields.CleanCharField(label="نام خانوادگی او", max_length=80, required=False)
    born_on = fields.JalaliDateField(label="تاریخ تولد او", earliest=date(1890, 1, 1), required=False)
    sex = pick("sex", "جنس او", unknown=True)
    mobile = fields.MobileField(label="تلفن همراه او", required=False)
    ruling = fields.CleanCharField(
        label="حکم", max_length=200, required=False, help_text="شماره و دادگاه. اگر هنوز صادر نشده است، خالی بگذارید."
    )
    ruled_on = fields.JalaliDateField(label="تاریخ حکم", required=False)
    from_on = fields.JalaliDateField(label="از تاریخ")
    file = forms.FileField(
        label="تصویر حکم", required=False, help_text="اصل حکم دیده و همان‌جا پس داده می‌شود.",
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )  # fmt: skip
    OTHER_FACTS = ("national_code", "given_name", "family_name", "born_on", "sex")

    def __init__(
        self, *args: Any, children: Iterable[HouseholdMember], adults: Iterable[HouseholdMember], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["child"].choices = member_choices(children)  # type: ignore[attr-defined]
        offered = [*member_choices(adults), (NOT_A_MEMBER, "کسی که عضو این خانوار نیست")]
        self.fields["holder"].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("holder") == NOT_A_MEMBER:
            for name in self.OTHER_FACTS:
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, "برای کسی که عضو خانوار نیست لازم است.")
        return given

    def other(self) -> dict[str, Any]:
        """The facts of somebody who is no member, as columns."""
        facts = {name: self.cleaned_data[name] for name in self.OTHER_FACTS}
        if self.cleaned_data["mobile"]:
            facts |= {"mobile": self.cleaned_data["mobile"], "mobile_holder": "self"}
        return facts


class EndOfGuardianship(forms.Form):
    to_on = fields.JalaliDateField(label="پایان", help_text="نخستین روزی که دیگر سرپرست نیست.")
    reason = fields.CleanCharField(label="علت", max_length=200)


class HusbandFacts(forms.Form):
    """A household of a man with several wives (E-6.6.2): by a permanent marriage, in a life and a home of its own."""

    man_code = fields.NationalCodeField(label="کد ملی مرد")
    wife = forms.TypedChoiceField(label="همسر در این خانوار", coerce=int, widget=widgets.RadioCards)
    marriage_kind = pick("marriage_kind", "نوع ازدواج", widget=widgets.RadioRow)
    evidence = fields.CleanCharField(label="مستند ازدواج", max_length=300, help_text="شمارهٔ سند یا گواهی محلی")
    lives_independently = tick("این خانوار زندگی مستقل دارد")
    resides_with_man = tick("مرد بیشتر در این خانوار زندگی می‌کند")
    from_on = fields.JalaliDateField(label="از تاریخ")

    def __init__(self, *args: Any, women: Iterable[HouseholdMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wife"].choices = member_choices(women)  # type: ignore[attr-defined]


class EndOfLink(forms.Form):
    to_on = fields.JalaliDateField(label="پایان")
    reason = fields.CleanCharField(label="علت", max_length=200)


class DwellingFacts(WithSource):
    tenure = pick("tenure", "نوع تصرف")
    condition = pick("condition", "وضع خانه")
    postal_code = fields.PostalCodeField(label="کدپستی", required=False)
    address = fields.CleanCharField(label="نشانی", required=False, max_length=500, widget=widgets.CountedTextarea)
    evidence_kind = pick("evidence_kind", "مدرک سکونت", unknown=True)
    in_office_territory = tick("در محدودهٔ اداره است", initial=True)
    area_kind = pick("area_kind", "نوع منطقه", widget=widgets.RadioRow)
    village_coefficient = fields.PersianIntegerField(
        label="ضریب محرومیت روستا", min_value=1, max_value=9, required=False, help_text="تنها برای روستا"
    )
    metropolis_margin = tick("حاشیهٔ کلان‌شهر")
    special_social_zone = tick("منطقهٔ ویژهٔ اجتماعی")
    is_border = tick("منطقهٔ مرزی")
    high_risk = tick("منطقهٔ پرخطر")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("area_kind") == "city" and given.get("village_coefficient") is not None:
            self.add_error("village_coefficient", "شهر ضریب محرومیت روستا ندارد.")
        return given


class Move(DwellingFacts):
    on = fields.JalaliDateField(label="از چه روزی آن‌جا زندگی می‌کنند")
    field_order = ("on",)

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in super().facts().items() if name != "on"}


def dwelling_initial(dwelling: Dwelling | None) -> dict[str, Any]:
    return {name: getattr(dwelling, name) for name in DwellingFacts.base_fields if name != "source"} if dwelling else {}


class Decile(forms.Form):
    """By hand only with evidence; the answer of the welfare database comes by inquiry (E-D.26)."""

    decile = forms.TypedChoiceField(
        label="دهک", coerce=int, choices=[(str(each), digits.to_persian(each)) for each in range(1, 11)]
    )
    on = fields.JalaliDateField(label="تاریخ دهک")
    evidence = fields.CleanCharField(
        label="مستند", max_length=300, help_text="مانند تصویر پیامک یا برگهٔ سامانهٔ رفاه، با تاریخ آن"
    )
    source = forms.ChoiceField(label="منبع", choices=TYPED_SOURCES, initial=Source.OFFICE)


class Circumstances(WithSource):
    head_condition = pick("head_condition", "وضع سرپرست")
    head_condition_since_on = fields.JalaliDateField(label="از تاریخ", required=False)
    head_condition_evidence = fields.CleanCharField(label="مستند", max_length=300, required=False)
    former_head_died_on = fields.JalaliDateField(
        label="تاریخ فوت سرپرست پیشین", required=False, help_text="اگر فوتِ او سبب سرپرستی امروز شده است."
    )
    divorce_evidence = pick("divorce_evidence", "مدرک طلاق", unknown=True)
    cannot_earn = tick("سرپرست به تشخیص مددکار از تأمین معاش ناتوان است")
    requested_services = forms.MultipleChoiceField(
        label="خواسته‌های خانوار", choices=choices("requested_services"), required=False, widget=widgets.CheckboxList
    )
    nomad_status = pick("nomad_status", "عشایر")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("head_condition") not in (None, "present") and not given.get("head_condition_since_on"):
            self.add_error("head_condition_since_on", "بنویسید این وضع از چه تاریخی است.")
        return given


def household_initial(household: Household) -> dict[str, Any]:
    return {name: getattr(household, name) for name in Circumstances.base_fields if name != "source"}


class EndOfAbsence(forms.Form):
    how = pick("absence_end", "چه شد", widget=widgets.RadioCards)
    on = fields.JalaliDateField(label="تاریخ")
    evidence = fields.CleanCharField(label="مستند", max_length=300, help_text="مانند گزارش کلانتری یا شمارهٔ حکم دادگاه")


class PrisonFacts(WithSource):
    basis = pick("basis", "مبنای حبس", unknown=True)
    regime = pick("regime", "نوع نگهداری", unknown=True)
    abroad = tick("زندان خارج از کشور")
    place = fields.CleanCharField(label="زندان", max_length=120, required=False)
    started_on = fields.JalaliDateField(label="آغاز حبس", required=False)
    expected_release_on = fields.JalaliDateField(label="آزادی پیش‌بینی‌شده", required=False)
    released_on = fields.JalaliDateField(label="تاریخ آزادی", required=False)
    referral = pick("referral", "معرفی‌کنندهٔ زندانیِ آزادشده", unknown=True)


def prison_initial(prison: Prison | None) -> dict[str, Any]:
    return {name: getattr(prison, name) for name in PrisonFacts.base_fields if name != "source"} if prison else {}


class IllnessFacts(WithSource):
    illness_class = pick("illness_class", "دستهٔ بیماری", unknown=True)
    disease = fields.CleanCharField(label="بیماری", max_length=120, required=False)
    since_on = fields.JalaliDateField(label="آغاز", required=False)
    expires_on = fields.JalaliDateField(label="اعتبار مدرک تا", required=False)
    evidence = fields.CleanCharField(label="مدرک", max_length=300, required=False)
    treatment_centre = fields.CleanCharField(label="مرکز درمان", max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["illness_class"].choices = [("", "بیماری خاص یا صعب‌العلاج ندارد"), *choices("illness_class")]  # type: ignore[attr-defined]


class TreatmentFacts(forms.Form):
    centre = fields.CleanCharField(label="مرکز ترک اعتیاد", max_length=120)
    from_on = fields.JalaliDateField(label="از تاریخ")
    to_on = fields.JalaliDateField(label="تا تاریخ", required=False)
    evidence = fields.CleanCharField(label="مدرک بستری", max_length=300)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("to_on") and given.get("from_on") and given["to_on"] < given["from_on"]:
            self.add_error("to_on", "پایان پیش از آغاز است.")
        return given


class ImportFile(forms.Form):
    """A file of households."""

    file = forms.FileField(
        label="پرونده", help_text="به شکل xlsx، csv یا jsonl",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.jsonl,.json"}),
    )  # fmt: skip

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > settings.UPLOAD_LIMIT_BYTES:
            limit = digits.to_persian(settings.UPLOAD_LIMIT_BYTES // 1024 // 1024)
            raise ValidationError(f"پرونده بزرگ‌تر از {limit} مگابایت است. آن را به چند پرونده بخش کنید.")
        return upload


class Merge(forms.Form):
    """Which of two records stays, and why they are one person; nothing is chosen beforehand."""

    survivor = forms.TypedChoiceField(label="کدام سابقه بماند", coerce=int, widget=widgets.RadioCards)
    reason = fields.CleanCharField(
        label="علت", max_length=300, help_text="مانند: کارت ملی دیده شد؛ یک شخص دو بار ثبت شده است."
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["survivor"].choices = [  # type: ignore[attr-defined]
            (str(each.pk), f"{each.full_name}، {digits.to_persian(each.national_code) or 'بی کد ملی'}")
            for each in people
        ]


class Unmerge(forms.Form):
    reason = fields.CleanCharField(label="علت بازگرداندن", max_length=300)
