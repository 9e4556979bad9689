"""Kazakh acts that the words forbid."""

import pytest

from khronika.code import code
from khronika.flow.plain import plain_page


def _types(text: str) -> set[str]:
    page = plain_page(text.encode(), "kk")
    return {act["type"] for act in code(page, published="2019-06-10").to_json()["acts"]}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "Полиция 9 маусымда Таразда редактор Гүлнар Омаровадан қылмыстық іс бойынша куәгер "
            "ретінде жауап алды.",
            "charge",
        ),
        ("Тілші Назерке Ілияс жол апатынан қаза тапты. Көлік аударылған.", "killing"),
        ("Әкімдік белсенді Жанна Ерікке 30 маусымда митинг өткізуге рұқсат берді.", "access"),
        (
            "Полиция журналистерге шабуыл жасады деген күдікпен жеті адамды ұстады.",
            "detention",
        ),
        ("Редактор Ақылбек Сейітке өлтіреміз деген хат келді.", "killing"),
        (
            "Бұрын тілші болған Сүйінбике Дәулет қазір мұғалім. Ол жұмыстан өз еркімен кеткен.",
            "dismissal",
        ),
        (
            "Ақын Бейіс Қарғабай 1937 жылы тұтқындалып, келесі жылы атылған еді.",
            "detention",
        ),
        (
            "Полиция журналист Алмас Ердәуітті ұстағаны туралы ақпаратты жоққа шығарды.",
            "detention",
        ),
        ("Шымкентте есірткі сатқан екі адам ұсталды.", "detention"),
        (
            "«Байланыс» компаниясы ертең жөндеуге байланысты Таразда интернет өшірілетінін "
            "ескертті.",
            "shutdown",
        ),
        (
            "Полиция «Қызыл жар» басылымының 3 мың данасын баспаханадан алып кетті.",
            "search",
        ),
        ("Белсенді Ермек Бапаш 15 тәулікке әкімшілік қамаққа алынды.", "detention"),
    ],
)
def test_what_the_words_forbid_is_not_drafted(text: str, kind: str) -> None:
    assert kind not in _types(text)


def test_a_report_of_prizes_tells_no_act() -> None:
    text = (
        "Үздік журналистер марапатталды: Айбек Нұр мен Салтанат Ораз пәтер кілтін алды. "
        "Әкім оларды құттықтап, төсбелгі тақты."
    )
    assert _types(text) == set()


@pytest.mark.parametrize(
    ("text", "lang", "status"),
    [
        (
            "A Minsk court sentenced blogger Anton Rybik in absentia to nine years.",
            "en",
            "in_absentia",
        ),
        (
            "Суд в Минске заочно приговорил блогера Антона Рыбика к девяти годам.",
            "ru",
            "in_absentia",
        ),
        ("Минск соты блогер Антон Рыбикке сырттай тоғыз жыл берді.", "kk", "in_absentia"),
        ("Сот блогер Ержан Сәтбекті жала ісі бойынша ақтады.", "kk", "acquitted"),
    ],
)
def test_the_words_for_an_act_say_what_became_of_it(text: str, lang: str, status: str) -> None:
    page = plain_page(text.encode(), lang)
    acts = code(page, published="2023-01-20").to_json()["acts"]
    assert [act["status"] for act in acts] in ([status], [])
    assert acts or status == "acquitted"
