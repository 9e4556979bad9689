"""A film is fetched by yt-dlp by way of our recorder; platforms themselves are not asked by tests.

The page is served on loopback and read by yt-dlp's generic extractor: what single platforms do
today, no test of ours can say.
"""

import hashlib
import json
import shutil
import subprocess
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from khronika import cli
from khronika.capture import Conditions, capture
from khronika.capture.platform.fetch import Film, plain
from khronika.capture.platform.page import NothingFetched
from khronika.media import views
from khronika.net.client import Limits
from khronika.seal import entity, verify

pytest.importorskip("yt_dlp")
pytestmark = pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is missing")
Make = Callable[..., Conditions]
PAGE = (
    b"<!doctype html><html><head><title>On the square</title></head><body>"
    b"<video controls><source src='%s' type='video/mp4'></video></body></html>"
)


@pytest.fixture(name="film", scope="module")
def _film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Draw a film of two seconds."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    words = "ffmpeg -v error -f lavfi -i testsrc2=size=320x180:rate=25:duration=2 -g 25"
    subprocess.run([*words.split(), "-pix_fmt", "yuv420p", str(path)], check=True)
    return path.read_bytes()


def _serve(serve: Any, answers: dict[bytes, tuple[bytes, bytes]]) -> Any:
    def answer(request: bytes, send: Callable[[bytes], None]) -> None:
        kind, body = answers.get(request.split(b" ")[1], (b"text/plain", b""))
        status = b"200 OK" if body else b"404 No"
        head = b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
        send(head % (status, kind, len(body)) + (b"" if request.startswith(b"HEAD") else body))

    return serve(answer)


def _in_pieces(film: bytes, folder: Path) -> dict[bytes, tuple[bytes, bytes]]:
    """Answer a page whose film comes as a list of pieces."""
    (folder / "film.mp4").write_bytes(film)
    words = "ffmpeg -v error -i film.mp4 -c copy -f hls -hls_time 1 -hls_list_size 0 list.m3u8"
    subprocess.run(words.split(), cwd=folder, check=True)
    pieces = sorted(folder.glob("list*.ts"))
    answers = {f"/{path.name}".encode(): (b"video/mp2t", path.read_bytes()) for path in pieces}
    listed = (folder / "list.m3u8").read_bytes()
    answers |= {
        b"/square": (
            b"text/html",
            PAGE.replace(b"video/mp4", b"application/x-mpegURL") % b"/list.m3u8",
        ),
        b"/list.m3u8": (b"application/vnd.apple.mpegurl", listed),
    }
    return answers


def _whys(package: Path) -> list[str]:
    return [
        one["why"] for one in json.loads((package / "data/manifest.json").read_bytes())["gaps"]
    ]


def _captured(url: str, conditions: Conditions) -> Path:
    package = capture(url, conditions, from_platform=True).path
    assert verify(package).ok, [check for check in verify(package).checks if not check.ok]
    return package


def test_the_film_lies_in_the_record_as_it_came(
    serve: Any, conditions: Make, film: bytes, tmp_path: Path
) -> None:
    """Byte for byte, with its views; the page is the last answer, which citations count in."""
    site = _serve(
        serve,
        {b"/square": (b"text/html", PAGE % b"/film.mp4"), b"/film.mp4": (b"video/mp4", film)},
    )
    package = _captured(f"{site.url}/square", conditions(limits=Limits(seconds=60)))
    (view,) = views(package)
    assert view.sha256 == hashlib.sha256(film).hexdigest()
    assert view.url == f"{site.url}/film.mp4"
    assert view.veiled
    assert b"On the square" in entity(package).content
    assert not list((package / "data").glob("view/film*"))  # it is in the record already
    said = json.loads((package / "data/view/platform.json").read_bytes())
    assert said["title"].startswith("On the square")
    assert said["webpage_url"] == f"{site.url}/square"
    manifest = json.loads((package / "data/manifest.json").read_bytes())
    assert manifest["platform"]["name"] == "yt-dlp"
    assert manifest["complete"]


def test_a_film_in_pieces_is_put_together_as_a_view(
    serve: Any, conditions: Make, film: bytes, tmp_path: Path
) -> None:
    """The pieces are the record; the whole is derived from it, and says by what."""
    answers = _in_pieces(film, tmp_path)
    pieces = [answers[path][1] for path in sorted(answers) if path.endswith(b".ts")]
    site = _serve(serve, answers)
    package = _captured(f"{site.url}/square", conditions(limits=Limits(seconds=60)))
    (whole,) = (package / "data/view").glob("film*")
    assert whole.read_bytes() == b"".join(pieces)
    derived = json.loads((package / "data/manifest.json").read_bytes())["derived"]
    (told,) = (one for one in derived if one["path"] == f"data/view/{whole.name}")
    assert told["tool"]["name"] == "yt-dlp"
    assert len(told["tool"]["sha256"]) == 64


def test_nothing_of_the_operator_is_kept(
    serve: Any, conditions: Make, film: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No path, no login of a netrc, no settings of theirs, no port of our recorder."""
    home = tmp_path / "operator"
    (home / ".config/yt-dlp").mkdir(parents=True)
    (home / ".config/yt-dlp/config").write_text("--write-description\n-o stolen.%(ext)s\n")
    monkeypatch.setenv("HOME", str(home))
    site = _serve(
        serve,
        {b"/square": (b"text/html", PAGE % b"/film.mp4"), b"/film.mp4": (b"video/mp4", film)},
    )
    package = _captured(f"{site.url}/square", conditions(limits=Limits(seconds=60)))
    for path in package.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for word in (
                str(tmp_path),
                str(Path.cwd()),
                ".film-",
                "stolen",
                "requested_downloads",
            ):
                assert word.encode() not in content, path


def test_a_film_in_a_private_network_is_not_fetched(
    serve: Any, conditions: Make, warnings_said: list[str]
) -> None:
    """The guard is that of every capture; what was refused is a gap."""
    inside = serve(lambda _, send: send(b"HTTP/1.1 200 OK\r\n\r\nsecret"), "127.0.0.2")
    page = PAGE % f"{inside.url}/film.mp4".encode()
    site = _serve(serve, {b"/square": (b"text/html", page)})
    evidence = capture(
        f"{site.url}/square", conditions(limits=Limits(seconds=60)), from_platform=True
    )
    assert not evidence.is_complete
    assert inside.requests == []
    gaps = json.loads((evidence.path / "data/manifest.json").read_bytes())["gaps"]
    assert any("private network" in gap["why"] for gap in gaps)
    assert verify(evidence.path).ok


def test_a_page_without_a_film_is_kept(serve: Any, conditions: Make) -> None:
    """The page is evidence all the same; that there was no film is a gap."""
    site = _serve(serve, {b"/square": (b"text/html", b"<title>Words</title><p>No film.</p>")})
    evidence = capture(
        f"{site.url}/square", conditions(limits=Limits(seconds=60)), from_platform=True
    )
    assert not evidence.is_complete
    assert b"No film." in entity(evidence.path).content


def test_a_film_above_the_limit_is_a_gap(serve: Any, conditions: Make, film: bytes) -> None:
    """The limit of bytes is that of every capture."""
    site = _serve(
        serve,
        {b"/square": (b"text/html", PAGE % b"/film.mp4"), b"/film.mp4": (b"video/mp4", film)},
    )
    limits = Limits(seconds=60, body_bytes=len(film) // 2)
    evidence = capture(f"{site.url}/square", conditions(limits=limits), from_platform=True)
    assert not evidence.is_complete
    assert any("KHRONIKA_CAPTURE_BYTES" in why for why in _whys(evidence.path))
    assert not any("no film was found" in why for why in _whys(evidence.path))
    assert verify(evidence.path).ok


def test_a_film_that_lacks_a_piece_says_so(
    serve: Any, conditions: Make, film: bytes, tmp_path: Path
) -> None:
    """yt-dlp leaves out what does not come and calls it no error; to whoever cites it, it is one."""
    answers = _in_pieces(film, tmp_path)
    missing = sorted(path for path in answers if path.endswith(b".ts"))[1]
    answers[missing] = (b"video/mp2t", b"")
    evidence = capture(
        f"{_serve(serve, answers).url}/square",
        conditions(limits=Limits(seconds=120)),
        from_platform=True,
    )
    assert not evidence.is_complete
    assert "the film lacks 1 of its pieces, which did not come" in _whys(evidence.path)
    assert verify(evidence.path).ok


def test_a_page_that_the_fetcher_had_no_need_of_is_asked_for_last(
    serve: Any, conditions: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It asks other addresses of many platforms; citations count in the page all the same."""
    site = _serve(
        serve, {b"/watch": (b"text/html", b"<p>words"), b"/api": (b"video/mp4", b"a film")}
    )

    def fetched(url: str, _: Path, proxy: str, **__: object) -> Film:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": proxy}))
        with opener.open(url.replace("/watch", "/api"), timeout=60) as answer:
            answer.read()
        return Film(None, None, (), "1", "0" * 64)

    monkeypatch.setattr("khronika.capture.platform.page.fetch", fetched)
    package = capture(f"{site.url}/watch", conditions(), from_platform=True).path
    assert entity(package).content == b"<p>words"
    assert len(json.loads((package / "data/manifest.json").read_bytes())["exchanges"]) == 2


@pytest.mark.parametrize("home", ["/", "/srv", "/home/anna"])
def test_addresses_are_no_paths_of_this_machine(
    monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    """A service whose home is `/`, or a Python below `/usr`, takes no letter out of an address."""
    monkeypatch.setenv("HOME", home)
    monkeypatch.setattr("sys.prefix", "/usr")
    said = "https://outlet.example/usr/home/anna/srv/film.mp4"
    assert plain(said, Path("/store/.ev/.film-x")) == said
    assert plain(f"[Errno 2] '/store/.ev/.film-x/film.mp4' {home}", Path("/store/.ev/.film-x")) in (
        "[Errno 2] '…/film.mp4' …", "[Errno 2] '…/film.mp4' /",
    )  # fmt: skip


def test_long_words_end_with_a_sign() -> None:
    """Descriptions of five thousand letters are whole; what is cut does not look whole."""
    assert plain("х" * 5000, Path("/store/.film-x")) == "х" * 5000
    assert plain("х" * 100_000, Path("/store/.film-x")).endswith("х […]")


def test_who_does_not_answer_gives_no_package(conditions: Make) -> None:
    """One error, and nothing in the store."""
    with pytest.raises(NothingFetched):
        capture("http://127.0.0.1:9/x", conditions(limits=Limits(seconds=30)), from_platform=True)


def test_without_yt_dlp_the_command_says_what_to_install(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line, before anybody is asked."""
    from importlib.metadata import PackageNotFoundError

    from khronika.capture.platform import fetch

    def missing(_: str) -> None:
        raise PackageNotFoundError

    monkeypatch.setattr(fetch, "distribution", missing)
    assert cli.main(["capture", "--platform", "http://127.0.0.1:9/x"]) == 2
    assert "khronika[platforms]" in capsys.readouterr().err
