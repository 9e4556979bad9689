"""Text that no reader parses: its language, its names, places and dates, and never an act."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.code import code
from khronika.code.other import (
    by_language,
    cyrillic_tongue,
    kazakh_script,
    survey,
    unstated,
    without_twice,
)
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


@pytest.mark.parametrize(
    "text",
    [
        "Сыртқы істер министрлігі «Дүние» телеарнасының 12 тілшісіне аккредитация беруден бас "
        "тартты. Ережеге сәйкес, министрлік журналистке жауапты екі ай ішінде беруі керек.",
        "Редакция мен блогердің пікірінше, тергеуші бес тілшіден түсінік сұрап, кейін босатты. "
        "Министрлік пен департамент өкілдері пікір білдірмеді, себебін де түсіндірмеді.",
    ],
)
def test_kazakh_of_front_vowels_is_no_ukrainian(text: str) -> None:
    """Such a paragraph has few letters that only Kazakh has, and more "і" than any."""
    assert cyrillic_tongue(text) == "kk"


def test_a_kazakh_name_does_not_turn_a_belarusian_text() -> None:
    """Belarusian has "ў", which Kazakh never has."""
    text = BE.replace("Алену Мацкевіч", "Ғайшу Қожаўлы") + " Пазней яе ў судзе аштрафавалі."
    assert cyrillic_tongue(text) == "be"


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
    assert "install khronika[ru] (in a checkout: make install)" in coding.gaps[0]["why"]


@given(st.text(max_size=300))
def test_every_sighting_is_a_slice_of_the_text(text: str) -> None:
    """Sightings of arbitrary text lie inside it, hold a letter or digit and never meet."""
    page = plain_page(text.encode("utf-8", "replace"), "xx")
    last = 0
    for seen in survey(page.text, page.blocks, "xx", None):
        assert last <= seen.span.start < seen.span.end <= len(page.text)
        assert any(c.isalnum() for c in seen.span.of(page.text))
        last = seen.span.end


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        (
            "Almatyda tilshi Jandos Qurmanálin ustaldy. Polıtsııa ony bólimshege jetkizdi.",
            "kk-Latn",
        ),
        (
            "الماتىدا ءتىلشى جاندوس قۇرمانالين ۇستالدى. ول كەشكە بوساتىلدى، دەدى ونىڭ اعاسى.",
            "kk-Arab",
        ),
    ],
)
@pytest.mark.parametrize("stated", ["kk", None])
def test_kazakh_in_letters_nobody_reads_is_a_gap(text: str, tag: str, stated: str | None) -> None:
    """The letters of 2018 and Arabic ones: no silence that looks like a report without acts."""
    assert kazakh_script(text) == tag
    coding = code(plain_page(text.encode(), stated))
    assert coding.acts == ()
    (gap,) = coding.gaps
    assert f"no reader for the language {tag}" in gap["why"]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Police detained the reporter and let her go.", "en"),
        ("Polisi.", "en"),
        ("La policía detuvo el martes al periodista en la ciudad de Lima, según su esposa.", "es"),
        ("اعتقلت الشرطة الصحفي أحمد سالم في القاهرة يوم الثلاثاء وأفرجت عنه بعد ساعات", "ar"),
        ("1234", None),
    ],
)
def test_a_page_that_states_no_language_is_read_as_what_it_is(text: str, lang: str | None) -> None:
    """A Spanish page is no English one without acts."""
    assert unstated(text) == lang


def test_an_act_told_in_two_languages_of_a_page_is_drafted_once() -> None:
    """In the page's own words; another person's act of the type stays."""
    russian_half = (
        "Полиция задержала в Алматы журналиста Жандоса Курманалина 13 апреля 2023 года. Его "
        "увезли в отдел, где держали три часа, и отпустили без протокола, рассказала редакция."
    )
    kazakh_half = (
        "Алматыда тілші Жандос Құрманәлин 13 сәуірде ұсталды. Полиция оны бөлімшеге жеткізіп, "
        "үш сағаттан кейін босатты, деп жазды редакция."
    )
    page = plain_page(f"{kazakh_half}\n\n{russian_half}".encode(), "kk")
    acts = code(page, published="2023-04-14").acts
    assert [(a.type, a.victim.name) for a in acts] == [("detention", "Жандос Құрманәлин")]
    other = [replace(acts[0], victim=replace(acts[0].victim, name="Ивана Раева"))]
    assert without_twice(other, acts) == other
