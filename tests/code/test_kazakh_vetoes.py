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
        ("Instagram желісі Қазақстанда шектеле ме?", "shutdown"),
        ("Министр «Теңіз үні» сайты жақын күндері бұғатталатынын айтты.", "censorship"),
        (
            "Психиатриялық ауруханаға күштеп жатқызылған блогер Самал Ерғазы екі ай сонда ұсталды.",
            "assault",
        ),
        (
            "Полиция «Қызыл жар» басылымының 3 мың данасын баспаханадан алып кетті.",
            "search",
        ),
        ("Белсенді Ермек Бапаш 15 тәулікке әкімшілік қамаққа алынды.", "detention"),
        (
            "«Теңіз үні» сайтының редакциясына белгісіз адамдар баса көктеп кірді.",
            "cyberattack",
        ),
        (
            "Ақын Әбдіқадыр Жанысты терроризмді насихаттады деп айыптаған іс бойынша сот 9 "
            "маусымда үкім шығарды. Ол үш жылға бас бостандығынан айырылды.",
            "charge",
        ),
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


def _victims(text: str, kind: str) -> list[str | None]:
    page = plain_page(text.encode(), "kk")
    acts = code(page, published="2023-05-04").to_json()["acts"]
    return [act["victim"]["name"] for act in acts if act["type"] == kind]


@pytest.mark.parametrize(
    ("text", "kind", "names"),
    [
        (
            "Атыраудағы «Каспий тынысы» сайтының иесі Роза Дәулетиярова сайтқа хакерлер шабуыл "
            "жасап, барлық материал өшіп кеткенін айтты.",
            "cyberattack",
            ["Каспий тынысы"],
        ),
        (
            "Сыртқы істер министрлігі «Дүние» телеарнасының 12 тілшісіне аккредитация беруден "
            "бас тартты. Ережеге сәйкес, министрлік журналистке жауапты екі ай ішінде беруі керек.",
            "access",
            ["12 тілшісіне"],
        ),
        (
            "Сот «Теңіз үні» («Голос моря») газетінің қызметін үш айға тоқтатты.",
            "censorship",
            ["Теңіз үні"],
        ),
    ],
)
def test_the_victim_is_who_the_words_say_and_is_told_once(
    text: str, kind: str, names: list[str]
) -> None:
    assert _victims(text, kind) == names


def test_people_in_the_title_of_an_article_suffer_nothing() -> None:
    text = (
        "Полиция кодекстің 158-бабы («журналистің заңды кәсіби қызметіне кедергі жасау») бойынша "
        "қылмыстық іс қозғады."
    )
    assert _victims(text, "charge") == []
    assert _victims(text, "access") == []


def test_a_month_and_a_country_are_no_deaths() -> None:
    page = plain_page("18 қазан күні Қазақстанда тілші ұсталды.".encode(), "kk")
    assert "қаза" not in {word["lemma"] for word in code(page).to_json()["missed"]}


def test_who_was_put_out_of_the_country_is_deported() -> None:
    text = "Тілші Еркін Тоқтасынды миграция қызметі елден шығарып жіберді."
    page = plain_page(text.encode(), "kk")
    (act,) = code(page, published="2023-09-30").to_json()["acts"]
    assert (act["type"], act["status"]) == ("access", "deported")
