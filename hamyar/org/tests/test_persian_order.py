"""The database orders and folds Persian by itself, alike on every server (docs/adr/0004)."""

import pytest
from django.db import connection
from django.db.models import Value
from hypothesis import given, settings
from hypothesis import strategies as st

from hamyar.org.database_law import FaKey
from hamyar.org.models import OrgUnit
from hamyar.org.tests.factories import make_hq, make_province
from hamyar.values import text

pytestmark = pytest.mark.django_db

ALPHABET = "ءآابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
TYPED = st.text(
    st.sampled_from(ALPHABET + "أإٱيىكةۀہەھؤئـ ًٌَُِّْٰٔ\u200c\u200d\u200f\u00a0\t۰۱۲۹٠١٩09aBZ-./()«»،ﻋﻠﻲﷲ"), max_size=30
)


def in_sql(function: str, *values: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {function}(each) from unnest(%s::text[]) with ordinality as t(each, n) order by n", [list(values)]
        )
        return [row[0] for row in cursor.fetchall()]


def test_the_letters_follow_the_alphabet():
    keys = in_sql("fa_key", *ALPHABET)

    assert keys == sorted(keys)
    assert len(set(keys)) == len(ALPHABET)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("پرویز", "تقی"),
        ("گل", "لاله"),
        ("ژاله", "سارا"),
        ("وحید", "هادی"),
        ("هادی", "یاسر"),
        ("کریم", "گلی"),
        ("آرش", "ابراهیم"),
    ],
)
def test_names_come_in_the_order_of_a_persian_dictionary(first, second):
    earlier, later = in_sql("fa_key", first, second)

    assert earlier < later


@pytest.mark.parametrize(
    ("one", "other"), [("علي", "علی"), ("كاظم", "کاظم"), ("می‌رود", "میرود"), ("مُحمّد", "محمد"), ("۱۲", "12")]
)
def test_spelling_does_not_change_a_names_place(one, other):
    first, second = in_sql("fa_key", one, other)

    assert first == second


def test_a_queryset_is_ordered_by_the_persian_key():
    hq = make_hq(title="ستاد")
    for title in ("یزد", "گیلان", "پارس", "چابهار"):
        make_province(hq, title=title)

    titles = OrgUnit.objects.filter(level="province").order_by(FaKey("title")).values_list("title", flat=True)

    assert list(titles) == ["پارس", "چابهار", "گیلان", "یزد"]


@settings(max_examples=30, deadline=None)
@given(st.lists(TYPED, min_size=20, max_size=40))
def test_the_database_folds_as_the_program_does(names):
    assert in_sql("fa_fold", *names) == [text.fold(name) for name in names]


def test_an_empty_value_stays_unknown():
    assert OrgUnit.objects.none().count() == 0
    assert make_hq().pk and OrgUnit.objects.annotate(key=FaKey(Value(None))).values_list("key", flat=True)[0] is None
