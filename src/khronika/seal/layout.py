"""Says what a package consists of: its files, their names, the two BagIt manifests and the head.

BagIt is RFC 8493. Names inside are so plain (`A-Z a-z 0-9 . _ -`) that its escapes never arise
and `sha256sum -c` reads the manifests as they are.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from khronika.errors import SealError

FORMAT_VERSION = 1
"""Version of the package format; `docs/reference/evidence-package.md` describes it."""
FORMAT_MINOR = 5
"""Grows with additions that a reader of the same version may pass over; 0 where unsaid."""
VERSION = f"{FORMAT_VERSION}.{FORMAT_MINOR}"

BAGIT = "bagit.txt"
BAG_INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
CUSTODY = "custody.jsonl"
GUIDE = "VERIFY.md"
HEAD = "proofs/head.txt"
SIGNERS = "proofs/allowed_signers"
DESCRIPTION = "data/manifest.json"
RAW = "data/raw/"
WARC = "data/raw/http.warc"

MARKS = (BAGIT, MANIFEST, TAG_MANIFEST, CUSTODY, HEAD)
"""A folder or zip that holds any of these claims to be a package."""

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
TAG_LIMIT_BYTES = 64 << 20
"""No file outside `data/raw` is larger than this; a larger one is not read."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_LINE = re.compile(r"([0-9a-fA-F]+)[ \t]+\*?(.+)")
_PLAIN = re.compile(r"[A-Za-z0-9._-]+")
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$)(\.|$)", re.IGNORECASE)
PACKAGE_NAME = re.compile(r"ev-[0-7][0-9A-HJKMNP-TV-Z]{25}")


class NotAPackage(SealError):
    """What was given is neither a package folder nor the zip of one."""


class PackageUnreadable(SealError):
    """A package was found, and a part of it that is needed cannot be read."""


class PackageNotMade(SealError):
    """A package could not be written; nothing of it is left."""


class ManifestUnreadable(SealError):
    """A BagIt manifest is not a list of hashes and paths."""


class HeadUnreadable(SealError):
    """A head is not the three lines that the format asks for."""


@dataclass(frozen=True, slots=True)
class Head:
    """The three lines over which signatures and time-stamps are made.

    `tag_manifest_sha256` binds every file that the manifests list, `custody_sha256` the last line
    of the custody log (line feed included), of which `line` is the number; `made_at` is the time
    that the sealing machine's clock showed (ISO 8601, UTC): a claim, not a proof.
    """

    tag_manifest_sha256: str
    custody_sha256: str
    line: int
    made_at: str

    def to_bytes(self) -> bytes:
        """Write the head; its first line is one that `sha256sum -c` reads."""
        return (
            f"{self.tag_manifest_sha256}  {TAG_MANIFEST}\n"
            f"{self.custody_sha256}  {CUSTODY} line {self.line}\n"
            f"{self.made_at}\n"
        ).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Head":
        """Read a head, accepting exactly what `to_bytes` writes.

        Raises:
            HeadUnreadable: the bytes have another form.
        """
        form = (
            rb"([0-9a-f]{64})  tagmanifest-sha256\.txt\n"
            rb"([0-9a-f]{64})  custody\.jsonl line ([1-9][0-9]{0,8})\n"
            rb"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)\n"
        )
        found = re.fullmatch(form, content)
        tags, custody, line, made_at = (x.decode() for x in found.groups()) if found else [""] * 4
        if not is_time(made_at):
            raise HeadUnreadable(f"{HEAD} is not the three lines of format {FORMAT_VERSION}")
        return cls(tags, custody, int(line), made_at)


def is_plain_path(path: str) -> bool:
    """Tell whether a path is one that a package may hold.

    >>> is_plain_path("data/raw/report.html"), is_plain_path("data/../x"), is_plain_path("aux.txt")
    (True, False, False)
    """
    return len(path) <= 80 and all(
        _PLAIN.fullmatch(part) and part.strip(".") and not _DEVICES.match(part)
        for part in path.split("/")
    )


def plain_name(name: str) -> str:
    """Turn the base name of a source into one that every file system and manifest can hold.

    Args:
        name: any text; what is not `A-Z a-z 0-9 . _ -` becomes `_`.

    Returns:
        1 to 60 characters, the extension kept where it is short, never a Windows device.

    >>> plain_name("отчёт 3.html"), plain_name("aux.txt")
    ('_3.html', 'file_aux.txt')
    """
    stem, dot, extension = re.sub(r"[^A-Za-z0-9._-]+", "_", name).rpartition(".")
    if not stem or len(extension) > 10:
        stem, dot, extension = stem + dot + extension, "", ""
    plain = (stem.lstrip("._-")[: 60 - 5 - len(dot + extension)] or "_") + dot + extension
    if _DEVICES.match(plain):
        plain = "file_" + plain
    return plain.rstrip(".") or "file"


def write_manifest(sha256_by_path: Mapping[str, str]) -> bytes:
    """Write a BagIt manifest, sorted by path (RFC 8493 section 2.1.3)."""
    return "".join(
        f"{digest}  {path}\n" for path, digest in sorted(sha256_by_path.items())
    ).encode()


def read_manifest(content: bytes, name: str = MANIFEST, *, digits: int = 64) -> dict[str, str]:
    """Read a BagIt manifest and refuse whatever a reader could take in two ways.

    Args:
        content: the file's bytes.
        name: its name, for messages.
        digits: length of a hash of the manifest's algorithm, in hexadecimal digits.

    Returns:
        Path to lower-case hash.

    Raises:
        ManifestUnreadable: a line is not a hash and a path, a path stands twice, leads out of the
            package, or the bytes are not UTF-8.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ManifestUnreadable(f"{name} is not UTF-8 text (byte {error.start})") from error
    listed: dict[str, str] = {}
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not line:
            continue
        found = _LINE.fullmatch(line)
        if not found or len(found[1]) != digits:
            raise ManifestUnreadable(f"{name} line {number} is not a hash and a path")
        _add(listed, _unescape(found[2]), found[1].lower(), f"{name} line {number}")
    return listed


def _add(listed: dict[str, str], path: str, digest: str, where: str) -> None:
    if path in listed:
        raise ManifestUnreadable(f"{where} lists {path!r} a second time")
    parts = path.split("/")
    if (
        path.startswith(("/", "~"))
        or "\\" in path
        or ":" in parts[0]
        or {"..", ".", ""} & {*parts}
    ):
        raise ManifestUnreadable(f"{where} leads out of the package: {path!r}")
    listed[path] = digest


def _unescape(path: str) -> str:
    # RFC 8493 section 2.1.3: only CR, LF and % are escaped.
    codes = {"0A": "\n", "0D": "\r", "25": "%"}
    return re.sub("%(0A|0D|25)", lambda code: codes[code[1].upper()], path, flags=re.IGNORECASE)


def write_bag_info(items: Iterable[tuple[str, str]]) -> bytes:
    """Write `bag-info.txt` (RFC 8493 section 2.2.2)."""
    return "".join(f"{label}: {value}\n" for label, value in items).encode()


def read_bag_info(content: bytes) -> dict[str, str]:
    """Read `bag-info.txt`: label in lower case to the last value given."""
    found: dict[str, str] = {}
    for line in content.decode("utf-8", "replace").splitlines():
        label, colon, value = line.partition(":")
        if colon and not line[0].isspace():
            found[label.strip().lower()] = value.strip()
    return found


def is_time(text: object) -> bool:
    """Tell whether a value is a time as packages write it: UTC, whole seconds, one that can be.

    >>> is_time("2018-06-23T12:00:00Z"), is_time("2018-06-31T12:00:00Z")
    (True, False)
    """
    if not isinstance(text, str) or not _TIME.fullmatch(text):
        return False
    try:
        datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return False
    return True


def is_sha256(text: object) -> bool:
    """Tell whether a value is a SHA-256 as packages write it: 64 lower-case hex digits."""
    return isinstance(text, str) and bool(_SHA256.fullmatch(text))


_GUIDE_TEXT = """\
# How to check this package without Khronika

Package {package}, format version {version}. You need a shell with `sha256sum`, `ssh-keygen`
(OpenSSH 8.1 or later) and, for time-stamps, `openssl`. Run the commands in this folder, in this
order: each rests on the one before.

1. **The bytes.** Every line must end in `OK`.

        sha256sum -c manifest-sha256.txt
        sha256sum -c tagmanifest-sha256.txt

   Files that neither list names are not of the package, except `custody.jsonl` and those in
   `proofs`, which the next steps check. `bagit.py --validate .` (Python package bagit) reads the
   same lists.

2. **The head.** `proofs/head.txt` binds all that: its first line must end in `OK`, and the two
   hashes printed by the second and third command must be equal.

        head -n 1 proofs/head.txt | sha256sum -c
        tail -n 1 custody.jsonl | sha256sum
        sed -n 2p proofs/head.txt

   Every line of `custody.jsonl` carries, as `previous`, the hash of the line before:
   `sed -n 1p custody.jsonl | sha256sum` prints what line 2 must carry. Heads of earlier lines
   stand in `proofs/head-1.txt` and so on.

3. **The signature.** It must say `Good "khronika" signature`.

        ssh-keygen -Y verify -f proofs/allowed_signers -n khronika \\
          -I '{actor}' \\
          -s proofs/head.txt.sig < proofs/head.txt

   `proofs/allowed_signers` came with the package. That the key belongs to whom you believe, you
   must learn elsewhere: ask the person for the fingerprint, or use a list of your own in its
   place. `ssh-keygen -lf FILE`, with the key in a file, prints the fingerprint.

   Where `custody.jsonl` has more than one line, others had the package or signed it after its
   collector. `tail -n 1 custody.jsonl` names, as `actor`, whose signature is under the present
   head: put that name behind `-I`. The collector's is under `proofs/head-1.txt`.

4. **The time.** Each `proofs/head.txt.*.tsr`, where there is one, is the answer of a time-stamp
   authority (RFC 3161) over `proofs/head.txt`. ROOTS.pem holds the root certificates that you
   trust. The first command prints the time in the token; the second must print
   `Verification: OK`.

        openssl ts -reply -text -in proofs/head.txt.NAME.tsr | grep 'Time stamp:'
        openssl ts -verify -data proofs/head.txt -in proofs/head.txt.NAME.tsr -CAfile ROOTS.pem

   When the authority's certificate has expired since, judge at the time in the token:

        openssl ts -verify -data proofs/head.txt -in proofs/head.txt.NAME.tsr -CAfile ROOTS.pem \\
          -attime $(date -u -d 'TIME PRINTED ABOVE' +%s)

   `data/manifest.json` names the stamps that must be there, under `stamps`. Without a stamp the
   times in this package are the word of the machine that made it, and no more.

   Where there is a folder `data/capture`, the raw bytes were stamped as soon as they were all
   there, before anything was made from them: `sha256sum -c data/capture/raw.txt`, and the two
   commands above with `data/capture/raw.txt` in the place of `proofs/head.txt`.

5. **The record of an address.** `data/raw/http.warc` holds requests and answers as received;
   `warcio check -v data/raw/http.warc` (Python package warcio) checks its own digests.
   `data/page.wacz`, where there is one, is a copy for looking at: ReplayWeb.page and pywb show it,
   and `wacz validate -f data/page.wacz` (Python package wacz) checks its form.
   What it holds is derived from `http.warc`, as `data/manifest.json` says under `derived`; only
   the ids of its records are others:
   `unzip -p data/page.wacz archive/data.warc.gz | gunzip | diff -a - data/raw/http.warc` shows
   lines that begin with `WARC-Record-ID` and `WARC-Concurrent-To`.

6. **Films and pictures.** `data/media` holds what programs said of them, named with version and
   hash in `data/manifest.json` and in each `data/media/*.json`: run the same program on the raw
   bytes and compare. What a film says of its place, time and maker, and a C2PA statement, is its
   maker's word.

What holds when all of this holds: these bytes existed before the time in the tokens and were
collected by the holder of the key. It does not say that the page told the truth, that the server
showed the same to others, or who the holder of the key is. The signature in `proofs` is the only
thing that a forger cannot make again; compare the SHA-256 of `proofs/head.txt` with the record
that cites it where you can.
"""


def write_guide(package: str, actor: str, version: str) -> bytes:
    """Write the guide for one package.

    Args:
        package: its id.
        actor: the id under which the head is signed, as in `proofs/allowed_signers`.
        version: of the format, such as 1.1.
    """
    return _GUIDE_TEXT.format(package=package, actor=actor, version=version).encode()
