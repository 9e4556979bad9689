"""Who is meant in a Russian text: nouns for the named, members of a group, speakers, sites."""

import pytest

from khronika.code.cast.entities import Cast, Entity
from khronika.code.reader import Parts, read_parts
from khronika.flow.plain import plain_page
from khronika.model.count import Count


def _read(text: str) -> Parts:
    page = plain_page(text.encode(), "ru")
    return read_parts(page.text, list(page.body()), "ru")


def _named(cast: Cast, name: str) -> Entity:
    return next(e for e in cast.entities if (e.name or "").startswith(name))


def _words(parts: Parts, entity: Entity, how: str) -> list[str]:
    """Answer the words that stand for somebody in one way."""
    spots = [m for m in entity.mentions if m.how == how]
    return [parts.parsed.surface(m.first, m.last) for m in spots]


def test_bare_noun_means_the_named_person_of_its_calling() -> None:
    """Russian has no article: a calling alone is whoever was named with it."""
    parts = _read("Полиция задержала блогера Илью Раева. Блогер лежит в больнице.")
    assert _words(parts, _named(parts.cast, "Илью Раева"), "description") == ["Блогер"]


@pytest.mark.parametrize(
    "second",
    [
        "Задержали и другого блогера.",
        "Журналистка «Берега» избита.",
        "Избита активистка.",
        "Независимый блогер избит.",
    ],
)
def test_noun_with_words_of_its_own_is_somebody_else(second: str) -> None:
    """Another one, one of an outlet, of another sex or calling, or described is not the named."""
    parts = _read(f"Полиция задержала блогера Илью Раева. {second}")
    assert _words(parts, _named(parts.cast, "Илью Раева"), "description") == []


def test_source_is_not_whom_a_noun_means() -> None:
    """Of two journalists the one who only tells is not "the journalist"."""
    parts = _read(
        "Избит журналист Илья Раев, сообщил журналист Пётр Орлов. Журналист лежит в больнице."
    )
    assert _words(parts, _named(parts.cast, "Илья Раев"), "description") == ["Журналист"]


def test_members_stand_where_their_group_stands() -> None:
    """Names behind a number and a dash, or behind "среди них", share what the group suffered."""
    parts = _read("Избиты ещё двое операторов – Илья Раев и Анна Ковалёва.")
    for name in ("Илья", "Анна"):
        assert len(_words(parts, _named(parts.cast, name), "list")) == 1
    sites = _read("Осенью оштрафовали редакции нескольких изданий, среди них «Берег» и «Маяк».")
    assert _words(sites, _named(sites.cast, "Маяк"), "list") != []


def test_words_about_a_group_make_nobody_its_member() -> None:
    """A person named later in the sentence is no member where nothing says so."""
    parts = _read("Редакторы сайтов связывают это с фильмом о дочери Ильи Раева.")
    assert _words(parts, _named(parts.cast, "Ильи Раева"), "list") == []


def test_first_person_is_the_speaker() -> None:
    """ "Меня" in a quotation is who speaks; in a letter, who says her name."""
    parts = _read("«Меня не пустили в суд», – рассказала журналистка Анна Раева.")
    assert _words(parts, _named(parts.cast, "Анна Раева"), "pronoun") == ["Меня"]
    parts = _read("Это Анна Раева, репортёр «Берега». В субботу меня избили у вокзала.")
    assert _words(parts, _named(parts.cast, "Анна Раева"), "pronoun") == ["меня"]


def test_site_is_named_by_its_whole_address() -> None:
    """The splitter parts "58.info" at the point; the name is whole."""
    parts = _read("Полиция отключила свет в редакции 58.info.")
    assert _named(parts.cast, "58.info").kind == "organisation"


def test_head_of_a_site_is_no_official() -> None:
    """Who heads an outlet works for it."""
    parts = _read(
        "Суд оштрафовал главу сайта «Берег» Илью Раева. Иск подал глава города Пётр Орлов."
    )
    assert _named(parts.cast, "Илью Раева").role == "media_worker"
    assert _named(parts.cast, "Пётр Орлов").role == "official"


def test_two_attributes_do_not_hide_a_number() -> None:
    """ "9 старых и новых репортёров" are nine; a time of day counts nobody."""
    cast = _read("Полиция задержала 9 старых и новых репортёров «Берега».").cast
    assert [e.count for e in cast.of("group")] == [Count(9, 9)]
    cast = _read("К 18:45 три оператора вернулись в порт.").cast
    assert [e.count for e in cast.of("group")] == [Count(3, 3)]


def test_guillemets_may_close_by_another_mark() -> None:
    """A page that mixes its marks still parts the outlet from its reporter."""
    parts = _read("Избит репортёр радио «Утро 7″ Пётр Орлов.")
    reporter = _named(parts.cast, "Пётр Орлов")
    assert (_named(parts.cast, "Утро 7").kind, reporter.role) == ("organisation", "journalist")


def test_names_behind_a_plural_share_its_role() -> None:
    """Each of "блогеров А. Раева, Ильи Дёмина" is a blogger."""
    cast = _read("Суд наказал блогеров Илью Раева, Олега Дёмина и вызвал Анну Котову.").cast
    roles = [_named(cast, name).role for name in ("Илью Раева", "Олега Дёмина")]
    assert roles == ["blogger", "blogger"]


def test_at_least_so_many_before_a_number() -> None:
    """ "По меньшей мере 45" is a least number."""
    cast = _read("Пострадали по меньшей мере 45 журналиста.").cast
    assert [e.count for e in cast.of("group")] == [Count(45, None)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("На акции задержали больше тысячи человек.", Count(1001, None)),
        ("На акции задержали тысячи людей.", Count(2000, None)),
        ("На акции осудили две тысячи человек.", Count(2000, 2000)),
    ],
)
def test_more_than_a_thousand_is_not_thousands(text: str, count: Count) -> None:
    """A singular counts one thousand; "тысячи людей" are two at least."""
    assert [e.count for e in _read(text).cast.of("group")] == [count]
