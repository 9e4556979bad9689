"""Where `serve` listens is told plainly, and a port that must be that one is never another."""

import argparse
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from khronika import cli
from khronika.desk import office, serve_command
from khronika.net.port import NoFreePort


@pytest.fixture(name="taken")
def _taken() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.fixture(name="began")
def _began(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was done: "opened" when the tables are brought up, the port that is served."""
    done: list[Any] = []
    monkeypatch.setattr(office, "open_office", lambda **_: done.append("opened"))
    monkeypatch.setattr(serve_command, "serve", lambda port, **_: done.append(port))
    return done


def _run(*words: str) -> int:
    _, parser = cli._load("serve", argparse.ArgumentParser("khronika"))
    return serve_command.run(parser.parse_args(list(words)))


def test_another_port_is_told_plainly(
    taken: int, began: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """Both ports are named, and that a web server before it asks the wrong one."""
    assert _run("--port", str(taken)) == 0
    assert began[0] == "opened"
    assert began[1] > taken
    first, last = capsys.readouterr().err.splitlines()
    assert f"port {taken} is taken" in first
    assert f"at port {began[1]}" in first
    assert "web server" in first
    assert last == f"khronika serve: http://127.0.0.1:{began[1]}/"


def test_the_wanted_port_needs_no_word(
    began: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever asks for any port, or gets what they asked for, is told the address alone."""
    _run("--port", "0")
    _run("--port", str(began[1]), "--strict-port")
    assert began[3] == began[1]
    address = f"khronika serve: http://127.0.0.1:{began[1]}/"
    assert capsys.readouterr().err.splitlines() == [address] * 2


def test_a_strict_port_that_is_taken_starts_nothing(taken: int, began: list[Any]) -> None:
    """The tables stay as they are too: an older office may be running there."""
    with pytest.raises(NoFreePort, match=rf"port {taken} is taken; stop what listens there"):
        _run("--port", str(taken), "--strict-port")
    assert began == []
