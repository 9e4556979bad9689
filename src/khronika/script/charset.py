"""Decodes bytes as their writer meant them, and keeps the way back to each byte.

Declarations are often wrong, so they are testimony, not proof: bytes that are valid UTF-8 are
UTF-8; otherwise the declared encoding is weighed against those that pages of this world use, by
what kind of words come out (no case breaks, no stray signs, a language that is written that way).
"""

import bisect
import codecs
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from khronika.script.declared import FAMILIES, SHIFTED, codec_of, labels_inside, unhidden
from khronika.script.language import guess
from khronika.script.spelling import breaks, is_odd, rarity

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


_MANY_BYTES = frozenset({"gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"})
_RARE = frozenset({"iso-8859-5", "iso-8859-6", "iso-8859-7", "mac_cyrillic", "mac_roman"})
_TAG = re.compile(rb"<[^<>]{0,2000}>")
_RUN = re.compile(rb"[^\x00-\x1f<>&;=]+")
_RUN_OF_UTF7 = re.compile(rb"\+[A-Za-z0-9+/]*-?")
_HALF = re.compile("[\ud800-\udfff]")
_COMMON_HAN = frozenset(
    "的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出就分对對成会會可主发發年"
    "动動同工也能下过過子说說产產种種面而方后後多定行学學法所民得经經十三之进進者被日月市新本警局记記報报者"
)


@dataclass(slots=True)
class Decoded:
    """Text, the name of its encoding, and the way from its characters back to the bytes."""

    text: str
    encoding: str
    content: bytes
    start: int = 0
    anchors: list[tuple[int, int]] = field(default_factory=list)
    _inner: "Decoded | None" = None
    _cursor: tuple[int, int] = (0, 0)
    _decoder: codecs.IncrementalDecoder | None = None

    def byte_at(self, offset: int) -> int:
        """Return where in the bytes the character at `offset` begins (the end for the last).

        Offsets asked for in ascending order cost one walk over the text in all.
        """
        if self._inner is not None:
            return self._inner.byte_at(self._outer(offset))
        if self.encoding in {"utf-8", "utf-16-le", "utf-16-be"}:
            return self._counted(offset)
        if self.encoding.startswith("utf-32"):
            return self.start + 4 * offset
        if self.encoding == "utf-7":
            return self._beside_runs(offset)
        if self.encoding in _MANY_BYTES | SHIFTED or self.encoding not in FAMILIES:
            return self._walked(offset)
        return self.start + offset

    def _outer(self, offset: int) -> int:
        here = bisect.bisect_right(self.anchors, (offset, 1 << 62)) - 1
        new, old = self.anchors[here]
        return old + (offset - new) if here % 2 == 0 else old

    def _counted(self, offset: int) -> int:
        here = bisect.bisect_right(self.anchors, (offset, 1 << 62)) - 1
        char, byte = self.anchors[here] if here >= 0 else (0, self.start)
        if char <= self._cursor[0] <= offset:
            char, byte = max((char, byte), self._cursor)
        byte += len(self.text[char:offset].encode(self.encoding, "surrogatepass"))
        self._cursor = (offset, byte)
        return byte

    def _beside_runs(self, offset: int) -> int:
        """Count from the last anchor; within a run of UTF-7, the run is the least there is."""
        here = bisect.bisect_right(self.anchors, (offset, 1 << 62)) - 1
        char, byte = self.anchors[here]
        if here % 2 == 0 or char == offset:
            return byte + (offset - char)
        return self.anchors[here + 1][1]

    def _walked(self, offset: int) -> int:
        char, byte = self._cursor
        if self._decoder is None or char > offset:
            char, byte = 0, self.start
            self._decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        while char < offset and byte < len(self.content):
            char += len(self._decoder.decode(self.content[byte : byte + 1]))
            byte += 1
        self._cursor = (char, byte)
        return byte


def decode(content: bytes, *, charset: str | None = None, markup: bool = True) -> Decoded:
    """Decode bytes as they were meant.

    Args:
        content: the entity.
        charset: what its envelope declares (HTTP or MIME), if anything.
        markup: whether declarations inside (`<meta>`, `<?xml`) count.

    Returns:
        The text without a byte order mark; never an error: bytes that nothing fits become U+FFFD.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            return _mended(_decoded(content, name, len(mark)))
    wide = wide_encoding(content)
    if wide:
        return _decoded(content, wide, 0)
    labels = [charset] if charset else []
    if markup:
        labels += labels_inside(content)
    declared = [name for name in map(codec_of, labels) if name]
    return _mended(_decoded(content, _choose(content, declared), 0))


def wide_encoding(content: bytes) -> str | None:
    """Tell UTF-16 without a byte order mark: every second byte is zero or names one script.

    Args:
        content: bytes without a byte order mark.

    Returns:
        utf-16-le, utf-16-be or None.
    """
    sample = content[:4096]
    half = len(sample) // 2
    if half < 4 or not sample.count(0):
        return None
    for name, high, low in (
        ("utf-16-le", sample[1::2], sample[0::2]),
        ("utf-16-be", sample[0::2], sample[1::2]),
    ):
        if low.count(0) > 0.02 * half or high.count(0) < 0.02 * half:
            continue
        usual = sum(count for _, count in Counter(high).most_common(3))
        text = sample[: half * 2].decode(name, "replace")
        odd = sum(c == "\ufffd" or unicodedata.category(c) in {"Cn", "Co", "Cc"} for c in text)
        odd -= sum(c in "\r\n\t" for c in text)
        if (usual > 0.8 * half or high.count(0) > 0.3 * half) and odd <= 0.02 * len(text):
            return name
    return None


def _choose(content: bytes, declared: list[str]) -> str:
    if content.isascii():
        shifted = [name for name in declared if name in SHIFTED]
        if shifted:
            return shifted[0]
        return "iso2022_jp" if b"\x1b$" in content else "utf-8"
    first = declared[0] if declared else None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        if _nearly_utf8(content, trusted="utf-8" in declared):
            return "utf-8"
    else:
        several = sum(char > "\x7f" for char in text[:20_000])
        if first not in _MANY_BYTES or several > 3 or not _holds(content, str(first)):
            return "utf-8"
    return _weigh(content, [name for name in declared if name != "utf-8"])


def _holds(content: bytes, name: str) -> bool:
    try:
        content.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _nearly_utf8(content: bytes, *, trusted: bool) -> bool:
    """Tell whether only a few bytes, as of a page cut short, are not UTF-8."""
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(char > "\x7f" for char in text) - broken
    return whole > (2 if trusted else 8) * broken


def _sample(content: bytes) -> bytes:
    plain = _TAG.sub(b" ", b" ".join(unhidden(content[:400_000])))
    found = b" ".join(run for run in _RUN.findall(plain) if not run.isascii())
    return (found or plain)[:8_000]


def _weigh(content: bytes, declared: list[str]) -> str:
    sample = _sample(content)
    names = dict.fromkeys([*declared, *FAMILIES])
    scores = {}
    for rank, name in enumerate(names):
        score = _score(sample, name)
        if score is not None:
            scores[name] = score - 0.002 * rank + _prior(sample, name, name in declared[:2])
    return max(scores, key=lambda name: scores[name]) if scores else "cp1252"


def _prior(sample: bytes, name: str, declared: bool) -> float:
    """Weigh a declaration, and what the web hardly knows, the more the fewer letters there are.

    The Western one counts less: programs write it where nobody chose any.
    """
    short = max(0.0, 1 - sum(byte > 0x7F for byte in sample) / 60)
    if declared:
        return 0.25 if name == "cp1252" else 0.25 + 1.25 * short
    return -0.2 * short if name in _RARE else 0.0


def _score(sample: bytes, name: str) -> float | None:
    """Judge how far a decoding is made of words; None where the bytes do not fit."""
    try:
        text = sample.decode(name, "replace" if name in _MANY_BYTES else "strict")
    except (UnicodeDecodeError, LookupError):
        try:
            text = sample.decode(name, "replace")
        except LookupError:
            return None
    high = [char for char in text if char > "\x7f"]
    if not high:
        return None
    wrong = sum(is_odd(char) for char in high)
    if text.count("\ufffd") > 0.02 * len(high) + 1:
        return None
    quality = (len(high) - 4 * wrong - 3 * breaks(text)) / len(high)
    quality -= rarity(text)
    lang, confidence = guess(text)
    if name in _MANY_BYTES:
        quality += (
            2
            * sum(char in _COMMON_HAN or "\u3040" <= char <= "\u30ff" for char in high)
            / len(high)
            - 0.3
        )
        if name == "cp949":
            quality += 0.6 * sum("\uac00" <= char <= "\ud7a3" for char in high) / len(high)
    return quality + (confidence if lang in FAMILIES.get(name, (lang,)) else -0.3)


def _decoded(content: bytes, name: str, start: int) -> Decoded:
    body = content[start:] if start else content
    if name in {"utf-8", "utf-16-le", "utf-16-be"}:
        return _with_anchors(content, body, name, start)
    if name == "utf-7":
        return _with_runs(content, body, start)
    if name in FAMILIES and name not in _MANY_BYTES:
        text = body.decode(name, "khronika-byte")
    else:
        text = body.decode(name, "replace")
    return Decoded(text, name, content, start)


def _with_runs(content: bytes, body: bytes, start: int) -> Decoded:
    """Decode UTF-7 (RFC 2152) run by run; half a pair of UTF-16 is no letter.

    Python's decoder that goes byte by byte reads each run anew at each of its bytes.
    """
    anchors, parts, at, size = [(0, start)], list[str](), 0, 0
    for run in _RUN_OF_UTF7.finditer(body):
        words = _HALF.sub("\ufffd", run.group().decode("utf-7", "replace"))
        parts += [body[at : run.start()].decode("ascii", "replace"), words]
        size += run.start() - at
        anchors += [(size, start + run.start()), (size + len(words), start + run.end())]
        at, size = run.end(), size + len(words)
    parts.append(body[at:].decode("ascii", "replace"))
    return Decoded("".join(parts), "utf-7", content, start, anchors)


def _with_anchors(content: bytes, body: bytes, name: str, start: int) -> Decoded:
    try:
        return Decoded(body.decode(name), name, content, start)
    except UnicodeDecodeError:
        anchors, parts, at, size = [(0, start)], [], 0, 0
    while at < len(body):
        chunk = body[at : at + 65_536]
        try:
            parts.append(chunk.decode(name))
            size += len(parts[-1])
            at += len(chunk)
        except UnicodeDecodeError as error:
            whole = chunk[: error.start].decode(name)
            cut_off = error.end == len(chunk) and at + len(chunk) < len(body) and error.start
            parts.append(whole if cut_off else whole + "\ufffd")
            size += len(parts[-1])
            at += error.start if cut_off else error.end
            anchors.append((size, start + at))
    return Decoded("".join(parts), name, content, start, anchors)


def _keep_byte(error: UnicodeError) -> tuple[str, int]:
    """Map a byte that a code page leaves open to the control of that number (WHATWG)."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(map(chr, error.object[error.start : error.end])), error.end


codecs.register_error("khronika-byte", _keep_byte)

_MOJIBAKE = {
    "cp1252": re.compile(
        "[\u00c2-\u00f4][\u0080-\u00ff\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]+"
    ),
    "cp1251": re.compile(
        "[РСГВТЪЫЬУШЩ]"
        "[\u0080-\u00bf\u0402-\u040f\u0451-\u045f\u0490\u0491\u2013-\u203a\u20ac\u2116\u2122РСГВ]+"
    ),
}


def _mended(decoded: Decoded) -> Decoded:
    """Undo UTF-8 that was once taken for a Western or Cyrillic code page and saved again."""
    if decoded.encoding not in {"utf-8", "utf-16-le", "utf-16-be"}:
        return decoded
    for name, pattern in _MOJIBAKE.items():
        high = sum(char > "\x7f" for char in decoded.text[:20_000])
        found = sum(len(run) for run in pattern.findall(decoded.text[:20_000]))
        if high >= 4 and found > 0.6 * high:
            mended = _unmixed(decoded, name, pattern)
            if mended:
                return mended
    return decoded


def _back(text: str, name: str) -> bytes | None:
    try:
        return b"".join(
            bytes([ord(char)]) if "\x80" <= char <= "\x9f" else char.encode(name) for char in text
        )
    except UnicodeEncodeError:
        return None


def _unmixed(decoded: Decoded, name: str, pattern: re.Pattern[str]) -> Decoded | None:
    text, parts, anchors, at, size, failed, done = decoded.text, [], [(0, 0)], 0, 0, 0, 0
    for run in re.finditer(r"[^\x00-\x7f]+", text):
        raw = _back(run.group(), name)
        try:
            words = raw.decode("utf-8") if raw is not None else None
        except UnicodeDecodeError:
            words = None
        if words is None:
            failed += 1
            continue
        done += 1
        size += run.start() - at
        parts += [text[at : run.start()], words]
        anchors += [(size, run.start()), (size + len(words), run.end())]
        at, size = run.end(), size + len(words)
    if not done or failed > 0.2 * done:
        return None
    parts.append(text[at:])
    chain = f"{decoded.encoding}>{name}>utf-8"
    return Decoded("".join(parts), chain, decoded.content, decoded.start, anchors, decoded)
