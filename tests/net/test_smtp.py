"""Letters pass over real SMTP whole or not at all, and the mailbox keeps each of them once."""

from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.net.port import NoFreePort, free_port
from khronika.net.smtp import MessageRefused, Relay, RelayUnreachable, Session, dot_stuffed
from khronika.net.smtp_sink import MailboxReceipts, MailboxUnavailable, letter_path, mailbox

MESSAGE = (
    b"From: desk@khronika.example\r\nTo: reader@sample.example\r\nSubject: sample\r\n"
    b"Message-ID: <one@khronika.example>\r\n\r\n.a line that begins with a dot\r\nend\r\n"
)


def _nothing() -> None:
    """Let the message end."""


def _deliver(port: int, message: bytes, before_end: Callable[[], None] = _nothing) -> int:
    with Session(Relay("127.0.0.1", port, timeout_seconds=10)) as session:
        reply = session.deliver(
            sender="desk@khronika.example",
            recipient="reader@sample.example",
            message=message,
            before_end=before_end,
        )
    return reply.code


def test_a_letter_arrives_as_it_was_sent(tmp_path: Path) -> None:
    """What lies in the mailbox is the message, with the envelope's recipient above it."""
    with mailbox(tmp_path) as port:
        assert _deliver(port, MESSAGE) == 250
    kept = letter_path(tmp_path, "<one@khronika.example>").read_bytes()
    assert kept == b"X-Envelope-To: reader@sample.example\r\n" + MESSAGE
    letter = message_from_bytes(kept, policy=policy.default)
    assert letter.get_content().startswith(".a line")


def test_the_same_letter_twice_is_kept_once(tmp_path: Path) -> None:
    """A sender that repeats a Message-ID is answered with 250 and doubles nothing."""
    with mailbox(tmp_path) as port:
        assert [_deliver(port, MESSAGE) for _ in range(3)] == [250, 250, 250]
    assert len(list(tmp_path.iterdir())) == 1
    assert MailboxReceipts(tmp_path).was_taken("<one@khronika.example>")
    assert not MailboxReceipts(tmp_path).was_taken("<two@khronika.example>")


def test_a_message_without_its_last_dot_is_dropped(tmp_path: Path) -> None:
    """Whatever stops the sender before the last dot leaves no letter behind."""

    def die() -> None:
        raise KeyboardInterrupt

    with mailbox(tmp_path) as port:
        with pytest.raises(KeyboardInterrupt):
            _deliver(port, MESSAGE, die)
        assert list(tmp_path.iterdir()) == []
        assert _deliver(port, MESSAGE) == 250


def test_a_refused_letter_says_why(tmp_path: Path) -> None:
    """A letter without a Message-ID is refused with the relay's code and words."""
    with mailbox(tmp_path) as port, pytest.raises(MessageRefused, match="Message-ID") as refusal:
        _deliver(port, b"Subject: sample\r\n\r\nx\r\n")
    assert refusal.value.code == 550


def test_no_relay_is_an_error_that_names_the_setting() -> None:
    """A relay that is not there is reported with its address and the variable to check."""
    with pytest.raises(RelayUnreachable, match="KHRONIKA_SMTP_HOST"):
        _deliver(free_port(), MESSAGE)


def test_a_taken_port_is_an_error(tmp_path: Path) -> None:
    """Two mailboxes never share a port."""
    with (
        mailbox(tmp_path) as port,
        pytest.raises(MailboxUnavailable, match=str(port)),
        mailbox(tmp_path / "other", port),
    ):
        pass


def test_the_next_free_port_is_found(tmp_path: Path) -> None:
    """Where the wanted port is taken, a later one is answered."""
    with mailbox(tmp_path) as port:
        assert free_port(port) > port


@pytest.mark.parametrize("port", [-1, 65536, 10**9])
def test_a_number_that_is_no_port_is_refused(port: int) -> None:
    """Ports are 0 to 65535."""
    with pytest.raises(NoFreePort, match="no port"):
        free_port(port)


@given(st.binary(max_size=400))
def test_stuffed_lines_can_be_read_back(message: bytes) -> None:
    """Taking one leading dot from each line gives the message with CRLF line ends."""
    stuffed = dot_stuffed(message)
    lines = stuffed.split(b"\r\n")
    assert lines.pop() == b""
    assert not any(line == b"." for line in lines)
    read = b"".join(line.removeprefix(b".") + b"\r\n" for line in lines)
    plain = message.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if plain and not plain.endswith(b"\n"):
        plain += b"\n"
    assert read == plain.replace(b"\n", b"\r\n")
