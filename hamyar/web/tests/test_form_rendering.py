"""The markup of forms: labels, marks, help and errors belong to their field for everybody, screen readers included."""

from html.parser import HTMLParser

import pytest
from django import forms
from django.template import Context, Template

from hamyar.web import fields, widgets
from hamyar.web.rendering import HamyarFormRenderer


class Elements(HTMLParser):
    """All start tags with their attributes."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def by_id(self, wanted: str) -> tuple[str, dict[str, str | None]]:
        return next((tag, attrs) for tag, attrs in self.found if attrs.get("id") == wanted)

    @property
    def ids(self) -> set[str | None]:
        return {attrs["id"] for _, attrs in self.found if "id" in attrs}


class Applicant(forms.Form):
    default_renderer = HamyarFormRenderer

    name = fields.CleanCharField(label="نام", max_length=60)
    national_code = fields.NationalCodeField(label="کد ملی", help_text="ده رقم روی کارت ملی")
    born_on = fields.JalaliDateField(label="تاریخ تولد", required=False)
    path = forms.ChoiceField(
        label="راه درخواست",
        choices=[("self", "خودم"), ("other", "دیگری")],
        widget=widgets.RadioCards(hints={"self": "برای خانوار خودم"}),
    )
    agrees = forms.BooleanField(label="می‌پذیرم")


def test_every_control_has_a_label_of_its_own():
    page = Elements(str(Applicant()))

    controls = {attrs["id"] for tag, attrs in page.found if tag == "input"}
    labelled = {attrs["for"] for tag, attrs in page.found if tag == "label"}
    assert controls == labelled


def test_help_and_error_are_tied_to_the_control():
    page = Elements(str(Applicant({"national_code": "1"})))

    _, control = page.by_id("id_national_code")
    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"] == "id_national_code_helptext id_national_code_error"
    assert {"id_national_code_helptext", "id_national_code_error"} <= page.ids


def test_the_summary_links_to_each_control_that_has_to_be_mended():
    page = Elements(str(Applicant({"name": "مریم"})))

    targets = {attrs["href"] for tag, attrs in page.found if tag == "a"}
    assert targets == {"#id_national_code", "#id_path", "#id_agrees"}
    assert {target.removeprefix("#") for target in targets} <= page.ids


def test_a_form_that_was_not_sent_shows_no_summary():
    assert "error-summary" not in str(Applicant())


def test_a_refusal_of_the_whole_form_is_in_the_summary():
    form = Applicant({})
    form.add_error(None, "این درخواست پیش‌تر ثبت شده است.")

    assert "این درخواست پیش‌تر ثبت شده است." in str(form)


def test_a_form_of_one_field_says_its_error_once():
    class Reason(forms.Form):
        default_renderer = HamyarFormRenderer
        reason = fields.CleanCharField(label="دلیل")

    markup = str(Reason({}))

    assert markup.count("این بخش خالی است") == 1


def test_optional_fields_are_marked_in_words():
    markup = str(Applicant())

    assert markup.count("(اختیاری)") == 1


def test_a_choice_of_one_is_a_group_with_its_question():
    markup = str(Applicant())

    assert "<legend>راه درخواست" in markup
    assert "برای خانوار خودم" in markup


@pytest.mark.parametrize("form", [Applicant(), Applicant({})])
def test_forms_carry_no_inline_style_or_script(form):
    page = Elements(str(form))

    for tag, attrs in page.found:
        assert tag not in ("script", "style")
        assert not [name for name in attrs if name == "style" or name.startswith("on")]


def test_as_div_is_the_same_markup():
    assert Applicant().as_div() == str(Applicant())


def test_a_formset_shows_each_of_its_forms():
    members = forms.formset_factory(Applicant, extra=2, renderer=HamyarFormRenderer())

    markup = str(members())

    assert markup.count('class="formset-row"') == 2
    assert 'name="form-TOTAL_FORMS"' in markup


def test_forms_that_are_sent_together_have_one_summary():
    given = {"given_name": "", "reason": ""}

    class Reason(forms.Form):
        reason = forms.CharField(label="علت")

    shown = Template("{% load hamyar %}{% error_summary person reason %}").render(
        Context({"person": Applicant(given), "reason": Reason(given)})
    )

    assert shown.count("data-error-summary") == 1
    assert "علت" in shown
    assert "نام" in shown
