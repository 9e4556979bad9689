"""Screens of the register: find a body by any of its names, correct or add one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from khronika.data.register import KINDS, RegisterEntry, register
from khronika.desk.fields import say_error
from khronika.desk.gate import desk, ledger, marks, person, writing
from khronika.errors import KhronikaError
from khronika.flow.registers import refresh_register, rows_by_id, write_entry, written_names
from khronika.record.access import may
from khronika.script import fold

AT_ONCE = 60
"""Bodies on one page of what was found."""


@desk("see")
@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    """Show bodies whose name, acronym or id has what was asked for."""
    refresh_register()
    asked = request.GET.get("q", "").strip()[:200]
    found = [entry for entry in register() if not asked or _has(entry, asked)]
    context = {
        "asked": asked,
        "rows": [(entry, entry.all_names()[:4]) for entry in found[:AT_ONCE]],
        "more": max(0, len(found) - AT_ONCE),
        "edited": set(rows_by_id()),
        "may_set": bool(may(person(request).actor, "register")),
        "here": "bodies",
    }
    return render(request, "desk/bodies/bodies.html", context)


def _has(entry: RegisterEntry, asked: str) -> bool:
    wanted = fold(asked)
    names = (*entry.all_names(), *entry.acronyms)
    return asked.lower() in entry.id or any(
        asked.casefold() in name.casefold() or (bool(wanted) and wanted in fold(name))
        for name in names
    )


@desk("register")
@require_http_methods(["GET", "HEAD", "POST"])
def body(request: HttpRequest, body: str = "") -> HttpResponse:
    """Show one body as a form, and write what the editor changed."""
    refresh_register()
    known = {entry.id: entry for entry in register()}
    if body and body not in known:
        raise Http404("no such entry of the register")
    problem = ""
    given = _given(known[body]) if body else {}
    if request.method == "POST":
        given = {name: request.POST.get(name, "")[:20_000] for name in _FIELDS}
        given["id"] = body or given["id"]
        problem = _write(request, given, is_new=not body, known=set(known))
        if not problem:
            return HttpResponseRedirect(reverse("desk:body", args=[given["id"].strip()]))
    context = {
        "body": body, "given": given, "kinds": _kinds(), "problem": problem,
        "here": "bodies", **marks(),
    }  # fmt: skip
    return render(request, "desk/bodies/body.html", context, status=422 if problem else 200)


def _kinds() -> list[tuple[str, str]]:
    """Answer what a body may be, in words."""
    words = {
        "outlet": gettext("an outlet"),
        "agency": gettext("an agency of the state"),
        "ngo": gettext("an organisation"),
    }
    return [(kind, words.get(kind, kind)) for kind in sorted(KINDS)]


_FIELDS = (
    "id", "kind", "country", "parent", "acronyms", "names", "valid_from", "valid_until",
    "successor",
)  # fmt: skip


def _given(entry: RegisterEntry) -> dict[str, str]:
    return {
        "id": entry.id, "kind": entry.kind, "country": entry.country or "",
        "parent": entry.parent or "", "acronyms": "; ".join(entry.acronyms),
        "names": written_names(entry), "valid_from": entry.valid_from or "",
        "valid_until": entry.valid_until or "", "successor": entry.successor or "",
    }  # fmt: skip


def _write(request: HttpRequest, given: dict[str, str], *, is_new: bool, known: set[str]) -> str:
    """Write the row; answer what is wrong with it."""
    form = writing(request)
    if form.was_written():
        return ""
    if is_new and given["id"].strip() in known:
        return gettext("There is an entry of this id; open and correct it.")
    try:
        made = write_entry(ledger(), form.actor, given, base=form.base, entry=form.entry_id())
    except KhronikaError as error:
        return say_error(error)
    messages.success(request, gettext("%(body)s is kept in the register.") % {"body": made.id})
    return ""
