"""`khronika code SOURCE...`: drafts acts from reports, as JSON."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from khronika.errors import CodeError, DateUnreadable, KhronikaError
from khronika.model.date import PartialDate


class PublishedMapUnreadable(CodeError):
    """The file of publication dates is not JSON of stem to date."""


class SourcesShareStem(CodeError):
    """Two sources would be written to one file."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `khronika code`."""
    parser.add_argument(
        "sources", nargs="+", metavar="SOURCE", help="a file, address, package, or page as JSON"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="write one STEM.json per source here"
    )
    when = parser.add_mutually_exclusive_group()
    when.add_argument(
        "--published", metavar="DATE", help="day of publication, ISO 8601 cut to what is known"
    )
    when.add_argument(
        "--published-map", type=Path, metavar="FILE", help="JSON of source stem to date (or null)"
    )
    parser.add_argument(
        "--llm",
        action="store_true",
        help="ask a language model too (KHRONIKA_LLM; this machine's by default)",
    )
    parser.epilog = (
        "Of several sources one that cannot be coded is a row with its reason, and the others are"
        " coded. Exit 0: all are; 2: one is not."
    )


def _published(arguments: argparse.Namespace) -> dict[str, str | None]:
    path: Path | None = arguments.published_map
    if path is None:
        return {}
    try:
        value = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise PublishedMapUnreadable(f"{path}: {error.strerror}; name a readable file") from error
    except (ValueError, RecursionError) as error:
        raise PublishedMapUnreadable(f"{path}: {error}; give JSON of stem to date") from error
    if not isinstance(value, dict):
        raise PublishedMapUnreadable(f"{path}: give one JSON object of stem to date")
    return {str(stem): None if day is None else str(day) for stem, day in value.items()}


def _checked(day: str | None, where: str) -> str | None:
    if day is not None:
        try:
            PartialDate.parse(day)
        except DateUnreadable as error:
            raise DateUnreadable(f"publication date of {where}: {error}") from error
    return day


def _stems(sources: list[str]) -> list[str]:
    stems = [Path(source.rstrip("/")).stem or "source" for source in sources]
    doubled = {stem for stem in stems if stems.count(stem) > 1}
    if doubled:
        raise SourcesShareStem(
            f"two sources are called {sorted(doubled)[0]}; code them into two folders"
        )
    return stems


def _code(source: str, day: str | None, *, ask_model: bool) -> dict[str, Any]:
    from khronika.code import code
    from khronika.flow.source import page_of

    page = page_of(source)
    coding = code(page, published=day)
    if ask_model:
        from khronika.code.remote import second_opinion
        from khronika.flow.language_model import model_of

        model = model_of(warn=lambda line: print(line, file=sys.stderr))
        coding = second_opinion(page, coding, model)
        for line in (coding.coder or {}).get("remote", {}).get("failed", ()):
            print(f"{source}: the language model did not help: {line}", file=sys.stderr)
    return coding.to_json()


def run(arguments: argparse.Namespace) -> int:
    """Code each source; one object for one source, a list for several, or files in a folder.

    Of several, one that fails becomes a row with its reason (`failed`); the others are coded, and
    the exit status is that of the failure.
    """
    days = _published(arguments)
    sources: list[str] = arguments.sources
    one = _checked(arguments.published, "the command line")
    stems = _stems(sources) if arguments.out else [Path(s.rstrip("/")).stem for s in sources]
    out: Path | None = arguments.out
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    codings, status, began = [], 0, time.monotonic()
    for number, (source, stem) in enumerate(zip(sources, stems, strict=True), start=1):
        try:
            coding = _code(source, _checked(days.get(stem, one), stem), ask_model=arguments.llm)
        except KhronikaError as error:
            if len(sources) == 1:
                raise
            status, coding = max(status, error.exit_status), _failed(source, error)
        if out is not None:
            text = json.dumps(coding, ensure_ascii=False, indent=1) + "\n"
            (out / f"{stem}.json").write_text(text, "utf-8")
        else:
            codings.append(coding)
        if time.monotonic() - began > 2:
            print(f"{number} of {len(sources)} coded", file=sys.stderr)
    if out is None:
        written = codings[0] if len(codings) == 1 else codings
        print(json.dumps(written, ensure_ascii=False, indent=1))
    return status


def _failed(source: str, error: KhronikaError) -> dict[str, Any]:
    """Answer the row of a source that gave no coding: its reason, and no act."""
    print(f"{source}: not coded: {error}", file=sys.stderr)
    return {"source": source, "failed": str(error), "acts": []}
