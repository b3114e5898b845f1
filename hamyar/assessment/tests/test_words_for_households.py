"""The reason of a refusal and of a picture is read by the household: words kept from it are named to the writer."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from hamyar.assessment import queries
from hamyar.assessment.tests.factories import VISITED, make_visited
from hamyar.audit.models import AuditRecord
from hamyar.org.tests.factories import make_office, make_worker, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def worker(client, office):
    return sign_in(client, make_worker(office))


@pytest.mark.clause("E-9.a.1", "E-7.3.v.2")
def test_the_reason_of_a_refusal_names_words_kept_from_households(client, office, worker):
    application = make_visited(office, worker)
    url, given = reverse("assessment:reject", args=[application.pk]), {"clause": "E-2.5", "reason": "همسر معتاد است"}

    warned = client.post(url, given)
    application.refresh_from_db()
    before = application.outcome
    client.post(url, {**given, "words_stay": "on"})

    application.refresh_from_db()
    assert (warned.status_code, before) == (422, "")
    assert "«بستری برای ترک اعتیاد»" in warned.content.decode()
    assert (application.outcome, application.reason_text) == ("rejected", "همسر معتاد است")
    assert application.events.get(event="words_kept").reason == "addict"


@pytest.mark.clause("E-9.a.1", "E-5.2.2")
def test_the_reason_of_a_picture_names_them_and_keeps_what_was_typed(client, office, worker, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    application = make_visited(office, worker)
    item = queries.checklist(application, on=VISITED.date())[0][0]
    url = reverse("assessment:attach_document", args=[application.pk])

    def given(**more):
        return {"item": item.key, "person": item.person, "file": picture(), "reason": "سند زن مطلقه", **more}

    warned = client.post(url, given())
    kept = client.post(url, given(words_stay="on"))

    page = warned.content.decode()
    assert (warned.status_code, kept.status_code) == (422, 303)
    assert 'value="سند زن مطلقه"' in page and 'name="words_stay"' in page
    assert AuditRecord.objects.get(event="documents.words_kept").details["words"] == ["divorcee"]


def picture():
    out = io.BytesIO()
    Image.new("RGB", (16, 16)).save(out, "PNG")
    return SimpleUploadedFile("scan.png", out.getvalue())
