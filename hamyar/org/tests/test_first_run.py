"""The first run: a spreadsheet sets up an empty installation, whole or not at all."""

from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hamyar.org import queries, setting_up, spreadsheet
from hamyar.org.domain import AlreadySetUp, SetupTokenWrong
from hamyar.org.models import OrgUnit, Territory, User
from hamyar.org.tests.factories import NOON, TODAY, make_hq

pytestmark = pytest.mark.django_db

UNITS = [
    ["اداره-۱", "ادارهٔ یک", "اداره", "امداد", "P23", "", "", "شهری", "", "نشانی", "۰۲۱"],
    ["HQ", "ستاد", "ستاد", "امداد", "", "", "", "", "", "", ""],
    ["P23", "استان تهران", "استان", "امداد", "HQ", "تهران", "", "", "", "", ""],
]
TERRITORIES = [[11358.0, "O1", "m.ahmadi"]]
STAFF = [
    ["m.ahmadi", "مریم", "احمدی", "زن", 9120000001.0, "مددکاری", "مددکار خانواده", "O1"],
    ["r.karimi", "رضا", "کریمی", "مرد", "", "", "رئیس اداره", "O1"],
    ["admin", "سارا", "یزدی", "", "09120000002", "", "مرکز فناوری", "HQ"],
]


def book(units=None, territories=None, staff=None) -> bytes:
    units = [["O1", *row[1:]] if row[0] == "اداره-۱" else row for row in (UNITS if units is None else units)]
    target = BytesIO()
    with xlsxwriter.Workbook(target) as made:
        for sheet, rows in (
            (spreadsheet.UNITS, units),
            (spreadsheet.TERRITORIES, TERRITORIES if territories is None else territories),
            (spreadsheet.STAFF, STAFF if staff is None else staff),
        ):
            page = made.add_worksheet(sheet.title)
            page.write_row(0, 0, [column.title for column in sheet.columns])
            for number, row in enumerate(rows, start=1):
                page.write_row(number, 0, row)
    return target.getvalue()


def content(**sheets) -> spreadsheet.Content:
    return spreadsheet.read(BytesIO(book(**sheets)))


def test_units_staff_and_territories_are_set_up_in_any_order_of_rows():
    outcome = setting_up.apply(content(), at=NOON)

    assert not outcome.faults
    assert (outcome.units, outcome.people, outcome.territories) == (3, 3, 1)
    route = queries.route_for("1135812345", on=TODAY)
    assert (route.office.code, route.worker.username) == ("O1", "m.ahmadi")
    assert queries.holder_of("office_head", unit=route.office, on=TODAY).username == "r.karimi"
    assert User.objects.get(username="m.ahmadi").mobile == "09120000001"
    assert route.office.province_code == "23"


def test_first_passwords_go_to_the_administrator_and_to_those_without_a_mobile():
    outcome = setting_up.apply(content(), at=NOON)

    assert sorted(user.username for user, _password in outcome.passwords) == ["admin", "r.karimi"]
    for user, password in outcome.passwords:
        assert user.check_password(password)
    assert not User.objects.get(username="m.ahmadi").has_usable_password()


@pytest.mark.parametrize(
    ("sheets", "where"),
    [
        ({"units": [*UNITS, ["X", "بخش", "دهستان", "امداد", "HQ"]]}, ("واحدها", 5, "سطح")),
        ({"units": [*UNITS, ["X", "بخش", "استان", "امداد", "O1"]]}, ("واحدها", 5, "")),
        ({"units": [*UNITS, ["X", "بخش", "استان", "امداد", "نیست"]]}, ("واحدها", 5, "کد واحد بالادست")),
        ({"units": [*UNITS, ["HQ", "بخش", "ستاد", "امداد", ""]]}, ("واحدها", 5, "")),
        ({"territories": [["1", "O1", ""]]}, ("محدوده‌ها", 2, "پیش‌شمارهٔ کدپستی")),
        ({"territories": [["11358", "O1", "r.karimi"]]}, ("محدوده‌ها", 2, "")),
        ({"territories": [*TERRITORIES, ["11358", "O1", ""]]}, ("محدوده‌ها", 3, "")),
        ({"staff": [*STAFF, ["x.y", "", "یزدی", "", "", "", "مددکار خانواده", "O1"]]}, ("کارکنان", 5, "نام")),
        ({"staff": [*STAFF, ["m.ahmadi", "مریم", "احمدی", "", "", "", "دبیر کمیسیون", "O1"]]}, ("کارکنان", 5, "نقش")),
        ({"staff": [*STAFF, ["r.karimi", "رضا", "کریمی", "", "", "", "مددکار خانواده", "O1"]]}, ("کارکنان", 5, "")),
        (
            {"staff": [*STAFF, ["x.y", "رضا", "کریمی", "", "123", "", "مددکار خانواده", "O1"]]},
            ("کارکنان", 5, "تلفن همراه"),
        ),
        ({"staff": STAFF[:2]}, ("کارکنان", 0, "نقش")),
    ],
)
def test_each_fault_is_named_by_sheet_row_and_column_and_nothing_is_written(sheets, where):
    outcome = setting_up.apply(content(**sheets), at=NOON)

    assert where in [(fault.sheet, fault.row, fault.column) for fault in outcome.faults]
    assert not OrgUnit.objects.exists() and not User.objects.exists() and not outcome.passwords


def test_a_preview_finds_the_same_faults_and_writes_nothing():
    good = setting_up.preview(content(), at=NOON)
    bad = setting_up.preview(content(territories=[["11358", "O1", "r.karimi"]]), at=NOON)

    assert not good.faults and good.units == 3
    assert [(fault.sheet, fault.row) for fault in bad.faults] == [("محدوده‌ها", 2)]
    assert not OrgUnit.objects.exists() and not User.objects.exists()


def test_a_file_that_is_no_spreadsheet_is_refused_with_a_sentence():
    outcome = setting_up.preview(spreadsheet.read(BytesIO(b"not a spreadsheet")), at=NOON)

    assert "اکسل" in outcome.faults[0].sentence


def test_a_missing_sheet_and_a_missing_column_are_named():
    target = BytesIO()
    with xlsxwriter.Workbook(target) as made:
        made.add_worksheet("واحدها").write_row(0, 0, ["کد", "عنوان"])

    faults = spreadsheet.read(BytesIO(target.getvalue())).faults

    assert {fault.sheet for fault in faults} == {"واحدها", "محدوده‌ها", "کارکنان"}
    assert any("سطح" in fault.sentence for fault in faults)


def test_the_template_reads_back_with_only_the_example_unit():
    read = spreadsheet.read(BytesIO(spreadsheet.template()))

    assert not read.faults
    assert [row.values["code"] for row in read.units] == ["HQ"]


def test_a_rows_values_survive_the_way_from_the_preview_to_the_confirmation():
    before = content()

    after = spreadsheet.Content.from_data(before.as_data())

    assert (after.units, after.territories, after.staff) == (before.units, before.territories, before.staff)


def test_the_token_is_checked_and_works_only_before_there_is_a_unit():
    setting_up.check_token(setting_up.new_token())
    with pytest.raises(SetupTokenWrong):
        setting_up.check_token("set-up:guess")

    make_hq()
    with pytest.raises(AlreadySetUp):
        setting_up.check_token(setting_up.new_token())
    with pytest.raises(AlreadySetUp):
        setting_up.apply(content(), at=NOON)


def upload(client, token: str, data: bytes):
    file = SimpleUploadedFile("units.xlsx", data)
    return client.post(reverse("org:first_run"), {"token": token, "file": file})


def test_an_empty_installation_leads_to_the_first_run_and_a_set_up_one_away_from_it(client):
    assert client.get("/").url.startswith(reverse("org:sign_in"))
    assert client.get(reverse("org:sign_in")).url == reverse("org:first_run")
    assert client.get(reverse("org:first_run_template")).status_code == 200

    make_hq()
    assert client.get(reverse("org:first_run")).url == reverse("org:sign_in")


def test_the_page_shows_the_preview_then_sets_up_and_shows_passwords_once(client):
    preview = upload(client, setting_up.new_token(), book())
    fields = {name: preview.context[name] for name in ("token", "content")}
    assert preview.status_code == 200 and not OrgUnit.objects.exists()

    done = client.post(reverse("org:first_run_apply"), fields)
    again = client.post(reverse("org:first_run_apply"), fields)

    assert done.status_code == 201 and OrgUnit.objects.count() == 3 and Territory.objects.count() == 1
    assert "r.karimi" in done.content.decode()
    assert again.status_code == 409


def test_without_the_token_no_file_is_looked_at(client):
    answer = upload(client, "guess", book())

    assert answer.status_code == 422
    assert "رمز راه‌اندازی درست نیست" in answer.content.decode()


def test_a_changed_preview_is_not_applied(client):
    token = setting_up.new_token()

    answer = client.post(reverse("org:first_run_apply"), {"token": token, "content": "changed"})

    assert answer.status_code == 409
    assert not OrgUnit.objects.exists()
