"""Every member of staff reads the law as this installation holds it: register, clauses, parameters, Table 1."""

import re
from datetime import date

import pytest
from django.urls import reverse

from hamyar.guidelines import citations
from hamyar.guidelines.ruleset import Release, packaged_release
from hamyar.org.tests.factories import make_office, make_worker, sign_in
from hamyar.releases import queries
from hamyar.web.templatetags.hamyar import code

pytestmark = pytest.mark.django_db

PAGES = ["releases:register", "releases:clauses", "releases:parameters", "releases:table"]
A_DAY = date(2025, 10, 1)
NEXT_YEAR = date(2026, 3, 21)


@pytest.fixture
def reader(client):
    """A social worker who has signed in."""
    sign_in(client, make_worker(make_office()))
    return client


@pytest.fixture
def later_release(monkeypatch):
    """A second release from Nowruz 1405: two months for an application."""
    data = packaged_release().as_data()
    data |= {"name": "emdad-1405", "title": "ضوابط سال ۱۴۰۵", "from": NEXT_YEAR.isoformat()}
    term = next(row for row in data["parameters"] if row["key"] == "sla.application")
    term["values"] = [{"from": NEXT_YEAR.isoformat(), "value": 2}]
    release = Release.from_data(data)
    monkeypatch.setattr(queries, "releases", lambda: (packaged_release(), release))
    return release


def page(client, name, *args, **params) -> str:
    answer = client.get(reverse(name, args=args), params)
    assert answer.status_code == 200
    return answer.content.decode()


def shown_clauses(text: str) -> list[str]:
    return re.findall(rf'href="{reverse("releases:clauses")}([^/"?]+)/"', text)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_rules_asks_who_is_reading(client, name):
    answer = client.get(reverse(name))

    assert answer.status_code == 302
    assert reverse("org:sign_in") in answer.url


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_the_rules_opens_with_few_queries(reader, name, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        answer = reader.get(reverse(name))

    assert answer.status_code == 200


def test_every_clause_has_its_page(reader):
    for clause in citations.all_clauses().values():
        text = page(reader, "releases:clause", clause.id)

        assert clause.reference in text
        assert clause.text in text


def test_a_clause_that_does_not_exist_is_not_found(reader):
    answer = reader.get(reverse("releases:clause", args=["E-99.9"]))

    assert answer.status_code == 404


@pytest.mark.clause("E-0.a.1")
def test_the_register_names_the_legal_basis_and_a_citation_opens_its_clause(reader):
    register = page(reader, "releases:register")

    assert "اساسنامهٔ امداد، بندهای ۱ و ۲ مادهٔ ۶" in register
    address = reverse("releases:clause", args=["E-0.a.1"])
    basis = register.split("مبنای حقوقی")[1].split("</ul>")[0]
    assert f'<a class="clause" href="{address}"' in basis
    assert citations.clause("E-0.a.1").text in reader.get(address).content.decode()


@pytest.mark.clause("E-17.1")
def test_the_articles_and_notes_counted_here_are_those_that_the_text_names(reader):
    counts = queries.counts()

    assert (counts.articles, counts.notes) == (17, 18)
    assert "۱۷ ماده و ۱۸ تبصره" in page(reader, "releases:clauses")
    register = page(reader, "releases:register")
    assert "در متن: ۱۷ ماده و ۱۸ تبصره؛ در این سامانه: ۱۷ ماده و ۱۸ تبصره" in register
    assert "نابرابر" not in register


@pytest.mark.clause("E-17.1")
def test_a_note_that_goes_missing_shows_in_the_register(reader, monkeypatch):
    kept = {key: clause for key, clause in citations.clauses_of("emdad").items() if not key.startswith("E-4.n2")}
    everything = citations.clauses_of

    def without_a_note(programme):
        return kept if programme == "emdad" else everything(programme)

    monkeypatch.setattr("hamyar.guidelines.regulations.citations.clauses_of", without_a_note)

    assert "نابرابر" in page(reader, "releases:register")


@pytest.mark.clause("H-0.1")
def test_the_register_shows_the_guideline_of_groups_and_the_one_it_replaced_with_numbers_and_dates(reader):
    of_groups = page(reader, "releases:register").split('id="regulation-hamyar"')[1]

    said = {name: of_groups.split(f"<dt>{name}</dt>")[1].split("</dd>")[0] for name in ("شماره", "تاریخ", "جایگزینِ")}
    assert code("700/93/863") in said["شماره"] and "۱۶ فروردین ۱۳۹۳" in said["تاریخ"]
    assert code("820/2/14662") in said["جایگزینِ"] and "۱۷ اسفند ۱۳۸۴" in said["جایگزینِ"]


@pytest.mark.clause("H-0.6")
def test_the_register_lists_the_four_groups_of_law_behind_the_groups(reader):
    register = page(reader, "releases:register")

    for basis in (
        "قانون اساسی، اصل‌های ۳، ۲۱، ۲۹ و ۴۳",
        "قانون برنامهٔ پنجم توسعه، مواد ۲۷، ۳۹ و ۸۰",
        "سند چشم‌انداز توسعه",
        "قانون تأمین زنان و کودکان بی‌سرپرست",
    ):
        assert f"<li>{basis}" in register


@pytest.mark.clause("H-A.3")
def test_the_register_lists_nine_related_texts_with_their_numbers_where_printed(reader):
    related = page(reader, "releases:register").split("متن‌های وابسته")[1].split("</ol>")[0]

    assert related.count("<li>") == 9
    assert f"شمارهٔ {code('700/91/833')} به تاریخ ۲۲ مهر ۱۳۹۱" in related
    assert f"شمارهٔ {code('700/90/144317')} به تاریخ ۲۱ اسفند ۱۳۹۰" in related


def test_the_register_names_the_release_in_force_with_its_digest(reader):
    register = page(reader, "releases:register")

    assert packaged_release().name in register
    assert packaged_release().digest in register


@pytest.mark.clause("E-17.2")
def test_from_its_first_day_the_newer_release_decides_and_the_older_one_no_more(later_release):
    day_before = date.fromordinal(NEXT_YEAR.toordinal() - 1)

    assert queries.rules_on(day_before).name == packaged_release().name
    assert queries.rules_on(day_before).value("sla.application") == 1
    assert queries.rules_on(NEXT_YEAR).name == later_release.name
    assert queries.rules_on(NEXT_YEAR).value("sla.application") == 2


def test_the_history_of_a_parameter_runs_over_all_releases(later_release):
    steps = [(step.from_on, step.value) for step in queries.history("sla.application")]

    assert steps == [(NEXT_YEAR, "۲ ماه"), (None, "۱ ماه")]
    assert [step.value for step in queries.history("sla.assign_days")] == ["۲ روز کاری"]


def test_the_browser_leads_through_all_clauses_once(reader):
    seen, address = [], reverse("releases:clauses")
    while address:
        text = reader.get(address).content.decode()
        seen += shown_clauses(text.split("<tbody>")[1])
        following = re.search(r'rel="next" href="([^"]+)"', text)
        address = reverse("releases:clauses") + following[1] if following else ""

    assert seen == list(citations.all_clauses())


@pytest.mark.parametrize(
    ("params", "fits"),
    [
        ({"part": "hamyar"}, lambda clause: clause.programme == "hamyar"),
        ({"kind": "deadline"}, lambda clause: clause.kind == "deadline"),
        ({"force": "soft"}, lambda clause: clause.force == "soft"),
        ({"force": "permissive", "part": "emdad"}, lambda clause: clause.force == "permissive" and clause.id[0] == "E"),
    ],
)
def test_filters_leave_exactly_the_clauses_that_fit(reader, params, fits):
    wanted = [clause.id for clause in citations.all_clauses().values() if fits(clause)]

    text = page(reader, "releases:clauses", **params)

    assert shown_clauses(text.split("<tbody>")[1]) == wanted[:40]
    assert f"{len(wanted)}".translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")) + " بند پیدا شد" in text


@pytest.mark.parametrize("typed", ["زندان", "زنـدان", "e-6.4.1", "E‌-6.4.1"])
def test_clauses_are_found_as_people_type(reader, typed):
    text = page(reader, "releases:clauses", q=typed)

    assert "E-6.4.1" in shown_clauses(text)


def test_words_that_no_clause_holds_say_what_to_do(reader):
    text = page(reader, "releases:clauses", q="هلیکوپتر")

    assert "بندی با این ویژگی‌ها نیست" in text


def test_a_clause_shows_its_readings_parameters_rows_and_duties(reader):
    term = page(reader, "releases:clause", "E-13.n3")
    elderly = page(reader, "releases:clause", "E-T1.head.elderly")

    assert citations.readings()["A-06"].text in term
    assert "مهلت رسیدگی به درخواست" in term
    assert "رسیدگی به درخواست" in term.split('id="duties"')[1]
    assert "رئیس اداره، سپس ادارهٔ پذیرش و مددکاری استان" in term
    assert "سالمند: <strong>۶۰ امتیاز</strong>" in elderly


def test_a_clause_is_told_of_duties_that_rest_on_it_besides_another(reader):
    text = page(reader, "releases:clause", "E-13.n4.2")

    assert "ارجاع درخواست به مددکار" in text.split('id="duties"')[1]


def test_every_parameter_is_shown_in_words_with_origin_owner_and_clauses(reader):
    text = page(reader, "releases:parameters")
    rules = queries.rules_on(A_DAY)

    for parameter in rules.parameters():
        row = text.split(f'<tr id="{parameter.key}">')[1].split("</tr>")[0]
        value = re.search(r"<strong>(.+?)</strong>", row)[1]
        assert value
        assert not re.search(r"[A-Za-z0-9]", re.sub(r"&\w+;|&#\w+;", "", value)), parameter.key
        for clause_id in parameter.clauses:
            assert reverse("releases:clause", args=[clause_id]) in row


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sla.application", "۱ ماه"),
        ("sla.assign_days", "۲ روز کاری"),
        ("notice.refusal_days", "همان روز"),
        ("aqshar.renewable", "خیر"),
        ("age.out_bands", "۶ تا ۱۲ سال و ۱۳ تا ۱۸ سال"),
        ("age.maturity", "دختر ۹ سال قمری، پسر ۱۵ سال قمری"),
        ("score.threshold", "بدون حد نصاب"),
        ("group.literate_ratio", "۱ از ۳"),
        ("decile.livelihood_max", "دهک ۳"),
        ("harm.non_triggering", "فقر، بیکاری"),
    ],
)
def test_values_read_as_people_say_them(key, value):
    rules = queries.rules_on(A_DAY)

    assert queries.line_of(rules.parameter(key)).value == value


def test_every_choice_that_a_later_release_may_take_has_its_words():
    for entry in packaged_release().entries.values():
        values = [[each] for each in entry.choices] if entry.unit == "values" else entry.choices
        if entry.unit in ("choice", "values"):
            for value in values:
                assert queries.in_words(entry.key, entry.unit, value)


def test_parameters_are_narrowed_by_origin_owner_and_words(reader):
    rules = queries.rules_on(A_DAY)

    added = page(reader, "releases:parameters", origin="addition", level="province")
    found = page(reader, "releases:parameters", q="ارجاع درخواست")

    wanted = {each.key for each in rules.parameters() if (each.origin, each.level) == ("addition", "province")}
    assert set(re.findall(r'<tr id="([^"]+)"', added)) == wanted
    assert re.findall(r'<tr id="([^"]+)"', found) == ["sla.assign_days"]


@pytest.mark.clause("E-T1.total")
def test_the_table_shows_seven_factors_whose_caps_sum_to_a_thousand(reader):
    table = queries.table_on(A_DAY)
    text = page(reader, "releases:table")

    assert sum(line.factor.cap for line in table.factors) == table.total == 1000
    assert "جمع سقف ۷ عامل ۱٬۰۰۰ امتیاز است" in text
    for line in table.factors:
        assert line.factor.title in text
        for row in line.factor.rows:
            assert reverse("releases:clause", args=[row.clause]) in text


def test_a_table_whose_caps_do_not_sum_up_is_called_wrong(reader, monkeypatch):
    sound = queries.table_on(A_DAY)
    broken = queries.TablePage(sound.title, sound.version, sound.factors, caps=990, total=1000)
    monkeypatch.setattr(queries, "table_on", lambda on: broken)

    assert "جمع سقف‌ها درست نیست" in page(reader, "releases:table")


def test_rows_that_are_readings_are_marked_in_the_table(reader):
    text = page(reader, "releases:table")

    village = text.split("روستای بی‌ضریب")[1].split("</tr>")[0]
    assert "برداشت" in village
    assert "A-10" in village
    printed = text.split("روستای ضریب ۹")[1].split("</tr>")[0]
    assert "برداشت" not in printed
