"""Templates and styles of the desk: nothing inline, colours from tokens, both directions."""

import re
from pathlib import Path

import pytest

import khronika.desk

ROOM = Path(khronika.desk.__file__).parent
TEMPLATES = sorted((ROOM / "templates").rglob("*.html"))
STYLES = (ROOM / "static" / "desk" / "desk.css").read_text("utf-8")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_style_and_no_script(template: Path) -> None:
    """The policy of the pages forbids both; a script is a file of our own."""
    text = template.read_text("utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*(src=|application/json))", text)
    assert not re.search(r"https?://(?!\"|')", text.replace('placeholder="https://"', ""))


def test_styles_name_no_colour_and_no_side() -> None:
    """Every colour is a token, and what is left in one script is right in another."""
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsl", STYLES)
    assert not re.search(
        r"(?:margin|padding|border|inset)-(?:left|right)|[^-](?:left|right):", STYLES
    )
