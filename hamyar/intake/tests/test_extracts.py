"""Files of people from databases: looked at first, then leads of the right office; nobody twice (E-1.1.2)."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from hamyar.audit.actor import CLOCK
from hamyar.intake import actions, lead_queries
from hamyar.intake.domain import Finding, LeadState
from hamyar.intake.extract_file import HEADERS
from hamyar.intake.models import Application, Lead, LeadExtract, LeadExtractRow
from hamyar.intake.tasks import run_often
from hamyar.intake.tests.factories import head_of, make_application, make_casefile, make_household, make_lead, new_code
from hamyar.org.reach import NOTHING, Reach, reaching
from hamyar.org.tests.factories import NOON, make_head, make_office, make_territory, make_worker, sign_in
from hamyar.registry.domain import BatchState, FileUnreadable
from hamyar.registry.models import Person

L = LeadState
ROW = {"نام": "زهرا", "نام خانوادگی": "نمونه", "کدپستی": "۱۲۳۴۵۶۷۸۹۰", "نشانه": "دهک پایین در پایگاه داده"}


@pytest.fixture
def office(db):
    return make_office()


@pytest.fixture
def worker(office):
    worker = make_worker(office)
    make_territory(office, worker, "12345")
    return worker


def as_csv(*rows):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEADERS)
    writer.writeheader()
    writer.writerows(rows)
    return ("\ufeff" + out.getvalue()).encode()


def person(code="", **cells):
    return {**ROW, "کد ملی": code or new_code(), **cells}


def read(office, content, name="leads.csv"):
    return actions.read_extract(name=name, content=content, source="سامانهٔ رفاه", unit=office, by=CLOCK, at=NOON)


def apply(extract):
    return actions.carry_on_extract(extract=actions.start_extract(extract=extract, by=CLOCK, at=NOON), at=NOON)


def faults(extract):
    return [(fault["row"], fault["column"]) for row in lead_queries.wrong_rows(extract) for fault in row.faults]


@pytest.mark.clause("E-0.a.2.1")
def test_a_sample_extract_gives_leads_with_source_and_territory_and_no_application(office, worker):
    elsewhere = make_office()
    make_territory(elsewhere, other := make_worker(elsewhere), "54321")
    extract = read(
        office, as_csv(person(), person(کدپستی="5432100000"), person(**{"کدپستی": "", "محله یا روستا": "ده"}))
    )
    assert not Lead.objects.exists()

    apply(extract)

    found = [(lead.source, lead.unit, lead.social_worker, lead.state) for lead in Lead.objects.order_by("pk")]
    assert found == [
        ("سامانهٔ رفاه", office, worker, L.ASSIGNED),
        ("سامانهٔ رفاه", elsewhere, other, L.ASSIGNED),
        ("سامانهٔ رفاه", office, None, L.NEW),
    ]
    assert not Application.objects.exists()


@pytest.mark.clause("E-1.1.2")
def test_a_known_national_code_is_matched_and_not_entered_again(office, worker):
    household = make_household(office)
    file = make_casefile(household)
    people = Person.objects.count()

    extract = apply(read(office, as_csv(person(head_of(household).national_code))))

    lead = Lead.objects.get()
    assert (lead.state, lead.person, lead.matched_number) == (L.MATCHED, head_of(household), file.number)
    assert (Person.objects.count(), extract.rows.get().finding) == (people, Finding.FILE)


def test_the_preview_says_in_figures_what_is_known(office, worker):
    with_file = make_household(office)
    make_casefile(with_file)
    applied = make_application(office=office, worker=worker)
    found = make_lead(office, national_code=new_code())

    extract = read(
        office,
        as_csv(
            person(), person(head_of(with_file).national_code), person(applied.person.national_code),
            person(found.national_code), person(head_of(make_household(office)).national_code),
        ),
    )  # fmt: skip

    assert lead_queries.findings_of(extract) == [
        (each, 1) for each in ("unknown", "registered", "file", "application", "lead")
    ]


@pytest.mark.clause("E-1.1.2")
def test_the_same_file_and_the_same_people_in_another_file_add_nothing(office, worker):
    household = make_household(office)
    make_casefile(household)
    rows = (person(), person(head_of(household).national_code))
    apply(read(office, as_csv(*rows)))

    again = apply(read(office, as_csv(*rows)))
    apply(read(office, as_csv(*reversed(rows))))

    assert LeadExtract.objects.count() == 2 and again.state == BatchState.APPLIED
    assert Lead.objects.count() == 2
    assert [lead.events.filter(event="named_again").count() for lead in Lead.objects.all()] == [1, 1]


def test_wrong_rows_are_told_by_row_and_column_and_given_back_to_be_mended(office, worker):
    twice = new_code()
    rows = [
        person("1234567890"), person(نشانه="نشانهٔ دیگری"), person(کدپستی=""), person(twice), person(twice),
        person(**{"تاریخ شناسایی": "۱۴۵۰/۰۱/۰۱"}), person(**{"کد ملی": ""}), person(نام="=1+1", نشانه=""),
    ]  # fmt: skip

    extract = read(office, as_csv(*rows))

    assert faults(extract) == [
        (2, "کد ملی"), (3, "نشانه"), (4, "کدپستی"), (6, "کد ملی"), (7, "تاریخ شناسایی"), (8, "کد ملی"), (9, "نشانه"),
    ]  # fmt: skip
    given_back = list(csv.DictReader(io.StringIO(actions.reject_file(extract).removeprefix("\ufeff"))))
    assert given_back[1]["نشانه"] == "نشانهٔ دیگری" and "در فهرست نیست" in given_back[1]["علت رد"]
    assert given_back[-1]["نام"] == "'=1+1"


def test_lines_of_json_are_read_and_given_back_alike(office, worker):
    good = {
        "national_code": new_code(),
        "postal_code": "1234567890",
        "indicator": "low_decile",
        "found_on": "2025-09-20",
    }
    lines = [good, {**good, "national_code": "12"}, ["no object"]]
    extract = read(office, "\n".join(json.dumps(line) for line in lines).encode(), "leads.jsonl")

    apply(extract)
    rejected = [json.loads(line) for line in actions.reject_file(extract).splitlines()]
    mended = {**rejected[0], "document": {**rejected[0]["document"], "national_code": new_code()}}
    apply(read(office, json.dumps(mended).encode(), "leads.jsonl"))

    assert [row["row"] for row in rejected] == [2, 3]
    assert Lead.objects.count() == 2


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", "نام,فامیل\nزهرا,نمونه".encode()])
def test_a_file_nobody_can_read_is_refused(office, content):
    with pytest.raises(FileUnreadable):
        read(office, content)


def test_what_a_row_held_is_emptied_once_the_lead_exists(office, worker):
    extract = apply(read(office, as_csv(person())))

    row = extract.rows.get()
    assert (row.content, row.cells, row.lead) == ({}, [], Lead.objects.get())


def test_a_large_file_is_carried_on_without_the_browser(office, worker):
    extract = read(office, as_csv(*(person() for _ in range(3))))
    actions.start_extract(extract=extract, by=CLOCK, at=NOON)

    actions.carry_on_extract(extract=extract, at=NOON, most=1)
    assert lead_queries.progress_of(extract) == {"total": 3, "applied": 1, "wrong": 0, "ready": 2}
    run_often(at=NOON)

    extract.refresh_from_db()
    assert (extract.state, Lead.objects.count()) == (BatchState.APPLIED, 3)


# The pages


def upload(content, name="leads.csv"):
    return {"source": "سامانهٔ رفاه", "file": SimpleUploadedFile(name, content)}


def test_a_head_sends_a_file_looks_at_it_and_opens_the_leads(client, office, worker):
    sign_in(client, make_head(office))

    preview = client.post("/intake/leads/files/", upload(as_csv(person(), person("12"))), follow=True)
    pk = LeadExtract.objects.get().pk
    answer = client.post(f"/intake/leads/files/{pk}/apply/", follow=True).content.decode()
    rejects = client.get(f"/intake/leads/files/{pk}/rejects/")

    assert "ثبت ۱ ردیف درست" in preview.content.decode()
    assert "هر کدام به مسئول محدوده رسید" in answer
    assert Lead.objects.count() == 1
    assert rejects.headers["Cache-Control"] == "private, no-store"


@pytest.mark.clause("E-D.2")
def test_the_preview_names_nobody(client, office, worker):
    sign_in(client, make_head(office))

    page = client.post("/intake/leads/files/", upload(as_csv(person(نام="نامدار"))), follow=True).content.decode()

    assert "نامدار" not in page


def test_another_offices_file_is_not_found(client, office, worker):
    extract = read(office, as_csv(person()))
    sign_in(client, make_head(make_office()))

    assert client.get(f"/intake/leads/files/{extract.pk}/").status_code == 404


def test_the_template_holds_every_column(client, office):
    sign_in(client, make_head(office))

    text = client.get("/intake/leads/files/template.csv").content.decode("utf-8-sig")
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/intake/leads/files/template.xlsx").content))

    assert text.strip().split(",") == list(HEADERS)
    assert book.get_sheet_by_index(0).to_python()[0] == list(HEADERS)


@pytest.mark.parametrize("table", [LeadExtract, LeadExtractRow], ids=lambda table: table.__name__)
def test_an_office_sees_its_own_files_and_no_others(table, office, worker):
    read(office, as_csv(person()))
    own = set(table.objects.values_list("pk", flat=True))
    read(make_office(), as_csv(person()))

    with reaching(Reach(paths=(office.path,))):
        assert set(table.objects.values_list("pk", flat=True)) == own
    with reaching(NOTHING):
        assert not table.objects.exists()
