"""The documentation agrees with the program."""

import re
import subprocess
import sys
from pathlib import Path

from khronika.code import code
from khronika.flow.plain import plain_page

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


def test_the_report_of_the_readme_is_coded_as_its_table_says() -> None:
    """What the first page shows of the coder is what the coder answers."""
    readme = (ROOT / "README.md").read_text("utf-8")
    report = "".join(f"{line}\n" for line in re.findall(r"^> (.+)$", readme, re.MULTILINE))
    rows = re.findall(r"^\| (.+? \| detention \| .+) \|$", readme, re.MULTILINE)
    said = []
    for act in code(plain_page(report.encode(), "en")).to_json()["acts"]:
        victim = act["victim"]
        said.append(" | ".join([
            *(one["text"] for one in act["perpetrators"]), act["type"], victim["name"],
            victim["affiliation"], act["date"]["start"], act["place"]["name"], act["status"],
            *act["sources"],
        ]))  # fmt: skip
    assert said == rows
    assert len(rows) == 2
