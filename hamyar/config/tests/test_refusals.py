"""One code, two voices: every refusal has its Persian sentence, and its page."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest
from django.urls import path

import hamyar
from hamyar.config import sentences
from hamyar.org.domain import NotPermitted, RoleOutsideLevel, SeatTaken, UnitMisplaced
from hamyar.values.refusal import Refusal
from hamyar.web.sentences import sentence

PACKAGE = Path(hamyar.__file__).parent
# Household documents come from programs: their faults are worded, and tested, beside the reader of documents.
OF_DOCUMENTS = "guidelines.document"


def sentences_of_actions() -> dict[str, str]:
    known, _words = sentences.collected()
    return {code: text for code, text in known.items() if not code.startswith(OF_DOCUMENTS)}


def sources() -> list[tuple[Path, ast.Module]]:
    files = (file for file in PACKAGE.rglob("*.py") if "tests" not in file.parts and "migrations" not in file.parts)
    return [(file, ast.parse(file.read_text())) for file in files]


def capability(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0]


def refusal_codes() -> dict[tuple[str, str], str]:
    """Capability and class -> code, for every subclass of Refusal, found in the text: nothing is imported."""
    bases: dict[str, set[str]] = {"Refusal": set()}
    codes: dict[tuple[str, str], str] = {}
    for file, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases.setdefault(node.name, set()).update(base.id for base in node.bases if isinstance(base, ast.Name))
                for line in node.body:
                    target = line.target if isinstance(line, ast.AnnAssign) else getattr(line, "targets", [None])[0]
                    if isinstance(target, ast.Name) and target.id == "code" and isinstance(line.value, ast.Constant):
                        codes[capability(file), node.name] = line.value.value

    def is_refusal(name: str) -> bool:
        return name == "Refusal" or any(is_refusal(base) for base in bases.get(name, ()))

    return {key: code for key, code in codes.items() if is_refusal(key[1])}


def given_details() -> list[tuple[str, str, set[str]]]:
    """Capability, class and keywords of each place that makes an object with its keywords written out."""
    made = []
    for file, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                keywords = {keyword.arg for keyword in node.keywords}
                if None not in keywords:
                    made.append((capability(file), name, keywords))
    return made


def test_every_refusal_has_a_persian_sentence():
    known, _words = sentences.collected()

    missing = {code for code in refusal_codes().values() if code not in known}

    assert not missing


def test_no_sentence_stands_without_a_refusal():
    known = sentences_of_actions()

    unused = known.keys() - set(refusal_codes().values()) - {Refusal.code}
    assert not unused


def test_each_sentence_finds_the_details_it_speaks_of():
    known = sentences_of_actions()
    codes = refusal_codes()
    for place, name, keywords in given_details():
        code = codes.get((place, name))
        if code is not None:
            wanted = {field for _text, field, _spec, _conversion in Formatter().parse(known.get(code, "")) if field}
            assert wanted <= keywords, f"{place}: {name} is raised without {wanted - keywords}"


def test_no_sentence_holds_an_english_word():
    known = sentences_of_actions()
    allowed = {"PDF", "JPG", "PNG", "WebP", "IR", "xlsx", "csv", "jsonl", "UTF"}
    for code, text in known.items():
        words = set(re.findall(r"[A-Za-z]+", re.sub(r"\{[^}]*\}", "", text)))
        assert words <= allowed, f"{code}: {words - allowed}"


def test_details_are_shown_in_persian():
    shown = sentence(UnitMisplaced(level="office", parent="hq"))

    assert "«اداره»" in shown
    assert "office" not in shown


def refusing(refusal: Refusal):
    def view(request):
        raise refusal

    return view


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_refusal_that_no_view_shows_becomes_a_page_with_sentence_clause_and_way_back(method, client, settings):
    settings.ROOT_URLCONF = __name__
    answer = getattr(client, method)("/seat/", headers={"referer": "http://testserver/from/"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert sentence(SeatTaken(role="office_head", unit="1")) in page
    assert "E-3.n2.2" in page or "تبصره" in page
    assert "http://testserver/from/" in page


@pytest.mark.django_db
def test_a_role_that_does_not_allow_it_gets_the_page_of_missing_permission(client, settings):
    settings.ROOT_URLCONF = __name__

    answer = client.get("/permission/")

    assert answer.status_code == 403
    assert "اجازهٔ دسترسی ندارید" in answer.content.decode()


@pytest.mark.django_db
def test_what_a_view_had_written_before_the_refusal_is_taken_back(client, settings):
    from hamyar.org.models import OrgUnit

    settings.ROOT_URLCONF = __name__

    client.post("/half/")

    assert not OrgUnit.objects.filter(code="half").exists()


@pytest.mark.django_db
def test_a_way_back_to_a_foreign_page_is_not_offered(client, settings):
    settings.ROOT_URLCONF = __name__

    answer = client.get("/seat/", headers={"referer": "https://elsewhere.example/"})

    assert "elsewhere" not in answer.content.decode()


def half(request):
    from hamyar.org.tests.factories import make_hq

    make_hq(code="half")
    raise RoleOutsideLevel(role="office_head", level="hq")


def _public(view):
    from django.contrib.auth.decorators import login_not_required

    return login_not_required(view)


urlpatterns = [
    path("seat/", _public(refusing(SeatTaken(role="office_head", unit="1")))),
    path("permission/", _public(refusing(NotPermitted(permission="org.manage_users")))),
    path("half/", _public(half)),
]
