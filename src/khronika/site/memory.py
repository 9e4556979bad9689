"""Keeps what was computed from documents while the record stands still, in this process only.

A list of 2,500 events cannot parse 2,500 documents for every reader. Of each document the few
values that lists count with are kept under its hash; answers are kept under the state of the
record (`khronika.record.public.read.state`) and thrown away when anything is published, withdrawn
or erased. Nothing here outlives the process or the next publication.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial, wraps
from itertools import chain
from threading import Lock
from typing import Any, NamedTuple, ParamSpec, TypeVar

from khronika.record.public import read

P = ParamSpec("P")
T = TypeVar("T")

ANSWERS_KEPT, SORTS_KEPT = 256, 4096


class Sort(NamedTuple):
    """What an event is counted under beside the filters; many events are of one sort."""

    acts: frozenset[str]
    roles: frozenset[str]
    certainties: frozenset[str]
    doers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Light:
    """What lists count with: a document without its words, quotes, names and sources.

    `key` is what the database knows the document by, `portions` what it adds to totals.
    """

    key: int
    number: str
    body: dict[str, Any]
    portions: tuple[read.Portion, ...]
    sort: Sort


class _Shelf:
    """Light documents in the order of lists, and answers by question, of one state."""

    def __init__(self) -> None:
        self.state = ""
        self.answers: OrderedDict[Hashable, Any] = OrderedDict()
        self.lights: dict[str, Light] = {}
        self.order: tuple[Light, ...] = ()
        self.lock = Lock()

    def turn_to(self, state: str) -> None:
        """Forget the answers of another state; light documents stay as long as they stand."""
        if state == self.state:
            return
        standing = read.standing()
        unseen = [number for _, number, sha256 in standing if sha256 not in self.lights]
        keys = {number: key for key, number, _ in standing}
        made = {one.sha256: _lightened(keys[str(one.number)], one) for one in read.these(unseen)}
        with self.lock:
            self.answers.clear()
            known = self.lights | made
            # What was published between the two queries is left for the next request.
            self.lights = {
                sha: replace(known[sha], key=key) for key, _, sha in standing if sha in known
            }
            self.order = tuple(self.lights.values())
            self.state = state

    def keep(self, question: Hashable, answer: object) -> None:
        """Keep an answer; the oldest goes where there are too many."""
        with self.lock:
            self.answers[question] = answer
            while len(self.answers) > ANSWERS_KEPT:
                self.answers.popitem(last=False)


class _Missing:
    """What stands for an answer that is not kept; None is one."""


_MISSING = _Missing()
_shelf = _Shelf()


def remembered(
    function: Callable[P, T],
) -> Callable[P, T]:
    """Keep a function's answers until the record changes; its arguments must be hashable."""

    @wraps(function)
    def answer(*arguments: P.args, **named: P.kwargs) -> T:
        return _answer(look(), partial(function, *arguments, **named))

    return answer


def look() -> str:
    """Look once which state the record is in, and forget what was kept of another."""
    state = read.state()
    _shelf.turn_to(state)
    return state


def _answer(state: str, ask: "partial[T]") -> T:
    """Answer what was kept for the same question in this state; else ask, and keep it."""
    named = tuple(sorted(ask.keywords.items()))
    question = (state, ask.func.__module__, ask.func.__qualname__, ask.args, named)
    found: T | _Missing = _shelf.answers.get(question, _MISSING)  # cleared by others at any moment
    if not isinstance(found, _Missing):
        return found
    made = ask()
    _shelf.keep(question, made)
    return made


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


@lru_cache(SORTS_KEPT)
def _sort(*codes: frozenset[str]) -> Sort:
    """Answer the same object for the same codes: thousands of events are of some dozen sorts."""
    return Sort(*codes)


def _lightened(key: int, one: read.Published) -> Light:
    acts = one.body["acts"]
    return Light(
        key=key,
        number=str(one.number),
        body=_trimmed(one.body),
        portions=read.portions(one.body),
        sort=_sort(
            frozenset(act["type"]["value"] for act in acts),
            frozenset(act["role"]["value"] for act in acts if act["role"]),
            frozenset([one.body["certainty"]["value"]]),
            frozenset(by["value"]["kind"] for act in acts for by in act["perpetrators"]),
        ),
    )


def lights(asked: read.EventFilter, state: str | None = None) -> tuple[Light, ...]:
    """Answer all events that are asked for, as light documents, in the order of lists.

    Words are looked for once, whatever else is asked; documents are parsed once a version.

    Args:
        asked: what must hold.
        state: what `look` answered, where a page asks more than once.
    """
    now = look() if state is None else state
    parts = [replace(asked, words=""), read.EventFilter(words=asked.words)]
    wanted = [_answer(now, partial(read.keys, one)) for one in parts if one != read.EventFilter()]
    if not wanted:
        return _shelf.order
    standing = frozenset.intersection(*wanted)
    return tuple(one for one in _shelf.order if one.key in standing)


def totals(asked: read.EventFilter) -> tuple[dict[str, Any], ...]:
    """Answer `read.totals` of all events that are asked for."""
    return totals_of(lights(asked))


def totals_of(shown: tuple[Light, ...], state: str | None = None) -> tuple[dict[str, Any], ...]:
    """Answer `read.totals` of light documents; `state` as for `lights`."""
    # Asked for by its events: two lists of the same events have the same totals.
    keys = frozenset(one.key for one in shown)
    return _answer(look() if state is None else state, partial(_totals_of, keys))


def _totals_of(keys: frozenset[int]) -> tuple[dict[str, Any], ...]:
    shown = (one for one in _shelf.order if one.key in keys)
    return tuple(read.add_portions(chain.from_iterable(one.portions for one in shown)))


@remembered
def countries() -> tuple[str, ...]:
    """Answer the codes of countries on record."""
    return tuple(read.countries())


@remembered
def events_by_country() -> dict[str, int]:
    """Answer the code of each country ("" for none) to the number of its events."""
    return dict(Counter(one.body["country"] or "" for one in lights(read.EventFilter())))
