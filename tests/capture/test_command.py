"""`khronika capture` and `khronika verify` as scripts see them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(name="run")
def _run(tmp_path: Path) -> Run:
    """Run a subcommand in a folder of this test."""
    plain = {"PATH": os.environ["PATH"], "KHRONIKA_HOME": str(tmp_path / "home")}
    plain["KHRONIKA_ALLOW_PRIVATE_HOSTS"] = "127.0.0.1"

    def run(*words: object, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "khronika", *map(str, words)]
        done = subprocess.run(
            command, cwd=tmp_path, env={**plain, **more}, capture_output=True, text=True
        )
        assert "Traceback" not in done.stderr
        return done

    return run


def test_paths_are_printed_one_a_line_and_hold(run: Run, tmp_path: Path) -> None:
    """Each good source gives a path that is valid from here, the bad one a line on stderr."""
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "b.txt").write_text("b")
    done = run("capture", "a.txt", "gone.txt", "b.txt", "--store", "st")
    assert done.returncode == 2
    assert "gone.txt: No such file" in done.stderr
    paths = done.stdout.splitlines()
    assert [Path(path).parent for path in paths] == [Path("st")] * 2
    assert run("verify", *paths).returncode == 0


def test_the_store_of_the_home_is_the_default(run: Run, tmp_path: Path) -> None:
    """Without `--store` packages appear below `KHRONIKA_HOME`."""
    (tmp_path / "a.txt").write_text("a")
    done = run("capture", "a.txt")
    assert Path(done.stdout.strip()).parent == tmp_path / "home/store"


def test_words_after_two_hyphens_are_sources(run: Run, tmp_path: Path) -> None:
    """A file whose name begins with a hyphen can be captured."""
    (tmp_path / "--store").write_text("a")
    assert run("capture", "--store", "st", "--", "--store").returncode == 0


def test_an_incomplete_package_is_exit_1(run: Run, serve: Callable[..., Any]) -> None:
    """What is cut is kept and printed, and the status says that it is not whole."""
    server = serve(lambda _, send: send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"))
    done = run("capture", server.url + "/a?secret=1")
    assert done.returncode == 1
    assert Path(done.stdout.strip()).is_dir()
    assert "secret" not in done.stderr
    assert run("capture", server.url, "gone.txt").returncode == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [("KHRONIKA_CAPTURE_SECONDS", "soon"), ("KHRONIKA_CAPTURE_BYTES", "-1")]
    + [
        ("KHRONIKA_TSA_ROOTS", "nowhere.pem"),
        ("KHRONIKA_ALLOW_PRIVATE_HOSTS", "127.0.0.0/8"),
        ("KHRONIKA_HOME", "/dev/null/x"),
    ],
)
def test_settings_that_cannot_be_are_one_line(
    run: Run, tmp_path: Path, name: str, value: str
) -> None:
    """A setting with a senseless value is bad use, named by its variable."""
    (tmp_path / "a.txt").write_text("a")
    done = run("capture", "a.txt", "--store", "st", **{name: value})
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert name in done.stderr


def test_the_verdict_is_on_stdout_and_json_is_one_document_a_line(
    run: Run, tmp_path: Path
) -> None:
    """0 and 1 speak on stdout; no package is said on stderr, and in JSON too."""
    (tmp_path / "a.txt").write_text("a")
    package = run("capture", "a.txt", "--store", "st").stdout.strip()
    sound = run("verify", package)
    assert (sound.returncode, sound.stderr) == (0, "")
    assert "These bytes existed before T" in sound.stdout
    assert "genuine" not in sound.stdout
    (tmp_path / package / "data/raw/a.txt").write_text("forged")
    bad = run("verify", package)
    assert (bad.returncode, bad.stderr) == (1, "")
    assert "data/raw/a.txt was changed" in bad.stdout
    both = run("verify", "--json", package, "nowhere")
    assert both.returncode == 2
    first, second = map(json.loads, both.stdout.splitlines())
    assert (first["package"], first["ok"]) == (package, False)
    assert {"name", "ok", "what", "means"} == set(first["checks"][0])
    assert (second["package"], second["ok"]) == ("nowhere", False)
    assert "nowhere" in both.stderr


def test_many_captures_at_once_share_one_key(run: Run, tmp_path: Path) -> None:
    """Captures that start together on a new machine each make a package that holds."""
    (tmp_path / "a.txt").write_text("a")
    words = [sys.executable, "-m", "khronika", "capture", "a.txt", "--store", "st"]
    env = {"PATH": os.environ["PATH"], "KHRONIKA_HOME": str(tmp_path / "home")}
    running = [
        subprocess.Popen(
            words, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(5)
    ]
    paths = [process.communicate()[0].strip() for process in running]
    assert len(set(paths)) == 5
    verdicts = [json.loads(line) for line in run("verify", "--json", *paths).stdout.splitlines()]
    assert all(verdict["ok"] for verdict in verdicts)
    assert len({verdict["checks"][8]["what"] for verdict in verdicts}) == 1


def test_an_output_that_is_full_is_one_line(run: Run, tmp_path: Path) -> None:
    """Where the answer cannot be printed, it is said, without a traceback."""
    (tmp_path / "a.txt").write_text("a")
    words = f"{sys.executable} -m khronika capture a.txt --store st >/dev/full"
    env = {"KHRONIKA_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        ["bash", "-c", words], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "could not be printed" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("closed", [">&-", "<&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_what_the_caller_closed_is_no_traceback(closed: str, run: Run, tmp_path: Path) -> None:
    """Services start programs without some of the three; the package is whole."""
    (tmp_path / "a.txt").write_text("a")
    words = f"{sys.executable} -m khronika capture a.txt --store st {closed}"
    env = {**os.environ, "KHRONIKA_HOME": str(tmp_path / "home")}
    done = subprocess.run(["bash", "-c", words], cwd=tmp_path, env=env, capture_output=True)
    assert done.returncode == (2 if ">&-" in closed.replace("2>&-", "") else 0)
    assert b"Traceback" not in done.stderr
    (package,) = (tmp_path / "st").glob("ev-*")
    assert run("verify", str(package)).returncode == 0


def test_an_interrupted_capture_leaves_nothing(tmp_path: Path, serve: Callable[..., Any]) -> None:
    """Ctrl-C in the middle: no package, no leftover, one line."""

    def answer(_: bytes, send: Callable[[bytes], None]) -> None:
        send(b"HTTP/1.1 200 OK\r\n\r\nx")
        process.send_signal(signal.SIGINT)
        process.wait(timeout=25)  # the body has no end before the connection has one

    words = [sys.executable, "-m", "khronika", "capture", serve(answer).url, "--store", "st"]
    words = ["env", "--default-signal=INT", *words]  # a shell's background jobs do not hear it
    env = {"KHRONIKA_HOME": str(tmp_path / "home"), "KHRONIKA_ALLOW_PRIVATE_HOSTS": "127.0.0.1"}
    env |= {"KHRONIKA_CAPTURE_SECONDS": "20", "PATH": os.environ["PATH"]}
    process = subprocess.Popen(words, cwd=tmp_path, env=env, stderr=subprocess.PIPE, text=True)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert list((tmp_path / "st").iterdir()) == []
