"""Takes our own words out of the files around what was captured: lists, guide, custody, proofs.

A package that somebody else made is put into the store by hand now and then, and its guide, its
`bag-info.txt` or a file that no list names may say anything. So each line that is not exactly one
of ours is searched for names.
"""

import base64
import json
import re
from collections.abc import Iterator

from khronika.seal import layout

_ID = r"ev-[0-7][0-9A-HJKMNP-TV-Z]{25}"
_PATH = re.compile(
    rf"\A(?:{_ID}/)?(?:VERIFY\.md|bag-info\.txt|bagit\.txt|custody\.jsonl|(?:tag)?manifest-sha256\.txt"
    r"|proofs/(?:allowed_signers|head(?:-[1-9]\d{0,8})?\.txt(?:\.sig|\.[A-Za-z0-9._-]+\.tsr)?))\Z"
)
_LINES = {
    "bagit.txt": re.compile(
        "|".join(re.escape(line) for line in layout.DECLARATION.decode().splitlines())
    ),
    "bag-info.txt": re.compile(
        rf"External-Identifier: {_ID}|Bagging-Date: [\d-]{{10}}|Payload-Oxum: \d+\.\d+"
        r"|Bag-Software-Agent: khronika [\d.]+(?:\.?dev\d+)?"
    ),
    "allowed_signers": re.compile(
        r"[ku]:[A-Za-z0-9:+/=_-]{8,90} namespaces=\"khronika\" (?:ssh-ed25519|ssh-rsa"
        r"|ecdsa-sha2-nistp\d+|sk-ssh-ed25519@openssh\.com) [A-Za-z0-9+/]+={0,2}"
    ),
    "head": re.compile(
        r"[0-9a-f]{64}  tagmanifest-sha256\.txt|[0-9a-f]{64}  custody\.jsonl line \d+"
        r"|[\dTZ:-]{20}"
    ),
    "sig": re.compile(r"-----(?:BEGIN|END) SSH SIGNATURE-----"),
}
"""Lines that stand in a file of ours as they are."""
_MAGIC = b"SSHSIG" + (1).to_bytes(4, "big")
_ARMOUR = re.compile(
    r"-----BEGIN SSH SIGNATURE-----\n[A-Za-z0-9+/=\n]+-----END SSH SIGNATURE-----(?:\n|\Z)"
)
_LISTED = re.compile(r"([0-9a-f]{64})  (.+)")
_GUIDE = re.compile(rf"^Package ({_ID}), format version (\d\.\d+)\.", re.MULTILINE)
_SIGNED_BY = re.compile(r"-I (?:'|\")?([ku]:[A-Za-z0-9:+/=_-]{8,90})")
_CUSTODY = {
    "act": re.compile(r"capture|restamp|countersign|receive|hand-over"),
    "actor": re.compile(r"[ku]:[A-Za-z0-9:+/=_-]{8,90}"),
    "at": re.compile(r"[\dTZ:-]{20}"),
    "line": re.compile(r"\d+"),
    "package": re.compile(_ID),
    "previous": re.compile(r"[0-9a-f]{64}|None"),
    "tagmanifest": re.compile(r"[0-9a-f]{64}"),
    "proofs": re.compile(r"(?!)"),
    "signature": re.compile(r"(?!)"),
}


def frame_path(path: str) -> bool:
    """Tell whether a path is that of a file which stands around every capture.

    >>> frame_path("proofs/head.txt.sig"), frame_path("notes/Mira Tavel.txt")
    (True, False)
    """
    return bool(_PATH.match(path))


def foreign_frame(path: str, body: bytes) -> bytes:
    r"""Answer what is not our own in a file around what was captured.

    Args:
        path: of the file in its package, one of `frame_path`.
        body: its bytes.

    >>> foreign_frame("bag-info.txt", b"Payload-Oxum: 5.1\nContact-Name: Mira Tavel\n")
    b'Contact-Name: Mira Tavel'
    """
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return body
    name = path.rpartition("/")[2]
    if name.endswith(".tsr"):
        return body
    if name == "custody.jsonl":
        lines = _of_custody(text)
    elif name == "VERIFY.md":
        lines = _of_guide(text)
    elif "manifest-sha256" in name:
        lines = (_of_list(line) for line in text.splitlines())
    elif name.endswith(".sig") and _is_signature("".join(_ARMOUR.findall(text))):
        lines = iter(_ARMOUR.sub("", text).splitlines())
    else:
        own = _LINES["sig" if name.endswith(".sig") else "head" if name[:4] == "head" else name]
        lines = (line for line in text.splitlines() if not own.fullmatch(line))
    return "\n".join(line for line in lines if line).encode()


def _is_signature(letters: str) -> bool:
    """Tell whether base64 is one of our signatures and nothing else (openssh, PROTOCOL.sshsig)."""
    try:
        blob = base64.b64decode(re.sub(r"-----[A-Z ]+-----|\s", "", letters), validate=True)
    except ValueError:
        return False
    parts, at = list[bytes](), len(_MAGIC)
    while blob.startswith(_MAGIC) and at + 4 <= len(blob) and len(parts) < 5:
        size = int.from_bytes(blob[at : at + 4], "big")
        parts, at = [*parts, blob[at + 4 : at + 4 + size]], at + 4 + size
    return at == len(blob) and parts[1:4] in ([b"khronika", b"", b"sha512"],
                                              [b"khronika", b"", b"sha256"])  # fmt: skip


def _of_guide(text: str) -> Iterator[str]:
    said, signer = _GUIDE.search(text), _SIGNED_BY.search(text)
    ours = layout.write_guide(
        said[1] if said else "", signer[1] if signer else "", said[2] if said else ""
    )
    known = set(ours.decode().splitlines())
    return (line for line in text.splitlines() if line not in known)


def _of_list(line: str) -> str:
    found = _LISTED.fullmatch(line)
    if found is None:
        return line
    # Files below `data` are searched under their own paths; others stand in no package of ours.
    return "" if found[2].startswith("data/") or frame_path(found[2]) else found[2]


def _of_custody(text: str) -> Iterator[str]:
    for line in text.splitlines():
        try:
            told = json.loads(line, object_pairs_hook=list)
        except (ValueError, RecursionError):
            yield line
            continue
        yield from _of_line(told) if isinstance(told, list) else [line]


def _of_line(told: list[object]) -> Iterator[str]:
    for pair in told:
        if not (isinstance(pair, tuple) and pair[0] in _CUSTODY):
            yield json.dumps(pair, ensure_ascii=False)
        elif pair[0] == "signature" and _is_signature(str(pair[1])):
            continue
        elif pair[0] == "proofs" and isinstance(pair[1], list):
            yield from (_of_proof(one) for one in pair[1])
        elif not _CUSTODY[pair[0]].fullmatch(str(pair[1])):
            yield pair[1] if isinstance(pair[1], str) else json.dumps(pair[1], ensure_ascii=False)


def _of_proof(one: object) -> str:
    is_ours = isinstance(one, tuple) and frame_path(one[0]) and re.fullmatch(
        "[0-9a-f]{64}", str(one[1])
    )  # fmt: skip
    return "" if is_ours else json.dumps(one, ensure_ascii=False)
