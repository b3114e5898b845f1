"""Papers that families show: rulings of the family court, and the picture of a card that stayed at home."""

import io
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from hamyar.audit.actor import Actor
from hamyar.org.clock import day_of
from hamyar.registry import actions as registry
from hamyar.registry.domain import GuardianKind
from hamyar.registry.models import Household, Person
from hamyar.values.digits import to_persian

WHY_A_PICTURE = "سرپرست نمی‌تواند به اداره بیاید و کارت نزد اوست."
CARD, PAPER, INK = (428, 270), "#f4f6f8", "#8a97a6"


def title_of_ruling(random: Random) -> str:
    return f"رأی {to_persian(random.randint(100, 990))} دادگاه خانواده"


def day_of_ruling(on: date, random: Random) -> date:
    """Some weeks before; no family of the demonstration lost its former head later than two months before it applied."""
    return on - timedelta(days=random.randint(10, 55))


def show_ruling(
    household: Household, *, holder: Person, children: Iterable[Person], random: Random, by: Actor, at: datetime
) -> None:
    """The parent who is left, or who can, answers for each of the children by one ruling of some weeks before."""
    ruling, ruled_on = title_of_ruling(random), day_of_ruling(day_of(at), random)
    for child in children:
        registry.record_guardianship(
            household=household, child=child, holder=holder, kind=kind_of(holder), ruling=ruling, ruled_on=ruled_on,
            from_on=max(ruled_on, child.born_on), by=by, at=at,
        )  # fmt: skip


def kind_of(holder: Person) -> GuardianKind:
    return GuardianKind.MOTHER if holder.sex == "female" else GuardianKind.FATHER


def picture_of_a_card() -> SimpleUploadedFile:
    """A card as a telephone sees it, with lines where the writing stands: it belongs to nobody."""
    with Image.new("RGB", CARD, PAPER) as picture:
        pen = ImageDraw.Draw(picture)
        pen.rectangle((6, 6, CARD[0] - 7, CARD[1] - 7), outline=INK, width=3)
        pen.rectangle((24, 60, 124, 190), outline=INK, width=3)
        for place in range(5):
            pen.line((160 + 24 * (place % 2), 76 + 28 * place, 400, 76 + 28 * place), fill=INK, width=6)
        out = io.BytesIO()
        picture.save(out, "JPEG")
    return SimpleUploadedFile("card.jpg", out.getvalue(), content_type="image/jpeg")
