"""Names are hidden whole, wherever a text is cut, and the mask can be laid open again."""

from hypothesis import given
from hypothesis import strategies as st

from khronika.model.page import Page, PageSource
from khronika.model.span import Span
from khronika.model.vocabulary import Level
from khronika.record.documents.packages import search_package
from khronika.record.documents.snapshot import EvidenceRow, SourceRow
from khronika.record.documents.texts import (
    FILLER,
    cut,
    fill,
    join_spans,
    loosened,
    map_texts,
    span_or_none,
    texts,
    whole_words,
)
from khronika.record.masking import Masker
from khronika.record.naming import WITHHELD
from khronika.script import find_folded


def _masker(*names: str, named: tuple[str, ...] = ()) -> Masker:
    return Masker(Level.PUBLIC, names, named, {}, find_folded)


_SPANS = st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda p: Span(p[0], p[0] + p[1]))


@given(st.text("ab ", min_size=50, max_size=50), st.lists(_SPANS, max_size=5), _SPANS)
def test_a_cut_hides_every_masked_character_and_no_other(
    text: str, spans: list[Span], piece: Span
) -> None:
    """Laid open again, a cut has its length, its shown letters, and fillers for the hidden."""
    masks = join_spans(spans)
    opened = fill(cut(text, piece, masks), piece, masks)
    expected = "".join(
        FILLER if any(mask.start <= at < mask.end for mask in masks) else text[at]
        for at in range(piece.start, piece.end)
    )
    assert opened == expected


@given(st.text("ab ", min_size=50, max_size=50), st.lists(_SPANS, max_size=5))
def test_a_cut_of_what_was_cut_says_the_same(text: str, spans: list[Span]) -> None:
    """Cutting, opening and cutting again changes nothing."""
    masks, whole = join_spans(spans), Span(0, 50)
    once = cut(text, whole, masks)
    assert cut(fill(once, whole, masks), whole, masks) == once


def test_a_name_on_the_edge_does_not_show_by_half() -> None:
    """Masks are computed before anything is cut out of the page."""
    text = "held: Oskar Lindqu of the Post"
    masks = [Span(6, 18)]
    assert cut(text, Span(0, 10), masks) == f"held: {WITHHELD}"
    assert cut(text, Span(10, 30), masks) == f"{WITHHELD} of the Post"


def test_a_case_ending_belongs_to_the_name() -> None:
    """A mask ends with the word, but not in scripts that leave no blanks."""
    assert whole_words("задержали Тасболатова.", Span(10, 20)) == Span(10, 21)
    assert whole_words("警方带走陈晓明先生", Span(4, 7)) == Span(4, 7)


def test_a_surname_shared_with_somebody_named_is_shown_in_their_name() -> None:
    """Hidden is the person, not each person of that surname."""
    masker = _masker("Oskar Tavel", named=("Mira Tavel",))
    assert masker.words("Mira Tavel was held") == "Mira Tavel was held"
    assert masker.words("Oskar Tavel was held") == f"{WITHHELD} was held"


def test_common_words_that_sound_like_a_name_are_shown() -> None:
    """Within a script a lone word must be spelled like the name; across scripts, sound like it."""
    masker = _masker("Sanne Vohl", "Dorin Hask", "Andrey Sviridov", "Ерлан Тасболатов")
    text = "while another page was torn out, Sanat was sent home"
    assert masker.words(text) == text
    assert masker.hides("Vohl was held")
    assert masker.hides("asked Vohl's lawyer")
    assert masker.hides("Sviridof")
    assert masker.hides("Tasbolatov was held")
    assert masker.hides("у Тасболатова")
    assert masker.hides("yerlan tasbolatov")


def test_addresses_and_file_names_hide_names() -> None:
    """A slug or a file name spells a name too; the host is kept where it does not."""
    masker = _masker("Oskar Lindqu")
    assert masker.address("https://quay.example/2031/oskar-lindqu-held") == (
        f"https://quay.example/{WITHHELD}"
    )
    assert masker.address("https://oskar-lindqu.example/") == WITHHELD
    assert masker.address("https://quay.example/held") == "https://quay.example/held"
    assert masker.file_name("Oskar_Lindqu.pdf") == f"{WITHHELD}.pdf"
    assert masker.file_name("report.pdf") == "report.pdf"


def test_words_written_together_are_looked_into() -> None:
    """Arabic "and", "to the", and Latin letters among Chinese ones do not hide a name from us."""
    masker = _masker("سامر الحلواني", "Oskar Lindqu")
    assert masker.hides("والحلواني")
    assert masker.hides("للحلواني")
    assert masker.hides("在码头被Lindqu带走")
    assert loosened("plain words") is None


def test_strangers_on_a_page_are_hidden_too() -> None:
    """People whom nobody coded are withheld where the page lists them, unless they are known."""
    text = "Mira Tavel and Ann Other were on the quay"
    page = Page(PageSource("ab", 1, "text/plain", None), text, ())
    evidence = EvidenceRow("ev", "0", Level.RESTRICTED)
    source = SourceRow("R", page, evidence, strangers=(Span(0, 10), Span(15, 24)))
    assert _masker(named=("Mira Tavel",)).page_masks(source) == (Span(15, 24),)


def test_a_package_that_names_somebody_is_named_file_by_file() -> None:
    """Bytes are searched through encodings, character references and %XX."""
    masker = _masker("Ерлан Тасболатов", "Oskar Lindqu")
    files = [
        ("data/raw/page.html", "".join(f"&#{ord(one)};" for one in "Тасболатов").encode()),
        ("data/raw/old.html", "задержан Тасболатов".encode("cp1251")),
        ("data/raw/list.txt", b"https://quay.example/oskar%20lindqu"),
        ("data/raw/clean.html", b"<p>two reporters were held</p>"),
    ]  # fmt: skip
    assert sorted(search_package(masker, files)[0]) == [
        "data/raw/list.txt",
        "data/raw/old.html",
        "data/raw/page.html",
    ]


def test_codes_and_ids_are_no_texts() -> None:
    """A person called Charge does not make every charge a leak."""
    document = {"type": "charge", "sha256": "ab", "title": "One charge", "acts": [{"id": "x"}]}
    assert [text for _, text in texts(document)] == ["One charge"]
    changed = map_texts(document, lambda key, text: f"{key}!")
    assert changed == {**document, "title": "title!"}


def test_nothing_is_cut_from_nothing() -> None:
    """A quote at the start of its page has no words before it."""
    assert cut("abc", span_or_none(0, 0), []) == ""


def test_a_common_word_in_small_letters_is_no_name() -> None:
    """ "Made" is not a form of "Madi", but a name typed without its capital is hidden."""
    masker = _masker("Madi Torvekov")
    assert masker.words("a clip made of shapes") == "a clip made of shapes"
    assert masker.words("they took madi away") == f"they took {WITHHELD} away"
    assert masker.words("they asked about Torvekova") == f"they asked about {WITHHELD}"
