"""Russian acts told twice, told of the wrong person, or outside the record: invented sentences."""

import pytest
from tests.code.weighed import pairs_of, reason_of

from khronika.code.evidence import Pair
from khronika.code.vetoes import Vetoes


def _reason(text: str, kind: str, name: str) -> str | None:
    """Answer why an act against whoever bears a name or calling is refused, the rest accepted."""

    def is_meant(pair: Pair) -> bool:
        return pair.type == kind and (pair.entity.name or pair.entity.noun or "") == name

    return reason_of(text, "ru", is_meant)


@pytest.mark.parametrize(
    ("text", "kind", "name", "why"),
    [
        (
            "Редактора уволили\n\nИлья Раев, редактор газеты «Берег», уволен в среду.",
            "dismissal",
            "редактор",
            "named elsewhere",
        ),
        (
            "В отношении редактора «Берега» Ильи Раева возбуждено уголовное дело.",
            "charge",
            "Берега",
            "outlet of its editor",
        ),
        (
            "Прокуратура подала иск к фонду «Берег Медиа» (сайт «Причал»).",
            "lawsuit",
            "Причал",
            "another name in brackets",
        ),
        (
            "Оштрафованы трое блогеров из Осинска: Илья Раев, Анна Ковалёва и Пётр Орлов.",
            "conviction",
            "трое блогеров",
            "named as so many",
        ),
        (
            "Избиты 14 журналистов\n\nВ Осинске избиты 14 сотрудников газет.",
            "assault",
            "14 сотрудников",
            "counted otherwise",
        ),
    ],
)
def test_one_victim_is_told_once(text: str, kind: str, name: str, why: str) -> None:
    """The unnamed, an editor's outlet, an alias and a counted list are the named victims."""
    assert _reason(text, kind, name) == why


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        (
            "Редактор Илья Раев уволен. Уволили и другого редактора, работавшего в архиве.",
            "dismissal",
            "редактор",
        ),
        ("Оштрафовали «Берег» и его редактора Илью Раева.", "conviction", "Берег"),
        ("Прокуратура подала иск к «Берегу» и сайту «Причал».", "lawsuit", "Причал"),
        (
            "Оштрафованы пятеро блогеров, среди них: Илья Раев, Анна Ковалёва и Пётр Орлов.",
            "conviction",
            "пятеро блогеров",
        ),
        (
            "Избиты 14 журналистов\n\nВ Осинске избиты 8 сотрудников газет.",
            "assault",
            "8 сотрудников",
        ),
    ],
)
def test_another_victim_stays(text: str, kind: str, name: str) -> None:
    """A second editor, an outlet of its own, a larger number are victims too."""
    assert _reason(text, kind, name) is None


@pytest.mark.parametrize(
    ("text", "kind", "name", "why"),
    [
        (
            "Журналист Илья Раев арестован по обвинению в подкупе.",
            "charge",
            "Илья Раев",
            "ground of an arrest",
        ),
        (
            "Репортёр Илья Раев задержан. Раеву вменяют статью, санкция которой предусматривает до "
            "пяти лет лишения свободы.",
            "conviction",
            "Илья Раев",
            "sentence only faced",
        ),
        (
            "Репортёров не пустили в суд. Фермера Петра Орлова осудили за мошенничество.",
            "conviction",
            "Петра Орлова",
            "ordinary crime",
        ),
        (
            "Репортёра Илью Раева выслали. При взрыве на рынке погибли 8 человек.",
            "killing",
            "8 человек",
            "deaths of bystanders",
        ),
        (
            "Наших фотографов часто не пускают на стадион.",
            "access",
            "Наших фотографов",
            "habit complained of",
        ),
    ],
)
def test_what_is_no_act_of_its_own_is_refused(text: str, kind: str, name: str, why: str) -> None:
    """Grounds of an arrest, a law's maximum, ordinary crime and complaints are no acts."""
    assert _reason(text, kind, name) == why


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("Журналисту Илье Раеву, арестованному в мае, предъявили обвинение.", "charge", "Илье"),
        ("Журналиста Илью Раева осудили за мошенничество.", "conviction", "Илью Раева"),
        ("Репортёров вчера не пустили в суд.", "access", "Репортёров"),
        ("При разгоне митинга погибли 8 человек.", "killing", "8 человек"),
    ],
)
def test_an_act_of_its_own_stays(text: str, kind: str, name: str) -> None:
    """The same words tell an act where it is told as one."""
    parts, pairs = pairs_of(text, "ru")
    (pair,) = [p for p in pairs if p.type == kind and (p.entity.name or "").startswith(name)]
    assert Vetoes(parts).reason(pair, [p for p in pairs if p is pair or p.claim]) is None


def test_custody_for_some_days_is_the_sentence_itself() -> None:
    """Administrative arrest by a court is a conviction, and no detention beside it."""
    text = "Суд наказал фотографа Илью Раева. Раева заключили под стражу на 12 суток."
    held = _reason(text, "detention", "Илью Раева")
    assert held == "sentence of some days"
    assert _reason(text.replace("на 12 суток", "на два месяца"), "detention", "Илью Раева") is None


@pytest.mark.parametrize(
    ("text", "kind", "name", "why"),
    [
        (
            "Редактора Илью Раева уволили, пишет газета со ссылкой на ведущего Петра Орлова.",
            "dismissal",
            "Петра Орлова",
            "only tells of it",
        ),
        (
            "Избит репортёр Илья Раев. По словам жены Раева, Анны Ковалёвой, избили его за статью.",
            "assault",
            "Анны Ковалёвой",
            "only tells of it",
        ),
        (
            "Суд отказал депутату Петру Орлову в удовлетворении иска к газете «Берег».",
            "lawsuit",
            "Петру Орлову",
            "its own suit",
        ),
    ],
)
def test_sources_kin_and_claimants_are_no_victims(
    text: str, kind: str, name: str, why: str
) -> None:
    """Who is referred to, speaks as a relative or lost a suit has not suffered the act."""
    assert _reason(text, kind, name) == why
