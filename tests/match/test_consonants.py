"""A surname that is spelled by rule but for a consonant is another surname."""

import pytest

from khronika.match import compare
from khronika.name.spelling.consonants import odd_consonants


@pytest.mark.parametrize(
    ("foreign", "latin"),
    [
        ("зотова", "Zotova"), ("зотова", "Sotowa"), ("зотов", "Zotoff"), ("щукарёв", "Chtchoukarev"),
        ("гулиев", "Quliyev"), ("гулиев", "Huliev"), ("рожкоў", "Ražkoŭ"), ("ценкевич", "Tiankievich"),
        ("жабин", "Schabin"), ("чжэн", "Zheng"), ("оруджев", "Orucov"), ("уилсби", "Wilsby"),
        ("حربی", "Harbi"), ("حربی", "Alharbi"), ("نورالدین", "Noureddine"), ("جعفری", "Djafari"),
        ("قدیری", "Ghadiri"), ("خوانساری", "Khansari"), ("هدایت", "Hedayat"), ("حمزه", "Hamza"),
    ],
)  # fmt: skip
def test_usual_spellings_have_no_odd_consonant(foreign: str, latin: str) -> None:
    """Passports, German, French, Polish and Turkish spellings, articles and sun letters."""
    assert odd_consonants(foreign, latin) == 0


@pytest.mark.parametrize(
    ("foreign", "latin", "count"),
    [
        ("зотова", "Kotova", 1), ("зотова", "Zolova", 1), ("зотов", "Zortov", 1),
        ("баранов", "Bakarov", 2), ("حربی", "Gharbi", 1), ("حربی", "Halabi", 1), ("نوری", "Nouzi", 1),
    ],
)  # fmt: skip
def test_consonants_that_nothing_explains_are_counted(
    foreign: str, latin: str, count: int
) -> None:
    """One for one, one more, one lacking."""
    assert odd_consonants(foreign, latin) == count


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Анна Зотова", "Anna Kotova"), ("Олег Цветнов", "Oleg Svetnov"), ("Ирина Жукова", "Irina Lukova"),
        ("Пётр Прокопьев", "Pyotr Prokofiev"), ("أحمد الحربي", "Ahmed Kharbi"),
        ("أحمد السعدون", "Ahmed Saadoul"), ("مریم کریمی", "Maryam Rahimi"),
    ],
)  # fmt: skip
def test_another_consonant_is_another_person(left: str, right: str) -> None:
    """However near the letters are, the two are nobody's one name."""
    assert compare(left, right).score < 0.5


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Анна Зотова", "Anna Sotowa"), ("Жак Сомов", "Jacques Somov"), ("Том Райт", "Tom Wright"),
         ("لينا عطا الله", "Lina Attalah"),
    ],
)  # fmt: skip
def test_spellings_by_ear_and_glued_words_still_meet(left: str, right: str) -> None:
    """Letters that nobody hears, and a word that is two in the other script."""
    assert compare(left, right).score >= 0.5
