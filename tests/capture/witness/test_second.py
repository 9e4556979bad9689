"""A second look stands beside the first, with what differs and what that does not prove."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from khronika import cli
from khronika.capture import Conditions, capture
from khronika.capture.conditions import SecondLook
from khronika.capture.witness.compare import Answer, compare, read_answer
from khronika.seal import entity, verify

Make = Callable[..., Conditions]
FIRST = "<title>Square</title><p>Police held <b>eight</b> people.</p><p>Shops are open.</p>"
SECOND = "<title>Square</title><script>x()</script><p>Police held some people.</p><p>Shops are open.</p>"


def _site(serve: Any, *bodies: str, later: str = "200 OK") -> Any:
    """Serve the bodies one after the other, the last one from then on."""
    count = iter(range(99))

    def answer(_: bytes, send: Callable[[bytes], None]) -> None:
        number = next(count)
        body = bodies[min(number, len(bodies) - 1)].encode()
        status = later if number else "200 OK"
        head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}"
        send(head.encode() + b"\r\n\r\n" + body)

    return serve(answer)


def _captured(url: str, conditions: Make) -> Path:
    package = capture(url, conditions(witness=SecondLook(0.0))).path
    assert verify(package).ok, [check for check in verify(package).checks if not check.ok]
    return package


def _told(package: Path) -> str:
    (found,) = (check for check in verify(package).checks if check.name == "witness")
    assert "no second person's word" in found.means
    return found.what


def test_the_same_bytes_are_told(serve: Any, conditions: Make) -> None:
    """Both looks are kept as they came; verify says that they agree."""
    site = _site(serve, FIRST)
    package = _captured(f"{site.url}/square", conditions)
    assert len(site.requests) == 2
    for name in ("http", "witness"):
        with (package / f"data/raw/{name}.warc").open("rb") as file:
            kinds = [record.rec_type for record in ArchiveIterator(file)]
        assert kinds == ["warcinfo", "response", "request"]
    assert "the same bytes both times" in _told(package)


def test_what_differs_is_told_line_by_line(serve: Any, conditions: Make) -> None:
    """The words that readers see are compared, scripts are not; the first look is what is cited."""
    package = _captured(f"{_site(serve, FIRST, SECOND).url}/", conditions)
    said = json.loads((package / "data/witness.json").read_bytes())
    assert said["same"] == {
        "status": True, "url": True, "media_type": True, "bytes": False, "text": False,
    }  # fmt: skip
    assert said["differs"] == [
        {"first": "Police held eight people.", "second": "Police held some people."}
    ]
    assert 800 < said["alike_per_mille"] < 1000
    assert "% of the words are the same, 1 lines differ" in _told(package)
    assert b"eight" in entity(package).content


def test_another_status_is_told(serve: Any, conditions: Make) -> None:
    """A page that is there once and gone the next moment is the finding."""
    package = _captured(f"{_site(serve, FIRST, 'gone', later='404 No').url}/", conditions)
    assert "status 200 and 404" in _told(package)


def test_a_second_look_that_fails_costs_nothing_else(
    serve: Any, conditions: Make, warnings_said: list[str]
) -> None:
    """The package is whole; that there was no second answer stands in it."""
    count = iter(range(9))

    def answer(_: bytes, send: Callable[[bytes], None]) -> None:
        if next(count) == 0:
            send(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nword")

    evidence = capture(serve(answer).url, conditions(witness=SecondLook(0.0)))
    assert evidence.is_complete
    assert verify(evidence.path).ok
    assert "no second answer" in _told(evidence.path)
    assert any("second look" in line for line in warnings_said)


def test_it_waits_as_long_as_was_asked(serve: Any, conditions: Make, tmp_path: Path) -> None:
    """Between the looks lie the seconds that the manifest tells."""
    from khronika.capture.witness.second import add_witness
    from khronika.net.address import read_address
    from khronika.seal.writer import Draft

    waited: list[float] = []
    made = conditions(witness=SecondLook(2.5))
    site = _site(serve, FIRST)
    with Draft(tmp_path / "store") as draft:
        draft.add("data/raw/http.warc", iter([b""]))
        told = add_witness(draft, read_address(site.url), made, sleep=waited.append)
    assert sum(waited) == pytest.approx(2.5)
    assert isinstance(told, dict)
    assert told["after_seconds"] == 2


def test_the_command_takes_a_second_look(
    serve: Any, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--witness` is off by default; a proxy that is none is refused in one line."""
    monkeypatch.setenv("KHRONIKA_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
    url = f"{_site(serve, FIRST).url}/"
    assert cli.main(["capture", "--witness", "--witness-after", "0", url]) == 0
    package = Path(capsys.readouterr().out.strip())
    assert (
        json.loads((package / "data/manifest.json").read_bytes())["witness"]["way"] == "the same"
    )
    assert cli.main(["capture", "--witness", "--witness-proxy", "x", url]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert cli.main(["capture", url]) == 0
    assert not (Path(capsys.readouterr().out.strip()) / "data/raw/witness.warc").exists()


def test_warcio_checks_both_records(serve: Any, conditions: Make) -> None:
    """The second look's record is one like the first's."""
    package = _captured(f"{_site(serve, FIRST, SECOND).url}/", conditions)
    for name in ("http", "witness"):
        words = [
            sys.executable,
            "-m",
            "warcio.cli",
            "check",
            str(package / f"data/raw/{name}.warc"),
        ]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_no_text_is_compared_by_bytes() -> None:
    """Of a film, status and hash are all that is compared."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n"
    one, two = (read_answer("http://x.example/", head + body) for body in (b"abc", b"abd"))
    said = compare(one, two)
    assert said["alike_per_mille"] is None
    assert said["differs"] == []
    assert compare(one, one)["same"] == {
        "status": True, "url": True, "media_type": True, "bytes": True, "text": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    "block", [b"", b"\xff\xfe", b"HTTP/1.1 200\r\nContent-Encoding: odd\r\n\r\nx"]
)
def test_a_broken_answer_is_compared_all_the_same(block: bytes) -> None:
    """Whatever a server sends has a hash."""
    assert read_answer("http://x.example/", block).sha256


def _read(body: str, kind: str = "html") -> Answer:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/{kind}\r\n\r\n"
    return read_answer("http://x.example/", (head + body).encode())


def test_a_head_that_is_not_closed_hides_no_words() -> None:
    """HTML lets `</head>` be left out; two pages that differ are not told to be the same."""
    head = "<html><head><meta charset=utf-8><title>Square</title>"
    one, two = _read(head + "<p>Eight were held."), _read(head + "<body><p>Some were held.")
    assert (one.lines, two.lines) == (("Eight were held.",), ("Some were held.",))


def test_what_is_not_shown_is_counted() -> None:
    """Forty lines are set side by side; of the rest it is told how many they are."""
    one, two = (_read("".join(f"{x}{n}\n" for n in range(5000)), "plain") for x in "ab")
    said = compare(one, two)
    assert (len(said["differs"]), said["more"]) == (40, 4960)  # type: ignore[arg-type]  # a list
    late = "".join(f"a{n}\n" for n in range(5000)).replace("a4990\n", "b\n")
    assert compare(one, _read(late, "plain"))["more"] == 1


@pytest.mark.parametrize(
    "odd", ["<a ", "<!--", "<![", "</", "<svg>", "<svg></head>", "&#", "<head>"]
)
def test_an_odd_page_is_compared_in_time_that_grows_with_it(odd: str) -> None:
    """A megabyte of what no browser would close ends at once; the library took hours for it."""
    assert _read(odd * (1_000_000 // len(odd))).sha256


def test_lines_that_come_again_and_again_are_compared_at_once() -> None:
    """Four thousand lines of which each second is the same took minutes."""
    one, two = (_read("".join(f"x\n{x}{n}\n" for n in range(2000)), "plain") for x in "ab")
    assert compare(one, two)["same"]["text"] is False  # type: ignore[index,call-overload]  # it is a dict
