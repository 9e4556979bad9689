"""How the spelling of one language is told from its letters, and what it changes."""

import pytest

from khronika.match import compare
from khronika.name.spelling.neighbours import language_of_name


@pytest.mark.parametrize(
    ("raw", "lang"),
    [
        ("Uładzimir Asipowicz", "be"), ("Siarhiej Wasilewicz", "be"), ("Sevda Cəlilqızı", "az"),
        ("Rauf Muxtarlı", "az"), ("ЖАРКЫН Асан Еділұлы", "kk"), ("Andrew Wood", None),
        ("Erkın Ysqaqov", None), ("Ivan Petrov", None),
    ],
)  # fmt: skip
def test_letters_tell_the_language(raw: str, lang: str | None) -> None:
    """A whole name is read in the language that its letters give away, and in no other."""
    assert language_of_name(raw) == lang


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Alena Bierasniewicz", "Alena Biarasnevich"), ("Sevda Cəlilqızı", "Sevda Jalilgizi"),
        ("Rauf Muxtarlı", "Rauf Mukhtarli"), ("Севда Вагифгызы", "Sevda Vaqifqızı"),
        ("ДҮЙСЕНОВ Асан", "Дюсенов Асан"), ("Асан Біләшұлы", "Asan Bilash"),
        ("جلال سلطان بيكي", "جلال سلطان‌بیگی"), ("إيمان القادري", "El Kadri Imane"),
        ("黄紹桐", "Peter Wong Shiu-tung"), ("陆方斌", "Lu Fangbin"), ("陆斌", "Lu Bin"),
        ("ဒေါက်တာအောင်မြတ်", "Aung Myat"), ("စိုင်းလှအောင်", "Sai Hla Aung"), ("سیدباقراحمدی", "سید باقر احمدی"),
    ],
)  # fmt: skip
def test_spellings_of_one_language_meet(left: str, right: str) -> None:
    """What newsrooms of one language write for another's letters is one name."""
    assert compare(left, right).score >= 0.5, compare(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Hla Hla Aung", "Hla Aung"), ("သန်းမောင်", "သိန်းမောင်"), ("أنور الكريم", "أنور الكريمي"),
        ("محمود سليمان", "سليمان محمود"), ("Mohammad Reza Farahani", "Mohammad Farahani"),
        ("محمدتقی بهشتی", "محمدصادق بهشتی"),
    ],
)  # fmt: skip
def test_another_name_is_another_person(left: str, right: str) -> None:
    """A syllable, an ending, an order or a second given name tells two people apart."""
    assert compare(left, right).score < 0.5, compare(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("梁柱卿", "Peter LEUNG Chue-hing"), ("郭業琼", "Mary KWOK Ip-king"), ("王國彥", "WONG Kwok-yuen"),
        ("جميل عبد الرحيم بدر الدين حسن منصور", "جميل منصور"), ("Дзьмітрый Іванавіч Лось", "Дмитрий Иванович Лось"),
        ("Лось Яўген Дзьмітрыевіч", "Лось Евгений Дмитриевич"), ("SERIK AlmasBekovich", "Serik Almas Bekovich"),
    ],
)  # fmt: skip
def test_long_and_foreign_forms_meet(left: str, right: str) -> None:
    """A Hong Kong spelling, a name of many fathers cut short, and another orthography are one."""
    assert compare(left, right).score >= 0.5, compare(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("منير جميل منصور", "جميل منصور"), ("سالم محمد منير سالم", "محمد منير سالم"),
        ("梁柱卿", "Sun Zhuqing"), ("孫曉東", "Sun Xiaotong"),
    ],
)  # fmt: skip
def test_a_child_and_another_reading_are_somebody_else(left: str, right: str) -> None:
    """Who bears the other's whole name after their own is the child; pinyin leaves no slack."""
    assert compare(left, right).score < 0.5, compare(left, right)
