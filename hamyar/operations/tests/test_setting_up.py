"""hamyar init: the first run on the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hamyar.org import setting_up
from hamyar.org.models import OrgUnit, User
from hamyar.org.tests.test_first_run import book

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "units.xlsx"
    path.write_bytes(book())
    return path


def init(*arguments) -> str:
    said = StringIO()
    call_command("init", *map(str, arguments), stdout=said, stderr=said)
    return said.getvalue()


def test_a_spreadsheet_sets_up_the_installation_and_prints_first_passwords(file):
    said = init(file)

    assert "set up 3 units, 3 people, 1 territories" in said
    password = said.split("admin: first password ")[1].split(" ")[0]
    assert User.objects.get(username="admin").check_password(password)


def test_a_check_writes_nothing(file):
    assert "would set up 3 units" in init(file, "--check")
    assert not OrgUnit.objects.exists()


def test_a_second_run_is_refused(file):
    init(file)

    with pytest.raises(CommandError, match="has units already"):
        init(file)


def test_faults_are_printed_row_by_row_and_nothing_is_set_up(tmp_path):
    path = tmp_path / "wrong.xlsx"
    path.write_bytes(book(territories=[["1", "O1", ""]]))
    said = StringIO()

    with pytest.raises(CommandError, match="nothing was set up"):
        call_command("init", str(path), stdout=said, stderr=said)

    assert "محدوده‌ها / 2 / پیش‌شمارهٔ کدپستی" in said.getvalue()
    assert not OrgUnit.objects.exists()


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        init(tmp_path / "no.xlsx")


def test_the_token_opens_the_first_run_page():
    setting_up.check_token(init("--token"))


def test_the_template_is_a_spreadsheet(tmp_path):
    init("--template", tmp_path / "template.xlsx")

    assert (tmp_path / "template.xlsx").read_bytes()[:2] == b"PK"
