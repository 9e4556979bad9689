"""The checks of what lies inside `data`: stamps at capture, the copy for looking at, media."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from khronika.errors import SealError
from khronika.seal.checks import Check
from khronika.seal.container import Opened, shown
from khronika.seal.content import early
from khronika.seal.content.replay import WACZ
from khronika.seal.content.wacz import wacz_faults
from khronika.seal.layout import WARC, PackageUnreadable
from khronika.seal.stamp import StampRefused, check_stamp

_COMPARED = "data/witness.json"
_MEDIA = re.compile(r"data/media/([0-9a-f]{64})\.json")


def check_early(opened: Opened, roots: Path | None) -> Check:
    """Judge the stamps that were taken when the capture ended, each at its own time."""
    means = "a third party saw the hashes of the raw bytes before anything was made from them"
    name = "capture stamps"
    try:
        said = early.declared(opened)
        faults = list(early.list_faults(opened, said))
        answers = early.paths(said) if said else []
    except SealError as error:
        return Check(name, False, str(error), means)
    if said is None:
        return Check(name, not faults, "; ".join(faults) or "none was taken", means)
    times = []
    for path in answers:
        try:
            token = check_stamp(opened.read(path), opened.read(early.LIST), roots)
            times.append(f"{path} at {token.at:%Y-%m-%dT%H:%M:%SZ}")
        except (StampRefused, PackageUnreadable) as error:
            faults.append(f"{path} does not hold: {error}")
    well = f"stamped: {', '.join(times)}" if times else "none was given"
    if times and roots is None:
        well += "; the authority is not known to you (see KHRONIKA_TSA_ROOTS)"
    well += "".join(_refusals(said))
    return Check(name, not faults, "; ".join(faults) or well, means)


def _refusals(said: dict[str, object]) -> Iterator[str]:
    listed = said.get("missing")
    for one in listed if isinstance(listed, list) else []:
        if isinstance(one, dict):
            yield f"; {one.get('authority')} gave none: {one.get('why')}"


def check_copy(opened: Opened) -> Check:
    """Compare the copy for looking at with the record, record by record."""
    means = "what ReplayWeb.page or pywb shows is what was recorded, and the index finds it"
    if WACZ not in opened.files:
        return Check("wacz", True, "no copy for looking at", means)
    if WARC not in opened.files:
        return Check("wacz", False, f"{WACZ} is the copy of no record: {WARC} is missing", means)
    faults = list(wacz_faults(opened))
    well = f"{WACZ} is the copy of {WARC}: records, index, pages"
    return Check("wacz", not faults, "; ".join(faults[:8]) or well, means)


def check_witness(opened: Opened) -> Check:
    """Say what a second look at the same address showed."""
    means = (
        "what two looks of one collector agree on was no accident of one moment or one way; it is"
        " no second person's word, and says nothing of whether the page told the truth"
    )
    try:
        told = opened.description.get("witness")
        if not isinstance(told, dict):
            return Check("witness", True, "no second look was taken", means)
        what = f"a second look {told['after_seconds']} s later, by way of: {told['way']}"
        if told["compared"] is None:
            why = [str(gap["why"]) for gap in told["gaps"]] or ["too large to be compared"]
            return Check("witness", True, f"{what}: {'; '.join(why)}", means)
        if told["compared"] != _COMPARED or told["path"] not in opened.files:
            return Check("witness", False, "the second look is not where it must be", means)
        return Check("witness", True, f"{what}: {_comparison(opened)}", means)
    except (ValueError, LookupError, TypeError, RecursionError, SealError) as error:
        return Check("witness", False, f"the second look cannot be read: {error}", means)


def _comparison(opened: Opened) -> str:
    said = json.loads(opened.read(_COMPARED))
    same, first, second = said["same"], said["first"], said["second"]
    if same["bytes"] and same["status"]:
        return f"status {first['status']} and the same bytes both times"
    words = [f"status {first['status']} and {second['status']}, other bytes"]
    if said["alike_per_mille"] is not None:
        words.append(f"{said['alike_per_mille'] / 10:.1f} % of the words are the same")
        lines = len(said["differs"]) + int(said.get("more", 0))
        words.append(f"{lines} lines differ (see {_COMPARED})")
    return ", ".join(words)


def check_media(opened: Opened) -> Check:
    """Say what films and pictures tell of themselves, and that the views are about these bytes."""
    means = (
        "views show what was captured; what a film says of its maker, place and time, and a"
        " statement of origin (C2PA), is its maker's word: neither says that the scene was real"
    )
    faults: list[str] = []
    told: list[str] = []
    raw = {path for path in opened.files if path.startswith("data/raw/")}
    for path in sorted(opened.files):
        found = _MEDIA.fullmatch(path)
        if found is None:
            continue
        try:
            said = json.loads(opened.read(path))
            source, kind, origin = str(said["source"]), str(said["kind"]), said["origin"]
            notes = [str(note) for note in said["notes"]]
            state = None if origin is None else str(origin["state"])
            is_whole = source != WARC
            is_of = source in raw and (not is_whole or opened.digest(source) == found[1])
        except (ValueError, LookupError, TypeError, RecursionError, SealError) as error:
            faults.append(f"{path} cannot be read: {error}")
            continue
        if not is_of or said.get("sha256") != found[1]:
            faults.append(f"{path} is about other bytes than {shown(source)}")
        words = [
            f"{kind} {found[1][:16]}",
            *notes,
            *([f"origin, as read at capture: {state}"] if state else []),
        ]
        told.append(": ".join([words[0], ", ".join(words[1:])]) if words[1:] else words[0])
    well = "; ".join(told[:20]) or "no films or pictures were looked at"
    return Check("media", not faults, "; ".join(faults) or well, means)
