"""What a second person sees of a text: as readers will, and what changed since the last approval.

In: a frozen bundle of a story or letter. Out: its nodes as the public page shows them, from the
very bytes that the approval names, and the lines that changed. Refuses: as second person whoever
wrote any of the text since the last approval, however small their part (`record.md` section 4).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from wagtail.models import Revision

from khronika.alert.phrases import RIGHT_TO_LEFT
from khronika.desk.story.models import Draft
from khronika.desk.story.tree import tree_of
from khronika.flow.stand import open_bundle, write_tree
from khronika.model.canonical import sha256_of
from khronika.record import approval
from khronika.record.approval import bundle_drafts
from khronika.record.errors import SecondPersonRequired
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.entry import PROSE
from khronika.record.models import Entry, Fact, Request
from khronika.record.public import read

FILES = "/desk/stories/files/"
LEVEL = "public"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text in a comparison: "kept", "gone" or "new"."""

    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """One language of a text that waits for a second person.

    Args:
        lang: BCP 47.
        tree: as frozen.
        nodes: as the template of the public page takes them.
        lines: compared with what was last approved; all of them new where nothing was.
        is_first: whether nothing of it was approved before.
    """

    lang: str
    direction: str
    tree: Mapping[str, Any]
    nodes: Sequence[Mapping[str, Any]]
    lines: Sequence[Line]
    is_first: bool


def direction_of(lang: str) -> str:
    """Answer the direction in which a language is written."""
    return "rtl" if lang in RIGHT_TO_LEFT else "ltr"


def shown_tree(tree: Any, lang: str) -> dict[str, Any]:
    """Answer what a template needs to show a tree that is not public yet."""
    from khronika.site.shown import prose

    nodes = prose.nodes_of(tree, lang, written_in=lang, files=FILES)
    return {"tree": tree, "nodes": nodes, "direction": direction_of(lang), "text_lang": lang}


def prose_of(row: Request) -> list[Prose]:
    """Answer the texts of a bundle, one for each language; none where it is of an event.

    Args:
        row: the bundle.
    """
    if row.subject.partition(":")[0] not in PROSE:
        return []
    drafts = bundle_drafts(row.documents, row.bodies)
    bodies = [json.loads(one.body) for one in drafts if one.subject == row.subject
              and str(one.level) == LEVEL]  # fmt: skip
    last = read.current(row.subject)
    before = {} if last is None or last.is_tombstone else last.body["trees"]
    return [
        compared(lang, tree, before.get(lang))
        for body in bodies
        for lang, tree in body["trees"].items()
    ]


def compared(lang: str, tree: Mapping[str, Any], before: Mapping[str, Any] | None) -> Prose:
    """Lay a tree beside the one that was approved last.

    Args:
        lang: of the tree, BCP 47.
        tree: as it waits.
        before: as it was approved last, or None: then every line is new.
    """
    shown = shown_tree(tree, lang)
    old = list(plain_lines(before)) if before else []
    lines = tuple(difference(old, list(plain_lines(tree))))
    return Prose(lang, shown["direction"], tree, shown["nodes"], lines, before is None)


def difference(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    """Yield the lines of two texts: kept, gone and new, in reading order.

    >>> [line.state for line in difference(["a", "b"], ["a", "c"])]
    ['kept', 'gone', 'new']
    """
    for what, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if what == "equal":
            yield from (Line("kept", text) for text in old[a:b])
        else:
            yield from (Line("gone", text) for text in old[a:b])
            yield from (Line("new", text) for text in new[c:d])


def plain_lines(tree: Mapping[str, Any]) -> Iterator[str]:
    """Yield a tree as lines of text, one for each thing that could change."""
    yield str(tree["title"])
    if tree.get("summary"):
        yield str(tree["summary"])
    yield gettext("Address: %(slug)s") % {"slug": tree.get("slug") or ""}
    for node in tree["nodes"]:
        yield from _node_lines(node)


def _node_lines(node: Mapping[str, Any]) -> Iterator[str]:
    match node["type"]:
        case "paragraph" | "heading" | "quote":
            yield " ".join(part for part in (_words(node["content"]), node.get("credit")) if part)
        case "list":
            yield from ("- " + _words(item) for item in node["items"])
        case "figure" | "film":
            file = node.get("image") or node.get("video")
            told = (node.get("alt") or node.get("label"), _words(node["caption"]), node["credit"])
            yield f"[{node['type']} {str(file)[:12]}] " + " · ".join(str(one) for one in told)
        case "event":
            yield f"[{node['number']}]"
        case _:
            yield "—"


def _words(content: Sequence[Mapping[str, Any]]) -> str:
    return "".join(_said(part) for part in content)


def _said(part: Mapping[str, Any]) -> str:
    if part["type"] == "count":
        of = part["event"] or json.dumps(part["filter"], sort_keys=True)
        return f"[{part['field']}, {part['type_of_act']}, {part['role'] or '*'}: {of}]"
    marks = {"strong": "**", "emphasis": "_"}
    edge = "".join(marks[mark] for mark in part.get("marks", ()))
    link = f" <{part['href']}>" if part["type"] == "link" else ""
    return f"{edge}{part['text']}{edge[::-1]}{link}"


def hands_of(subject: str, until: int | None = None) -> set[str]:
    """Answer everybody who wrote any of a text since it was last approved.

    Args:
        subject: `story:` and so on, and a ULID.
        until: seq of the request; None for up to now.

    Returns:
        `u:` and ULID of those who saved a version of a draft or wrote to the record.
    """
    entries = Entry.objects.filter(subject=subject)
    done = Request.objects.filter(subject=subject).exclude(published=None).order_by("-seq").first()
    since = done.seq if done else 0
    wrote = entries.filter(kind="decide", seq__gt=since)
    if until is not None:
        wrote = wrote.filter(seq__lte=until)
    return set(wrote.values_list("actor", flat=True)) | _savers(subject, since, until)


def hands_of_text(subject: str, until: int) -> set[str]:
    """Answer who wrote part of a text of a bundle; nobody where the subject is no text.

    The record asks this before it takes any approval (`khronika.record.approval.HANDS`).
    """
    return hands_of(subject, until) if subject.partition(":")[0] in PROSE else set()


def _savers(subject: str, since: int, until: int | None) -> set[str]:
    saved = Revision.objects.none()
    for draft in Draft.objects.filter(story=subject.partition(":")[2]):
        saved = saved | Revision.objects.for_instance(draft)
    if since:
        saved = saved.filter(created_at__gt=_moment(since))
    if until is not None:
        saved = saved.filter(created_at__lte=_moment(until))
    return {f"u:{id_}" for id_ in saved.exclude(user=None).values_list("user_id", flat=True)}


def _moment(seq: int) -> datetime:
    moment = parse_datetime(Entry.objects.get(seq=seq).at)
    if moment is None:
        raise ValueError(f"entry {seq} has no time")
    return moment


def is_hand(actor: str, row: Request) -> bool:
    """Tell whether somebody wrote part of a text of a bundle since it was last approved."""
    return actor in hands_of_text(row.subject, row.seq)


def refuse_hand(actor: str, row: Request) -> None:
    """Refuse as second person whoever wrote part of a text since it was last approved.

    Raises:
        SecondPersonRequired: the actor did.
    """
    if is_hand(actor, row):
        raise SecondPersonRequired(
            gettext("You wrote part of it since the last approval: somebody else must approve it.")
        )


def stands_as(subject: str, lang: str) -> str | None:
    """Answer the hash of the tree that the record holds of a language, approved or waiting."""
    for fact in Fact.objects.filter(thing=subject.partition(":")[2], field="tree"):
        value: dict[str, Any] = json.loads(fact.value)
        if value["lang"] == lang and fact.status == "accepted":
            return str(value["sha256"])
    return None


def put_before(record: Ledger, actor: str, draft: Draft) -> str:
    """Put a draft before a second person, taking up what was asked already.

    Args:
        record: the ledger.
        actor: `u:` and ULID of who asks.
        draft: one language of a story.

    Returns:
        The id of the bundle.

    Raises:
        DraftUnreadable: it holds what no document can show.
        NodeRefused: likewise, as the record says.
    """
    base = record.head()[0]
    draft.refresh_from_db()  # an erasure after that head may have covered words of the draft
    tree = tree_of(draft)
    if stands_as(draft.subject, draft.lang) != sha256_of(tree):
        write_tree(record, actor, draft.subject, draft.lang, tree, base=base)
    open_ = open_bundle(draft.subject)
    if open_ is not None:
        return open_
    return approval.request(record, actor, [draft.subject], base=record.head()[0]).id
