"""The demo's mailbox as pages: what left the house, as its readers get it.

In: the letters that the local SMTP server kept. Out: a list, each letter as text and as HTML.
Refuses: whoever is not staff and signed in, since letters name their readers; any name that is no
letter; and anything that a letter's HTML might ask for.
"""

from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from khronika.desk.gate import desk

CLOSED = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter in the mailbox."""

    name: str
    message: EmailMessage

    def part(self, kind: str) -> str:
        """Answer the text or the HTML of the letter; empty where it has none."""
        body = self.message.get_body((kind,))
        return "" if body is None else str(body.get_content())


@desk("see")
@require_safe
def box(request: HttpRequest) -> HttpResponse:
    """List the letters, the newest first."""
    found = sorted(_folder().glob("*.eml"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    letters = [Letter(file.stem, _read(file)) for file in found]
    return render(request, "demo/mailbox.html", {"letters": letters})


@desk("see")
@require_safe
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """Show one letter as text, with its headers."""
    opened = _open(name)
    headers = list(opened.message.items())
    context = {"letter": opened, "headers": headers, "text": opened.part("plain")}
    return render(request, "demo/letter.html", context)


@desk("see")
@require_safe
def letter_html(request: HttpRequest, name: str) -> HttpResponse:
    """Show the HTML of one letter, in a page that can ask nobody for anything."""
    answer = HttpResponse(_open(name).part("html"))
    answer["Content-Security-Policy"] = CLOSED
    return answer


def _folder() -> Path:
    return Path(settings.HOME) / "mailbox"


def _open(name: str) -> Letter:
    file = _folder() / f"{name}.eml"
    if not name.isalnum() or not file.is_file():
        raise Http404("there is no such letter")
    return Letter(name, _read(file))


def _read(file: Path) -> EmailMessage:
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(file.read_bytes())


app_name = "mailbox"
urlpatterns = [
    path("", box, name="box"),
    path("<str:name>/", letter, name="letter"),
    path("<str:name>/letter.html", letter_html, name="html"),
]
