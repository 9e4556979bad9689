"""Checks custody log, heads, signatures, signers and stamps; each rests on the one before."""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from khronika.errors import SealError
from khronika.seal import layout
from khronika.seal.checks import PROOF, Check, judged
from khronika.seal.container import Opened, shown
from khronika.seal.content import early
from khronika.seal.custody import CustodyLine
from khronika.seal.layout import (
    Head,
    PackageUnreadable,
)
from khronika.seal.signature import (
    AllowedSigner,
    SignatureInvalid,
    SignersUnreadable,
    check_signature,
    fingerprint,
    read_signers,
    signer_line,
    unarmour,
)
from khronika.seal.stamp import StampRefused, check_stamp, read_response


def check_custody(opened: Opened) -> Check:
    """Check the log's chain and signatures, and that it is the log of this package."""
    means = "who had the bytes when, each entry signed, none changed, cut or moved"
    try:
        lines = opened.lines
    except SealError as error:
        return Check("custody", False, str(error), means)
    faults = []
    try:
        own, tags = opened.description.get("id"), opened.digest(layout.TAG_MANIFEST)
    except PackageUnreadable as error:
        return Check("custody", False, str(error), means)
    for line in lines:
        where = f"{layout.CUSTODY} line {line.number}"
        if line.package != own:
            faults.append(f"{where} is of another package")
        if line.tag_manifest_sha256 != tags:
            faults.append(f"{where} is not about {layout.TAG_MANIFEST} as it is")
        if line.actor.startswith("k:") and line.actor != "k:" + fingerprint(line.public_key):
            faults.append(f"{where} is signed by another key than its actor's")
        faults += _bound_faults(opened, line)
    if lines[0].actor != opened.description.get("actor"):
        faults.append(f"{layout.CUSTODY} line 1 and {layout.DESCRIPTION} name two collectors")
    acts = ", ".join(
        f"{line.act} by {line.actor} at {line.at}{_early(opened) if line.number == 1 else ''}"
        for line in lines
    )
    return judged("custody", faults, f"{len(lines)} line(s): {acts}", means)


def _early(opened: Opened) -> str:
    """Say whose stamps the first line binds by way of the manifests; they are judged elsewhere."""
    told = []
    with contextlib.suppress(SealError):  # check_early says it
        said = early.declared(opened)
        for path in early.paths(said) if said else []:
            at = read_response(opened.read(path)).at
            told.append(
                f"{path.split('.txt.')[-1].removesuffix('.tsr')} at {at:%Y-%m-%dT%H:%M:%SZ}"
            )
    return f" (raw bytes stamped by {', '.join(told)})" if told else ""


def _bound_faults(opened: Opened, line: CustodyLine) -> Iterator[str]:
    """Name heads, signatures and stamps that are not as they were when a line was written."""
    for path, digest in line.proofs:
        if path not in opened.files:
            yield f"{path} is missing, custody line {line.number} binds it"
            continue
        try:
            if opened.digest(path) != digest:
                yield f"{path} was changed since custody line {line.number}"
        except PackageUnreadable as error:
            yield str(error)


def check_head(opened: Opened) -> Check:
    """Check that each head is that of its line, and the last that of the last line."""
    means = "what is signed and stamped is this content and this custody log"
    faults: list[str] = []
    try:
        tags = opened.digest(layout.TAG_MANIFEST)
        for line in opened.lines:
            path = opened.head_path(line.number)
            head = Head.from_bytes(opened.read(path))
            if head.tag_manifest_sha256 != tags:
                faults.append(f"{path} is not the head of {layout.TAG_MANIFEST} as it is")
            if (head.custody_sha256, head.line) != (line.sha256, line.number):
                faults.append(f"{path} is not the head of {layout.CUSTODY} line {line.number}")
            if head.made_at != line.at:
                faults.append(
                    f"{path} tells another time than {layout.CUSTODY} line {line.number}"
                )
    except SealError as error:
        faults.append(str(error))
    return judged("head", faults, f"{layout.HEAD} binds content and custody", means)


def check_signatures(opened: Opened) -> Check:
    """Check the OpenSSH signature over each head, and that nothing else lies among the proofs."""
    means = "nobody without the signer's key made or changed this package"
    faults: list[str] = []
    expected = {layout.SIGNERS}
    try:
        for line in opened.lines:
            path = opened.head_path(line.number)
            expected |= {path, path + ".sig"}
            faults += _signature_faults(opened, path, line)
        faults += _allowed_faults(opened)
    except SealError as error:
        return Check("signature", False, "; ".join([*faults, str(error)]), means)
    for path in sorted(opened.files):
        if path.startswith("proofs/") and path not in expected and not path.endswith(".tsr"):
            faults.append(f"{shown(path)} is a proof of nothing in this package")
    signed = ", ".join(dict.fromkeys(line.actor for line in opened.lines))
    return judged("signature", faults, f"signed by {signed}", means)


def _signature_faults(opened: Opened, path: str, line: CustodyLine) -> Iterator[str]:
    try:
        key = check_signature(unarmour(opened.read(path + ".sig")), opened.read(path))
        if key != line.public_key:
            yield f"{path}.sig is by another key than that of custody line {line.number}"
    except SignatureInvalid as error:
        yield f"{path}.sig does not hold: {error}"
    except PackageUnreadable as error:
        yield str(error)


def _allowed_faults(opened: Opened) -> Iterator[str]:
    # Byte for byte: a line more would let a stranger's command accept another key.
    lines = dict.fromkeys(signer_line(line.actor, line.public_key) for line in opened.lines)
    if opened.read(layout.SIGNERS) != "".join(lines).encode():
        yield f"{layout.SIGNERS} does not list exactly the signers of {layout.CUSTODY}"


def read_known(signers: Path | None) -> list[AllowedSigner] | None:
    """Read the keys that the user knows.

    Raises:
        SignersUnreadable: the file cannot be read.
    """
    if signers is None:
        return None
    try:
        return read_signers(signers.read_bytes(), shown(signers))
    except OSError as error:
        raise SignersUnreadable(
            f"{shown(signers)}: {error.strerror}; give a file of allowed signers"
        ) from error


def check_signers(
    opened: Opened, known: list[AllowedSigner] | None, roots: Path | None = None
) -> Check:
    """Compare the keys that signed with those that the user knows."""
    means = "whose keys these are; only a list of your own can tell"
    try:
        lines = opened.lines
    except SealError:
        return Check("signers", False, "the custody log does not hold, so nobody signed", means)
    if known is None:
        actors = ", ".join(dict.fromkeys(line.actor for line in lines))
        return Check("signers", True, f"not known to you: {actors} (see --signers)", means)
    names = {signer.blob: signer.principals for signer in known}
    faults = [
        f"{line.actor} (custody line {line.number}) is not among the signers that you know"
        for line in lines
        if not any(_is_known(x, line, opened, roots) for x in known)
    ]
    well = "known to you: " + ", ".join(dict.fromkeys(names.get(x.public_key, "") for x in lines))
    return judged("signers", faults, well, means)


def _is_known(
    signer: AllowedSigner, line: CustodyLine, opened: Opened, roots: Path | None
) -> bool:
    if signer.blob != line.public_key or not signer.speaks_for(line.actor):
        return False
    if not signer.is_revoked:
        return signer.covers(line.at)
    # A key in other hands can write any time: only a stamp tells that it signed before that.
    return any(signer.covers(at) for at in _proven_times(opened, line.number, roots))


def _proven_times(opened: Opened, number: int, roots: Path | None) -> Iterator[str]:
    """Yield the times at which trusted authorities saw a line of the log, or one after it."""
    for line in opened.lines[number - 1 :] if roots else ():
        head = opened.head_path(line.number)
        for path in opened.files:
            if path.startswith(head + ".") and path.endswith(".tsr"):
                with contextlib.suppress(StampRefused, PackageUnreadable):  # check_stamps says it
                    token = check_stamp(opened.read(path), opened.read(head), roots)
                    yield f"{token.at:%Y-%m-%dT%H:%M:%SZ}"


def check_stamps(opened: Opened, roots: Path | None) -> Check:
    """Judge every time-stamp at its own time, and look for those that were declared."""
    means = "a third party saw the head at that time; without one, times are the maker's word"
    try:
        declared, missing = _declared(opened)
        lines = opened.lines
    except SealError as error:
        return Check("stamps", False, str(error), means)
    first = opened.head_path(1)
    wanted = {first + path.removeprefix(layout.HEAD) for path in declared}
    found = sorted(
        path for path in opened.files if path.endswith(".tsr") and PROOF.fullmatch(path)
    )
    faults = [f"{path} is declared and missing" for path in sorted(wanted - set(found))]
    heads = {opened.head_path(line.number) for line in lines}
    times: list[str] = []
    faults += _bare_faults(opened, lines, found)
    for path in found:
        stamped = re.sub(r"(?<=\.txt)\..*", "", path)
        if stamped not in heads:
            faults.append(f"{path} is a stamp over no head of this package")
            continue
        try:
            token = check_stamp(opened.read(path), opened.read(stamped), roots)
            times.append(f"{path} at {token.at:%Y-%m-%dT%H:%M:%SZ}")
        except (StampRefused, PackageUnreadable) as error:
            faults.append(f"{path} does not hold: {error}")
    well = f"stamped: {', '.join(times)}" if times else "not stamped"
    if times and roots is None:
        well += "; the authority is not known to you (see KHRONIKA_TSA_ROOTS)"
    well += "".join(f"; {name and name + ' gave none: '}{why}" for name, why in missing)
    return judged("stamps", faults, well, means)


def _bare_faults(opened: Opened, lines: list[CustodyLine], found: list[str]) -> Iterator[str]:
    """Name renewals without the stamp that they were made for, and answers that stand twice."""
    for line in lines:
        head = opened.head_path(line.number)
        if line.act == "restamp" and not any(path.startswith(head + ".") for path in found):
            yield f"{head} renews the time-stamps and has none"
    seen: dict[str, str] = {}
    for path in found:
        with contextlib.suppress(PackageUnreadable):  # check_stamps says it
            digest = opened.digest(path)
            if digest in seen:
                yield f"{path} is {seen[digest]} once more, by no second authority"
            seen.setdefault(digest, path)


def _declared(opened: Opened) -> tuple[list[str], list[tuple[str, str]]]:
    stamps = opened.description.get("stamps")
    if not isinstance(stamps, dict):
        raise PackageUnreadable(f"{layout.DESCRIPTION} does not say which stamps there are")
    try:
        declared = [str(entry["path"]) for entry in stamps["declared"]]
        missing = [(str(entry["authority"]), str(entry["why"])) for entry in stamps["missing"]]
    except (KeyError, TypeError) as error:
        raise PackageUnreadable(f"{layout.DESCRIPTION}: its stamps are not described") from error
    return declared, missing
