"""A document that hangs on an application is opened by who works with the application, and by nobody else (E-5.2.2)."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from hamyar.audit.actor import CLOCK
from hamyar.documents import actions as documents
from hamyar.intake.domain import ApplicationState
from hamyar.intake.tests.factories import make_application
from hamyar.org.tests.factories import NOON, make_head, make_user, make_worker, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    row = make_application(state=ApplicationState.ASSIGNED)
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return documents.upload(
        file=SimpleUploadedFile("a.png", out.getvalue()), kind="applicant", subject=row, unit_path=row.unit_path,
        reason="خواستهٔ مددکار", by=CLOCK, at=NOON,
    )  # fmt: skip


def application_of(document):
    from hamyar.intake.models import Application

    return Application.objects.get(pk=document.subject_id)


@pytest.mark.clause("E-5.2.2")
def test_the_worker_and_the_office_head_open_it(client, document):
    row = application_of(document)

    for reader in (row.social_worker, make_head(row.unit)):
        sign_in(client, reader)
        assert client.get(reverse("documents:download", args=[document.pk])).status_code == 200


def test_a_colleague_and_a_counter_do_not_find_it(client, document):
    row = application_of(document)

    for stranger in (make_worker(row.unit), make_user(("referrer", row.unit))):
        sign_in(client, stranger)
        assert client.get(reverse("documents:document", args=[document.pk])).status_code == 404
        assert client.get(reverse("documents:download", args=[document.pk])).status_code == 404
