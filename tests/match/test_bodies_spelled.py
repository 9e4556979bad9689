"""Bodies that no register knows meet by letters, addresses and the words of offices."""

import pytest

from khronika.match import compare
from khronika.match.bodies.by_names import best_of_names


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Степной вестник", "stepnoivestnik.kz"), ("Наш двор", "https://nashdvor.ru"),
        ("Жолаушы", "zholaushy.kz"), ("Даладан дыбыс", "Daladan Dybys"), ("پرتو نیوز", "Parto News"),
    ],
)  # fmt: skip
def test_an_address_or_other_letters_are_one_name(left: str, right: str) -> None:
    """A newsroom is known by its title, its address, and its title in other letters."""
    assert compare(left, right).score >= 0.5, compare(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("ГУ МВД по Тульской области", "Главное управление МВД России по Тульской области"),
        ("Суд Савецкага раёна Гомеля", "Суд Советского района Гомеля"),
        ("Советский районный суд Омска", "Sovetsky District Court of Omsk"),
        ("УВД Брестского облисполкома", "УУС Брэсцкага аблвыканкама"),
        ("Батыс Қазақстан облысының прокуратурасы", "Прокуратура ЗКО"),
        ("МВД по Чеченской Республике", "Chechen Interior Ministry"),
        ("3-й Восточный окружной военный суд", "Third Eastern District Military Court"),
        ("شعبه ۱۳ دادگاه انقلاب شیراز", "شعبه سیزدهم دادگاه انقلاب شیراز"),
        ("广东省女子监狱", "Guangdong Women's Prison"),
        ("Радио 7", "Radio-7"),
        ("УМВД России по Тульской области", "Tula Region Police"),
        ("Суд Цэнтральнага раёна Гомеля", "Суд Центрального района Гомеля"),
        ("Брэсцкі абласны суд", "Brest Regional Court"), ("武汉市公安局", "Wuhan Public Security Bureau"),
        ("湖南省高级人民法院", "Hunan High People's Court"),
    ],
)  # fmt: skip
def test_words_of_offices_meet(left: str, right: str) -> None:
    """Abbreviations, ordinals, districts and regions of offices are read in each language."""
    assert compare(left, right).score >= 0.5, compare(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("上海市静安区人民法院", "上海市静安区人民检察院"),
        ("Советский районный суд Омска", "Ленинский районный суд Омска"),
        ("3-й Восточный окружной военный суд", "2-й Восточный окружной военный суд"),
        ("ГУ МВД по Тульской области", "ГУ МВД по Калужской области"),
        ("Радио 7", "Radio-8"), ("Степной вестник", "lesnoivestnik.kz"),
        ("Суд Минской области", "Суд города Минска"),
        ("شعبه ۱۳ دادگاه انقلاب شیراز", "شعبه دوازدهم دادگاه انقلاب شیراز"),
    ],
)  # fmt: skip
def test_another_office_is_another_body(left: str, right: str) -> None:
    """One other number, district, region or kind of office tells two bodies apart."""
    assert compare(left, right).score < 0.5, compare(left, right)


def test_a_name_near_one_of_the_register_is_looked_at() -> None:
    """A name that only nearly stands in the register is scored by it, below what it says itself."""
    near = best_of_names("Белорусская редакция Радио Свобода", "RFE/RL's Belarus Service")
    assert near is None or near.score < 0.95
    told = best_of_names("Комитет национальной безопасности Республики Казахстан (КНБ)", "张展")
    assert told is None


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("NOROC ENERGY TECH & SRVCES LTD", "NOROC Energy Technology & Services Limited"),
        ('ООО "БМ Проект"', 'Товариство з обмеженою відповідальністю "БМ Проєкт"'),
        ("von der Layen Ursula", "Ursula Layen"), ("АННА COMOBA", "Анна Сомова"),
        ("A-B-C Company", "ABC Company"), ("Radio 1", "Radio One"),
    ],
)  # fmt: skip
def test_short_words_forms_and_capitals_meet(left: str, right: str) -> None:
    """Words cut short, forms of company, a particle before the surname, capitals of two scripts."""
    assert compare(left, right).score >= 0.5, compare(left, right)
