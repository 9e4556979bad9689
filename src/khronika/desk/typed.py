"""Keeps what somebody typed into a form that was refused: shown again, with the reason.

In: the form as it was sent. Out: a page that says why nothing was recorded, holds the words in
fields and can send the form once more on the newest state of the record. Refuses: to keep the
words anywhere, the browser's own page aside.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from khronika.desk.gate import marks

LONG = 70
"""From how many characters a field has lines."""

WRITTEN = {
    "victim": gettext_lazy("To whom (as written; empty if not named)"),
    "words": gettext_lazy("Words: mark them in the source"),
    "value": gettext_lazy("Value"),
    "title": gettext_lazy("Title"),
    "name": gettext_lazy("Name"),
    "email": gettext_lazy("Mail address"),
    "reason": gettext_lazy("Why"),
    "comment": gettext_lazy("Comment"),
    "since": gettext_lazy("First day"),
    "until": gettext_lazy("Last day"),
}
"""Fields in which people write, beside choices, and what they are called."""

_OURS = ("csrfmiddlewaretoken", "base", "once")


@dataclass(frozen=True, slots=True)
class Typed:
    """A field with what was typed into it."""

    name: str
    label: str
    value: str

    @property
    def is_long(self) -> bool:
        """Tell whether it needs lines."""
        return len(self.value) > LONG or "\n" in self.value


def _split(request: HttpRequest) -> tuple[list[Typed], list[tuple[str, str]]]:
    """Part a form into what was typed and what was chosen, in the order in which it was sent."""
    typed, chosen = list[Typed](), list[tuple[str, str]]()
    for name, values in request.POST.lists():
        if name in WRITTEN:
            typed += [Typed(name, str(WRITTEN[name]), str(value)) for value in values]
        elif name not in _OURS:
            chosen += [(name, str(value)) for value in values]
    return typed, chosen


def say_refusal(request: HttpRequest, problem: str, back: str) -> HttpResponse:
    """Say why nothing was recorded; with the words, where any were typed, to be sent again.

    Args:
        request: the form as it was sent.
        problem: why it was refused, in the reader's language.
        back: the address of the screen that the form stands on.
    """
    typed, chosen = _split(request)
    if not any(field.value.strip() for field in typed):
        messages.error(request, problem)
        return HttpResponseRedirect(back)
    return _page(request, problem, back, typed=typed, chosen=chosen, again=True)


def keep_words(request: HttpRequest, problem: str, back: str, typed: list[Typed]) -> HttpResponse:
    """Say why nothing was recorded, and show words that only their writer can put where they go.

    Args:
        request: the form as it was sent.
        problem: why it was refused, in the reader's language.
        back: the address of the screen that the form stands on.
        typed: what was typed and is not what the record holds.
    """
    if not typed:
        messages.error(request, problem)
        return HttpResponseRedirect(back)
    return _page(request, problem, back, typed=typed, chosen=[], again=False)


def _page(
    request: HttpRequest, problem: str, back: str, *,
    typed: list[Typed], chosen: list[tuple[str, str]], again: bool,
) -> HttpResponse:  # fmt: skip
    context = {
        "problem": problem, "back": back, "typed": typed, "chosen": chosen, "again": again,
        "there": request.path,
        **marks(),
    }  # fmt: skip
    is_swapped = bool(request.headers.get("HX-Request"))  # it shows no page that is an error
    return render(request, "desk/typed.html", context, status=200 if is_swapped else 422)
