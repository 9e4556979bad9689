"""The command `khronika join`: do two Codings tell of one event?"""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from khronika.errors import MatchError, ModelError
from khronika.match.join.acts import ToldAct
from khronika.match.join.events import join
from khronika.model.count import Count
from khronika.model.date import DateRange
from khronika.model.vocabulary import ActType, Role, VictimKind

_LONGEST_BYTES = 64 * 1024 * 1024
"""A Coding of more than this is none."""

_MOST_ACTS = 2000
"""Acts of one report that are compared; each is compared with each of the other."""


class CodingUnreadable(MatchError):
    """A file is no Coding: no JSON, no list of acts, or an act that cannot be one."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments.

    Args:
        parser: the subcommand's own.
    """
    parser.add_argument("left", type=Path, metavar="LEFT.json", help="what khronika code printed")
    parser.add_argument("right", type=Path, metavar="RIGHT.json", help="another of them")
    parser.epilog = "Exit 0: compared, whatever the verdict; 2: one of them is no Coding."


def run(arguments: argparse.Namespace) -> int:
    """Join two Codings and print the answer as one JSON object.

    Args:
        arguments: parsed by `configure`.

    Returns:
        0 when compared; whether they tell of one event is the answer, not the status.

    Raises:
        CodingUnreadable: a file is no Coding.
    """
    left, right = (read_coding(path) for path in (arguments.left, arguments.right))
    print(json.dumps(join(left, right).to_json(), ensure_ascii=False))
    return 0


def read_coding(path: Path) -> list[ToldAct]:
    """Read the acts of a file that `khronika code` wrote, or of a record of the gold set.

    Args:
        path: a JSON file of one Coding (or a list with one); acts without an id count from 0.

    Raises:
        CodingUnreadable: the file cannot be read, has no acts, or one that is none.
    """
    try:
        if path.stat().st_size > _LONGEST_BYTES:
            raise CodingUnreadable(f"{path}: larger than a Coding can be; name one report's")
        coding = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise CodingUnreadable(f"{path}: {error.strerror}; name a readable file") from error
    except (ValueError, RecursionError) as error:
        raise CodingUnreadable(
            f"{path}: no JSON in UTF-8 ({error}); code the report anew"
        ) from error
    return read_acts(coding, str(path))


def read_acts(coding: object, where: str) -> list[ToldAct]:
    """Read the acts of a parsed Coding.

    Args:
        coding: the JSON value.
        where: the file or report, for messages.

    Raises:
        CodingUnreadable: it has no acts, or one that cannot be read; the message names it.
    """
    one = coding[0] if isinstance(coding, list) and len(coding) == 1 else coding
    acts = one.get("acts") if isinstance(one, dict) else None
    if not isinstance(acts, list):
        raise CodingUnreadable(f"{where}: no list of acts; give what `khronika code` prints")
    if len(acts) > _MOST_ACTS:
        raise CodingUnreadable(f"{where}: over {_MOST_ACTS} acts; divide the report")
    told: list[ToldAct] = []
    for index, act in enumerate(acts):
        try:
            told.append(_read_act(act, index))
        except (KeyError, TypeError, ValueError, AttributeError, ModelError) as error:
            why = f"{type(error).__name__} {error}"
            raise CodingUnreadable(
                f"{where}: act {index} is none ({why}); code it anew"
            ) from error
    if len({act.id for act in told}) < len(told):
        raise CodingUnreadable(f"{where}: two acts have one id; number them anew")
    return told


def _read_act(act: Mapping[str, Any], index: int) -> ToldAct:
    """Read one act; an unknown code or a date that is none is refused by the model."""
    victim, place = act["victim"], act.get("place") or {}
    count, own_id = act.get("count"), act.get("id", index)
    kind = VictimKind(victim["kind"])
    told = ToldAct(
        id=own_id if isinstance(own_id, str | int) else str(own_id),
        type=ActType(act["type"]).value,
        name=_text(victim.get("lemma")) or _text(victim.get("name")),
        kind=kind,
        role=Role(victim.get("role") or "other"),
        affiliation=_text(victim.get("affiliation")),
        count=Count(_number(count, "min"), _number(count, "max")) if count else None,
        date=DateRange.from_json(act.get("date") or {}),
        place=_text(place.get("name")),
        country=_text(place.get("country")),
        perpetrators=frozenset(str(one["kind"]) for one in act.get("perpetrators") or ()),
        status=str(act.get("status") or "unknown"),
        sources=tuple(str(one) for one in act.get("sources") or ()),
        covers=tuple(act.get("covers") or ()),
        covers_named=bool(act.get("covers_named")),
    )
    hash(told)  # an id or cover that is itself a list is refused here
    return told


def _text(value: object) -> str | None:
    """Take text that says something; white space and nothing are None."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value.strip() or None


def _number(count: Mapping[str, object], key: str) -> int | None:
    value = count.get(key)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise TypeError(f"{key} {value!r} is no whole number")
