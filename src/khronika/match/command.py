"""The command `khronika match`: compares two names, or a table of pairs."""

import argparse
import csv
import io
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from khronika.errors import MatchError
from khronika.match.context import Context
from khronika.match.score import Comparison, compare


class PairsUnreadable(MatchError):
    """The names or the table of pairs cannot be read."""


class ContextUnreadable(MatchError):
    """A context is no JSON object."""


_ADDED = ("score", "verdict", "reasons")


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments.

    Args:
        parser: the subcommand's own.
    """
    parser.add_argument("names", nargs="*", metavar="NAME", help="two names to compare")
    parser.add_argument("--pairs", type=Path, metavar="FILE.csv", help="columns left, right")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the table here")
    parser.add_argument("--left-context", default="", metavar="JSON", help="facts of the first")
    parser.add_argument("--right-context", default="", metavar="JSON", help="facts of the second")
    parser.epilog = (
        "Prints score (0 to 1), verdict (same, review, different) and reasons."
        " Exit 0: compared, whatever the verdict; 2: no two names, or no table."
    )


def run(arguments: argparse.Namespace) -> int:
    """Compare, and print score, verdict and reasons.

    Args:
        arguments: parsed by `configure`.

    Returns:
        0 when compared; whether the names match is the answer, not the status.

    Raises:
        PairsUnreadable: the table is none, or lacks a column.
        ContextUnreadable: a context is no JSON object.
    """
    if arguments.pairs is not None and not arguments.names:
        return _run_table(arguments.pairs, arguments.out)
    if arguments.pairs is not None or len(arguments.names) != 2:
        raise PairsUnreadable("name two names, or a table with --pairs FILE.csv")
    answer = compare(
        *arguments.names,
        left_context=_context(arguments.left_context, "--left-context"),
        right_context=_context(arguments.right_context, "--right-context"),
    )
    print(json.dumps(_json(answer), ensure_ascii=False))
    return 0


def _json(answer: Comparison) -> dict[str, object]:
    return {
        "score": answer.score,
        "verdict": answer.verdict.value,
        "reasons": list(answer.reasons),
    }


def _context(written: str | None, where: str) -> Context | None:
    """Read a context; an empty one is none."""
    if not (written or "").strip():
        return None
    try:
        read = json.loads(written or "")
    except (ValueError, RecursionError) as error:
        raise ContextUnreadable(
            f"{where}: the context is no JSON ({error}); write an object such as "
            '{"outlet": "..."}'
        ) from error
    if read is None:
        return None
    if not isinstance(read, dict):
        raise ContextUnreadable(f"{where}: the context is no JSON object; write {{...}}")
    return read


def _run_table(pairs: Path, out: Path | None) -> int:
    rows = _read_rows(pairs)
    if out is None:
        _write(rows, sys.stdout, pairs)
        return 0
    partial = out.with_name(out.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            _write(rows, file, pairs)
        partial.replace(out)
    except OSError as error:
        raise PairsUnreadable(
            f"{out}: cannot be written ({error.strerror}); name another"
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return 0


def _read_rows(pairs: Path) -> list[dict[str, str]]:
    try:
        text = pairs.read_text("utf-8-sig")
    except OSError as error:
        raise PairsUnreadable(f"{pairs}: {error.strerror}; name a readable CSV file") from error
    except UnicodeDecodeError as error:
        raise PairsUnreadable(
            f"{pairs}: not UTF-8 at byte {error.start}; save it as UTF-8"
        ) from error
    reader = csv.DictReader(io.StringIO(text.replace("\x00", ""), newline=""))
    missing = {"left", "right"} - set(reader.fieldnames or ())
    if missing:
        columns = " and ".join(sorted(missing))
        raise PairsUnreadable(f"{pairs}: no column {columns}; the first line names left, right")
    try:
        return list(reader)
    except csv.Error as error:
        raise PairsUnreadable(
            f"{pairs}, line {reader.line_num}: {error}; mend the line"
        ) from error


def _write(rows: list[dict[str, str]], file: TextIO, pairs: Path) -> None:
    names = [str(name) for name in (rows[0] if rows else {"left": "", "right": ""}) if name]
    columns = [name for name in names if name not in _ADDED] + list(_ADDED)
    writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row, answer in zip(rows, _compare_all(rows, pairs), strict=True):
        verdict, reasons = answer.verdict.value, "; ".join(answer.reasons)
        writer.writerow(
            row | {"score": f"{answer.score:.4f}", "verdict": verdict, "reasons": reasons}
        )


def _compare_all(rows: list[dict[str, str]], pairs: Path) -> Iterator[Comparison]:
    last = time.monotonic()
    for number, row in enumerate(rows, 2):
        where = f"{pairs}, record {number - 1}"
        yield compare(
            row["left"],
            row["right"],
            left_context=_context(row.get("left_context"), where),
            right_context=_context(row.get("right_context"), where),
        )
        if time.monotonic() - last > 2:
            last = time.monotonic()
            print(f"{number - 1} of {len(rows)} pairs compared", file=sys.stderr)
