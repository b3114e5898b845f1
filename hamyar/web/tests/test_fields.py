"""What people type, and what a form makes of it."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError

from hamyar.values import digits, national_code
from hamyar.web import fields, wording

TEST_CODE = national_code.make_test_code(1)


def error(field: forms.Field, typed: object) -> str:
    with pytest.raises(ValidationError) as refused:
        field.clean(typed)
    return refused.value.messages[0]


@pytest.mark.parametrize("typed", ["۱۴۰۳/۲/۵", "1403/02/05", "1403-2-5", " ۱۴۰۳/۰۲/۰۵ ", "١٤٠٣/٢/٥"])
def test_a_date_is_read_in_any_digits(typed):
    assert fields.JalaliDateField().clean(typed) == date(2024, 4, 24)


@pytest.mark.parametrize("typed", ["۱۴۰۳/۱۳/۱", "1403/12/31", "فردا", "14030205", "2024-04-24"])
def test_what_is_no_day_is_refused_with_an_example(typed):
    assert "۱۴۰۳/۰۲/۰۵" in error(fields.JalaliDateField(), typed)


def test_a_date_outside_its_bounds_is_refused_with_the_bound():
    field = fields.JalaliDateField(earliest=date(2024, 3, 20), latest=lambda: date(2024, 4, 24))

    assert error(field, "1402/12/29") == "تاریخ نباید پیش از ۱ فروردین ۱۴۰۳ باشد."
    assert error(field, "1403/2/6") == "تاریخ نباید پس از ۵ اردیبهشت ۱۴۰۳ باشد."
    assert field.clean("1403/2/5") == date(2024, 4, 24)


def test_an_empty_date_is_none_when_it_is_optional():
    assert fields.JalaliDateField(required=False).clean("") is None
    assert "خالی" in error(fields.JalaliDateField(), "")


def test_a_date_is_shown_as_it_is_typed():
    class Visit(forms.Form):
        planned_on = fields.JalaliDateField(label="روز بازدید")

    assert 'value="۱۴۰۳/۰۲/۰۵"' in str(Visit(initial={"planned_on": date(2024, 4, 24)})["planned_on"])
    assert 'value="1403/13/1"' in str(Visit({"planned_on": "1403/13/1"})["planned_on"])


def test_the_last_day_of_a_period_is_typed_and_the_first_day_after_it_is_kept():
    class Period(forms.Form):
        to_on = fields.LastDayField(label="تا پایان روز")

    assert 'value="۱۴۰۳/۰۲/۰۵"' in str(Period(initial={"to_on": date(2024, 4, 25)})["to_on"])
    assert fields.LastDayField().clean("۱۴۰۳/۰۲/۰۵") == date(2024, 4, 25)
    assert fields.LastDayField(required=False).clean("") is None
    assert not fields.LastDayField().has_changed(date(2024, 4, 25), "۱۴۰۳/۲/۵")
    assert 'value="1403/13/1"' in str(Period({"to_on": "1403/13/1"})["to_on"])


def test_a_date_typed_again_is_no_change():
    field = fields.JalaliDateField()

    assert not field.has_changed(date(2024, 4, 24), "۱۴۰۳/۲/۵")
    assert field.has_changed(date(2024, 4, 24), "۱۴۰۳/۲/۶")
    assert field.has_changed(date(2024, 4, 24), "rubbish")


@pytest.mark.parametrize(("typed", "number"), [("۱۲", 12), ("1,250", 1250), ("۱٬۲۵۰", 1250), ("-۳", -3), ("", None)])
def test_a_number_is_read_in_any_digits(typed, number):
    assert fields.PersianIntegerField(required=False).clean(typed) == number


@pytest.mark.parametrize("typed", ["۱۲٫۵", "دوازده", "--3", "1e3"])
def test_what_is_no_whole_number_is_refused(typed):
    assert error(fields.PersianIntegerField(), typed) == "عدد را با رقم وارد کنید؛ مانند ۱۲."


def test_a_number_outside_its_bounds_is_refused_in_persian_digits():
    field = fields.PersianIntegerField(min_value=1, max_value=1200)

    assert error(field, "0") == "این عدد نباید کمتر از ۱ باشد."
    assert error(field, "1201") == "این عدد نباید بیشتر از ۱٬۲۰۰ باشد."


def test_zero_is_an_answer():
    assert fields.PersianIntegerField().clean("۰") == 0


@pytest.mark.parametrize("typed", ["۱٬۲۵۰٬۰۰۰", "1,250,000 ریال", "1250000", "۱ ۲۵۰ ۰۰۰"])
def test_an_amount_may_have_separators(typed):
    assert fields.RialsField().clean(typed) == 1_250_000


def test_an_amount_is_shown_in_groups():
    class Income(forms.Form):
        income_rials = fields.RialsField(label="درآمد")

    assert 'value="۱٬۲۵۰٬۰۰۰"' in str(Income(initial={"income_rials": 1_250_000})["income_rials"])


def test_an_amount_is_never_negative():
    assert "منفی" in error(fields.RialsField(), "-5")


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        (fields.NationalCodeField(), digits.to_persian(TEST_CODE), TEST_CODE),
        (fields.PostalCodeField(), "۱۲۳۴۵-۶۷۸۹۰", "1234567890"),
        (fields.MobileField(), "+۹۸ ۹۱۲ ۳۴۵ ۶۷۸۹", "09123456789"),
        (fields.MobileField(), "9123456789", "09123456789"),
    ],
)
def test_a_code_is_stored_in_latin_digits(field, typed, stored):
    assert field.clean(typed) == stored


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (fields.NationalCodeField(), "1234567890"),
        (fields.PostalCodeField(), "12345"),
        (fields.MobileField(), "02112345678"),
        (fields.ShebaField(), "IR00"),
    ],
)
def test_a_wrong_code_is_refused_with_a_persian_sentence(field, typed):
    sentence = error(field, typed)

    assert sentence.endswith(".")
    assert "وارد کنید" in sentence


def test_arabic_letters_become_persian_and_stray_spaces_go():
    assert fields.CleanCharField().clean("  علي   كريمي ") == "علی کریمی"


def test_text_that_is_too_long_is_refused_with_both_figures():
    assert (
        error(fields.CleanCharField(max_length=5), "هشت نویسه") == "این نوشته ۹ نویسه است؛ بیش از ۵ نویسه جا نمی‌گیرد."
    )


def test_lines_of_a_long_text_stay_lines():
    field = fields.CleanCharField(widget=forms.Textarea)

    assert field.clean("سطر  يك\r\nسطر دو") == "سطر یک\nسطر دو"


@pytest.mark.parametrize("typed", ["زهرا", "علي‌رضا", "سیّد مهدی", "نمونه (آزمون)", "O'Brien", "ژان-پُل"])
def test_a_name_is_written_in_letters_of_any_script(typed):
    assert fields.NameField().clean(typed)


@pytest.mark.parametrize("typed", ["زهرا😀", "۱۲۳", "علی2", "(-)"])
def test_digits_and_pictures_are_no_name(typed):
    with pytest.raises(ValidationError) as fault:
        fields.NameField().clean(typed)

    assert fault.value.messages == [wording.NOT_A_NAME]
