"""Checks that the record of an address is a whole WARC and the one that the package tells of.

Each record's block has the hash that its own header names, one follows the other without a byte
between them, and the answers are those of `exchanges`, in order (ISO 28500; `warcio check` tells
less: it takes what ends early or is no WARC at all for an empty one).
"""

import hashlib
import re
from collections.abc import Iterator
from typing import IO

from khronika.errors import SealError
from khronika.seal.checks import Check
from khronika.seal.container import READ_ERRORS, Opened
from khronika.seal.content.replay import fields_of
from khronika.seal.layout import WARC

_PIECE = 1 << 20
_HEAD_BYTES = 1 << 16
_LINE_BYTES = 1 << 21
"""A header line may hold an address as long as a server lets one be."""
_LENGTH = re.compile(r"[0-9]{1,15}")


class RecordBroken(SealError):
    """The WARC is cut, or what stands in it is no record."""


def check_record(opened: Opened) -> Check:
    """Read `data/raw/http.warc` through, record by record."""
    means = "requests and answers are whole, as recorded, and those that the package tells of"
    name = "record"
    try:
        said = opened.description
        if said.get("kind") != "http":
            return Check(name, True, "no address was asked", means)
        if WARC not in opened.files:
            return Check(name, False, f"{WARC} is missing", means)
        with opened.container.open(WARC) as file:
            answers = [found for found in _records(file) if found is not None]
    except SealError as error:
        return Check(name, False, str(error), means)
    except READ_ERRORS as error:
        return Check(name, False, f"{WARC} cannot be read: {error}", means)
    told = said.get("exchanges")
    if isinstance(told, list) and [_told(one) for one in told] != answers:
        what = f"data/manifest.json tells of other answers than {WARC} holds"
        return Check(name, False, what, means)
    return Check(name, True, f"{len(answers)} answer(s), each as its own hash says", means)


def _told(exchange: object) -> tuple[str, str]:
    if not isinstance(exchange, dict):
        return "", ""
    return str(exchange.get("url")), str(exchange.get("status"))


def _records(file: IO[bytes]) -> Iterator[tuple[str, str] | None]:
    """Yield address and status of each answer, None for a record of another kind."""
    number = 0
    while first := file.readline(_LINE_BYTES):
        number += 1
        if not re.fullmatch(rb"WARC/1\.[01]\r\n", first):
            raise RecordBroken(f"{WARC}: record {number} does not begin as one")
        said = _header(file, number)
        digest, begin, rest = hashlib.sha256(), b"", int(said["content-length"])
        while rest:
            piece = file.read(min(_PIECE, rest))
            if not piece:
                raise RecordBroken(f"{WARC}: record {number} ends in the middle")
            begin = begin or piece[:_HEAD_BYTES]
            digest.update(piece)
            rest -= len(piece)
        if said.get("warc-block-digest") != f"sha256:{digest.hexdigest()}":
            raise RecordBroken(f"{WARC}: record {number} is not as its own hash says")
        if file.read(4) != b"\r\n\r\n":
            raise RecordBroken(f"{WARC}: record {number} has another length than it says")
        is_answer = said.get("warc-type") == "response"
        status = fields_of(begin).get("status") if is_answer else None
        yield (said.get("warc-target-uri", ""), str(status)) if is_answer else None
    if not number:
        raise RecordBroken(f"{WARC} is empty")


def _header(file: IO[bytes], number: int) -> dict[str, str]:
    said: dict[str, str] = {}
    while (line := file.readline(_LINE_BYTES)) not in (b"\r\n", b""):
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        if not colon or name.lower() in said:
            raise RecordBroken(f"{WARC}: the header of record {number} names a field twice")
        said[name.lower()] = value.strip()
    if not _LENGTH.fullmatch(said.get("content-length", "")):
        raise RecordBroken(f"{WARC}: record {number} does not say how long it is")
    return said
