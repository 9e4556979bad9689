"""The promises of comparing names, tried over every script that the project knows."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khronika.match import Verdict, compare, keys

NAMES = [
    "Лұқпан Сейіт", "Әсел Мырзағали", "Бекзат Үсенұлы Тілеужан", "Luqpan Seıit", "ەرلان جۇماباي",
    "Анна Петровна Сомова", "Сомова А. П.", "ЗВЯГИНОВ Пётр", "Павал Шчыглоў", "Ściapan Hłuchoŭski",
    "Сьвятлана Пятрашкевіч", "Сергій Їжак", "سامر الحلبي", "عبد الرحيم الشامي", "أبو صالح الجزيري",
    "نیلوفر رستگار", "فرشته قره‌باغی", "قېيۇم تۇرسۇن", "苏文静", "欧阳海涛", "罗伯特·福勒",
    "Chang Kuo-tung", "Су Вэньцзин", "Leung Chi-wai", "အောင်မျိုးထွန်း", "ဒေါ်ရွှေဇင်", "U Kyaw Zin",
    "ロバート・ファウラー", "გიორგი ბერაძე", "Արամ Մելքոնյան", "Rəşad Əliyarov", "Çağlar Öztoprak",
    "सुनीता शर्मा", "김민수", "สมชาย ใจดี", "שרה לוי", "Jörg Müller-Kerner", "Nguyễn Văn Bình",
    "Salaheddine Hached", "Helen Fairbrook, pen name Nell Brook", "Mtavari / Main",
    "Отдел полиции № 4 Омска", "Радио Азаттык", "CPJ", "北京市第一中级人民法院", "وزارة الداخلية المصرية",
    "Қазақстан Республикасының Ішкі істер министрлігі", "အင်းစိန်ထောင်", "Степной вестник",
    "Общественный фонд «Ашық алаң»", "Tehran Revolutionary Court, Branch 15",
]  # fmt: skip
"""One name or more of every script and kind; persons and most bodies are invented."""

MARKS = [
    "\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067",
    "\u2069", "\u061c", "\ufeff", "\u00ad", "\u2060",
]  # fmt: skip
"""Marks of direction, joiners and hyphens that no reader sees."""

HOMOGLYPHS = str.maketrans("аеорсхуіАЕОРСХВНКМТ", "aeopcxyiAEOPCXBHKMT")

LETTERS = "".join(sorted({letter for name in NAMES for letter in name}))

name = st.one_of(
    st.sampled_from(NAMES),
    st.text(alphabet=LETTERS + "😀№/«»\u0301\u202e ", max_size=40),
    st.text(max_size=30),
)


@given(name, name)
@settings(max_examples=400, deadline=None)
def test_score_is_symmetric_and_in_bounds(left: str, right: str) -> None:
    """From either side: one score from 0 to 1, one verdict, one list of reasons, never `same`."""
    found = compare(left, right)
    assert found == compare(right, left)
    assert 0 <= found.score <= 1
    assert found.reasons
    assert found.verdict is not Verdict.SAME


@given(name)
@settings(max_examples=300, deadline=None)
def test_self_match(text: str) -> None:
    """A name with a letter scores 1 with itself and shares its keys."""
    found = compare(text, text)
    assert found == compare(text, text)
    if any(letter.isalnum() for letter in text):
        assert found.score == 1.0
    assert keys(text) == keys(text)


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
@settings(max_examples=300, deadline=None)
def test_case_of_letters_does_not_part_a_name(left: str, right: str) -> None:
    """A name in capitals is the same name; acronyms that lower case hides are left out."""
    if left == right:
        assert compare(left, left.upper()).score >= 0.9


@given(st.sampled_from(NAMES), st.data())
@settings(max_examples=300, deadline=None)
def test_invisible_marks_change_nothing(text: str, data: st.DataObject) -> None:
    """Marks of direction and joiners anywhere in a name leave its score at 1."""
    marked = text
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(marked)))
        marked = marked[:at] + data.draw(st.sampled_from(MARKS)) + marked[at:]
    assert compare(text, marked).score == 1.0


@pytest.mark.parametrize("text", [name for name in NAMES if name.translate(HOMOGLYPHS) != name])
def test_homoglyphs_do_not_part_a_name(text: str) -> None:
    """Latin letters that look like Cyrillic ones leave a name likelier the same than not."""
    once = next(at for at, letter in enumerate(text) if letter.translate(HOMOGLYPHS) != letter)
    faked = text[:once] + text[once].translate(HOMOGLYPHS) + text[once + 1 :]
    assert compare(text, faked).score >= 0.5


@given(st.sampled_from(NAMES), st.data())
@settings(max_examples=300, deadline=None)
def test_a_typo_never_raises_a_score(text: str, data: st.DataObject) -> None:
    """A letter that no name has makes a name no likelier, and a second one no likelier still."""
    places = [at for at, letter in enumerate(text) if letter.isalpha()]
    first, second = data.draw(st.permutations(places))[:2]
    once = text[:first] + "ѫ" + text[first + 1 :]
    twice = once[:second] + "ѫ" + once[second + 1 :]
    scores = [compare(text, other).score for other in (text, once, twice)]
    assert scores[0] >= scores[1] >= scores[2]


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
@settings(max_examples=200, deadline=None)
def test_two_names_are_not_one(left: str, right: str) -> None:
    """Two of the names above, however their scripts, never score as one but by their spellings."""
    if left == right or frozenset((left, right)) in SPELLINGS:
        return
    assert compare(left, right).score < 0.5


SPELLINGS = {
    frozenset(pair)
    for pair in (
        ("Лұқпан Сейіт", "Luqpan Seıit"), ("Анна Петровна Сомова", "Сомова А. П."),
        ("苏文静", "Су Вэньцзин"),
        ("罗伯特·福勒", "ロバート・ファウラー"),
    )
}  # fmt: skip


@pytest.mark.parametrize("count", [300, 301, 10_000])
@pytest.mark.parametrize(
    "unit", ["a", "я ", "ا", "张", "က", "😀", "a\u0301", "\u202e", "/", "№1 ", "(", "ы-"]
)
def test_long_names_end(unit: str, count: int) -> None:
    """Ten thousand letters, marks or signs get a score and a reason."""
    text = unit * count
    found = compare(text, "Анна Сомова")
    assert found.reasons
    assert found.score < 0.5


@given(
    st.lists(
        st.sampled_from(["\u0300", "\u0301", "\u064b", "\u0651", "\u093e", "\u103a"]), max_size=30
    )
)
@settings(deadline=None)
def test_combining_marks_alone_are_no_name(marks: list[str]) -> None:
    """Marks without a letter are compared as nothing, without a crash."""
    found = compare("".join(marks), "Анна Сомова")
    assert found.score < 0.5
    assert found.reasons


@pytest.mark.parametrize("empty", [None, "", " ", "\u200f", "😀", "…", "№"])
def test_nothing_is_compared_as_nothing(empty: str | None) -> None:
    """Null, blanks, signs and emoji answer a score of 0 beside a name, and a reason."""
    found = compare(empty, "Анна Сомова")
    assert found.score <= 0.1
    assert found.reasons


def test_shuffled_lists_score_alike() -> None:
    """What was compared before changes no score: caches hold answers, not states."""
    pairs = [(one, other) for one in NAMES[::5] for other in NAMES[::7]]
    first = [compare(*pair) for pair in pairs]
    order = list(range(len(pairs)))
    random.Random(5).shuffle(order)
    again = {at: compare(*pairs[at][::-1]) for at in order}
    assert [again[at] for at in range(len(pairs))] == first
