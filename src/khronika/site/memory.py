"""Keeps what was computed from documents while the record stands still, in this process only.

A list of 2,500 events cannot parse 2,500 documents for every reader. Of each document the few
values that lists count with are kept under its hash; answers are kept under the state of the
record (`khronika.record.public.read.state`) and thrown away when anything is published, withdrawn
or erased. Nothing here outlives the process or the next publication.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar

from khronika.record.public import read

P = ParamSpec("P")
T = TypeVar("T")

ANSWERS_KEPT = 256


@dataclass(frozen=True, slots=True)
class Light:
    """What lists count with: a document without its words, quotes, names and sources."""

    number: str
    body: dict[str, Any]


class _Shelf:
    """Light documents by hash, and answers by question, of one state of the record."""

    def __init__(self) -> None:
        self.state = ""
        self.answers: OrderedDict[Hashable, Any] = OrderedDict()
        self.lights: dict[str, Light] = {}
        self.lock = Lock()

    def turn_to(self, state: str) -> None:
        """Forget the answers of another state; light documents stay as long as they stand."""
        if state == self.state:
            return
        standing = set(read.hashes(read.EventFilter()).values())
        with self.lock:
            self.answers.clear()
            self.lights = {key: one for key, one in self.lights.items() if key in standing}
            self.state = state

    def keep(self, question: Hashable, answer: object) -> None:
        """Keep an answer; the oldest goes where there are too many."""
        with self.lock:
            self.answers[question] = answer
            while len(self.answers) > ANSWERS_KEPT:
                self.answers.popitem(last=False)


_shelf = _Shelf()


def remembered(
    function: Callable[P, T],
) -> Callable[P, T]:
    """Keep a function's answers until the record changes; its arguments must be hashable."""

    @wraps(function)
    def answer(*arguments: P.args, **named: P.kwargs) -> T:
        state = read.state()
        _shelf.turn_to(state)
        question = (state, function.__qualname__, arguments, tuple(sorted(named.items())))
        if question in _shelf.answers:
            found: T = _shelf.answers[question]
            return found
        made = function(*arguments, **named)
        _shelf.keep(question, made)
        return made

    return answer


def _trimmed(body: Mapping[str, Any]) -> dict[str, Any]:
    counted = ("id", "type", "kind", "role", "count", "date", "status", "counts", "covers")
    acts = []
    for act in body["acts"]:
        kept = {
            field: {"value": act[field]["value"]} if isinstance(act[field], dict) else act[field]
            for field in (*counted, "apart", "same")
        }
        whom = act["victim"]["value"]
        kept["victim"] = {"value": {"party": whom["party"], "same_as": whom.get("same_as")}}
        acts.append(kept)
    kept_whole = ("kind", "number", "country", "date", "certainty", "totals", "perhaps_same")
    return {"acts": acts, **{key: body[key] for key in kept_whole}}


def lights(asked: read.EventFilter) -> tuple[Light, ...]:
    """Answer all events that are asked for, as light documents, the newest first.

    Only documents that this process has not seen yet are read and parsed.
    """
    hashes = read.hashes(asked)
    unseen = [number for number, sha256 in hashes.items() if sha256 not in _shelf.lights]
    for one in read.these(unseen):
        _shelf.lights[one.sha256] = Light(str(one.number), _trimmed(one.body))
    # A document that was published between the two queries is left for the next request.
    return tuple(_shelf.lights[sha256] for sha256 in hashes.values() if sha256 in _shelf.lights)


@remembered
def totals(asked: read.EventFilter) -> tuple[dict[str, Any], ...]:
    """Answer `read.totals` of all events that are asked for."""
    return tuple(read.totals(lights(asked)))


@remembered
def countries() -> tuple[str, ...]:
    """Answer the codes of countries on record."""
    return tuple(read.countries())


@remembered
def number_of_events() -> int:
    """Answer how many events are on record."""
    return len(read.hashes(read.EventFilter()))


@remembered
def events_by_country() -> dict[str, int]:
    """Answer the code of each country ("" for none) to the number of its events."""
    return dict(Counter(one.body["country"] or "" for one in lights(read.EventFilter())))
