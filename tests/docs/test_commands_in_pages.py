"""What pages tell people to type is understood by the program."""

import argparse
import re
import shlex
from pathlib import Path

import pytest

from khronika import cli

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "SECURITY.md", ROOT / "CONTRIBUTING.md",
         *sorted(ROOT.glob("docs/**/*.md"))]  # fmt: skip
PLACES = {"PACKAGE": "store/ev-1", "FILE": "report.txt"}


def _blocks(text: str) -> list[str]:
    """The lines of all shell blocks of a page, comments taken off, commands one by one."""
    lines = "\n".join(re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    commands = []
    for line in lines.replace("\\\n", " ").splitlines():
        commands += re.split(r"&&|\|(?!\|)|[<>]", re.sub(r"(^|\s)# .*", "", line))
    return [one.strip() for one in commands]


def _words(command: str) -> list[str]:
    """The words after `khronika`, settings before it left out; nothing of other programs."""
    own = re.match(r"(?:[A-Z_]+=\S+ )*khronika (.*)", command)
    return shlex.split(own[1]) if own else []


TYPED = [
    (page, words)
    for page in PAGES
    for command in _blocks(page.read_text("utf-8"))
    if (words := _words(command))
]


@pytest.mark.parametrize(
    ("page", "words"), TYPED, ids=[f"{page.stem}: {' '.join(words)}" for page, words in TYPED]
)
def test_a_command_of_a_page_is_one_of_the_program(page: Path, words: list[str]) -> None:
    """Every command in a shell block has options and parts that there are."""
    _, parser = cli._load(words[0], argparse.ArgumentParser("khronika"))
    parser.parse_args([PLACES.get(word, word) for word in words[1:]])


def test_pages_have_commands() -> None:
    """The blocks are found: a page that is written otherwise would be looked at by nobody."""
    assert len(TYPED) > 30
    assert {"README", "run-an-office", "keep-the-keys"} <= {page.stem for page, _ in TYPED}


def test_commands_and_options_inside_sentences_are_there() -> None:
    """`khronika x --y` in a sentence names a command and options that its help names."""
    helps = (ROOT / "docs/reference/commands.md").read_text("utf-8")
    sections = dict(re.findall(r"^## khronika (\w+)\n(.*?)(?=^## |\Z)", helps, re.M | re.S))
    wrong = []
    for page in PAGES:
        for name, more in re.findall(r"`khronika (\w+)([^`]*)`", page.read_text("utf-8")):
            section = sections.get(name, "")
            options = [one for one in re.findall(r"--[a-z0-9-]+", more) if one not in section]
            if not section or options:
                wrong.append(f"{page.name}: khronika {name}{more}")
    assert wrong == []


def test_settings_that_pages_name_are_read_by_the_program() -> None:
    """No page names a variable that nothing asks for."""
    sources = "".join(path.read_text("utf-8") for path in ROOT.glob("src/khronika/**/*.py"))
    for own in (*ROOT.glob("tests/**/*.py"), ROOT / ".ci/run", ROOT / "Makefile"):
        sources += own.read_text("utf-8") if own != Path(__file__) else ""
    named = {
        name
        for page in PAGES
        for name in re.findall(r"\bKHRONIKA_[A-Z0-9_]+\b", page.read_text("utf-8"))
    }
    read = set(re.findall(r"\bKHRONIKA_[A-Z0-9_]+\b", sources))
    assert sorted(named - read) == []


def test_files_that_pages_link_to_are_there() -> None:
    """A relative link leads to a file, also outside the documentation's own folder."""
    lost = []
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)\s#]+)", page.read_text("utf-8")):
            if not (page.parent / target).exists():
                lost.append(f"{page.name}: {target}")
    assert lost == []


def test_paths_of_the_checkout_that_pages_name_are_there() -> None:
    """`src/…`, `benchmarks/…` and `docs/…` in a page name files and folders of the checkout."""
    lost = set()
    for page in PAGES:
        text = page.read_text("utf-8")
        for path in re.findall(
            r"`((?:src|benchmarks|docs|tests|requirements)/[^`\s*<>:…]+)`", text
        ):
            if not (ROOT / path.rstrip("/.,")).exists():
                lost.add(f"{page.name}: {path}")
    assert sorted(lost) == []
