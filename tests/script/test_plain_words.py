"""The short ways of folding plain words answer what the long way does."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from khronika.match.bodies.concepts import NO_HINT, OF_BODY, hint_of, is_body, units
from khronika.script import find_folded, romanise
from khronika.script.romanise import plain, visible

RUSSIAN = "".join(map(chr, (*range(0x410, 0x450), 0x401, 0x451)))
EUROPEAN = "".join(c for c in map(chr, range(0xC0, 0x17F)) if c.isalpha()) + "abcXYZ"


@given(st.text(alphabet=RUSSIAN, min_size=1, max_size=12))
@settings(deadline=None)
def test_russian_letters_fold_the_short_way_as_the_long(word: str) -> None:
    """Case and ё go, й stays, whichever way a word is folded."""
    assert plain(word) == romanise._plain(word)
    decomposed = unicodedata.normalize("NFD", word)
    assert plain(decomposed) == plain(word)


@given(st.text(alphabet=EUROPEAN, min_size=1, max_size=12))
@settings(max_examples=300, deadline=None)
def test_marked_latin_letters_fold_alike_however_composed(word: str) -> None:
    """Composed letters take the short way and decomposed ones the long: one plain form."""
    assert plain(word) == plain(unicodedata.normalize("NFD", word))


@given(st.text(alphabet=RUSSIAN + EUROPEAN + " .,'-", max_size=20))
@settings(max_examples=300, deadline=None)
def test_settled_text_is_composed_already(text: str) -> None:
    """What `visible` passes over is what NFKC would leave, but for letters that NFKC takes apart."""
    assert visible(text) == unicodedata.normalize("NFKC", text).replace("\u00ad", "")


def test_a_hint_tells_no_less_than_a_reading() -> None:
    """A word that a unit begins with has a hint; one that makes a body hints so."""
    for name in (
        "суд",
        "Radio",
        "Қазақстан",
        "Ашык",
        "газета",
        "Сомова",
        "Ltd",
        "Herald",
        "полиции",
    ):
        form = plain(name)
        kinds = {unit.kind for unit in units(name)}
        assert (hint_of(form) == NO_HINT) == (kinds == {"word"})
        if is_body(name):
            assert hint_of(form) == OF_BODY


def test_a_chinese_name_spaced_out_is_found_by_its_sound() -> None:
    """Lists put a space between the two characters of a short name; one alone is nobody."""
    assert find_folded("\u738b \u4f1f \u88ab\u6355", ["Wang Wei"]) == [(0, 3)]
    assert not find_folded("\u738b", ["Wang Wei"])
