"""What is said of a film or picture: about what, how sure, where in it, in which words.

Pure: the desk reads forms with it, the serialiser reads values.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from khronika.model.canonical import Json
from khronika.model.vocabulary import SheetTopic, SheetVerdict
from khronika.record.sheets.place import At, StatementUnreadable, check_place

MOST_WORDS = 4000
"""Code points of one statement."""
SEEN = frozenset(
    {
        SheetTopic.LANDMARK,
        SheetTopic.SIGN,
        SheetTopic.WEATHER,
        SheetTopic.SHADOW,
        SheetTopic.SPEECH,
    }
)
"""What is seen or heard in it, so that a statement about it names where."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that somebody found out: its topic, their verdict, its place, and their words."""

    topic: SheetTopic
    verdict: SheetVerdict
    text: str
    at: At | None = None

    def to_json(self) -> dict[str, Json]:
        """Write it as the value of a fact."""
        return {
            "topic": self.topic.value,
            "verdict": self.verdict.value,
            "text": self.text,
            "at": self.at.to_json() if self.at else None,
        }


def read_statement(value: Json, file: Mapping[str, Json]) -> Statement:
    """Read a statement about a file, refusing what could not be shown.

    Args:
        value: as `Statement.to_json` writes it.
        file: the value of the film's fact `file`: form, milliseconds, width, height.

    Raises:
        StatementUnreadable: says what is wrong and what is wanted.
    """
    if not isinstance(value, Mapping) or value.keys() != {"topic", "verdict", "text", "at"}:
        raise StatementUnreadable("a statement is topic, verdict, text and at")
    try:
        topic, verdict = SheetTopic(str(value["topic"])), SheetVerdict(str(value["verdict"]))
    except ValueError as error:
        raise StatementUnreadable(f"{error}; choose one of the list") from error
    text = value["text"]
    if not isinstance(text, str) or not text.strip():
        raise StatementUnreadable("a statement has words; say what is seen and what follows")
    if len(text) > MOST_WORDS or _CONTROL.search(text):
        raise StatementUnreadable(f"a statement has at most {MOST_WORDS} printable characters")
    at = At.from_json(value["at"])
    if at is None and topic in SEEN and file["form"] == "film":
        raise StatementUnreadable("name the second at which it is seen or heard")
    check_place(at, file)
    return Statement(topic, verdict, text, at)
