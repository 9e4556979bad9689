"""Lists, filters and search answer from published documents, on both databases."""

import copy
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from khronika.record.public import read, search, store
from khronika.record.public.models import ActRow
from khronika.record.public.totals import totals

Put = Callable[[list[dict[str, Any]]], None]


def _event(sample: dict[str, Any], number: int, **changes: Any) -> dict[str, Any]:
    """A copy of the sample's event under another number, with its acts on another day or place."""
    body = copy.deepcopy(sample["sample"](changes.get("level", "public")))
    body["subject"] = f"event:01J8TESTEVENT{number:013d}"
    body["number"] = f"{changes.get('country', 'XA')}-2031-{number:04d}"
    body["title"]["written"] = {"en": changes.get("title", "Reporters taken off the quay")}
    if "start" in changes:
        body["date"] = {"start": changes["start"], "end": changes.get("end")}
        for act in body["acts"]:
            act["date"]["value"] = body["date"]
    body["country"] = changes.get("country", "XA")
    for act in body["acts"]:
        act["place"]["value"] = {"name": "Sampletown", "country": body["country"]}
    return body


@pytest.fixture(name="shelf")
def _shelf(sample: dict[str, Any], put: Put) -> Put:
    """Five events of different days, countries and titles."""
    put(
        [
            _event(sample, 1, start="2031-05-14", title="Reporters taken off the quay"),
            _event(sample, 2, start="2031-06", title="Редактор газеты задержан", country="XB"),
            _event(sample, 3, start="--06-23", title="اعتقال صحفيين في الميناء"),
            _event(sample, 4, start="2030", end="2031-01-02", title="Seven printers"),
            _event(sample, 5, start="2031-05-20", title="Қайық айлағында ұсталды"),
        ]
    )
    return put


def _numbers(**asked: Any) -> list[str]:
    return [one.number[-1] for one in read.events(read.EventFilter(**asked)).items if one.number]


def test_the_newest_event_comes_first(shelf: Put) -> None:
    """Events are listed by their day; one without a year comes last."""
    assert _numbers() == ["2", "5", "1", "4", "3"]


def test_a_list_is_paged(shelf: Put) -> None:
    """The total does not depend on the page."""
    page = read.events(read.EventFilter(), offset=1, limit=2)
    assert page.total == 5
    assert [one.number for one in page.items] == ["XA-2031-0005", "XA-2031-0001"]


_WINDOWS: list[tuple[str | None, str | None, list[str]]] = [
    ("2031-05", "2031-05", ["5", "1"]),
    ("2031-06-10", None, ["2"]),
    (None, "2030", ["4"]),
    ("2031-01-02", "2031-01-02", ["4"]),
    ("2031-05-15", "2031-05-19", []),
]


def test_a_day_that_may_be_within_counts(shelf: Put) -> None:
    """An event known to the month may have happened on any day of it."""
    for since, until, expected in _WINDOWS:
        assert _numbers(since=since, until=until) == expected, (since, until)


def test_filters_ask_one_act_at_a_time(shelf: Put) -> None:
    """Country, kind of act, role and certainty narrow the list."""
    assert _numbers(country="XB") == ["2"]
    assert _numbers(acts=("killing",)) == []
    assert len(_numbers(acts=("killing", "assault"))) == 5
    assert _numbers(certainties=("confirmed",)) == []
    assert len(_numbers(roles=("journalist",), certainties=("disputed",))) == 5
    assert read.countries() == ["XA", "XB"]


def test_the_one_who_acted_is_asked_for_by_kind(sample: dict[str, Any], put: Put) -> None:
    """Any of the kinds asked for, whole words only, of the act that the rest is asked of."""
    first, second = _event(sample, 1), _event(sample, 2)
    for act in second["acts"]:
        act["perpetrators"] = []
    second["acts"][0]["perpetrators"] = copy.deepcopy(first["acts"][0]["perpetrators"])
    second["acts"][0]["perpetrators"][0]["value"]["kind"] = "security_service"
    put([first, second])
    assert _numbers(doers=("police",)) == ["1"]
    assert _numbers(doers=("security_service",)) == ["2"]
    assert sorted(_numbers(doers=("police", "security_service"))) == ["1", "2"]
    assert _numbers(doers=("security",)) == _numbers(doers=("court",)) == []
    types = [act["type"]["value"] for act in first["acts"]]
    private = types[-1]
    assert _numbers(doers=("private",), acts=(private,)) == ["1"]
    others = tuple({one for one in types if one != private})
    assert _numbers(doers=("private",), acts=others) == []


def test_documents_that_stand_get_the_kinds_of_who_acted(sample: dict[str, Any], put: Put) -> None:
    """The migration fills the column from the bytes, as a new publication would; triggers stay."""
    put([_event(sample, 1)])
    written = list(ActRow.objects.order_by("pk").values_list("act", "doers"))
    assert dict(written)[written[0][0]] == " police "
    executor = MigrationExecutor(connection)
    executor.migrate([("public", "0006_older_documents_erased")])
    executor = MigrationExecutor(connection)
    executor.migrate([("public", "0007_doers")])
    assert list(ActRow.objects.order_by("pk").values_list("act", "doers")) == written
    with pytest.raises(DatabaseError, match="not that of the latest"), transaction.atomic():
        ActRow.objects.update(sha256="0" * 64)


_SEARCHES = [
    ("quay reporters", ["2", "5", "1", "4", "3"]),  # in every quote
    ("printers", ["4"]),
    ("PRINT", ["4"]),
    ("редактора", []),
    ("редактор", ["2"]),
    ("задерж", ["2"]),
    ("صحفي", ["3"]),
    ("қайық", ["5"]),
    ("XA-2031-0004", ["4"]),
    ('"Seven printers"', ["4"]),
    ('"printers seven"', []),
    ("Тавел", ["2", "5", "1", "4", "3"]),  # Mira Tavel, by her sound
    ("zzzz", []),
]


def test_words_are_found_in_any_script(shelf: Put) -> None:
    """Whole words, beginnings, inner stems, phrases, and names by their sound."""
    for words, expected in _SEARCHES:
        assert _numbers(words=words) == expected, words


def test_signs_of_query_languages_are_only_signs(shelf: Put) -> None:
    """Whatever a reader types, it is looked for and never run."""
    for words in ('"', "' OR 1=1 --", "a* NEAR b", "col:x", "(", "%", "\\", "^ -"):
        assert read.events(read.EventFilter(words=words)).total <= 5, words


def test_a_withheld_name_is_not_found(shelf: Put) -> None:
    """Search holds text of documents only."""
    assert _numbers(words="Lindqu") == []
    assert _numbers(words="withheld") == []
    assert store.check() == []


def test_where_words_stand_is_shown(shelf: Put) -> None:
    """Each found event comes with the words around the first hit."""
    found = read.events(read.EventFilter(words="observatory")).found
    assert ("Observatory", True) in found["XA-2031-0001"]


def test_the_best_hit_comes_first(shelf: Put) -> None:
    """A word of a title outweighs one of a quote; prose and events are found alike."""
    assert [one.number for one in read.find("printers")] == ["XA-2031-0004"]
    assert len(read.find("quay", limit=2)) == 2


def test_a_level_sees_its_own_documents(sample: dict[str, Any], put: Put) -> None:
    """What is published for the network is not in a list of the public."""
    put([_event(sample, 1, level="network")])
    assert read.events(read.EventFilter()).total == 0
    assert read.events(read.EventFilter(), level="network").total == 1


def test_changes_are_listed_newest_first(shelf: Put, sample: dict[str, Any]) -> None:
    """A document published again is a change, and keeps its first time."""
    shelf([_event(sample, 3, title="Told again", start="--06-23")])
    latest = read.changes(limit=1)[0]
    assert latest.number == "XA-2031-0003"
    assert latest.version == 2
    assert latest.first_published_at < latest.published_at
    assert len(read.changes(since=latest.published_at)) == 1
    hour = dt.timedelta(hours=1)
    window = read.published_between(latest.published_at - hour, latest.published_at)
    numbers = ["XA-2031-0001", "XB-2031-0002", "XA-2031-0004", "XA-2031-0005"]
    assert [one.number for one in window] == numbers


def test_corrections_are_listed_with_their_events(shelf: Put) -> None:
    """Every event of the sample carries one correction."""
    assert len(read.corrections()) == 5
    published, item = read.corrections(limit=1)[0]
    assert item in published.body["corrections"]


def test_who_may_be_named_has_a_page(shelf: Put, sample: dict[str, Any]) -> None:
    """A withheld person has none, though documents count them under an id."""
    parties = sample["sample"]()["parties"]
    named = next(one for one, party in parties.items() if party["name"] == "Mira Tavel")
    withheld = next(one for one, party in parties.items() if not party["named"])
    page = read.party(named)
    assert page is not None
    assert len(page.events) == 5
    assert read.party(withheld) is None


def test_one_person_in_two_events_is_one(shelf: Put) -> None:
    """The five copies name the same two people; their group of four may be five groups."""
    rows = read.totals(read.events(read.EventFilter()).items)
    assault = next(row for row in rows if (row["type"], row["role"]) == ("assault", None))
    assert assault["people"] == {"min": 1, "max": 1}
    assert assault["acts"] == {"min": 5, "max": 5}
    held = next(row for row in rows if (row["type"], row["role"]) == ("detention", None))
    assert held["people"] == {"min": 4, "max": None}
    assert read.people(read.events(read.EventFilter()).items)["min"] == 4


def test_the_totals_of_one_event_are_its_own(sample: dict[str, Any]) -> None:
    """Counted over a list of one, the figures are those of the document."""

    class One:
        body = sample["sample"]()

    assert totals([One]) == One.body["totals"]


def test_a_story_is_found_by_slug_and_language(put: Put) -> None:
    """Slugs of all languages lead to one document."""
    tree = {"title": "By the quay", "summary": None, "slug": "by-the-quay", "nodes": []}
    story = {
        "v": 1, "kind": "story", "level": "public", "subject": "story:01J8TEST000000000000000001",
        "number": None, "trees": {"en": tree, "ru": {**tree, "slug": "na-prichale"}},
    }  # fmt: skip
    put([story])
    for slug in ("by-the-quay", "na-prichale"):
        found = read.prose("story", slug, "en")
        assert found is not None
        assert found.subject == story["subject"]
    assert read.prose("page", "by-the-quay", "en") is None
    assert [one.subject for one in read.of_kind("story")] == [story["subject"]]
    assert [one.kind for one in read.find("quay")] == ["story"]


def test_search_text_can_be_made_again(shelf: Put) -> None:
    """After an erasure the full-text tables are written anew from what is left."""
    store.rebuild_search()
    assert store.check() == []
    assert _numbers(words="printers") == ["4"]


def test_a_package_is_served_only_by_its_id(database: str) -> None:
    """No path leads out of the folder of public copies."""
    assert read.package_file("../../values/secret") is None
    assert read.package_file(f"ev-{'0' * 26}") is None


def test_snippets_keep_their_letters() -> None:
    """Folding for comparison never changes what is shown."""
    text = "Ёлка и ёж у İstanbul"
    assert "".join(piece for piece, _ in search.snippet(text, ["ЕЖ"])) == text


@pytest.mark.parametrize("name", ["", "..", "../ev-x", "ev-", "ev-01/../../x"])
def test_a_name_that_no_package_has_was_never_offered(name: str) -> None:
    """No path is asked for that is not the name of a package."""
    assert read.package_file(name) is None
    assert not read.is_package_gone(name)
