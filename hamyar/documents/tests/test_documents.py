"""Documents are seen or uploaded, never received; who opened one is kept (E-5.2)."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from hamyar.audit.actor import CLOCK
from hamyar.audit.models import AuditRecord, FileReading
from hamyar.documents import actions
from hamyar.documents.domain import FileTypeRefused, Handling, ReasonNeeded
from hamyar.documents.models import Document
from hamyar.org.reach import Reach, reaching
from hamyar.org.tests.factories import NOON, make_head, make_office, make_user, make_worker, sign_in
from hamyar.registry.tests.factories import make_household

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files_of_the_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(client, office):
    return sign_in(client, make_worker(office))


@pytest.fixture
def household(office, worker):
    return make_household(office, household={"social_worker": worker})


def address_of(household):
    return reverse("documents:upload", args=["registry.household", household.pk])


def picture(colour="white", **options):
    out = io.BytesIO()
    Image.new("RGB", (16, 16), colour).save(out, "JPEG", **options)
    return SimpleUploadedFile("scan.jpg", out.getvalue())


def uploaded(household, **given):
    return actions.upload(
        file=given.pop("file", None) or picture(), kind="residence", subject=household, unit_path=household.unit_path,
        reason="اثبات محل سکونت", by=CLOCK, at=NOON, **given,
    )  # fmt: skip


@pytest.mark.clause("E-5.2.1")
def test_a_document_is_seen_or_uploaded_and_never_received():
    assert {str(each) for each in Handling} == {"seen", "uploaded"}


@pytest.mark.clause("E-5.2.1")
def test_the_upload_page_says_that_no_paper_is_taken(client, household):
    page = client.get(address_of(household)).content.decode()

    assert "هیچ مدرک کاغذی تحویل نگیرید" in page


@pytest.mark.clause("E-5.2.2")
def test_a_worker_uploads_a_document_with_what_it_is_for(client, worker, household):
    sent = client.post(address_of(household), {"kind": "residence", "reason": "اثبات محل سکونت", "file": picture()})

    document = Document.objects.get()
    assert (sent.status_code, sent["Location"]) == (303, address_of(household))
    assert (document.kind, document.requested_reason, document.requested_by) == ("residence", "اثبات محل سکونت", worker)
    assert (document.subject_type, document.subject_id, document.unit_path) == (
        "registry.household", household.pk, household.unit_path,
    )  # fmt: skip


@pytest.mark.clause("E-9.a.1")
def test_a_reason_with_a_word_kept_from_households_stays_only_when_the_worker_says_so(client, household):
    given = {"kind": "residence", "reason": "خانوار بدسرپرست"}

    warned = client.post(address_of(household), {**given, "file": picture()})
    client.post(address_of(household), {**given, "file": picture(), "words_stay": "on"})

    assert warned.status_code == 422
    assert "«خانوار نیازمند توجه ویژه»" in warned.content.decode()
    assert AuditRecord.objects.get(event="documents.words_kept").details["words"] == ["ill_headed"]


@pytest.mark.clause("E-5.2.2")
def test_without_a_reason_nothing_is_uploaded(client, household):
    sent = client.post(address_of(household), {"kind": "residence", "reason": "", "file": picture()})

    assert sent.status_code == 422
    with pytest.raises(ReasonNeeded):
        actions.upload(file=picture(), kind="residence", subject=household, unit_path="", reason=" ", by=CLOCK, at=NOON)
    assert not Document.objects.exists()


@pytest.mark.clause("E-5.2.2")
@pytest.mark.parametrize(
    "content", [b"MZ\x90\x00" + b"\x00" * 200, b"<script>alert(1)</script>", b"PK\x03\x04" + b"\x00" * 60]
)
def test_what_a_file_is_follows_from_its_content_not_its_name(household, content):
    with pytest.raises(FileTypeRefused):
        uploaded(household, file=SimpleUploadedFile("innocent.jpg", content, content_type="image/jpeg"))


@pytest.mark.clause("E-5.2.2")
def test_a_file_above_the_limit_comes_back_with_a_sentence(client, household, settings):
    settings.UPLOAD_LIMIT_BYTES = 100

    sent = client.post(address_of(household), {"kind": "residence", "reason": "سکونت", "file": picture()})

    assert sent.status_code == 422
    assert "بزرگ‌تر از اندازهٔ مجاز" in sent.content.decode()


def test_a_picture_keeps_no_place_time_or_device(household):
    exif = Image.Exif()
    exif[0x010F] = "a camera"
    exif[0x0132] = "2025:01:01 10:00:00"

    document = uploaded(household, file=picture(exif=exif))

    with document.file.open() as file, Image.open(file) as kept:
        assert not kept.getexif()


def test_the_same_file_sent_twice_is_kept_once(client, household):
    for _ in range(2):
        client.post(address_of(household), {"kind": "residence", "reason": "سکونت", "file": picture()})

    assert Document.objects.count() == 1


@pytest.mark.clause("E-5.2.2")
def test_opening_a_document_is_kept_and_shown(client, worker, household):
    document = uploaded(household)

    answer = client.get(reverse("documents:download", args=[document.pk]))

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == document.file.open().read()
    reading = FileReading.objects.get(subject_type="documents.document", subject_id=str(document.pk))
    assert (reading.reader_user_id, reading.reader_role) == (worker.pk, "social_worker")
    page = client.get(reverse("documents:document", args=[document.pk])).content.decode()
    assert str(worker) in page and "مددکار خانواده" in page


def test_a_file_is_saved_under_our_name_and_never_run_by_the_browser(client, household):
    document = uploaded(household)

    answer = client.get(reverse("documents:download", args=[document.pk]))

    assert answer["Content-Disposition"] == f'attachment; filename="residence-{str(document.pk)[:8]}.jpg"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"


def test_a_picture_may_be_looked_at_and_a_pdf_is_always_saved(client, household):
    shown = client.get(reverse("documents:download", args=[uploaded(household).pk]), {"view": "1"})
    pdf = uploaded(household, file=SimpleUploadedFile("a.pdf", b"%PDF-1.7\n" + b"\x00" * 300))
    saved = client.get(reverse("documents:download", args=[pdf.pk]), {"view": "1"})

    assert "inline" in shown["Content-Disposition"]
    assert "attachment" in saved["Content-Disposition"]


@pytest.mark.parametrize("name", ["documents:document", "documents:download"])
def test_a_document_of_another_office_or_colleague_is_not_found(client, office, household, name):
    document = uploaded(household)

    for stranger in (make_worker(make_office()), make_worker(office)):
        sign_in(client, stranger)
        assert client.get(reverse(name, args=[document.pk])).status_code == 404


def test_the_office_head_opens_the_offices_documents(client, office, household):
    document = uploaded(household)
    sign_in(client, make_head(office))

    assert client.get(reverse("documents:document", args=[document.pk])).status_code == 200


def test_a_role_that_uploads_nothing_is_refused(client, household):
    sign_in(client, make_user(("hq_deputy", make_office().parent.parent)))

    assert client.get(address_of(household)).status_code == 403


def test_a_kind_of_record_that_nobody_registered_has_no_documents(client, worker):
    assert client.get(reverse("documents:upload", args=["org.user", worker.pk])).status_code == 404


def test_the_second_wall_hides_documents_of_other_offices(household):
    document = uploaded(household)

    with reaching(Reach(paths=(make_office().path,))):
        assert not Document.objects.filter(pk=document.pk).exists()
    with reaching(Reach(paths=(household.unit_path,))):
        assert Document.objects.filter(pk=document.pk).exists()


def test_a_document_of_a_portal_account_is_seen_by_that_account(household):
    document = uploaded(household, account_id=7)

    with reaching(Reach(account=7)):
        assert Document.objects.filter(pk=document.pk).exists()
    with reaching(Reach(account=8)):
        assert not Document.objects.filter(pk=document.pk).exists()
