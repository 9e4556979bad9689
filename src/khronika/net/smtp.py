"""Hands letters to a mail relay over SMTP (RFC 5321), with a word in edgeways before the last dot.

In: an envelope and a finished message. Out: the relay's reply. Refuses: to guess whether a relay
took a message whose reply never came; it says so (`ReplyLost`) and the caller's outbox decides.

The dot that ends DATA is the moment at which responsibility passes to the relay (RFC 5321 section
6.1; RFC 1047 tells what happens around it). `Session.deliver` calls `before_end` after the whole
message is on its way and before that dot, so that a caller can write down that it is about to go.
Whatever dies earlier leaves a message that no relay delivers (section 4.1.1.4).
"""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from khronika.errors import NetError


class RelayUnreachable(NetError):
    """The relay did not answer, or hung up within a message; nothing was handed over."""


class ReplyLost(NetError):
    """The end of a message was sent and no reply came: the relay may or may not have taken it."""


class MessageRefused(NetError):
    """The relay refused the sender, the recipient or the message, with a reply code.

    Attributes:
        code: reply code, 400 to 599; below 500 it may be tried again (RFC 5321 section 4.2.1).
    """

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"the relay answered {code} {text}")
        self.code = code
        self.text = text


@dataclass(frozen=True, slots=True)
class Relay:
    """Where letters are handed over; `security` is "none", "starttls" or "tls"."""

    host: str
    port: int
    security: str = "none"
    user: str | None = None
    password: str | None = None
    timeout_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What the relay said when it took a message."""

    code: int
    text: str


class Sender(Protocol):
    """Whatever can hand over one message: a `Session`, or a stand-in for it in a test."""

    def deliver(
        self, *, sender: str, recipient: str, message: bytes, before_end: Callable[[], None]
    ) -> Reply:
        """Hand over one message as `Session.deliver` does."""
        ...


class Session:
    """One connection to a relay, for many messages one after another.

    Use it as a context manager: it connects when entered and says QUIT when left.
    """

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        """Connect, secure the connection and sign in, as the relay's settings say."""
        try:
            self._smtp = _connect(self._relay)
        except (OSError, smtplib.SMTPException, UnicodeError) as error:  # a password beyond ASCII
            where = f"{self._relay.host}:{self._relay.port}"
            raise RelayUnreachable(
                f"no mail relay at {where} ({error}); check KHRONIKA_SMTP_HOST and _PORT"
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say QUIT where all went well; where not, hang up so that no half message is ended."""
        if self._smtp is None:
            return
        if error is None:
            try:
                self._smtp.quit()
            except (OSError, smtplib.SMTPException):
                self._smtp.close()  # the relay hung up first, which ends the session as well
        else:
            self._smtp.close()
        self._smtp = None

    def deliver(
        self, *, sender: str, recipient: str, message: bytes, before_end: Callable[[], None]
    ) -> Reply:
        """Hand over one message to one recipient.

        Args:
            sender: envelope address to which reports of failure go.
            recipient: envelope address.
            message: headers and body, any line ends.
            before_end: called when all but the last dot is sent; if it raises, the connection is
                cut without the dot, so that the relay drops the message.

        Returns:
            The reply that took the message (250).

        Raises:
            MessageRefused: a reply of 4xx or 5xx; the session can go on with the next message.
            RelayUnreachable: the connection broke before the last dot.
            ReplyLost: the connection broke after it.
        """
        if self._smtp is None:
            raise RelayUnreachable("the session with the mail relay is not open; enter it first")
        try:
            self._open_message(self._smtp, sender, recipient)
            self._smtp.send(dot_stuffed(message))
        except (OSError, smtplib.SMTPException) as error:
            raise RelayUnreachable(f"the mail relay hung up within a message ({error})") from error
        return self._end_message(self._smtp, before_end)

    @staticmethod
    def _open_message(smtp: smtplib.SMTP, sender: str, recipient: str) -> None:
        smtp.ehlo_or_helo_if_needed()
        options = ["BODY=8BITMIME"] if smtp.has_extn("8bitmime") else []
        smtp.command_encoding = "ascii"
        if not recipient.isascii():  # RFC 6531 section 3.5: only to a relay that knows how
            if not smtp.has_extn("smtputf8"):
                raise MessageRefused(553, "5.6.7 the relay knows addresses in ASCII only")
            smtp.command_encoding, options = "utf-8", [*options, "SMTPUTF8"]
        # One after another: a relay that refused a reader may still open DATA (RFC 5321 4.1.1.4),
        # and would then take the next command for words of the letter.
        _demand(smtp, smtp.mail(sender, options), 200)
        _demand(smtp, smtp.rcpt(recipient), 200)
        _demand(smtp, smtp.docmd("DATA"), 300)

    def _end_message(self, smtp: smtplib.SMTP, before_end: Callable[[], None]) -> Reply:
        try:
            before_end()
        except BaseException:
            smtp.close()  # no dot: RFC 5321 4.1.1.4, the relay must not deliver
            self._smtp = None
            raise
        try:
            smtp.send(b".\r\n")
            code, text = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise ReplyLost(
                f"the mail relay gave no reply to a whole message ({error})"
            ) from error
        reply = Reply(code, text.decode("utf-8", "replace"))
        if 400 <= code < 600:
            raise MessageRefused(reply.code, reply.text)
        if not 200 <= code < 300:
            raise ReplyLost(
                f"the mail relay answered a whole message with {code}, which is no word"
            )
        return reply


def _demand(smtp: smtplib.SMTP, answer: tuple[int, bytes], kind: int) -> None:
    """See that a relay goes along with a command (RFC 5321 section 4.2.1: the first digit).

    Raises:
        MessageRefused: it refuses; the session is ready for the next message, or closed.
        SMTPException: what it answered is none of what it may answer.
    """
    code, text = answer[0], answer[1].decode("utf-8", "replace")
    if kind <= code < kind + 100:
        return
    if not 400 <= code < 600:
        raise smtplib.SMTPException(f"it answered {code}, where {kind} to {kind + 99} may stand")
    try:
        smtp.rset()
    except (OSError, smtplib.SMTPException):
        smtp.close()  # what it refused stays refused
    raise MessageRefused(code, text)


def _connect(relay: Relay) -> smtplib.SMTP:
    context = ssl.create_default_context()
    smtp: smtplib.SMTP
    if relay.security == "tls":
        smtp = smtplib.SMTP_SSL(
            relay.host, relay.port, timeout=relay.timeout_seconds, context=context
        )
    else:
        smtp = smtplib.SMTP(relay.host, relay.port, timeout=relay.timeout_seconds)
    try:
        if relay.security == "starttls":
            smtp.starttls(context=context)
        if relay.user is not None:
            smtp.login(relay.user, relay.password or "")
    except BaseException:
        smtp.close()
        raise
    return smtp


def dot_stuffed(message: bytes) -> bytes:
    r"""Write a message for DATA: CRLF line ends, a leading dot doubled, CRLF at the end.

    RFC 5321 sections 2.3.8 and 4.5.2. The dot that ends DATA is not part of the answer.

    >>> dot_stuffed(b".a\nb")
    b'..a\r\nb\r\n'
    """
    lines = message.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    return b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines)
