"""A name is withheld at once; what copies were made from is looked through afterwards."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from khronika.flow.package import CopiesHeldBack, refuse_held_back
from khronika.record import copies, restricting, steps
from khronika.record.behind import level_of_package
from khronika.record.errors import NotAllowed
from khronika.record.ledger.rebuild import rebuild
from khronika.record.models import Evidence, Fact
from khronika.record.restricting import (
    MOST_TRIES,
    held_back,
    restrict_person,
    search_due,
    searches,
)
from khronika.record.steps import Original
from khronika.record.subjects import set_access

NAME = "Edda Kromova"


class Films:
    """Two films, of which the first names somebody in its file, and a redacted copy of each."""

    def __init__(self, office: Any) -> None:
        self.ledger, self.asel, self.boris = (
            office.ledger, f"u:{office.asel}", f"u:{office.boris}",
        )  # fmt: skip
        self.party = str(self.ledger.new_id())
        steps.set_party(self.ledger, self.asel, self.party, {"kind": "person", "name": NAME},
                        base=self.base)  # fmt: skip
        set_access(self.ledger, self.asel, f"party:{self.party}", level="public",
                   ground="consent", base=self.base)  # fmt: skip
        self.naming, self.other = self._copy(f"by {NAME}"), self._copy("by nobody")

    @property
    def base(self) -> int:
        return int(self.ledger.head()[0])

    def _copy(self, words: str) -> str:
        original = self._receive(words, None)
        return self._receive("redacted", Original(original, "c0" * 32))

    def _receive(self, words: str, original: Original | None) -> str:
        report, package = self.ledger.new_id(), self.ledger.new_id()
        inner = Path(settings.HOME) / "store" / f"ev-{package}" / "data" / "raw"
        inner.mkdir(parents=True)
        (inner / "a.txt").write_text(words, "utf-8")
        steps.receive(self.ledger, self.asel, report, package=package, head=f"{package}".encode()
                      .hex()[:52] + "0" * 12, failure="source_not_text", original=original,
                      base=self.base)  # fmt: skip
        for actor in (self.asel, self.boris):
            set_access(self.ledger, actor, f"report:{report}", level="public", base=self.base)
        return str(report)

    def package(self, report: str) -> str:
        return f"ev-{Evidence.objects.get(report=report).id}"

    def restrict(self) -> None:
        restrict_person(self.ledger, self.asel, self.party, base=self.base)

    def level(self, report: str) -> str:
        return str(level_of_package(Evidence.objects.get(report=report)))


@pytest.fixture(name="films")
def _films(office: Any) -> Films:
    return Films(office)


def _fails(*_: object) -> bool:
    raise AssertionError("a file was opened")


def test_the_name_is_withheld_before_any_file_is_opened(
    films: Films, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form is answered at once, and until the files were looked through no copy goes public."""
    monkeypatch.setattr(copies, "names_somebody", _fails)
    films.restrict()
    assert json.loads(Fact.objects.get(pk=f"{films.party}.level").value) == "restricted"
    both = [films.package(films.naming), films.package(films.other)]
    assert held_back(both) == sorted(both)
    with pytest.raises(CopiesHeldBack, match="still being looked through"):
        refuse_held_back(both)
    [under_way] = searches()
    kept = "".join(p.read_text() for p in (Path(settings.HOME) / "record").rglob("*.json"))
    assert under_way.party == films.party
    assert "Edda" not in kept


def test_the_worker_closes_what_names_the_person_and_nothing_else(films: Films) -> None:
    """Afterwards the other copy may be published as before, and nothing is under way."""
    films.restrict()
    [line] = search_due(films.ledger)
    assert line.endswith("1 redacted copies closed")
    assert (films.level(films.naming), films.level(films.other)) == ("restricted", "public")
    assert searches() == []
    assert held_back([films.package(films.other)]) == []
    assert list(search_due(films.ledger)) == []
    assert rebuild().is_equal


def test_a_search_that_was_stopped_goes_on_where_it_was(
    films: Films, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No package is looked through twice, whoever was killed in between."""
    looked: list[str] = []
    known = copies.names_somebody

    def count(name: str, *others: Any) -> bool:
        looked.append(name)
        return known(name, *others)

    monkeypatch.setattr(copies, "names_somebody", count)
    films.restrict()
    assert list(search_due(films.ledger, is_stopped=lambda: len(looked) == 1)) == []
    assert len(looked) == 1
    [half] = searches()
    assert (half.done, half.of) == (1, 2)
    assert len(list(search_due(films.ledger))) == 1
    assert len(looked) == len(set(looked)) == 2
    assert films.level(films.naming) == "restricted"


def test_whose_restriction_was_lifted_is_looked_for_no_more(films: Films) -> None:
    """Two people gave a ground meanwhile, or the person was erased: nothing is left to look for."""
    films.restrict()
    set_access(films.ledger, films.boris, f"party:{films.party}", level="public",
               ground="consent", base=films.base)  # fmt: skip
    [line] = search_due(films.ledger)
    assert "nothing to look through" in line
    assert searches() == []
    assert films.level(films.naming) == "public"


def test_a_refused_restriction_leaves_nothing_under_way(films: Films) -> None:
    """Whoever may not restrict holds no copy back."""
    with pytest.raises(Exception, match="may not"):
        restrict_person(films.ledger, "u:" + "0" * 26, films.party, base=films.base)
    assert searches() == []


def test_what_cannot_be_looked_through_is_closed_on_doubt(
    films: Films, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search that dies again and again ends, and ends closed."""
    films.restrict()

    def dies(*_: object) -> bool:
        raise OSError("the disk is gone")

    monkeypatch.setattr(copies, "names_somebody", dies)
    for _ in range(MOST_TRIES):
        assert "tried again later" in next(iter(search_due(films.ledger)))
    assert "all copies are closed" in next(iter(search_due(films.ledger)))
    assert films.level(films.other) == "restricted"
    assert searches() == []


def test_a_restriction_that_was_never_written_holds_nothing_back_for_long(
    films: Films, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its writer was killed before the entry: the copies are free after a while."""
    restricting._write(restricting.Search(films.party, films.asel, films.ledger.new_id()))
    assert list(search_due(films.ledger)) == []
    assert len(searches()) == 1
    monkeypatch.setattr(restricting, "YOUNG_SECONDS", 0)
    assert "nothing to look through" in next(iter(search_due(films.ledger)))
    assert searches() == []


def test_who_restricted_and_lost_the_role_leaves_no_copy_held_back_for_good(
    films: Films, office: Any
) -> None:
    """It is said once, waits, and somebody else who may restrict goes on with it."""
    films.restrict()
    steps.grant(films.ledger, f"u:{office.admin}", films.asel[2:], "editor", given=False,
                base=films.base)  # fmt: skip
    for tried in range(MOST_TRIES + 2):
        lines = list(search_due(films.ledger))
        assert len(lines) == (not tried)
    [left] = restricting.left_searches()
    with pytest.raises(CopiesHeldBack, match="security officer"):
        refuse_held_back([films.package(films.other)])
    with pytest.raises(NotAllowed):
        restricting.take_over(films.ledger, films.asel, left.entry)
    assert restricting.take_over(films.ledger, films.boris, left.entry)
    assert not restricting.take_over(films.ledger, films.boris, left.entry)
    [line] = search_due(films.ledger)
    assert line.endswith("1 redacted copies closed")
    assert (films.level(films.naming), films.level(films.other)) == ("restricted", "public")
    assert searches() == []
