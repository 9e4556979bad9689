"""The end of a body is found without touching its bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.net.framing import Chunked, Framing, Sized, UntilClose, frame
from khronika.seal.entity import parse_head


def _frame(*lines: str, status: int = 200) -> Framing:
    head = parse_head((f"HTTP/1.1 {status} X\r\n" + "".join(f"{x}\r\n" for x in lines)).encode())
    assert head is not None
    return frame(head)


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=6), st.data())
def test_chunks_end_where_they_end(pieces: list[bytes], data: st.DataObject) -> None:
    """However the network cuts the stream, the last chunk is found, and nothing before it."""
    stream = b"".join(b"%X\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\nTrailer: x\r\n\r\n"
    framing, at = Chunked(), 0
    while at < len(stream):
        assert not framing.is_done
        step = data.draw(st.integers(1, len(stream) - at))
        framing.feed(stream[at : at + step])
        at += step
    assert framing.is_done
    assert framing.fault is None


@pytest.mark.parametrize(
    "stream",
    [b"3\r\nab", b"zz\r\nabc", b"3\r\nabcd\r\n", b"", b"0\r\n", b"-1\r\nx", b"3;" + b"x" * 99999],
)
def test_damaged_chunks_are_told(stream: bytes) -> None:
    """Sizes that are none, chunks that end too soon or run over."""
    framing = Chunked()
    framing.feed(stream)
    assert framing.fault
    assert framing.cut == "disconnect"


@pytest.mark.parametrize(("came", "cut"), [(4, "disconnect"), (5, None), (6, "unspecified")])
def test_a_length_is_kept_or_told(came: int, cut: str | None) -> None:
    """Short and long bodies are told with both numbers."""
    framing = _frame("Content-Length: 5")
    framing.feed(b"x" * came)
    assert framing.cut == cut
    assert (framing.fault or "5").count(str(came))


@pytest.mark.parametrize("value", ["-1", "5, 6", "+5", "5 6", "0x5", "9" * 30, "²"])
def test_a_length_that_is_none_is_told(value: str) -> None:
    """What is no number is read to the end of the connection, with a word."""
    framing = _frame(f"Content-Length: {value}")
    assert isinstance(framing, UntilClose)
    assert framing.cut == "unspecified"


def test_how_bodies_end() -> None:
    """Transfer coding wins over length; some answers have no body; else the close ends it."""
    assert isinstance(_frame("Content-Length: 5", "Transfer-Encoding: gzip, chunked"), Chunked)
    assert isinstance(_frame("Transfer-Encoding: gzip", "Content-Length: 5"), UntilClose)
    assert isinstance(_frame("Content-Length: 5", "Content-Length: 5"), Sized)
    assert _frame("Content-Length: 5", status=304).is_done
    assert _frame(status=204).is_done
    assert not _frame().is_done
