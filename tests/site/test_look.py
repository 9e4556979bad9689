"""Colours can be read, come from one file, and pages turn around whole in right-to-left."""

import re
from pathlib import Path

import pytest

import khronika

SITE = Path(khronika.__file__).parent / "site"
STYLES = SITE / "static" / "site"
TEXT = ("ink", "ink-2", "carbon", "red", "green", "amber")
SURFACES = ("paper", "sheet", "sunk")
TINTS = {"carbon": "carbon-tint", "red": "red-tint", "green": "green-tint", "amber": "amber-tint"}


def _tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block))


def _themes() -> dict[str, dict[str, str]]:
    css = (STYLES / "tokens.css").read_text("utf-8")
    light = _tokens(css[: css.index("@media (prefers-color-scheme: dark)")])
    dark = _tokens(css[css.index(':root[data-theme="dark"]') : css.index("@media print")])
    return {"light": light, "dark": {**light, **dark}}


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_can_be_read_on_every_surface(theme: str) -> None:
    """Text keeps 6 to 1 on each surface it stands on (WCAG 2.2 success criterion 1.4.3: 4.5)."""
    colours = _themes()[theme]
    pairs = {
        (text, surface): _contrast(colours[text], colours[surface])
        for text in TEXT
        for surface in SURFACES
    }
    pairs |= {
        (text, tint): _contrast(colours[text], colours[tint]) for text, tint in TINTS.items()
    }
    pairs |= {("ink", tint): _contrast(colours["ink"], colours[tint]) for tint in TINTS.values()}
    assert {pair: round(ratio, 2) for pair, ratio in pairs.items() if ratio < 6} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_of_fields_can_be_seen(theme: str) -> None:
    """Borders of fields keep 3 to 1 (WCAG 2.2 success criterion 1.4.11)."""
    colours = _themes()[theme]
    assert all(_contrast(colours["edge"], colours[surface]) >= 3 for surface in ("paper", "sheet"))


def test_both_dark_themes_are_one() -> None:
    """The reader's system and a forced theme give the same colours."""
    css = (STYLES / "tokens.css").read_text("utf-8")
    start = css.index("@media (prefers-color-scheme: dark)")
    forced = css.index(':root[data-theme="dark"]')
    assert _tokens(css[start:forced]) == _tokens(css[forced : css.index("@media print")])


def test_only_the_tokens_name_colours() -> None:
    """A colour outside tokens.css would not follow dark, print and contrast."""
    css = (STYLES / "look.css").read_text("utf-8")
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    named = re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\([^)]*\)", css)
    assert set(named) <= {"rgba(0, 0, 0, 0.22)", "#22262c", "#hatch"}


def test_no_rule_names_left_or_right() -> None:
    """Logical properties turn around with the language; left and right would not."""
    css = re.sub(r"/\*.*?\*/", "", (STYLES / "look.css").read_text("utf-8"), flags=re.DOTALL)
    properties = re.findall(r"[{;]\s*([\w-]+)\s*:\s*([^;}]+)", css)
    physical = [
        (name, value)
        for name, value in properties
        if re.search(r"(^|-)(left|right)$", name)
        or re.fullmatch(r"(text-align|float|clear)", name)
        and value.strip() in ("left", "right")
    ]
    assert physical == []


def test_templates_hold_no_style_and_no_script() -> None:
    """The content policy refuses what is inline, so nothing is."""
    for path in sorted(SITE.rglob("*.html")):
        html = path.read_text("utf-8")
        assert not re.search(r"\sstyle=|\son\w+=|<script|<style|javascript:", html), path.name
        assert not re.search(r"(src|href)=\"(https?:)?//", html), path.name
