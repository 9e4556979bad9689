"""Text that no reader parses: its language, its names, places and dates, and never an act."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.code import code
from khronika.code.other import by_language, cyrillic_tongue, survey
from khronika.code.readers import russian
from khronika.flow.plain import plain_page

RU = (
    "Полиция задержала в Бишкеке журналиста Ивана Ковалёва. Его держали в отделении шесть часов, "
    "а затем отпустили без протокола, рассказала редакция."
)
KK = (
    "Алматыда полиция журналист Айгүл Сәрсенованы ұстады. Оны бөлімшеде алты сағат ұстап, "
    "кешке қарай хаттамасыз босатты, деп хабарлады редакция өкілдері."
)
BE = (
    "У Гомелі 12 сакавіка 2021 года затрымалі журналістку Алену Мацкевіч з «Зялёнай лініі», "
    "якую пасля допыту адпусцілі дадому."
)
UK = "У Києві 5 травня 2022 року обшукали офіс видання «Промінь» і дім редакторки Олени Ковальчук."


@pytest.mark.parametrize(("lang", "text"), [("ru", RU), ("kk", KK), ("be", BE), ("uk", UK)])
def test_four_cyrillic_languages_are_told_apart(lang: str, text: str) -> None:
    """Own letters at their usual rate, else small words, tell the language."""
    assert cyrillic_tongue(text) == lang


def test_a_kazakh_name_does_not_turn_a_russian_text() -> None:
    """Letters of a name are too rare to make a language."""
    assert cyrillic_tongue(RU.replace("Ивана Ковалёва", "Ғани Әбенова")) == "ru"


def test_latin_text_is_none_of_the_four() -> None:
    """What is not Cyrillic is left to the page's own word."""
    assert cyrillic_tongue("Police detained the reporter in Bishkek") is None


@pytest.mark.parametrize(("lang", "text"), [("be", BE), ("uk", UK)])
def test_an_unread_language_gives_a_gap_and_no_act(lang: str, text: str) -> None:
    """No act is made up where nobody reads the grammar; the gap says what stands there."""
    coding = code(plain_page(text.encode(), lang))
    assert coding.acts == ()
    (gap,) = coding.gaps
    assert f"no reader for the language {lang}" in gap["why"]
    kinds = {item["kind"] for item in gap["seen"]}
    assert {"name", "date"} <= kinds


def test_dates_of_unread_languages_are_resolved() -> None:
    """Belarusian months are known."""
    page = plain_page(BE.encode(), "be")
    found = {s.value for s in survey(BE, page.blocks, "be", None) if s.kind == "date"}
    assert found == {"2021-03-12"}


def test_blocks_are_dealt_out_by_language() -> None:
    """A long Kazakh block in a Russian page is read as Kazakh; a short one is the page's."""
    text = f"{RU}\n{KK}\nҚайрат"
    page = plain_page(text.encode(), "ru")
    dealt = {
        lang: [b.span.of(text) for b in own] for lang, own in by_language(text, page.blocks, "ru")
    }
    assert dealt == {"ru": [RU, "Қайрат"], "kk": [KK]}


def test_a_short_russian_lead_of_a_belarusian_page_is_russian() -> None:
    """A letter that the page's language lacks proves it; a short Belarusian line stays."""
    lines = (
        "Милиция Осинска сообщила, что отпустила троих репортёров.",
        "Гэта ўжо трэці выпадак за месяц, рэдакцыя чакае на адказ гарадскога ўпраўлення.",
    )
    page = plain_page("\n".join(lines).encode(), "be")
    dealt = by_language(page.text, list(page.body()), "be")
    assert [(tongue, len(own)) for tongue, own in dealt] == [("be", 1), ("ru", 1)]


def test_without_the_extra_the_gap_names_the_install_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Russian page without Russian models is a gap with the next step, not a traceback."""
    monkeypatch.setattr(russian, "is_installed", lambda: False)
    coding = code(plain_page(RU.encode(), "ru"))
    assert coding.acts == ()
    assert 'pip install "khronika[ru]"' in coding.gaps[0]["why"]


@given(st.text(max_size=300))
def test_every_sighting_is_a_slice_of_the_text(text: str) -> None:
    """Sightings of arbitrary text lie inside it, hold a letter or digit and never meet."""
    page = plain_page(text.encode("utf-8", "replace"), "xx")
    last = 0
    for seen in survey(page.text, page.blocks, "xx", None):
        assert last <= seen.span.start < seen.span.end <= len(page.text)
        assert any(c.isalnum() for c in seen.span.of(page.text))
        last = seen.span.end
