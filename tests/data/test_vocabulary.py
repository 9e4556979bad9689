"""The words of the closed lists agree with the codes, in every language."""

import csv
from pathlib import Path

import pytest

from khronika.data.vocabulary import (
    LANGUAGES,
    LISTS,
    VocabularyDamaged,
    countries,
    country_name,
    label,
    parse_vocabulary,
    say_count,
    term,
    vocabulary,
)
from khronika.model.count import UNKNOWN_COUNT, Count, CountForm
from khronika.model.vocabulary import ActType, BlockKind, PerpetratorKind, Status

ARABIC = range(0x0600, 0x0700)
CYRILLIC = range(0x0400, 0x0530)


def _is_written_in(text: str, letters: range) -> bool:
    return any(ord(letter) in letters for letter in text)


def test_every_code_has_a_term_in_the_order_of_its_enum() -> None:
    """No list, no code too many or too few; a term knows its code."""
    assert list(vocabulary()) == list(LISTS)
    for name, codes in LISTS.items():
        assert list(vocabulary()[name]) == list(codes)
        assert all(term(code).code is code for code in codes)


@pytest.mark.parametrize("name", list(LISTS))
def test_labels_are_in_their_own_script_and_differ_within_a_list(name: str) -> None:
    """Russian and Kazakh are Cyrillic, Arabic is Arabic, and no label stands for two codes."""
    for lang in LANGUAGES:
        labels = [entry.label(lang) for entry in vocabulary()[name].values()]
        assert len(set(labels)) == len(labels), (name, lang)
    for entry in vocabulary()[name].values():
        if entry.code in (CountForm.EXACTLY, CountForm.BETWEEN):
            continue
        assert _is_written_in(entry.label("ar"), ARABIC)
        assert _is_written_in(entry.label("ru"), CYRILLIC)
        assert _is_written_in(entry.label("kk"), CYRILLIC)
        assert entry.label("en").isascii()
        assert entry.definition.endswith(".")


def test_two_lists_may_share_a_code_and_not_its_words() -> None:
    """Unknown is said of a perpetrator and of an outcome, each in its own words."""
    assert label(Status.UNKNOWN, "ar") != label(PerpetratorKind.UNKNOWN, "ar")


def test_a_language_without_labels_gets_english_and_a_region_its_language() -> None:
    """French falls back; ru-KZ is Russian."""
    assert label(ActType.DETENTION, "fr") == "detention"
    assert label(ActType.DETENTION, "ru-KZ") == label(ActType.DETENTION, "ru")


def test_an_enum_without_a_list_is_refused() -> None:
    """Kinds of blocks are for machines and have no labels."""
    with pytest.raises(VocabularyDamaged, match="BlockKind"):
        term(BlockKind.QUOTE)


def test_huridocs_codes_exist(shared: Path) -> None:
    """Each code beside our own stands in the thesauri, in the list it names."""
    with (shared / "vocabulary" / "huridocs.csv").open(encoding="utf-8", newline="") as table:
        known = {f"{int(row['list_number']):02}/{row['code']}" for row in csv.DictReader(table)}
    ours = {
        code for one in vocabulary().values() for entry in one.values() for code in entry.huridocs
    }
    assert len(ours) > 50
    assert ours <= known


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "no YAML"),
        ("act_type: {}", "exactly the lists"),
        ("{" + ", ".join(f"{name}: {{}}" for name in LISTS) + "}", "codes of its enum"),
    ],
)
def test_a_damaged_vocabulary_is_refused(text: str, message: str) -> None:
    """Broken YAML, a missing list and a missing code are errors with their place."""
    with pytest.raises(VocabularyDamaged, match=message):
        parse_vocabulary(text)


def _source() -> str:
    from khronika.data import vocabulary as module

    return Path(module.__file__).with_name("vocabulary.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("ru: убийство", "ru: ''", "empty"),
        ("ru: убийство, ", "", "needs exactly"),
        ("04/010101000000", "04/0101", "HURIDOCS"),
        ("huridocs: [04/010101000000, 04/010106010000]", "huridocs: none", "HURIDOCS"),
    ],
)
def test_a_damaged_term_is_refused(old: str, new: str, message: str) -> None:
    """A label missing or empty and a malformed code are errors that name the term."""
    assert old in _source()
    with pytest.raises(VocabularyDamaged, match=f"act_type.killing.*{message}"):
        parse_vocabulary(_source().replace(old, new, 1))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_unknown_number_is_said_in_words_in_every_language(lang: str) -> None:
    """No digit stands for a number that nobody told, and every told bound is said."""
    assert not any(letter.isdigit() for letter in say_count(UNKNOWN_COUNT, lang))
    assert "8" in say_count(Count(8, None), lang)
    assert {"2", "3"} <= set(say_count(Count(2, 3), lang))


def test_english_counts_are_said_as_the_model_says_them() -> None:
    """One phrase book: the model's English and the vocabulary's are the same."""
    for count in (Count(8, None), Count(2, 3), Count(None, 4), Count(1200, 1200), UNKNOWN_COUNT):
        assert say_count(count, "en") == count.in_words()


def test_thousands_are_grouped_as_the_language_does() -> None:
    """Commas in English, spaces that do not break in Russian and Kazakh, from 10,000 up."""
    assert say_count(Count(12_000, 12_000), "en") == "12,000"
    assert say_count(Count(12_000, 12_000), "kk") == "12\N{NO-BREAK SPACE}000"
    assert say_count(Count(2000, None), "ru") == "не менее 2000"


def test_countries_have_names_in_every_language() -> None:
    """The 249 codes of ISO 3166-1 and XK, each with four names in their scripts."""
    assert len(countries()) == 250
    assert {"KZ", "KG", "RU", "UA", "XK", "GB"} <= set(countries())
    for names in countries().values():
        assert _is_written_in(names["ar"], ARABIC)
        assert _is_written_in(names["ru"], CYRILLIC)
        assert _is_written_in(names["kk"], CYRILLIC)


def test_a_country_is_named_in_the_reader_s_language() -> None:
    """English where there is no name; nothing where there is no country."""
    assert country_name("KZ", "ar") == "كازاخستان"
    assert country_name("CI", "fr") == "Côte d’Ivoire"
    assert country_name("ZZ", "en") is None


def test_country_names_are_those_of_the_source() -> None:
    """The table equals CLDR's as Babel ships it, where Babel is installed."""
    babel = pytest.importorskip("babel", reason="the names are compared where Babel is installed")
    for lang in LANGUAGES:
        names = babel.Locale(lang).territories
        assert {code: names[code] for code in countries()} == {
            code: entry[lang] for code, entry in countries().items()
        }


def test_the_reference_page_shows_every_term() -> None:
    """docs/reference/vocabulary.md holds a row for each code, as the file has it."""
    page = Path(__file__).resolve().parents[2] / "docs" / "reference" / "vocabulary.md"
    text = page.read_text("utf-8")
    for one in vocabulary().values():
        for entry in one.values():
            cells = [f"`{entry.code}`", *(entry.label(lang) for lang in LANGUAGES)]
            cells += [entry.definition, ", ".join(entry.huridocs)]
            assert f"| {' | '.join(cells).strip()} |" in text
