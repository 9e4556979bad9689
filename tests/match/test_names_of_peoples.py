"""Names that one people writes by rules of its own."""

import pytest

from khronika.match import compare
from khronika.script.tibetan import tibetan


def test_characters_of_tibetan_names_are_divided() -> None:
    """The words of the table, nothing where a character is left."""
    assert tibetan("顿珠嘉措") == (tibetan("顿珠")[0], tibetan("嘉措")[0])
    assert tibetan("顿珠王") == ()
    assert tibetan("") == ()


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("頓珠嘉措", "Dhondup Gyatso"), ("Лариса Рябинич", "Ларыса Рабініч"),
        ("鄭嘉鈴", "Selina Cheng"), ("زندان نیک آباد", "Nikabad Prison"), ("Плёс.медиа", "Plyos"),
        ("ФКУ СИЗО-2 «Бутырка»", "Butyrka prison"), ("سامي عمرو", "Sami Amr"), ("ဝလင်း", "Wa Lin"),
    ],
)  # fmt: skip
def test_one_name_by_its_people_s_rules(left: str, right: str) -> None:
    """Tibetan in characters, hard Belarusian r, an English name of three syllables, a town's end."""
    assert compare(left, right).score >= 0.5


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("頓珠嘉措", "Dhondup Wangchen"), ("سامي عمر", "Sami Amr"), ("زهرا نیکو", "Zohreh Nikoo"),
        ("ဝလင်း", "Wai Lin"), ("ဝလင်း", "Wa Lon"),
    ],
)  # fmt: skip
def test_two_names_by_its_people_s_rules(left: str, right: str) -> None:
    """عمر is Omar; of a short Burmese name each sound tells."""
    assert compare(left, right).score < 0.5


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("سامي المرابط", "Sami Lmrabet"), ("وكالة الأفق للأنباء", "Al-Ofoq News Agency"),
        ("هيئة تنظيم الاتصالات", "Telecommunications Regulatory Authority"),
        ("江旻憓", "Kong Man-wai"), ("馮溢光", "Fung Yat-kong"), ("Вольга Лявівонава", "Ольга Левионова"),
        ("Алесь Майжаў", "Олесь Майжев"), ("سامي استيتي", "Sami Stiti"), ("سامي الحجي", "Sami Hajji"),
        ("Ақмола облысының ІІД", "ДВД Акмолинской области"),
        ("Упраўленне КДБ па Гродзенскай вобласці", "УКГБ по Гродненской области"),
    ],
)  # fmt: skip
def test_usage_of_a_country_meets(left: str, right: str) -> None:
    """Morocco's article, an agency's `for news`, Hong Kong's kong, Belarusian v and hard zh."""
    assert compare(left, right).score >= 0.5


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("سامي غانم", "Sami Ghannam"), ("سامي غنام", "Sami Ghanim"), ("Олег Рюченко", "Олег Риченко"),
        ("Асан Тапаев", "Асан Тасаев"), ("Асан Ақаев", "Asan Alkayev"),
        ("«Ақ Нива» газеті", "«Нива Пресс» газеті"), ("سینا اکرمی", "Sina Karami"),
        ("ခင်ဇော်", "Khin Soe"), ("陳溢全", "Chan Yat-chun"),
    ],
)  # fmt: skip
def test_usage_of_a_country_tells_two_apart(left: str, right: str) -> None:
    """Two Arabic patterns, vowels nobody confuses, keys too far, and Ақ that is no company."""
    assert compare(left, right).score < 0.5
