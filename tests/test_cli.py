"""The command starts fast, says how it is used, and never shows a traceback for bad use."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from khronika import cli


def _run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "khronika", *words],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )


def test_help_names_the_program() -> None:
    """`khronika --help` ends 0 and says what Khronika is for."""
    done = _run("--help")
    assert done.returncode == 0
    assert "every fact leads back to its words" in done.stdout


def test_an_unknown_command_is_bad_use() -> None:
    """A word that is no command is exit 2, with a line and no traceback."""
    done = _run("publish-everything")
    assert done.returncode == 2
    assert "invalid choice" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_library_does_not_import_django() -> None:
    """Importing the package and its command costs no web framework."""
    code = "import sys, khronika, khronika.cli; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("name", list(cli.COMMANDS))
def test_every_command_has_help(name: str) -> None:
    """Each subcommand loads, explains itself and says how it ends."""
    done = _run(name, "--help")
    assert done.returncode == 0, done.stderr
    assert "Exit 0: " in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    "words", [("record", "verify"), ("digest", "send"), ("ftm", "import"), ("key", "rotate")]
)
def test_parts_of_commands_say_how_they_end(words: tuple[str, str]) -> None:
    """A part of a command has a line of its own, and its exits."""
    shown = " ".join(_run(*words, "--help").stdout.split())
    assert "Exit 0: " in shown
    assert "positional arguments" in shown or "options" in shown


def test_what_the_machine_refuses_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A full disk, say, is exit 2 with the place and no traceback."""
    full = OSError(errno.ENOSPC, "No space left on device", str(tmp_path / "page.json"))

    class Full:
        """A command on a full disk."""

        def configure(self, parser: object) -> None:
            """Ask for nothing."""

        def run(self, arguments: object) -> int:
            """Fail as the disk does."""
            raise full

    monkeypatch.setattr(cli.importlib, "import_module", lambda _name: Full())
    assert cli.main(["read"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"khronika read: '{tmp_path}/page.json': No space left on device; ")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [("worker", "--every", "nan"), ("worker", "--every", "-1"), ("serve", "--workers", "0")],
)
def test_a_number_that_cannot_be_is_bad_use(words: tuple[str, ...]) -> None:
    """It is refused before anything is opened, with the option that is meant."""
    done = _run(*words)
    assert done.returncode == 2
    assert f"argument {words[1]}: invalid" in done.stderr


@pytest.mark.parametrize("name", ["similar", "verify", "read", "capture"])
def test_a_name_longer_than_any_file_is_bad_input(name: str, tmp_path: Path) -> None:
    """No path is too strange for one line and exit 2."""
    done = _run(name, "x" * 5000, KHRONIKA_HOME=str(tmp_path / "home"))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "File name too long" in done.stderr
