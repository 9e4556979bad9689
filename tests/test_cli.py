"""The command starts fast, says how it is used, and never shows a traceback for bad use."""

import subprocess
import sys

import pytest

from khronika import cli


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "khronika", *words], capture_output=True, text=True
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
    """Each subcommand loads and explains itself."""
    done = _run(name, "--help")
    assert done.returncode == 0, done.stderr
