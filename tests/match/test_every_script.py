"""The promises of comparing names, over scripts for which the project has few tables or none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khronika.match import Verdict, compare, keys

NAMES = {
    "Ethiopic": ("ብርቱካን ወልደጊ", "ሀብታሙ ደርሰህ"),
    "Thai": ("สมชาย ใจดี", "วิภา แสงทอง"),
    "Lao": ("ສົມພອນ ແກ້ວ", "ບຸນມີ ຈັນທາ"),
    "Khmer": ("សុខ វិចិត្រ", "ចាន់ ធារី"),
    "Tibetan": ("བསོད་ནམས་རྒྱལ་པོ", "ཚེ་རིང་སྒྲོལ་མ"),
    "Mongolian": ("ᠪᠠᠲᠤ ᠪᠠᠶᠠᠷ", "ᠰᠠᠷᠠᠨ ᠴᠡᠴᠡᠭ"),
    "Mongolian Cyrillic": ("Батбаяр Энхтүвшин", "Сарангэрэл Дөлгөөн"),
    "Hangul": ("김민수", "박서연"),
    "Hangul in parts": ("\u1100\u1175\u11b7 \u1106\u1175\u11ab", "\u1107\u1161\u11a8 \u1109\u1165"),
    "Hebrew": ("שרה לוי", "דניאל כרמון"),
    "Greek": ("Ελένη Σταυρινού", "Νίκος Καλλέργης"),
    "Bengali": ("সুমনা দেবরায়", "অনিল মাঝি"),
    "Tamil": ("கவிதா முருகன்", "செல்வன் இளங்கோ"),
    "Sinhala": ("නිමල් සෙනෙවි", "කුමාරි දිසා"),
    "Thaana": ("ނާފިޒު އަލީފު", "މަރިޔަމް ޝިފާ"),
    "Syriac": ("ܐܒܪܗܡ ܡܠܟܐ", "ܫܡܥܘܢ ܓܒܪܐ"),
    "Georgian capitals": ("ᲒᲘᲝᲠᲒᲘ ᲑᲔᲠᲐᲫᲔ", "ᲜᲘᲜᲝ ᲙᲐᲚᲐᲜᲓᲘᲐ"),
    "N'Ko": ("ߡߊߡߊߘߎ ߞߋߕߊ", "ߝߊߕߎ ߖߊߥߏ"),
    "Cherokee": ("ᎠᏂᏴ ᏩᏯ", "ᏌᎶᎵ ᏥᏍᏚ"),
    "Hiragana": ("さくら ひなた", "かえで みずき"),
}  # fmt: skip
"""Two invented names of each script."""

both = st.sampled_from(sorted(NAMES))


@pytest.mark.parametrize("script", NAMES)
def test_a_name_is_itself_and_not_the_other(script: str) -> None:
    """A name scores 1 with itself in any normal form, and two names of a script are two."""
    one, other = NAMES[script]
    assert compare(one, one).score == 1.0
    assert keys(one) & keys(one)
    assert compare(one, other).score < 0.5
    assert compare(one, other) == compare(other, one)
    context = {"outlet": "Stepnoy Vestnik", "place": "Astana"}
    judged = compare(one, other, left_context=context, right_context=context)
    assert judged.verdict is not Verdict.SAME


@given(both, both)
@settings(max_examples=150, deadline=None)
def test_names_of_two_scripts_are_two(first: str, second: str) -> None:
    """Names of two scripts, tables or none, are not one by accident."""
    for one in NAMES[first]:
        for other in NAMES[second]:
            found = compare(one, other)
            assert found == compare(other, one)
            assert found.reasons
            assert (found.score >= 0.5) == (one == other)


@given(both, st.data())
@settings(max_examples=200, deadline=None)
def test_what_no_reader_sees_changes_nothing(script: str, data: st.DataObject) -> None:
    """Marks of direction and joiners, where a script does not need them, leave the score at 1."""
    name = NAMES[script][0]
    at = data.draw(st.integers(0, len(name)))
    mark = data.draw(st.sampled_from(["\u200e", "\u200f", "\u202e", "\u2067", "\ufeff", "\u2060"]))
    assert compare(name, name[:at] + mark + name[at:]).score == 1.0


@given(both, st.data())
@settings(max_examples=200, deadline=None)
def test_a_slip_raises_no_score(script: str, data: st.DataObject) -> None:
    """A letter that no name has makes a name no likelier, a second one no likelier still."""
    name = NAMES[script][0]
    places = [at for at, letter in enumerate(name) if letter.isalpha()]
    first, second = data.draw(st.permutations(places))[:2]
    once = name[:first] + "ѫ" + name[first + 1 :]
    twice = once[:second] + "ѫ" + once[second + 1 :]
    scores = [compare(name, other).score for other in (name, once, twice)]
    assert scores[0] >= scores[1] >= scores[2]


@pytest.mark.parametrize("script", NAMES)
def test_ten_thousand_letters_of_any_script_end(script: str) -> None:
    """A name without end gets a score and a reason, beside names of its own script and others."""
    one, other = NAMES[script]
    for text in (one * 700, one.replace(" ", "") * 900, (one + " ") * 700):
        for beside in (other, "Анна Сомова", "Anna Somova", other * 700):
            found = compare(text, beside)
            assert found.reasons
            assert found.score < 0.5
    assert keys(one * 700)
