"""Shows how the work of `read` grows with the length of a source that is made to keep it busy.

    python benchmarks/bench_hostile.py [--only WORD] [--json]

Each source is read at 10 kB, 100 kB and 1 MB in a process of its own, and its processor time is
taken without that of starting up. Where work is in proportion to length, ten times the bytes take
about ten times the time: a factor above 20 between 100 kB and 1 MB is marked, and ends with 1.
"""

import argparse
import base64
import json
import subprocess
import sys
from collections.abc import Callable

SIZES = (10_000, 100_000, 1_000_000)
MOST_SECONDS = 240
_CHILD = """
import resource, sys, time
from khronika.errors import KhronikaError
from khronika.read import read
content, name = sys.stdin.buffer.read(), sys.argv[1]
read(b"<p>Words are here, and a few more of them.</p>", name="a.html")
begun = time.process_time()
try:
    read(content, name=name)
except (KhronikaError, RecursionError) as error:
    print(type(error).__name__, file=sys.stderr)
print(time.process_time() - begun)
"""


def _signs(signs: str, before: str = "", after: str = "") -> Callable[[int], bytes]:
    return lambda size: (before + signs * (size // len(signs)) + after).encode()


def _mail(head: str, body: Callable[[int], bytes]) -> Callable[[int], bytes]:
    return lambda size: f"From: a@b.example\r\n{head}\r\n\r\n".encode() + body(size)


def _alternatives(size: int) -> bytes:
    part = b"--b\r\nContent-Type: text/html\r\n\r\n<p>words</p>\r\n"
    return part * (size // len(part)) + b"--b--\r\n"


def _nested(size: int) -> bytes:
    made = b"words " * (size // 6)
    for depth in range(30):
        mark = b"m%d" % depth
        made = (b"Content-Type: multipart/alternative; boundary=" + mark + b"\r\n\r\n--" + mark
                + b"\r\n" + made + b"\r\n--" + mark + b"--\r\n")  # fmt: skip
    return b"From: a@b.example\r\n" + made


_LD = '<script type="application/ld+json">'
_HTML = "Content-Type: text/html"
_ALTERNATIVE = 'Content-Type: multipart/alternative; boundary="b"'
SOURCES: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "html: words": ("a.html", _signs("<p>Words of a report stand here. </p>\n")),
    "html: comments": ("a.html", _signs("<!--")),
    "html: open marks": ("a.html", _signs("<b>")),
    "html: pictures": ("a.html", _signs("<p class=caption>x</p><img src=x>")),
    "head: colons in a title": ("a.html", _signs(":", "<title>a ", "x</title><p>Words.</p>")),
    "head: parts of a title": ("a.html", _signs("a | ", "<title>", "</title><p>Words.</p>")),
    "head: blanks in a title": ("a.html", _signs(" ", "<title>a", "b</title><p>Words.</p>")),
    "head: blanks in JSON-LD": ("a.html", _signs(" ", _LD + '{"a":', "x</script><p>Words.</p>")),
    "head: ends in JSON-LD": ("a.html", _signs("--> ", _LD, "x</script><p>Words.</p>")),
    "head: commas in JSON-LD": ("a.html", _signs(", ", _LD, "x</script><p>Words.</p>")),
    "head: things in JSON-LD": ("a.html", _signs('{"a":1},', _LD + "[", "{}]</script><p>W.</p>")),
    "head: keys in JSON-LD": ("a.html", _signs('"headline":"x', _LD, "</script><p>Words.</p>")),
    "head: metas": ("a.html", _signs("<meta name=a content='b &amp; c'>")),
    "data: open strings": ("a.html", _signs('"body":"\\', "<script>", "</script><p>Words.</p>")),
    "data: strings": ("a.html", _signs('"body":"Some words stand in this one here. ",', "<script>{",
                                       "}</script>")),
    "data: captions": ("a.html", _signs("<img src=x data-caption='A caption of words 1234'>")),
    "data: references": ("a.html", _signs("&amp;a", "<div data-x='<p>", "'></div>")),
    "mail: fields": ("a.eml", _signs("X-A: b\r\n", "From: a@b.example\r\n", "\r\nWords.\r\n")),
    "mail: folds": ("a.eml", _signs("\r\n ", "From: a@b.example\r\nX: a", "\r\n\r\nWords.\r\n")),
    "mail: comments": ("a.eml", _signs("(", "From: ", "\r\nX: a\r\n\r\nWords.\r\n")),
    "mail: encoded words": ("a.eml", _signs("=?utf-8?q?a?= ", "From: a@b.example\r\nSubject: ",
                                            "\r\n\r\nWords.\r\n")),
    "mail: half words": ("a.eml", _signs("=?a?b?", "From: a@b.example\r\nSubject: ",
                                         "\r\n\r\nWords.\r\n")),
    "mail: blanks": ("a.eml", _signs("?= ", "From: a@b.example\r\nSubject: =?a?q?b?=",
                                     "\r\n\r\nWords.\r\n")),
    "mail: parameters": ("a.eml", _signs('; boundary="', "From: a@b.example\r\nContent-Type: "
                                         "multipart/mixed", "\r\n\r\nWords.\r\n")),
    "mail: parts": ("a.eml", _mail(_ALTERNATIVE, _alternatives)),
    "mail: nested parts": ("a.eml", _nested),
    "mail: open styles": ("a.eml", _mail(_ALTERNATIVE, lambda size: (
        b"--b\r\nContent-Type: text/html\r\n\r\n" + b"<style>" * (size // 7) + b"\r\n--b\r\n"
        b"Content-Type: text/plain\r\n\r\nWords.\r\n--b--\r\n"))),
    "mail: quoted": ("a.eml", _mail("Content-Transfer-Encoding: quoted-printable",
                                    _signs("=41 =\r\n"))),
    "mail: base64": ("a.eml", _mail("Content-Transfer-Encoding: base64", lambda size: (
        base64.encodebytes(b"words " * (size // 8))))),
    "mail: html": ("a.eml", _mail(_HTML, _signs("<p>Words of a report stand here. </p>\n"))),
    "mail: lines": ("a.eml", _mail("Content-Type: text/plain; format=flowed", _signs("> a \r\n"))),
    "text: lines": ("a.txt", _signs("Words of a report.\n\n")),
    "text: one line": ("a.txt", _signs("word ")),
}  # fmt: skip


def measure(content: bytes, name: str) -> float | None:
    """Answer the seconds of processor that reading takes, None where it does not end."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", _CHILD, name], input=content, capture_output=True, check=False,
            timeout=MOST_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    return float(done.stdout) if done.returncode == 0 else None


def main() -> int:
    """Print one line a source: seconds at each size, and the factor of the last step."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="sources whose name holds this word")
    parser.add_argument("--json", action="store_true", help="one JSON document at the end")
    arguments = parser.parse_args()
    rows: dict[str, list[float | None]] = {}
    for what, (name, make) in SOURCES.items():
        if arguments.only not in what:
            continue
        rows[what] = [measure(make(size), name) for size in SIZES]
        told = "  ".join("never" if one is None else f"{one:8.3f}" for one in rows[what])
        print(f"{what:28}{told}  {_factor(rows[what])}", flush=True)
    if arguments.json:
        print(json.dumps(rows))
    return int(any(_is_bad(one) for one in rows.values()))


def _factor(row: list[float | None]) -> str:
    _, middle, last = row
    factor = last / middle if last and middle else 0.0
    return f"x{factor:5.1f}" + ("  GROWS TOO FAST" if _is_bad(row) else "")


def _is_bad(row: list[float | None]) -> bool:
    _, middle, last = row
    # Below a tenth of a second there is nothing to compare.
    return last is None or (last > 0.5 and last > 20 * max(middle or 0.0, 0.01))


if __name__ == "__main__":
    sys.exit(main())
