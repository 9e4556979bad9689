"""The documentation agrees with the program."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_of_commands_is_what_they_say() -> None:
    """Every command's help stands in the reference as it is printed now."""
    script = ROOT / "docs" / "write_commands.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True)
    assert done.returncode == 0, f"run {script.name}: {done.stderr}"


def test_every_page_is_in_the_contents() -> None:
    """No page is written that nobody can find."""
    contents = (ROOT / "mkdocs.yml").read_text("utf-8")
    pages = [page.relative_to(ROOT / "docs").as_posix() for page in ROOT.glob("docs/**/*.md")]
    assert [page for page in pages if page not in contents] == []
