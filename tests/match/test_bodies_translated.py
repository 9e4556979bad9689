"""The rules of bodies that no register knows: they meet by what their words mean."""

import pytest

from khronika.data.register_words import concepts_of, words_by_concept
from khronika.match import compare
from khronika.match.bodies.concepts import is_body, units
from khronika.match.bodies.divide import divided


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Департамент полиции Костанайской области", "Kostanay Region Police Department"),
        ("Қостанай облысының полиция департаменті", "Департамент полиции Костанайской области"),
        ("Суд Кастрычніцкага раёна Гродна", "Суд Кастрычніцкага раёна г. Гродна"),
        ("محكمة استئناف القاهرة", "Cairo Court of Appeal"),
        ("وزارت دادگستری ایران", "Ministry of Justice of Iran"),
        ("上海市第二中级人民法院", "Shanghai No. 2 Intermediate People's Court"),
        ("广东省监狱管理局", "Guangdong Province Penitentiary Department"),
        ("မန္တလေးရဲတပ်ဖွဲ့", "Mandalay Police Force"),
        ("Газета «Голос Степи»", "Voice of the Steppe newspaper"),
        ("Union of Journalists of Mongolia", "Союз журналистов Монголии"),
        ("Kazakhstan's Ministry of Defence", "Министерство обороны Казахстана"),
    ],
)
def test_translations_meet(left: str, right: str) -> None:
    """Two names of one body in two languages are likelier one than not."""
    assert compare(left, right).score >= 0.5, compare(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Департамент полиции Костанайской области", "Kostanay City Court"),
        ("Полиция Алматы", "Департамент полиции Алматинской области"),
        ("محكمة استئناف القاهرة", "Alexandria Court of Appeal"),
        ("上海市第二中级人民法院", "Shanghai No. 1 Intermediate People's Court"),
        ("Ministry of Justice of Iran", "وزارت کشور ایران"),
        ("Голос Степи", "Voice of the Mountain"),
        ("Суд Кастрычніцкага раёна Гродна", "Суд Ленінскага раёна Гродна"),
        ("Специализированный административный суд", "Специализированный уголовный суд"),
    ],
)
def test_one_word_that_differs_parts_bodies(left: str, right: str) -> None:
    """Another town, number, court, ministry or word of the title makes two bodies."""
    assert compare(left, right).score < 0.5, compare(left, right)


@pytest.mark.parametrize(
    "name",
    ["журналист Лукпан Сейт", "Islam Karimzhan", "Elchin Mammad", "王建国", "欧阳海涛", "သီတာထွန်း",
     "Sahar Nouri", "Милица Ковачек", "Prest Hollow"],
)  # fmt: skip
def test_persons_are_no_bodies(name: str) -> None:
    """A title before a name, or a name like a word of bodies, makes nobody a body."""
    assert not is_body(name)


def test_runs_without_spaces_are_divided() -> None:
    """Chinese and Burmese names of bodies fall into the words of the table, persons stay whole."""
    assert divided("北京市第一中级人民法院") == ("北京", "市", "第一", "中级", "人民", "法院")
    assert divided("苏文静") == ("苏文静",)


def test_a_place_implies_its_country() -> None:
    """Every place of the table names a country of two letters."""
    assert all(place[2] == ":" and place[:2].isupper() for place in concepts_of("place").values())
    assert [unit.kind for unit in units("Суд Минска")] == ["class", "place"]


def test_common_names_are_by_country() -> None:
    """The lists of common names are by country, ISO 3166-1."""
    assert all(len(code) == 2 and code.isupper() for code in words_by_concept("common_in"))
