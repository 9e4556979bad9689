"""An office is founded by two people, runs, and stops when it is told to."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import pytest

pytestmark = pytest.mark.slow
SIGN_IN = "/desk/sign-in/"
FIRST, SECOND = "Asel Sample <asel@office.example>", "Boris Sample <boris@office.example>"


def _environment(home: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("KHRONIKA_")}
    return own | {"KHRONIKA_HOME": str(home), "KHRONIKA_MODE": "production"}


def _khronika(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "khronika", *words],
        env=_environment(home),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )


@pytest.fixture(name="office", scope="module")
def _office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Answer the home of an office that `khronika init` founded."""
    home = tmp_path_factory.mktemp("office") / "home"
    done = _khronika(home, "init", "--first", FIRST, "--second", SECOND)
    assert done.returncode == 0, done.stderr
    people = [line.split("\t") for line in done.stdout.splitlines()]
    assert [email for _actor, email, _password in people] == [
        "asel@office.example",
        "boris@office.example",
    ]
    assert all(actor.startswith("u:") and len(word) >= 12 for actor, _email, word in people)
    return home


def test_an_office_is_founded_once(office: Path) -> None:
    """The same two again change nothing and tell no password; others are refused."""
    again = _khronika(office, "init", "--first", FIRST, "--second", SECOND)
    assert again.returncode == 0
    assert [line.split("\t")[2] for line in again.stdout.splitlines()] == ["-", "-"]
    other = _khronika(office, "init", "--first", FIRST, "--second", "C <c@office.example>")
    assert other.returncode == 2
    assert len(other.stderr.strip().splitlines()[-1]) > 20
    assert "Traceback" not in other.stderr


def test_what_an_office_writes_is_not_for_others(office: Path) -> None:
    """The home is its owner's; of its files, the database first of all, others read none."""
    assert office.stat().st_mode & 0o777 == 0o700
    _khronika(office, "record", "verify", "chain")
    found = [office, *office.rglob("*")]
    assert office / "khronika.sqlite3" in found
    assert [path for path in found if path.stat().st_mode & 0o007] == []


def test_an_open_home_is_told(tmp_path: Path) -> None:
    """Whoever made a home that others can read is told how to close it."""
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o755)
    done = _khronika(home, "init", "--first", FIRST, "--second", SECOND)
    assert done.returncode == 0
    assert f"others on this machine can read {home}; run: chmod" in done.stderr


def test_one_person_is_no_office(tmp_path: Path) -> None:
    """A missing or unreadable person is bad use, in one line."""
    for words in (("--first", FIRST), ("--first", "nobody", "--second", SECOND)):
        done = _khronika(tmp_path / "home", "init", *words)
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1


def test_a_letter_about_nothing_is_not_drafted(office: Path) -> None:
    """`digest draft` says that nothing happened; `send` wants a letter that is there."""
    draft = _khronika(office, "digest", "draft", "--by", "asel@office.example")
    assert draft.returncode == 1
    assert "nothing was published" in draft.stderr
    for words in (("send", "7"), ("draft", "--by", "who@office.example")):
        done = _khronika(office, "digest", *words)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
    assert _khronika(office, "digest", "list").returncode == 0


def test_a_worker_with_nothing_to_do_ends_well(office: Path) -> None:
    """Without letters no relay is asked for."""
    done = _khronika(office, "worker", "--once")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def _status(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    try:
        return connection.getresponse().status
    finally:
        connection.close()


def _first_answer(process: subprocess.Popen[str], port: int) -> int:
    """Ask for the first page until there is an answer, for half a minute at most."""
    for _try in range(60):
        try:
            return _status(port, "/en/")
        except OSError:
            assert process.poll() is None
            signal.sigtimedwait([], 0.5)
    pytest.fail("the office never answered")


@contextmanager
def _serving(home: Path, **environment: str) -> Iterator[int]:
    """Serve an office for a while: its port."""
    with subprocess.Popen(
        [sys.executable, "-m", "khronika", "serve", "--port", "18750", "--workers", "1"],
        env=_environment(home) | environment,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        try:
            told = next(line for line in process.stderr if "http://" in line)
            port = int(told.rstrip("/\n ").rpartition(":")[2])
            assert _first_answer(process, port) == 200
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.stderr.read()
        assert process.wait(30) == 0


def test_an_office_serves_until_it_is_told_to_stop(office: Path) -> None:
    """It says where it listens, answers there, and ends on SIGTERM."""
    with _serving(office) as port:
        assert _status(port, "/en/") == 200


def test_people_sign_in_through_a_proxy(office: Path) -> None:
    """Behind TLS cookies are secure, HTTPS is promised, and forms from the site's own are taken."""
    with _serving(office, KHRONIKA_HOSTS="site.example localhost 127.0.0.1",
                  KHRONIKA_SITE_URL="https://site.example") as port:  # fmt: skip
        proxied = {"Host": "site.example", "X-Forwarded-Proto": "https",
                   "X-Forwarded-For": "192.0.2.7"}  # fmt: skip
        page = _ask(port, "GET", SIGN_IN, proxied)
        assert page.status == 200
        assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert page.headers["X-Frame-Options"] == "DENY"
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        cookie, marks = page.headers["Set-Cookie"].partition(";")[::2]
        assert "Secure" in marks
        form = {"csrfmiddlewaretoken": cookie.partition("=")[2], "login": "who@office.example",
                "password": "wrong and long"}  # fmt: skip
        posted = {**proxied, "Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        own = _ask(port, "POST", SIGN_IN, posted | {"Origin": "https://site.example"}, form)
        assert own.status == 200
        others = _ask(port, "POST", SIGN_IN, posted | {"Origin": "https://other.example"}, form)
        assert others.status == 403


def _ask(
    port: int, method: str, path: str, headers: dict[str, str], form: dict[str, str] | None = None
) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, urlencode(form or {}), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer
