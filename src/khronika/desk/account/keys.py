"""The keys of the desk: what each does, changed or switched off for each account.

A key that is one letter can be pressed by whoever speaks to their machine or leans on it, so it
can be changed and switched off (WCAG 2.2, success criterion 2.1.4); no script is needed to do so.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from khronika.desk.gate import desk, person
from khronika.desk.models import KeyChoice
from khronika.errors import DeskError

ONE = re.compile(r"[a-zA-Z0-9]\Z")
"""What a key may be: a letter or digit; a capital is pressed with Shift."""


class KeysConflict(DeskError):
    """One key was chosen for two things."""


def deeds() -> dict[str, tuple[str, tuple[tuple[str, str], ...]]]:
    """Answer what keys do, by part of the desk: its name, and pairs of usual key and words."""
    return {
        "move": (gettext("Everywhere"), (
            ("j", gettext("next row")), ("k", gettext("row before")),
            ("t", gettext("take a report")), ("n", gettext("new report")),
            ("v", gettext("preview as readers will see it")),
        )),
        "decide": (gettext("Facts and acts"), (
            ("a", gettext("accept and go on")), ("c", gettext("correct")),
            ("x", gettext("reject")), ("A", gettext("accept the rest of the act")),
            ("X", gettext("it is not an act")), ("w", gettext("add what words say")),
            ("z", gettext("take my last decision back")),
        )),
        "missed": (gettext("Words that were missed"), (
            ("m", gettext("code them as an act")), ("d", gettext("dismiss them")),
            ("h", gettext("code an act by hand")),
        )),
        "names": (gettext("People"), (
            ("1", gettext("may be named: first ground")),
            ("2", gettext("may be named: second ground")),
            ("3", gettext("may be named: third ground")),
            ("4", gettext("may be named: fourth ground")), ("0", gettext("withhold the name")),
            ("s", gettext("the same person")), ("o", gettext("somebody else")),
            ("u", gettext("leave open")),
        )),
        "events": (gettext("Event and second person"), (
            ("b", gettext("what the report says of itself is so")),
            ("e", gettext("make an event")), ("q", gettext("ask for a second person")),
            ("p", gettext("approve")), ("r", gettext("ask for changes")),
        )),
    }  # fmt: skip


USUAL = tuple("jktnvacxAXwzmdh12340soubeqpr")
"""Every key as it is until somebody changes it; each names what it does."""


@dataclass(frozen=True)
class Keys:
    """The keys of one account: switched off or not, and what was changed.

    Args:
        is_off: whether no key does anything.
        chosen: usual key to the one chosen instead, "" for none.
    """

    is_off: bool = False
    chosen: Mapping[str, str] = field(default_factory=dict)

    def of(self, usual: str) -> str:
        """Answer the key that does what a usual key does; "" where none does."""
        return "" if self.is_off else self.chosen.get(usual, usual)

    @cached_property
    def changed(self) -> str:
        """Answer what the script needs as JSON: pressed key to usual key, "" where as usual."""
        if not self.chosen:
            return ""
        return json.dumps({self.of(usual): usual for usual in USUAL if self.of(usual)})


def say_key(key: str) -> str:
    """Say a key as it is printed on it: `A`, `Shift A`, `7`."""
    return gettext("Shift %(key)s") % {"key": key} if key.isupper() else key.upper()


def keys_of(request: HttpRequest) -> Keys:
    """Answer the keys of whoever asks; the usual ones for a stranger."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Keys()
    row = KeyChoice.objects.filter(pk=user.pk).first()
    return Keys(row.is_off, row.chosen) if row else Keys()


def keys(request: HttpRequest) -> dict[str, Any]:
    """Answer the keys of the reader for a page, looked up where a page shows any."""
    return {"keys": SimpleLazyObject(lambda: keys_of(request))}


@desk("read-public")
@require_http_methods(["GET", "HEAD", "POST"])
def settings_of_keys(request: HttpRequest) -> HttpResponse:
    """Show all keys with a field each, and keep what was chosen."""
    stands, problem = keys_of(request), ""
    if request.method == "POST":
        try:
            _keep(request)
        except KeysConflict as error:
            problem = str(error)
            stands = Keys(request.POST.get("off") == "1", _typed(request))
        else:
            messages.success(request, gettext("Your keys are kept."))
            return HttpResponseRedirect(reverse("desk:keys"))
    groups = _groups(Keys(chosen=stands.chosen))
    context = {"groups": groups, "is_off": stands.is_off, "problem": problem}
    return render(request, "desk/keys.html", context, status=422 if problem else 200)


@desk("read-public")
@require_safe
def help_with_keys(request: HttpRequest) -> HttpResponse:
    """Show what every key does: laid over the screen by the key `?`, or as a page."""
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(reverse("desk:keys"))
    stands = keys_of(request)
    return render(request, "desk/_keyhelp.html", {"groups": _groups(stands)})


def _groups(stands: Keys) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """List the parts of the desk with, of each deed, its usual key, the present one, its words."""
    return [
        (name, [(usual, stands.of(usual), words) for usual, words in pairs])
        for name, pairs in deeds().values()
    ]


def _typed(request: HttpRequest) -> dict[str, str]:
    """Answer what was typed for each key, of those that differ from the usual."""
    typed = {usual: request.POST.get(f"key-{usual}", usual).strip()[:5] for usual in USUAL}
    return {usual: key for usual, key in typed.items() if key != usual}


def _keep(request: HttpRequest) -> None:
    """Keep the keys of a form.

    Raises:
        KeysConflict: a key is none, or is chosen twice; names both deeds.
    """
    chosen: dict[str, str] = {}
    if request.POST.get("step") != "usual":
        chosen = _typed(request)
        _refuse_conflicts(chosen)
    KeyChoice.objects.update_or_create(
        person=person(request).id,
        defaults={"is_off": request.POST.get("off") == "1", "chosen": chosen},
    )


def _refuse_conflicts(chosen: Mapping[str, str]) -> None:
    words = {usual: said for _, pairs in deeds().values() for usual, said in pairs}
    taken: dict[str, str] = {}
    for usual in USUAL:
        key = chosen.get(usual, usual)
        if key and not ONE.match(key):
            raise KeysConflict(
                gettext("“%(key)s” is no key: choose one letter or digit for “%(what)s”.")
                % {"key": key, "what": words[usual]}
            )
        if key and key in taken:
            raise KeysConflict(
                gettext("The key %(key)s is chosen twice: for “%(one)s” and for “%(other)s”.")
                % {"key": say_key(key), "one": words[taken[key]], "other": words[usual]}
            )
        taken[key] = usual
