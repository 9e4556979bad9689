"""Makes the message of one delivery: text and HTML, and the ways to leave in its headers.

In: a row of the outbox. Out: a finished message (RFC 5322) with a fixed Message-ID. Refuses: a
letter that has no public document or whose reader has left the list.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from khronika.alert.address import wire_address
from khronika.alert.models import Delivery, Subscriber
from khronika.alert.outbox import Mail, NotWanted
from khronika.alert.render import Frame, write_html, write_question, write_text
from khronika.alert.subscribe import Desk
from khronika.model.canonical import sha256_of

POLICY = SMTP.clone(max_line_length=78, cte_type="7bit")
# An address in a header must not be folded: RFC 2047 words inside <> end one-click unsubscription.
ON_THE_WIRE = POLICY.clone(max_line_length=900)
FALLBACK = "en"


@dataclass(slots=True)
class Writer:
    """Writes the messages of one worker.

    Args:
        desk: keys, ids and time.
        sender: address that letters come from.
        site: address of the public site, without a slash at its end.
        read: answers the public document of a subject, or None where there is none.
        is_sample: whether every letter says that it is a sample.
    """

    desk: Desk
    sender: str
    site: str
    read: Callable[[str], Mapping[str, Any] | None]
    is_sample: bool = False

    def write(self, row: Delivery) -> Mail:
        """Write the message of a row.

        Raises:
            NotWanted: its reader has left, or its letter is not public (any more).
        """
        kind, _colon, key = row.occasion.partition(":")
        wanted = {"letter": Subscriber.State.ACTIVE, "confirm": Subscriber.State.PENDING}[kind]
        person = Subscriber.objects.filter(pk=row.subscriber_id, state=wanted).first()
        if person is None or person.address_sealed is None:
            raise NotWanted(f"the reader of delivery {row.id} does not want it any more")
        words = self.words(row)  # before it is read for the message: what changes between is seen
        message = self._letter(person, key) if kind == "letter" else self._question(person)
        recipient = wire_address(self.desk.book.unseal(bytes(person.address_sealed), person.id))
        message["From"] = Address("Khronika", addr_spec=self.sender)
        message["To"] = recipient
        message["Message-ID"] = row.message_id
        message["Date"] = format_datetime(self.desk.clock().astimezone(UTC))
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers
        # RFC 6532: a name that is not ASCII stands in a header as it is; relays are asked first.
        on_the_wire = ON_THE_WIRE.clone(utf8=not recipient.isascii())
        return Mail(recipient, message.as_bytes(policy=on_the_wire), words)

    def words(self, row: Delivery) -> str:
        """Answer the SHA-256 of the document that a row tells now; empty where it tells none.

        Raises:
            NotWanted: its letter is not public any more.
        """
        kind, _colon, key = row.occasion.partition(":")
        return sha256_of(self._document(key)) if kind == "letter" else ""

    def _document(self, key: str) -> dict[str, Any]:
        document = self.read(f"letter:{key}")
        if document is None or document["kind"] != "letter":
            raise NotWanted(f"letter {key} is not public; two people must stand behind it first")
        return dict(document)

    def _letter(self, person: Subscriber, key: str) -> EmailMessage:
        document = self._document(key)
        trees: Mapping[str, Any] = document["trees"]
        language = next(code for code in (person.language, FALLBACK, *trees) if code in trees)
        leave = f"{self.site}/u/{self.desk.book.token('leave', person.id)}"
        frame = frame_of(document, language, site=self.site, is_sample=self.is_sample, leave=leave)
        message = both_forms(trees[language], frame)
        with override(language):
            folio = _("bulletin %(number)s") % {"number": document["number"]}
            message["Subject"] = one_line(f"Khronika, {folio}: {trees[language]['title']}")
        message["List-Id"] = f"Khronika <letters.{self.desk.domain}>"  # RFC 2919
        # RFC 8058: one POST to this address, without cookie or question, takes the reader off.
        message["List-Unsubscribe"] = f"<{leave}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message["List-Archive"] = f"<{self.site}/{language}/letters/>"
        message["Content-Language"] = language
        return message

    def _question(self, person: Subscriber) -> EmailMessage:
        """Write the letter that asks the owner of an address whether they asked for letters."""
        token = self.desk.book.token("confirm", person.id)
        address = f"{self.site}/subscribe/{token}"
        text, html = write_question(address, person.language, is_sample=self.is_sample)
        message = _alternative(text, html)
        with override(person.language):
            message["Subject"] = _("Khronika: do you want these letters?")
        message["Content-Language"] = person.language
        return message


def one_line(words: str) -> str:
    """Write words for a header: one line, and nothing in it that is read as an encoded word.

    The library decodes what looks like a word of RFC 2047, line ends within it included.
    """
    return " ".join("".join(x if x.isprintable() else " " for x in words).split()).replace(
        "=?", "= ?"
    )


def frame_of(
    document: Mapping[str, Any],
    language: str,
    *,
    site: str,
    is_sample: bool,
    leave: str | None = None,
) -> Frame:
    """Answer what stands around one language of a letter's public document.

    Args:
        document: the letter's.
        language: of the words, BCP 47.
        site: address of the office's site.
        is_sample: whether it is a demo's, which every letter says.
        leave: address that takes this reader off the list; None on the public page.
    """
    period = document["period"]
    return Frame(
        number=document["number"],
        starts_on=period["start"],
        ends_on=period["end"],
        language=language,
        site=site,
        leave=leave,
        is_sample=is_sample,
    )


def both_forms(tree: Mapping[str, Any], frame: Frame) -> EmailMessage:
    """Write a letter as multipart/alternative, plainest form first (RFC 2046 section 5.1.4)."""
    return _alternative(write_text(tree, frame), write_html(tree, frame))


def _alternative(text: str, html: str) -> EmailMessage:
    message = EmailMessage(policy=POLICY)
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message
