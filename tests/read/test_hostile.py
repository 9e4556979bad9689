"""Small pages that are made to keep the reader busy are read like any other."""

import subprocess
import sys

import pytest
from tests.read.pages import article

from khronika.markup.tree import Element
from khronika.read import captions, read

_CHILD = """
import resource, sys
from khronika.errors import KhronikaError
from khronika.read import read
content = sys.stdin.buffer.read()
read(b"<p>Words are here.</p>")
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
try:
    read(content)
except KhronikaError as error:
    print(error)
"""
_SIZE = 200_000


def _filled(signs: str) -> bytes:
    return (signs * (_SIZE // len(signs))).encode()


def test_marks_of_a_line_are_looked_at_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """The names of a mark are read a fixed number of times, however many marks a line has."""
    looks: list[Element] = []
    parts = captions._parts

    def counted(element: Element) -> set[str]:
        looks.append(element)
        return parts(element)

    monkeypatch.setattr(captions, "_parts", counted)
    several = "".join(f'<b class="m{number}">x ' for number in range(400))
    read(article(f"<p>{several}</p>"), name="a.html")
    assert 400 < len(looks) < 10 * 400


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(_filled("<!--"), id="comments"),
        pytest.param(_filled("<script>"), id="scripts"),
        pytest.param(b"<p>\xe9" + _filled("<style>"), id="styles"),
        pytest.param(_filled("<p class=caption>x</p><img src=x>"), id="pictures"),
        pytest.param(b"<p>\xe9\n" + _filled("a "), id="a line without high bytes"),
        pytest.param(b"<meta charset" + b" " * _SIZE + b"><p>\xe9 x", id="spaces"),
        pytest.param(_filled("<b>")[:24_000], id="marks"),
    ],
)
def test_a_page_made_to_hang_is_read(content: bytes) -> None:
    """Work grows with the length: 200 kB of any signs take a minute of the processor at most."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD], input=content, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr[-300:]
