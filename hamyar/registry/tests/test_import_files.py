"""Files of households: read, checked row by row, registered once, the wrong rows given back."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from python_calamine import CalamineWorkbook

from hamyar.audit.actor import CLOCK
from hamyar.org.reach import EVERYTHING, set_reach
from hamyar.org.tests.factories import NOON, TODAY, make_head, make_office, make_territory, make_worker, sign_in
from hamyar.registry import bulk, queries, spreadsheet
from hamyar.registry.columns import COLUMNS, HEADERS
from hamyar.registry.domain import FileUnreadable, RowsWrong
from hamyar.registry.models import Household, ImportBatch, ImportRow, Person
from hamyar.registry.tests.documents import minimal_document
from hamyar.registry.tests.factories import head_of, make_household, next_national_code

HEAD = {
    "شمارهٔ خانوار": "۱", "نسبت": "سرپرست", "نام": "زهرا", "نام خانوادگی": "كاظمي", "نام پدر": "علی", "جنس": "زن",
    "تاریخ تولد": "۱۳۶۴/۰۲/۰۵", "وضعیت تأهل": "همسر درگذشته", "نوع منطقه": "روستا", "ضریب محرومیت روستا": "۷",
    "نوع تصرف": "اجاره‌ای", "وضع خانه": "سالم", "کدپستی": "۱۱۳۵۸۱۲۳۴۵", "نشانی": "روستای آزمون", "دهک": "۲",
    "تلفن همراه": "+98 912 123 4567", "دارندهٔ شماره": "خود شخص", "مدرک سکونت": "اجاره‌نامه", "بیماری": "دیابت",
    "دستهٔ بیماری": "بیماری خاص", "زیر پوشش": "بهزیستی، بنیاد شهید", "خواسته‌ها": "معیشت، درمان",
}  # fmt: skip
CHILD = {
    "شمارهٔ خانوار": "۱", "نسبت": "فرزند", "نام": "مینا", "جنس": "زن", "تاریخ تولد": "2015-05-01",
    "وضعیت تحصیلی": "دانش‌آموز", "قابلیت توانمندی": "دارد",
}  # fmt: skip


@pytest.fixture
def office(db):
    return make_office()


def as_csv(*rows, headers=HEADERS):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, headers)
    writer.writeheader()
    writer.writerows(rows)
    return ("\ufeff" + out.getvalue()).encode()


def read(office, content, name="households.csv"):
    return bulk.read_file(name=name, content=content, unit=office, by=CLOCK, at=NOON)


def apply(batch, *, keep_good=False):
    return bulk.carry_on(batch=bulk.start(batch=batch, keep_good=keep_good, by=CLOCK, at=NOON), at=NOON)


def faults(batch):
    return [(fault["row"], fault["column"]) for row in bulk.wrong_rows(batch) for fault in row.faults]


def lines(*documents):
    return "\n".join(json.dumps(document, ensure_ascii=False) for document in documents).encode()


def document_with_code(code, **changes):
    document = minimal_document(**changes)
    document["people"][0]["national_code"] = code
    return document


# Spreadsheets


def test_a_row_a_person_becomes_a_household_with_everything_the_columns_say(office):
    apply(read(office, as_csv(HEAD, CHILD)))

    household = Household.objects.get()
    head, child = (each.person for each in queries.members_of(household, TODAY))
    dwelling = queries.current_dwelling(household, TODAY)
    assert (head.family_name, head.father_name, head.mobile, head.disease) == ("کاظمی", "علی", "09121234567", "دیابت")
    assert (head.covered_by, household.requested_services) == (
        ["behzisti", "martyrs_foundation"],
        ["livelihood", "health"],
    )
    assert (dwelling.postal_code, dwelling.village_coefficient, dwelling.evidence_kind) == ("1135812345", 7, "lease")
    assert (child.born_on.isoformat(), child.education_status, child.empowerment_capacity) == (
        "2015-05-01",
        "pupil",
        "yes",
    )
    assert (household.decile, household.decile_provisional) == (2, False)


def test_every_wrong_cell_is_told_by_row_column_and_reason(office):
    wrong = {**CHILD, "جنس": "نامعلوم", "تاریخ تولد": "۱۴۰۳/۱۳/۰۱"}

    batch = read(office, as_csv({**HEAD, "نوع تصرف": ""}, wrong))

    assert sorted(faults(batch)) == [(2, "نوع تصرف"), (3, "تاریخ تولد"), (3, "جنس")]
    assert not Household.objects.exists()


def test_what_the_contract_refuses_is_told_at_its_row_and_column(office):
    late = {**CHILD, "تاریخ تولد": "2030-01-01"}

    assert faults(read(office, as_csv(HEAD, late))) == [(3, "تاریخ تولد")]
    assert faults(read(office, as_csv({**HEAD, "کدپستی": "123"}))) == [(2, "کدپستی")]
    assert faults(read(office, as_csv(CHILD | {"نوع منطقه": "شهر", "نوع تصرف": "ملکی", "وضع خانه": "سالم"})))


def test_one_national_code_twice_in_a_file_is_told(office):
    code = next_national_code()

    batch = read(office, as_csv({**HEAD, "کد ملی": code}, {**HEAD, "شمارهٔ خانوار": "۲", "کد ملی": code}))

    assert faults(batch) == [(3, "کد ملی")]


@pytest.mark.clause("E-D.6")
def test_somebody_in_another_household_is_told_and_looked_at_again_later(office):
    elsewhere = make_household(make_office(title="ادارهٔ دور"))
    content = as_csv({**HEAD, "کد ملی": head_of(elsewhere).national_code})
    batch = read(office, content)
    (fault,) = bulk.wrong_rows(batch).get().faults

    elsewhere.memberships.update(to_on=TODAY)
    again = read(office, content)

    assert "ادارهٔ دور" in fault["reason"]
    assert again.pk == batch.pk and faults(again) == []


def test_a_wrong_code_is_read_in_as_it_stands(office):
    apply(read(office, as_csv({**HEAD, "کد ملی": "123"})))

    assert head_of(Household.objects.get()).national_code == "123"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"not a workbook"),
        ("a.csv", b"\xff\xfe\x00"),
        ("a.csv", "الف,ب\n۱,۲\n".encode()),
        ("a.pdf", b"%PDF"),
        ("a.csv", b""),
    ],
)
def test_a_file_that_nobody_can_read_is_refused(office, name, content):
    with pytest.raises(FileUnreadable):
        read(office, content, name)


def test_the_template_holds_every_column_in_persian_and_is_read_back(office):
    sheet, guide = (
        CalamineWorkbook.from_filelike(io.BytesIO(spreadsheet.template_xlsx())).get_sheet_by_index(number).to_python()
        for number in (0, 1)
    )

    assert tuple(sheet[0]) == HEADERS
    assert len(guide) == len(COLUMNS) + 2
    assert not any(sign.isascii() and sign.isalpha() for header in HEADERS for sign in header)
    assert list(spreadsheet.households("xlsx", spreadsheet.template_xlsx(), on=TODAY)) == []


def test_a_workbook_is_read_like_a_text_file(office):
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([dict(zip(HEADERS, HEADERS, strict=True)), HEAD, CHILD]):
            sheet.write_row(number, 0, [row.get(header, "") for header in HEADERS])

    apply(read(office, out.getvalue(), "a.xlsx"))

    assert Person.objects.count() == 2


# Documents, once and only once


def test_documents_are_read_in_and_their_text_is_not_kept(office):
    batch = apply(read(office, lines(minimal_document(), minimal_document()), "a.jsonl"))

    assert (batch.state, Household.objects.count()) == ("applied", 2)
    assert not ImportRow.objects.exclude(document={}).exists()


def test_a_file_sent_again_registers_nothing_again(office):
    content = lines(minimal_document())
    apply(read(office, content, "a.jsonl"))

    apply(read(office, content, "renamed.jsonl"))

    assert (Household.objects.count(), ImportBatch.objects.count()) == (1, 1)


def test_all_or_nothing_registers_nothing_while_a_row_is_wrong(office):
    batch = read(office, lines(minimal_document(), minimal_document(head="x"), "text"), "a.jsonl")

    with pytest.raises(RowsWrong) as refusal:
        apply(batch)

    assert refusal.value.details == {"count": 2}
    assert not Household.objects.exists()


def test_keeping_what_is_good_gives_back_the_rest_with_reasons(office):
    batch = apply(read(office, as_csv(HEAD, {**HEAD, "شمارهٔ خانوار": "۲", "جنس": "؟"})), keep_good=True)

    rejected = list(csv.DictReader(io.StringIO(bulk.reject_file(batch).removeprefix("\ufeff"))))
    assert (batch.state, Household.objects.count()) == ("applied", 1)
    assert rejected[0]["نام خانوادگی"] == "كاظمي" and "جنس (ردیف ۳)" in rejected[0]["علت رد"]


def test_a_mended_reject_file_is_read_in(office):
    batch = apply(read(office, lines(minimal_document(head="x")), "a.jsonl"), keep_good=True)
    rejected = json.loads(bulk.reject_file(batch))
    rejected["document"]["head"] = "a"

    apply(read(office, lines(rejected), "b.jsonl"))

    assert Household.objects.count() == 1


def test_a_reject_file_holds_no_formula(office):
    batch = read(office, as_csv({**HEAD, "نام": "=1+1", "جنس": "؟"}))

    assert "'=1+1" in bulk.reject_file(batch)


def test_what_broke_off_goes_on_where_it_was(office):
    batch = read(office, lines(*[minimal_document() for _ in range(5)]), "a.jsonl")
    bulk.start(batch=batch, keep_good=True, by=CLOCK, at=NOON)

    states = [bulk.carry_on(batch=batch, at=NOON, most=2).state for _ in range(3)]

    assert states == ["applying", "applying", "applied"]
    assert Household.objects.count() == 5


def test_a_row_that_turns_out_wrong_while_registering_takes_the_others_back(office):
    code = next_national_code()
    batch = read(office, lines(minimal_document(), document_with_code(code)), "a.jsonl")
    make_household(make_office(), national_code=code)
    before = Household.objects.count()

    batch = apply(batch)

    assert (batch.state, Household.objects.count()) == ("checked", before)
    assert faults(batch) == [(2, "$.people[0].national_code")]


@pytest.mark.parametrize("value", ["10" * 30, '"a\\u0000b"', '"\\ud800"'])
def test_what_no_column_holds_is_a_wrong_row_and_not_a_fault_of_ours(office, value):
    field = "pension_monthly_rials" if value.startswith("1") else "given_name"
    text = json.dumps(document_with_code(None)).replace('"national_code": null', f'"{field}": {value}')

    batch = read(office, text.encode(), "a.jsonl")

    assert faults(batch) == [(1, f"$.people[0].{field}")]


def test_a_household_is_entrusted_to_the_worker_of_its_postal_area(office):
    worker = make_worker(office)
    make_territory(office, worker, "11358")

    apply(read(office, as_csv(HEAD)))

    assert Household.objects.get().social_worker == worker


# The page


def send(client, content, name="a.csv"):
    return client.post(reverse("registry:import"), {"file": SimpleUploadedFile(name, content)})


def test_the_head_sends_sees_and_registers(client, office):
    sign_in(client, make_head(office))

    preview = client.get(send(client, as_csv(HEAD, {**HEAD, "شمارهٔ خانوار": "۲", "جنس": "؟"}))["Location"])
    batch = ImportBatch.objects.get()
    page = preview.content.decode()
    applied = client.post(reverse("registry:import_apply", args=[batch.pk]), {"keep_good": "on"}, follow=True)
    again = client.post(reverse("registry:import_apply", args=[batch.pk]), {"keep_good": "on"})
    file = client.get(reverse("registry:import_rejects", args=[batch.pk]))

    assert "ردیف‌های نادرست" in page and "ثبت ۱ خانوار درست" in page
    assert "خانوارها ثبت شدند" in applied.content.decode()
    assert again.status_code == 303 and Household.objects.count() == 1
    assert "attachment" in file["Content-Disposition"]


def test_a_file_of_another_kind_is_answered_in_words(client, office):
    sign_in(client, make_head(office))

    answer = send(client, b"%PDF-1.7", "a.pdf")

    assert answer.status_code == 422 and "این پرونده خوانده نشد" in answer.content.decode()


def test_nobody_but_the_head_reads_files_in_and_only_the_own(client, office):
    batch = read(office, as_csv(HEAD))
    sign_in(client, make_worker(office))
    assert client.get(reverse("registry:import")).status_code == 403

    sign_in(client, make_head(make_office()))
    for name in ("import_preview", "import_rejects"):
        assert client.get(reverse(f"registry:{name}", args=[batch.pk])).status_code == 404


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_can_be_downloaded(client, office, kind):
    sign_in(client, make_head(office))

    assert client.get(reverse("registry:template", args=[kind])).status_code == 200
    assert client.get(reverse("registry:template", args=["pdf"])).status_code == 404


# The command line


@pytest.fixture
def committed_office(committed):
    with transaction.atomic():
        set_reach(EVERYTHING)
        return make_office(code="T1")


def households():
    with transaction.atomic():
        set_reach(EVERYTHING)
        return Household.objects.count()


def test_the_command_reads_in_and_writes_out_the_same(committed_office, tmp_path, capsys):
    file = tmp_path / "a.jsonl"
    file.write_bytes(lines(document_with_code("123", decile=3)))

    call_command("import_households", str(file), unit="T1")
    call_command("import_households", str(file), unit="T1")
    capsys.readouterr()
    call_command("export_households", unit="T1", on="2025-10-01")

    (line,) = capsys.readouterr().out.splitlines()
    written = json.loads(line)
    assert (written["decile"], written["people"][0]["national_code"], households()) == (3, "123", 1)


def test_the_command_registers_nothing_in_a_dry_run_or_with_a_wrong_row(committed_office, tmp_path, capsys):
    file, reject = tmp_path / "a.jsonl", tmp_path / "wrong.jsonl"
    file.write_bytes(lines(minimal_document(), minimal_document(head="x")))

    call_command("import_households", str(file), unit="T1", dry_run=True)
    with pytest.raises(CommandError, match="nothing was registered"):
        call_command("import_households", str(file), unit="T1", reject=reject)
    assert households() == 0

    call_command("import_households", str(file), unit="T1", keep_good=True, reject=reject)
    assert (households(), json.loads(reject.read_text())["row"]) == (1, 2)


def test_the_command_says_what_is_wrong_with_its_arguments(committed_office, tmp_path):
    with pytest.raises(CommandError, match="no office"):
        call_command("import_households", str(tmp_path / "a.csv"), unit="nowhere")
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_households", str(tmp_path / "a.csv"), unit="T1")
    with pytest.raises(CommandError, match="is no day"):
        call_command("export_households", unit="T1", on="tomorrow")
