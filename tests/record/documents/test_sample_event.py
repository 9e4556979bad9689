"""The sample in the docs is what the serialiser writes, and holds no withheld name."""

import json
from pathlib import Path
from typing import Any

from khronika.record.public.schema import parse

ROOT = Path(__file__).resolve().parents[3]
FILE = ROOT / "docs" / "reference" / "sample-event.json"


def test_the_sample_in_the_docs_is_made_by_the_serialiser(sample: dict[str, Any]) -> None:
    """`docs/write_sample_event.py` must be run again when the schema changes."""
    assert json.loads(FILE.read_text("utf-8")) == sample["sample"]()


def test_the_sample_holds_no_withheld_name() -> None:
    """Two invented people of the sample may not be named."""
    text = FILE.read_text("utf-8")
    assert "Lindqu" not in text
    assert "Restel" not in text
    assert "Mira Tavel" in text


def test_every_top_level_key_is_described() -> None:
    """What a document holds stands in docs/reference/public-documents.md."""
    page = (ROOT / "docs" / "reference" / "public-documents.md").read_text("utf-8")
    described = set(page.replace("`", " ").replace(",", " ").split())
    assert set(parse(FILE.read_text("utf-8"))) <= described
