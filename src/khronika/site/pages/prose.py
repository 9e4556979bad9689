"""Pages that people wrote: stories and letters, and their lists."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from khronika.record.public import read
from khronika.site.labels import active_language
from khronika.site.memory import remembered
from khronika.site.pages.event import tombstone
from khronika.site.shown import prose
from khronika.site.words import say_day, say_range


def _page(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    lang = active_language()
    published = read.prose(kind, key, lang)
    if published is None:
        raise Http404(f"no {kind} is at {key}")
    if published.is_tombstone:
        return tombstone(request, published)
    tree = prose.tree_in(published.body, lang)
    tree_lang = prose.language_of(published.body, lang)
    names = {"letter": gettext("Letter"), "story": gettext("Story")}
    shown = {
        "tree": tree,
        "tree_lang": tree_lang,
        "nodes": prose.nodes_of(tree, lang, written_in=tree_lang),
        "kind": names[kind],
        "number": published.body["number"],
        "published_on": say_day(published.first_published_at),
        "is_letter": kind == "letter",
        "sha256": published.sha256,
    }
    return render(request, "site/prose.html", shown)


@require_safe
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a story that two people stand behind."""
    return _page(request, "story", slug)


@require_safe
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """Show a letter as it was sent."""
    return _page(request, "letter", str(number))


@remembered
def listed(kind: str, lang: str) -> tuple[dict[str, Any], ...]:
    """Answer what a list shows of the stories or letters that stand, the latest first."""
    items = []
    for published in read.of_kind(kind):
        tree = prose.tree_in(published.body, lang)
        items.append(
            {
                "number": published.body["number"],
                "slug": tree["slug"],
                "title": tree["title"],
                "lang": prose.language_of(published.body, lang),
                "summary": tree["summary"] or "",
                "period": say_range(published.body.get("period")),
                "on": say_day(published.first_published_at),
            }
        )
    return tuple(items)


@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """List the stories that two people stand behind."""
    shown = {"stories": listed("story", active_language())}
    return render(request, "site/stories.html", shown)


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """List the letters that were sent, and say how to get them."""
    shown = {"letters": listed("letter", active_language())}
    return render(request, "site/letters.html", shown)
