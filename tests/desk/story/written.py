"""Writes drafts, pictures and bundles of stories as people at the desk do."""

import io
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from PIL import Image

from khronika.desk.story.models import Draft
from khronika.desk.story.second import put_before
from khronika.flow import stand
from khronika.record import approval
from khronika.record.ledger.append import Ledger
from khronika.record.public.read import current
from khronika.record.user import User

HOUSE = "django.contrib.auth.backends.ModelBackend"


def user(actor: str) -> User:
    """Answer the person of an actor."""
    return User.objects.get(pk=actor.partition(":")[2])


def signed_in(actor: str) -> Client:
    """Answer a browser in which somebody is signed in."""
    client = Client()
    client.force_login(user(actor), backend=HOUSE)
    return client


def block(kind: str, value: Any) -> dict[str, Any]:
    """Write a block as Wagtail stores it."""
    return {"type": kind, "value": value}


PARAGRAPH = block("paragraph", "<p>Said on a <b>Sunday</b>.</p>")


def draft_by(actor: str, *blocks: dict[str, Any], **fields: str) -> Draft:
    """Write a draft as somebody."""
    told = {"headline": "A quiet Sunday", "slug": "a-quiet-sunday", "lede": "", **fields}
    made = Draft(body=json.dumps(list(blocks) or [PARAGRAPH]), **told)
    made.full_clean()
    made.save()
    made.save_revision(user=user(actor))
    return made


def published(draft: Draft, writer: str, second: str) -> str:
    """Bring a draft to publication; answer the bundle."""
    record = Ledger()
    bundle = put_before(record, writer, draft)
    approval.approve(record, second, bundle, base=record.head()[0])
    home = Path(settings.HOME)
    stand.publish(record, second, bundle, base=record.head()[0], home=home)
    return bundle


def picture_file(**exif: str) -> bytes:
    """Make a JPEG that tells where and by whom it was taken."""
    told = Image.Exif()
    told[0x010F] = "Camera of a reporter"
    told[0x0112] = 6  # lay it on its side
    told.get_ifd(0x8825)[2] = (43.0, 15.0, 0.0)
    written = io.BytesIO()
    Image.new("RGB", (40, 20), (200, 10, 10)).save(
        written, "JPEG", exif=told, comment=b"secret place", icc_profile=b"profile of a maker"
    )
    return written.getvalue()


def bytes_now(draft: Draft) -> tuple[str, bytes]:
    """Answer what the public has of a draft's story: document and page."""
    document = current(draft.subject)
    assert document is not None
    return document.text, Client().get("/en/stories/a-quiet-sunday/").content


FORM = {
    "headline": "CHANGED AGAIN", "lede": "", "lang": "en", "slug": "a-quiet-sunday",
    "body-count": "1", "body-0-type": "paragraph", "body-0-order": "0", "body-0-deleted": "",
    "body-0-id": "", "body-0-value": json.dumps({
        "blocks": [{"key": "a", "text": "Typed.", "type": "unstyled", "depth": 0,
                    "inlineStyleRanges": [], "entityRanges": [], "data": {}}],
        "entityMap": {},
    }),
}  # fmt: skip
