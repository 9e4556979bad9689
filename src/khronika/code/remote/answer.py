"""Reads a language model's answer: nothing of it is believed that the text does not hold.

Each string is looked for in the report, letter for letter (runs of white space alike); an act
whose own words or victim are not found is rejected, another fact left out, and both are counted.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from khronika.code.remote.prompt import MOST_ACTS
from khronika.errors import CodeError
from khronika.model.span import Span
from khronika.model.vocabulary import ActType, PerpetratorKind, Role, Status, VictimKind

LONGEST_QUOTE = 300
MOST_BYTES = 4 << 20
_ORDERS = re.compile(
    r"(?:ignore|disregard|forget)\s+(?:all\s+|any\s+)?(?:your|the|previous|prior|above)?\s*(?:previous\s+)?instructions?|"
    r"system prompt|you are (?:now )?(?:a|an) (?:ai|assistant|language model)|"
    r"(?:игнорируй|забудь|не выполняй)\w*\s+(?:все\s+|свои\s+|предыдущие\s+)*"
    r"(?:инструкции|указания)|"
    r"нұсқаул\w+\s+(?:елеме|ұмыт)\w*",
    re.IGNORECASE,
)


class AnswerUnreadable(CodeError):
    """A language model's answer is not what was asked for: no JSON, cut, or another shape."""


@dataclass(slots=True)
class Claimed:
    """One act as a model claims it, each string found in the text."""

    type: ActType
    quote: Span
    name: Span | None
    kind: VictimKind
    role: Role
    count: tuple[int | None, int | None]
    spans: dict[str, Span] = field(default_factory=dict)
    perpetrators: list[tuple[Span, PerpetratorKind]] = field(default_factory=list)
    sources: list[Span] = field(default_factory=list)
    status: Status = Status.UNKNOWN


def content_of(raw: bytes) -> list[Any]:
    """Answer the acts of a chat completion.

    Raises:
        AnswerUnreadable: the body is not such a completion, or its content not such an object.
    """
    if len(raw) > MOST_BYTES:
        raise AnswerUnreadable(f"the model answered {len(raw)} bytes; ask for less text at once")
    try:
        body = json.loads(raw)
        choice = body["choices"][0]
        if choice.get("finish_reason") == "length":
            raise AnswerUnreadable("the model's answer is cut short; raise its limit of tokens")
        told = json.loads(choice["message"]["content"])
        acts = told["acts"]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        why = f"the model's answer is no coding ({type(error).__name__}); try another model"
        raise AnswerUnreadable(why) from error
    if not isinstance(acts, list):
        raise AnswerUnreadable("the model's answer has no list of acts; try another model")
    return acts[:MOST_ACTS]


def find(quote: object, text: str, spans: Sequence[Span]) -> Span | None:
    """Answer where a quote stands in the blocks that were sent, or None where it does not."""
    if not isinstance(quote, str) or not quote.strip() or len(quote) > LONGEST_QUOTE:
        return None
    words = [re.escape(word) for word in quote.split()]
    pattern = re.compile(r"\s+".join(words))
    for span in spans:
        found = pattern.search(text, span.start, span.end)
        if found and found.end() - found.start() <= LONGEST_QUOTE:
            return Span(found.start(), found.end())
    return None


def gives_orders(text: str, span: Span) -> bool:
    """Tell whether words stand in a sentence that gives orders to whoever reads."""
    start = max(text.rfind(mark, 0, span.start) for mark in (". ", "\n", "! ", "? ")) + 1
    ends = [at for mark in (". ", "\n") if (at := text.find(mark, span.end)) >= 0]
    return _ORDERS.search(text, start, min(ends, default=len(text))) is not None


_Code = TypeVar("_Code", bound=StrEnum)


def _code(kind: type[_Code], value: object) -> _Code | None:
    return kind(value) if isinstance(value, str) and value in {k.value for k in kind} else None


def _number(value: object) -> int | None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 <= value < 10_000_000 else None  # type: ignore[operator,return-value]


class Checker:
    """Checks claimed acts against one text; `rejected` counts what was not believed, by reason."""

    def __init__(self, text: str, spans: Sequence[Span]) -> None:
        self.text, self.spans = text, spans
        self.rejected: Counter[str] = Counter()

    def acts(self, told: Sequence[Any]) -> list[Claimed]:
        """Answer the acts that hold."""
        checked = [self._act(item) for item in told if self._is_table(item)]
        return [act for act in checked if act is not None]

    def _is_table(self, item: object) -> bool:
        if not isinstance(item, dict) or not isinstance(item.get("victim"), dict):
            self.rejected["no act"] += 1
            return False
        return True

    def _refuse(self, why: str) -> None:
        self.rejected[why] += 1

    def _why_not(self, item: dict[str, Any], quote: Span | None, name: Span | None) -> str | None:
        if quote is None:
            return "quote not in the text"
        if gives_orders(self.text, quote):
            return "quote from an order to the reader"
        if item["victim"].get("name") and name is None:
            return "victim not in the text"
        return None

    def _act(self, item: dict[str, Any]) -> Claimed | None:
        victim = item["victim"]
        kind, role = _code(VictimKind, victim.get("kind")), _code(Role, victim.get("role"))
        type_of = _code(ActType, item.get("type"))
        if type_of is None or kind is None or role is None:
            self._refuse("code outside the vocabulary")
            return None
        quote = find(item.get("quote"), self.text, self.spans)
        name = self._span(victim.get("name"))
        why = self._why_not(item, quote, name)
        if why is not None or quote is None:
            self._refuse(why or "quote not in the text")
            return None
        count = item.get("count") if isinstance(item.get("count"), dict) else {}
        act = Claimed(type_of, quote, name, kind, role, self._bounds(count or {}))
        self._fields(act, item)
        return act

    def _bounds(self, count: dict[str, Any]) -> tuple[int | None, int | None]:
        least, most = _number(count.get("min")), _number(count.get("max"))
        if least is not None and most is not None and least > most:
            self._refuse("count out of order")
            return None, None
        return least, most

    def _span(self, quote: object) -> Span | None:
        found = find(quote, self.text, self.spans)
        return None if found is None or gives_orders(self.text, found) else found

    def _fields(self, act: Claimed, item: dict[str, Any]) -> None:
        told = {name: item.get(name) for name in ("date", "place", "charge", "purpose")}
        told["affiliation"] = item["victim"].get("affiliation")
        for name, words in told.items():
            found = self._span(words)
            if found is not None:
                act.spans[name] = found
            elif words:
                self._refuse(f"{name} not in the text")
        self._bodies(act, item.get("perpetrators"))
        sources = item.get("sources")
        for words in sources if isinstance(sources, list) else []:
            found = self._span(words)
            if found is None:
                self._refuse("source not in the text")
            else:
                act.sources.append(found)
        self._status(act, item.get("status"))

    def _bodies(self, act: Claimed, told: object) -> None:
        for body in told if isinstance(told, list) else []:
            kind = _code(PerpetratorKind, body.get("kind")) if isinstance(body, dict) else None
            found = self._span(body.get("text")) if kind is not None else None
            if kind is None or found is None:
                self._refuse("perpetrator not in the text")
            else:
                act.perpetrators.append((found, kind))

    def _status(self, act: Claimed, told: object) -> None:
        if not isinstance(told, dict):
            return
        code, found = _code(Status, told.get("code")), self._span(told.get("quote"))
        if code is not None and code is not Status.UNKNOWN and found is not None:
            act.status, act.spans["status"] = code, found
        elif code not in {None, Status.UNKNOWN}:
            self._refuse("status not in the text")
