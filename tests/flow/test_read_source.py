"""What `khronika read` takes for a source."""

import json
from pathlib import Path

import pytest
from tests.read.pages import TITLE, article

from khronika.capture import Conditions, capture
from khronika.cli import main
from khronika.flow.source import page_of


def test_file_package_and_json_give_one_page(home: Path, tmp_path: Path) -> None:
    """A file, the package of it, and the page as JSON are one page."""
    source = tmp_path / "a.html"
    source.write_bytes(article())
    evidence = capture(source, Conditions.from_environment(home / "store"))
    page = page_of(str(source))
    written = tmp_path / "page.json"
    written.write_text(json.dumps(page.to_json()), "utf-8")
    assert (
        page_of(str(evidence.path)).to_json() == page.to_json() == page_of(str(written)).to_json()
    )


@pytest.mark.parametrize(
    "content",
    [None, b"", b"%PDF-1.4", b"\x89PNG\r\n\x1a\n", b'{"source": 1, "text": "", "blocks": []}'],
)
def test_bad_input_is_one_line(
    content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be read ends with 2 and one line that names it, and no page."""
    source = tmp_path / "a.html"
    if content is not None:
        source.write_bytes(content)
    assert main(["read", str(source), "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1


def test_text_leaves_furniture_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json the report alone is printed."""
    source = tmp_path / "a.html"
    source.write_bytes(article())
    assert main(["read", str(source)]) == 0
    out = capsys.readouterr().out
    assert out.startswith(TITLE)
    assert "Privacy" not in out
