"""A relay that lies, stutters or strips security makes no letter twice and loses none."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from khronika.net.smtp import MessageRefused, Relay, RelayUnreachable, ReplyLost, Session

USUAL = {
    "greeting": b"220 relay\r\n",
    "EHLO": b"250-relay\r\n250 8BITMIME\r\n",
    "MAIL": b"250 ok\r\n",
    "RCPT": b"250 ok\r\n",
    "DATA": b"354 go on\r\n",
    "end": b"250 2.0.0 taken\r\n",
    "RSET": b"250 ok\r\n",
    "QUIT": b"221 bye\r\n",
}


class _Session(socketserver.StreamRequestHandler):
    """Says what it was told to say, and remembers what was sent."""

    server: "_Server"

    def handle(self) -> None:
        self.wfile.write(self.server.says["greeting"])
        for line in self.rfile:
            verb = line.split()[0].upper().decode("latin-1") if line.split() else ""
            self.server.heard.append(line.strip())
            answer = self.server.says.get(verb, b"502 unknown\r\n")
            self.wfile.write(answer)
            if verb == "QUIT":
                return
            if verb == "DATA" and answer.startswith(b"354"):
                self.server.letters.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.wfile.write(self.server.says["end"])


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, says: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.says, self.heard, self.letters = USUAL | says, list[bytes](), list[bytes]()

    @property
    def relay(self) -> Relay:
        return Relay("127.0.0.1", int(self.server_address[1]), timeout_seconds=60)


@contextmanager
def _relay(**says: bytes) -> Iterator[_Server]:
    server = _Server(says)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _deliver(relay: Relay, recipient: str = "reader@sample.example") -> int:
    with Session(relay) as session:
        return session.deliver(
            sender="desk@khronika.example",
            recipient=recipient,
            message=b"Subject: sample\r\n\r\nMAIL FROM:<x@sample.example>\r\n",
            before_end=lambda: None,
        ).code


@pytest.mark.parametrize("verb", ["MAIL", "RCPT"])
def test_who_is_refused_is_not_followed_by_data(verb: str) -> None:
    """RFC 5321 4.1.1.4: a relay may open DATA all the same, and take commands for words."""
    with _relay(**{verb: b"550 5.1.1 no\r\n"}) as server:
        with pytest.raises(MessageRefused) as refusal:
            _deliver(server.relay)
        assert refusal.value.code == 550
        assert b"DATA" not in server.heard
        assert server.letters == []


def test_words_are_sent_only_where_the_relay_waits_for_them() -> None:
    """A letter sent after `250` to DATA would be read as commands, line by line."""
    with _relay(DATA=b"250 fine\r\n") as server:
        with pytest.raises(RelayUnreachable):
            _deliver(server.relay)
        assert server.heard[-1] == b"DATA"


@pytest.mark.parametrize("end", [b"hello\r\n", b"354 more\r\n", b"199 well\r\n", b"999 what\r\n"])
def test_what_is_no_reply_takes_no_letter(end: bytes) -> None:
    """Only 2xx means taken and 4xx, 5xx refused; all else leaves it open (RFC 5321 4.2.1)."""
    with _relay(end=end) as server, pytest.raises(ReplyLost):
        _deliver(server.relay)


def test_a_refusal_stands_though_the_relay_hangs_up_after_it() -> None:
    """Whoever was refused for good is not asked about again and again."""
    with (
        _relay(RCPT=b"550 5.1.1 no\r\n", RSET=b"421 bye\r\n") as server,
        pytest.raises(MessageRefused) as refusal,
    ):
        _deliver(server.relay)
    assert refusal.value.code == 550


def test_where_tls_was_stripped_no_password_is_sent() -> None:
    """A relay that should offer STARTTLS and does not is not signed in to."""
    with _relay() as server:
        relay = replace(server.relay, security="starttls", user="desk", password="secret")
        with pytest.raises(RelayUnreachable):
            _deliver(relay)
        assert not any(b"AUTH" in line for line in server.heard)


def test_a_password_beyond_ascii_is_an_error_in_words() -> None:
    """What the library cannot send stops no worker with a traceback."""
    with _relay(EHLO=b"250-relay\r\n250 AUTH PLAIN\r\n") as server:
        relay = replace(server.relay, user="desk", password="пароль")
        with pytest.raises(RelayUnreachable):
            _deliver(relay)


def test_a_name_beyond_ascii_goes_only_to_a_relay_that_knows_how() -> None:
    """RFC 6531 section 3.5: without SMTPUTF8 it is refused, and nothing is sent."""
    with _relay() as server:
        with pytest.raises(MessageRefused) as refusal:
            _deliver(server.relay, "читатель@sample.example")
        assert refusal.value.code == 553
        assert not any(line.startswith(b"mail") for line in server.heard)
    with _relay(EHLO=b"250-relay\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n") as server:
        assert _deliver(server.relay, "читатель@sample.example") == 250
        assert "rcpt TO:<читатель@sample.example>".encode() in server.heard
