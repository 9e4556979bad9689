"""The first checks of a verdict: the container, the manifests, what the package says of itself."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from khronika.seal import layout
from khronika.seal.container import Opened, is_noise, shown
from khronika.seal.content import early
from khronika.seal.layout import (
    ManifestUnreadable,
    PackageUnreadable,
    is_sha256,
    is_time,
    read_manifest,
)

_MANIFEST = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt")
_OLD_HEAD = re.compile(r"proofs/head-([1-9][0-9]{0,8})\.txt")
_ID = re.compile(r"ev-[0-9A-HJKMNP-TV-Z]{26}")
_OWN_CHECKS = (layout.RAW, early.FOLDER)
PROOF = re.compile(r"proofs/head(-[1-9][0-9]{0,8})?\.txt(\.sig|\.[A-Za-z0-9._-]+\.tsr)?")
"""Paths of heads, signatures and stamps."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: whether it holds, what was found (naming each path), and what that means."""

    name: str
    ok: bool
    what: str
    means: str


def is_old_head(path: str) -> bool:
    """Tell whether a path is that of a head that a later one replaced."""
    return bool(_OLD_HEAD.fullmatch(path))


def judged(name: str, faults: list[str], well: str, means: str) -> Check:
    """Answer a check that holds where there are no faults, and then tells `well`."""
    return Check(name, not faults, "; ".join(faults) or well, means)


def check_container(opened: Opened) -> Check:
    """Look for what could be read in two ways, or could harm its reader."""
    faults = [f"{shown(fault.path)} {fault.why}" for fault in opened.container.faults]
    if opened.is_zip:
        faults += _oxum_faults(opened, most=True)
    faults += _name_faults(opened)
    noise = sorted(shown(path) for path in opened.container.sizes if is_noise(path))
    well = f"{len(opened.files)} ordinary files"
    if noise:
        well += f"; not of the package, sealed bytes unchanged: {', '.join(noise)}"
    means = "the package can be read in one way only, and reading it is safe"
    return judged("container", faults, well, means)


def _name_faults(opened: Opened) -> Iterator[str]:
    """Name paths that some system cannot hold, or holds as one where there are two."""
    folded: set[str] = set()
    for path in sorted(opened.files):
        is_plain = all(layout.is_plain_path(part) for part in path.split("/"))
        if not is_plain or (path.startswith("data/") and not layout.is_plain_path(path)):
            yield f"{shown(path)} is no path that a package may hold"
        elif path.casefold() in folded:
            yield f"{shown(path)} differs from another path in capitals alone"
        folded.add(path.casefold())


def _oxum_faults(opened: Opened, *, most: bool) -> list[str]:
    """Compare the size and number of payload files with those declared (RFC 8493 2.2.2).

    With `most` only what exceeds them is a fault: that is asked of a zip before it is unpacked.
    """
    payload = [size for path, size in opened.files.items() if path.startswith("data/")]
    actual = f"{sum(payload)}.{len(payload)}"
    try:
        declared = layout.read_bag_info(opened.read(layout.BAG_INFO)).get("payload-oxum")
    except PackageUnreadable:
        return []  # check_manifests names the missing file
    octets = (declared or "").partition(".")[0]
    if not octets.isdigit() or (sum(payload) <= int(octets) if most else actual == declared):
        return []
    return [f"{layout.BAG_INFO} declares a payload of {declared}, the package holds {actual}"]


def check_manifests(opened: Opened) -> Iterator[Check]:
    """Compare every file with the manifests, of our algorithm and of any other."""
    yield _check_declaration(opened)
    covered: set[str] = set()
    names = {name for name in opened.files if _MANIFEST.fullmatch(name)}
    for name in sorted(names | {layout.MANIFEST, layout.TAG_MANIFEST}):
        faults, listed = _manifest_faults(opened, name)
        covered |= listed
        scope = "tag files" if name.startswith("tag") else "payload files"
        means = f"the {scope} are those that were sealed, byte for byte"
        yield judged(name, faults, f"{len(listed)} {scope} as listed", means)
    allowed = covered | names | {layout.CUSTODY, layout.SIGNERS}
    extra = [
        f"{shown(path)} is listed in no manifest"
        for path in sorted(opened.files)
        if path not in allowed and not PROOF.fullmatch(path)
    ]
    yield judged("unlisted", extra, "no file beside the sealed ones", "nothing was added")


def _check_declaration(opened: Opened) -> Check:
    faults = []
    try:
        if opened.read(layout.BAGIT) != layout.DECLARATION:
            faults.append(f"{layout.BAGIT} is not that of BagIt 1.0 in UTF-8")
        faults += _oxum_faults(opened, most=False)
        if "fetch.txt" in opened.files:  # RFC 8493 section 2.2.3: payload that lies elsewhere
            faults.append("fetch.txt names files that are to be fetched; a package holds its own")
    except PackageUnreadable as error:
        faults.append(str(error))
    return judged(
        "bagit", faults, "BagIt 1.0", "any BagIt program can read the package (RFC 8493)"
    )


def _manifest_faults(opened: Opened, name: str) -> tuple[list[str], set[str]]:
    algorithm = _MANIFEST.fullmatch(name)[2]  # type: ignore[index]  # the caller chose by it
    if algorithm not in hashlib.algorithms_guaranteed or algorithm.startswith("shake"):
        return [f"{name} is of an algorithm that cannot be checked"], set()
    try:
        digits = hashlib.new(algorithm, usedforsecurity=False).digest_size * 2
        listed = read_manifest(opened.read(name), name, digits=digits)
    except (ManifestUnreadable, PackageUnreadable) as error:
        return [str(error)], set()
    faults = [fault for path in listed for fault in _file_faults(opened, path, listed, algorithm)]
    if name.startswith("tag"):
        wanted = {layout.BAGIT, layout.BAG_INFO, layout.GUIDE, layout.MANIFEST}
        wanted = wanted if name == layout.TAG_MANIFEST else set()
    else:
        wanted = {path for path in opened.files if path.startswith("data/")}
        faults += [
            f"{shown(path)} is not payload, {name} must not list it"
            for path in listed
            if not path.startswith("data/")
        ]
    faults += [f"{shown(path)} is not listed in {name}" for path in sorted(wanted - set(listed))]
    return faults, set(listed)


def _file_faults(
    opened: Opened, path: str, listed: Mapping[str, str], algorithm: str
) -> Iterator[str]:
    if path not in opened.container.sizes:
        yield f"{shown(path)} is missing"
        return
    try:
        if opened.digest(path, algorithm) != listed[path]:
            yield f"{shown(path)} was changed: its {algorithm} is another"
    except PackageUnreadable as error:
        yield str(error)


def check_description(opened: Opened) -> Check:
    """Compare what the package says about itself with what it holds."""
    means = "the account of the capture belongs to these bytes"
    try:
        said = opened.description
    except PackageUnreadable as error:
        return Check("description", False, str(error), means)
    if said.get("format") != layout.FORMAT_VERSION or isinstance(said["format"], bool):
        what = f"{layout.DESCRIPTION} is of format {said.get('format')!r}, this program knows 1"
        return Check("description", False, what, means)
    faults = [*_own_faults(opened, said)]
    faults += _listing_faults(opened, said.get("files"))
    faults += _completes_faults(said)
    try:
        faults += _derived_faults(opened, said)
    except PackageUnreadable as error:
        faults.append(str(error))
    well = f"{said.get('id')}, {'complete' if said.get('complete') is True else 'incomplete'}"
    return judged("description", faults, well + "".join(_remarks(said)), means)


def _own_faults(opened: Opened, said: Mapping[str, object]) -> Iterator[str]:
    """Name what a package says of itself as a whole and what cannot be."""
    if not isinstance(said.get("id"), str):
        yield f"{layout.DESCRIPTION} names no id"
    minor = said.get("minor", 0)
    if not isinstance(minor, int) or isinstance(minor, bool) or minor < 0:
        yield f"{layout.DESCRIPTION} is of no minor version"
    if not isinstance(said.get("complete", True), bool) or not isinstance(
        said.get("gaps", []), list
    ):
        yield f"{layout.DESCRIPTION} does not say whether it is complete"
    if not is_time(said.get("sealed_at")):
        yield f"{layout.DESCRIPTION} does not say when it was sealed"
    try:
        named = layout.read_bag_info(opened.read(layout.BAG_INFO)).get("external-identifier")
    except PackageUnreadable:
        return  # check_manifests names the missing file
    if named not in (None, said.get("id")):
        yield f"{layout.BAG_INFO} names another package, {named}"


def _completes_faults(said: Mapping[str, object]) -> Iterator[str]:
    """Name a package that says badly which one it completes; whether that one stands is open."""
    if "completes" not in said:
        return
    named = said["completes"]
    told = named if isinstance(named, dict) else {}
    package = told.get("package")
    is_formed = isinstance(package, str) and _ID.fullmatch(package) and package != said.get("id")
    if not is_formed or not is_sha256(told.get("head_sha256")) or len(told) != 2:
        yield f"{layout.DESCRIPTION} does not name the package that it completes by its head"


def _listing_faults(opened: Opened, files: object) -> Iterator[str]:
    raw = {path for path in opened.files if path.startswith(layout.RAW)}
    named: set[str] = set()
    for entry in files if isinstance(files, list) else []:
        path, digest = (
            (entry.get("path"), entry.get("sha256")) if isinstance(entry, dict) else (0, 0)
        )
        if not isinstance(path, str) or path not in raw or not is_sha256(digest):
            yield f"{layout.DESCRIPTION} describes {path!r}, which is not there"
            continue
        if path in named:
            yield f"{layout.DESCRIPTION} describes {shown(path)} twice"
        named.add(path)
        try:
            is_same = (opened.digest(path), opened.files[path]) == (digest, entry.get("bytes"))
        except PackageUnreadable as error:
            yield str(error)
            continue
        if not is_same:
            yield f"{shown(path)} is not as {layout.DESCRIPTION} describes it"
    yield from (
        f"{layout.DESCRIPTION} does not describe {shown(path)}" for path in sorted(raw - named)
    )


def _derived_faults(opened: Opened, said: Mapping[str, object]) -> Iterator[str]:
    """Name what lies in `data` and neither came from outside nor says what it was made from."""
    minor = said.get("minor", 0)
    if not isinstance(minor, int) or not 1 <= minor <= layout.FORMAT_MINOR:
        return  # version 1.0 knew no derived files, a later one may know more
    raw = {opened.digest(path) for path in opened.files if path.startswith(layout.RAW)}
    others = {path for path in opened.files if path.startswith("data/")}
    others -= {layout.DESCRIPTION, *(p for p in others if p.startswith(_OWN_CHECKS))}
    listed = said.get("derived")
    for entry in listed if isinstance(listed, list) else []:
        path = entry.get("path") if isinstance(entry, dict) else None
        if path not in others:
            yield f"{layout.DESCRIPTION} describes {path!r}, which is not there"
            continue
        others.discard(path)
        if opened.digest(path) != entry.get("sha256") or entry.get("parent") not in raw:
            yield f"{shown(path)} is not as {layout.DESCRIPTION} describes it"
    yield from (f"{layout.DESCRIPTION} does not describe {shown(p)}" for p in sorted(others))


def _remarks(said: Mapping[str, object]) -> Iterator[str]:
    gaps, exchanges = said.get("gaps"), said.get("exchanges")
    minor = said.get("minor", 0)
    if not isinstance(minor, int) or minor > layout.FORMAT_MINOR:
        yield f"; of format 1.{minor}: what came after {layout.VERSION} is not judged here"
    yield from _of_clock(said.get("clock"))
    named = said.get("completes")
    if isinstance(named, dict):
        yield f"; it completes {named.get('package')}, head {named.get('head_sha256')}"
    for gap in gaps if isinstance(gaps, list) else []:
        if isinstance(gap, dict):
            yield f"; gap: {gap.get('why')}"
    for exchange in exchanges if isinstance(exchanges, list) else []:
        tls = exchange.get("tls") if isinstance(exchange, dict) else None
        if isinstance(tls, dict) and tls.get("fault"):
            yield f"; the certificate of a server was not valid at capture: {tls['fault']}"


def _of_clock(told: object) -> Iterator[str]:
    is_set = told.get("synchronised") if isinstance(told, dict) else None
    error = told.get("error_ms") if isinstance(told, dict) else None
    if is_set is True:
        yield f"; others set the clock of the machine that captured (to {error} ms, as it says)"
    elif is_set is False:
        yield "; nothing set the clock of the machine that captured: its times may be off"


def check_ledger(opened: Opened) -> Check:
    """Say what this verdict cannot say."""
    means = "equality with the head in a ledger is what excludes a package made anew"
    try:
        head = hashlib.sha256(opened.read(layout.HEAD)).hexdigest()
    except PackageUnreadable as error:
        return Check("ledger", False, str(error), means)
    return Check(
        "ledger", True, f"not compared; head {head}; `khronika record verify` compares", means
    )
