"""Drafts a letter from public documents: a closed tree of nodes that a second person approves.

In: event documents and tombstones of one period (`docs/reference/public-documents.md`). Out: a
tree in one language, whose figures stand in it as bounds, so that what is approved is what is
sent. Refuses: to say anything that no document says, and to draft a letter about nothing.

A dim line (a date, how sure we are) is a paragraph whose words are all marked `emphasis`; a row
of the table is a list item that ends in a count.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import override

from khronika.alert import phrases
from khronika.errors import AlertError
from khronika.model.bounds import PeopleBounds
from khronika.model.count import Count
from khronika.model.totals import people_across

Node: TypeAlias = dict[str, Any]
Document: TypeAlias = Mapping[str, Any]


class NothingToTell(AlertError):
    """No event was published, corrected or withdrawn in the period of a letter."""

    exit_status = 1


@dataclass(frozen=True, slots=True)
class Gathered:
    """What happened in the record within one period, each list in order of its numbers."""

    published: tuple[Document, ...]
    corrected: tuple[Document, ...] = ()
    withdrawn: tuple[Document, ...] = ()


def draft_tree(gathered: Gathered, *, language: str, starts_on: date, ends_on: date) -> Node:
    """Draft one language of a letter.

    Args:
        gathered: the documents that the letter tells of.
        language: BCP 47 code of the letter.
        starts_on: first day of its period.
        ends_on: last day of its period.

    Returns:
        A tree: `title`, `summary` (the preheader), `slug`, `nodes`.

    Raises:
        NothingToTell: all three lists are empty.
    """
    if not (gathered.published or gathered.corrected or gathered.withdrawn):
        raise NothingToTell(
            f"nothing was published, corrected or withdrawn from {starts_on} to {ends_on}; "
            "choose another period"
        )
    with override(language):
        leading = [title_of(event, language) for event in gathered.published[:1]]
        return {
            "title": leading[0] if leading else _("Corrections and withdrawals"),
            "summary": _summary(gathered),
            "slug": None,
            "nodes": [
                *_figures(gathered, starts_on, ends_on),
                *_by_country(gathered.published, language),
                *_corrections(gathered.corrected, starts_on, ends_on),
                *_withdrawn(gathered.withdrawn),
            ],
        }


def title_of(event: Document, language: str) -> str:
    """Answer an event's title: as a person wrote it, else made of its parts."""
    title = event["title"]
    written: str | None = (title.get("written") or {}).get(language)
    if written:
        return written
    parts = title.get("parts") or {}
    acts = parts.get("acts") or []
    words = phrases.act_words(acts[0]["type"], acts[0].get("role")) if acts else _("Event")
    country = parts.get("country")
    place = parts.get("place") or (country and phrases.country_words(country))
    return _("%(acts)s in %(place)s") % {"acts": words, "place": place} if place else words


def _text(words: str, *marks: str) -> Node:
    return {"type": "text", "text": words, "marks": list(marks)}


def _paragraph(*content: Node) -> Node:
    return {"type": "paragraph", "content": list(content)}


def _heading(rank: int, *content: Node) -> Node:
    return {"type": "heading", "rank": rank, "content": list(content)}


def _list(items: Sequence[list[Node]]) -> Node:
    return {"type": "list", "ordered": False, "items": list(items)}


def _summary(gathered: Gathered) -> str:
    said = [
        f"{phrases.act_words(row['type'], row['role'])}: {phrases.bounds_words(row['people'])}"
        for event in gathered.published
        for row in _rows(event)
    ]
    return ". ".join(said[:2]) or _("Corrections to earlier letters")


def _rows(event: Document) -> list[Mapping[str, Any]]:
    return [row for row in event["totals"] if row["role"] is not None]


def _figures(gathered: Gathered, starts_on: date, ends_on: date) -> Iterator[Node]:
    keys = list(
        dict.fromkeys((r["type"], r["role"]) for e in gathered.published for r in _rows(e))
    )
    items = [_figure(gathered.published, *key, starts_on, ends_on) for key in keys]
    if gathered.corrected:
        items.append([_text(_("Records corrected: ")), _number(len(gathered.corrected))])
    if gathered.withdrawn:
        items.append([_text(_("Records withdrawn: ")), _number(len(gathered.withdrawn))])
    yield _heading(2, _text(_("In this letter")))
    yield _list(items)


def _figure(
    events: Sequence[Document], act: str, role: str, starts_on: date, ends_on: date
) -> list[Node]:
    told = [e for e in events for r in _rows(e) if (r["type"], r["role"]) == (act, role)]
    one = len(told) == 1
    of: Node = {"event": told[0]["number"]} if one else {"filter": _filter(starts_on, ends_on)}
    count = {"type": "count", **of, "field": "people", "type_of_act": act, "role": role}
    return [
        _text(phrases.act_words(act, role) + ": "),
        count | {"value": _people(told, act, role)},
    ]


def _people(events: Sequence[Document], act: str, role: str) -> dict[str, int | None]:
    return people_across(
        PeopleBounds(Count.from_json(row["people"]), frozenset(_persons(event, act, role)))
        for event in events
        for row in _rows(event)
        if (row["type"], row["role"]) == (act, role)
    ).to_json()


def _persons(event: Document, act: str, role: str) -> Iterator[str]:
    for item in event["acts"]:
        codes = tuple(item[field]["value"] if item[field] else None for field in ("type", "role"))
        victim = (item["victim"]["value"]["party"] if item["victim"] else None) or ""
        if codes == (act, role) and event["parties"].get(victim, {}).get("kind") == "person":
            yield victim


def _filter(starts_on: date, ends_on: date) -> Node:
    span = {"from": starts_on.isoformat(), "to": ends_on.isoformat()}
    return {"country": None, "type": None, "role": None, **span}


def _number(value: int) -> Node:
    return _text(str(value), "strong")


def _by_country(events: Sequence[Document], language: str) -> Iterator[Node]:
    for country in dict.fromkeys(event["country"] for event in events):
        yield _heading(2, _text(phrases.country_words(country)))
        for event in events:
            if event["country"] == country:
                yield from _event(event, language)


def _event(event: Document, language: str) -> Iterator[Node]:
    number = event["number"]
    href = f"/{language}/events/{number}/"
    yield _paragraph(_text(f"{phrases.period_words(event['date'])} · {number}", "emphasis"))
    yield _heading(3, {"type": "link", "href": href, "text": title_of(event, language)})
    covered = {key for act in event["acts"] for key in act["covers"]}
    by_id = {act["id"]: act for act in event["acts"]}
    yield _list([_act(event, act, by_id) for act in event["acts"] if act["id"] not in covered])
    for item in event["unknown"]:
        if words := (item.get("text") or {}).get(language):
            yield _paragraph({"type": "unknown", "text": words})
    yield _paragraph(_text(_certainty(event), "emphasis"))


def _act(event: Document, act: Document, by_id: Mapping[str, Document]) -> list[Node]:
    """Say one act: what, whom, how many, where from, by whom, and what became of it."""
    content = [_text(phrases.act_label(act["type"]["value"]) + ": ", "strong")]
    content += _whom(event, act)
    if act["count"] or act["kind"] and act["kind"]["value"] == "group":
        count = act["count"]["value"] if act["count"] else {"min": None, "max": None}
        content.append(_text(f" ({phrases.bounds_words(count)})"))
    named = [member for key, member in by_id.items() if key in act["covers"]]
    for place, member in enumerate(named):
        content += [_text(_(", ") if place else _(", among them ")), *_whom(event, member)]
    content += _details(event, act)
    return content


def _details(event: Document, act: Document) -> Iterator[Node]:
    by = [_party_words(event, cell["value"], None) for cell in act["perpetrators"]]
    accused = any(cell["value"].get("wording") == "accused" for cell in act["perpetrators"])
    if by:
        lead = _("accused: ") if accused else _("by ")
        yield _text(_("; ") + lead + _(", ").join(by))
    for cell in act["charges"]:
        yield _text(_("; ") + _("charge: “%(words)s”") % {"words": cell["value"]["text"]})
        if most := cell["value"].get("max_penalty"):
            yield _text(_(" (at most: %(penalty)s)") % {"penalty": most})
    if act["status"] and act["status"]["value"] != "unknown":
        yield _text(
            _("; ")
            + _("as last stated: %(status)s")
            % {"status": phrases.status_words(act["status"]["value"])}
        )
    yield _text(".")


def _whom(event: Document, act: Document) -> list[Node]:
    role = act["role"]["value"] if act["role"] else None
    victim = act["victim"]["value"] if act["victim"] else {"party": None, "text": None}
    is_group = act["kind"] is not None and act["kind"]["value"] == "group"
    if is_group and not victim["text"]:
        return [_text(phrases.group_words(role))]
    words = _party_words(event, victim, role)
    party = event["parties"].get(victim["party"])
    named = party is not None and party["named"]
    node = _text(words)
    if act["affiliation"] is None:
        return [node]
    of = _party_words(event, act["affiliation"]["value"], None)
    form = _(" (%(outlet)s)") if named else _(" of %(outlet)s")
    return [node, _text(form % {"outlet": of})]


def _party_words(event: Document, value: Document, role: str | None) -> str:
    """Name a party as far as it may be named; a withheld person is "a journalist"."""
    party = event["parties"].get(value["party"])
    if party is not None and party["named"]:
        return str(party["name"])
    if party is not None and party["kind"] == "person":
        return str(phrases.ONE_OF.get(role or "other", phrases.ONE_OF["other"]))
    return str(value["text"] or _("name not stated"))


def _certainty(event: Document) -> str:
    value = event["certainty"]["value"]
    whys = {a["certainty"]["why"] for a in event["acts"] if a["certainty"]["value"] == value}
    words = [phrases.certainty_words(value), *(str(phrases.WHY[why]) for why in sorted(whys))]
    return _("How sure: %(words)s") % {"words": _(", ").join(words)}


def _corrections(events: Sequence[Document], starts_on: date, ends_on: date) -> Iterator[Node]:
    if not events:
        return
    yield _heading(2, _text(_("Corrections")))
    span = (starts_on.isoformat(), ends_on.isoformat())
    for event in events:
        for item in event["corrections"]:
            if span[0] <= item["on"] <= span[1]:
                yield _correction(event["number"], item)


def _correction(number: str, item: Document) -> Node:
    said = _("%(number)s, %(field)s: we wrote “%(old)s”. The source says “%(new)s”. %(reason)s")
    field = item["field"]
    words = said % {
        "number": number,
        "field": str(phrases.FIELDS.get(field, field)),
        "old": value_words(item["field"], item["old"]),
        "new": value_words(item["field"], item["new"]),
        "reason": item["reason"],
    }
    return {"type": "quote", "content": [_text(words)], "credit": None}


def value_words(field: str, value: Any) -> str:
    """Say the value of a cell in words."""
    match field, value:
        case _, None:
            return _("not stated")
        case "count", dict():
            return phrases.bounds_words(value)
        case "date", dict():
            return phrases.period_words(value)
        case "place", dict():
            return str(value.get("name") or phrases.country_words(value.get("country")))
        case _, dict():
            return str(value.get("text") or _("not stated"))
    return phrases.code_words(field, str(value))


def _withdrawn(tombstones: Sequence[Document]) -> Iterator[Node]:
    if not tombstones:
        return
    yield _heading(2, _text(_("Withdrawn")))
    for item in tombstones:
        reason = item["reason"] or _("no reason may be given")
        yield _paragraph(_text(f"{item['number']}: {reason}"))
