"""What people type becomes the one stored form, or is refused with a sentence."""

import importlib
import pkgutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hamyar.values
from hamyar.values import digits, mobile, national_code, postal_code, rials, sheba, wording
from hamyar.values.refusal import Refusal

NINE = st.text(digits.LATIN, min_size=9, max_size=9).filter(lambda nine: len(set(nine)) > 1)


@pytest.mark.parametrize("code", ["0012345679", "1234567891", "7731689956", "0084575948"])
def test_known_national_codes_are_valid(code):
    assert national_code.is_valid(code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "001234567",
        "00123456790",
        "0012345678",
        "1111111111",
        "0000000000",
        "۰۰۱۲۳۴۵۶۷۹",
        "00123456 9",
        "001234567²",
    ],
)
@pytest.mark.clause("E-2.2")
def test_a_wrong_national_code_is_invalid(code):
    assert not national_code.is_valid(code)


@given(NINE)
def test_any_place_prefix_is_accepted(nine):
    code = national_code.make(nine)

    assert national_code.is_valid(code)
    assert national_code.parse(code) == code


@given(NINE, st.integers(0, 9), st.sampled_from("0123456789"))
@pytest.mark.clause("E-2.2")
def test_changing_one_digit_is_nearly_always_noticed(nine, place, digit):
    code = national_code.make(nine)
    changed = code[:place] + digit + code[place + 1 :]

    # The weights 10…2 and the rule that rests 0 and 1 stand for themselves leave few pairs that collide.
    if changed != code and national_code.is_valid(changed):
        assert national_code.check_digit(changed[:9]) == int(changed[9])
    if place == 9 and digit != code[9]:
        assert not national_code.is_valid(changed)


def test_a_national_code_may_be_typed_in_persian_digits_with_dashes():
    assert national_code.parse(" ۰۰۱-۲۳۴۵۶۷-۹ ") == "0012345679"


def test_a_refused_national_code_tells_its_length_and_not_itself():
    with pytest.raises(national_code.NationalCodeRefused) as refusal:
        national_code.parse("0012345678")

    assert refusal.value.details == {"length": 10}
    assert refusal.value.clause == "E-2.2"


def test_test_codes_are_valid_and_recognised():
    codes = [national_code.make_test_code(number) for number in range(0, 999_999, 997)]

    assert all(national_code.is_test_code(code) and national_code.is_valid(code) for code in codes)
    assert len(set(codes)) == len(codes)
    assert not national_code.is_test_code("0012345679")


@pytest.mark.parametrize("nine", ["111111111", "12345678", "12345678a"])
def test_no_code_can_be_made_from_anything_but_nine_digits(nine):
    with pytest.raises(ValueError, match="nine"):
        national_code.make(nine)


@pytest.mark.parametrize(
    "typed",
    [
        "09123456789",
        "+989123456789",
        "00989123456789",
        "989123456789",
        "9123456789",
        "۰۹۱۲۳۴۵۶۷۸۹",
        "0912 345 67-89",
        "+98 (0) 912 345 6789",
    ],
)
def test_a_mobile_number_is_kept_in_one_form(typed):
    assert mobile.parse(typed) == "09123456789"


@pytest.mark.parametrize(
    "typed", ["", "0912345678", "091234567890", "02112345678", "0912345678a", "+449123456789", "٩٨"]
)
def test_other_numbers_are_no_mobile_numbers(typed):
    with pytest.raises(mobile.MobileRefused):
        mobile.parse(typed)


def test_a_masked_mobile_number_hides_its_middle():
    assert mobile.masked("09123456789") == "0912•••6789"


@pytest.mark.parametrize(
    "typed", ["12345-67890", "۱۲۳۴۵ ۶۷۸۹۰", "١٢٣٤٥\u200c٦٧٨٩٠", "\u202a12345\u00a067890\u202c", "12345\u201367890\t"]
)
def test_a_postal_code_is_read_however_it_was_copied(typed):
    assert postal_code.parse(typed) == "1234567890"


def test_what_stands_between_digits_is_dropped_and_letters_stay():
    assert digits.unbroken(" ۱۲\u200c۳-IR ") == "123IR"


def test_a_postal_code_has_ten_digits():
    assert postal_code.parse("۱۲۳۴۵-۶۷۸۹۰") == "1234567890"
    assert postal_code.spoken("1234567890") == "12345-67890"


@pytest.mark.parametrize("typed", ["123456789", "12345678901", "123456789x", "", "0000000000"])
def test_anything_else_is_no_postal_code(typed):
    with pytest.raises(postal_code.PostalCodeRefused):
        postal_code.parse(typed)


def test_a_printed_sheba_is_valid():
    assert sheba.parse("IR06 2960 0000 0010 0324 2000 01") == "IR062960000000100324200001"
    assert sheba.parse("۰۶۲۹۶۰۰۰۰۰۰۰۱۰۰۳۲۴۲۰۰۰۰۱") == "IR062960000000100324200001"
    assert sheba.spoken("IR062960000000100324200001") == "IR06 2960 0000 0010 0324 2000 01"


@given(st.text(digits.LATIN, min_size=22, max_size=22), st.integers(2, 25), st.sampled_from(digits.LATIN))
def test_one_wrong_digit_in_a_sheba_is_always_noticed(account, place, digit):
    made = sheba.make(account)
    changed = made[:place] + digit + made[place + 1 :]

    assert sheba.is_valid(made)
    assert sheba.is_valid(changed) == (changed == made)


@pytest.mark.parametrize(
    "typed", ["", "IR", "IR062960000000100324200002", "GB062960000000100324200001", "06296000000010032420000"]
)
def test_other_texts_are_no_sheba(typed):
    with pytest.raises(sheba.ShebaRefused):
        sheba.parse(typed)


def test_money_is_read_with_persian_separators():
    assert rials.in_rials(1_250_000) == "۱٬۲۵۰٬۰۰۰ ریال"
    assert rials.in_tomans(1_250_000) == "۱۲۵٬۰۰۰ تومان"
    assert rials.in_tomans(-1_250_005) == "−۱۲۵٬۰۰۰ تومان و ۵ ریال"
    assert rials.in_tomans(7) == "۷ ریال"
    assert rials.in_rials(0) == "۰ ریال"


@given(st.integers(0, 10**17))
def test_written_money_is_read_back(amount):
    assert rials.parse(rials.in_rials(amount)) == amount
    assert rials.parse(f"{amount:,}") == amount


@pytest.mark.parametrize("typed", ["", "ریال", "-5", "1.5", "۱٫۵", "abc", "9" * 19])
def test_no_part_of_a_rial_and_no_debt_is_typed_as_money(typed):
    with pytest.raises(rials.RialsRefused):
        rials.parse(typed)


def test_every_refusal_of_the_values_has_a_persian_sentence():
    for module in pkgutil.iter_modules(hamyar.values.__path__):
        if not module.ispkg:
            importlib.import_module(f"hamyar.values.{module.name}")
    own = {kind.code for kind in Refusal.__subclasses__() if kind.__module__.startswith("hamyar.values.")}

    assert own <= set(wording.REFUSALS)
    assert all(sentence.endswith(".") for sentence in wording.REFUSALS.values())
