"""Writes an approved tree as the text and the HTML of a letter.

In: a letter's public document. Out: plain text in lines of 72 columns with numbered links, and
HTML in tables whose styles stand on the elements. Refuses: any node that it does not know, since
what a second person approved may not be left out in silence.
"""

import re
import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import css_inline
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from khronika.alert import phrases
from khronika.errors import AlertError

COLUMNS = 72
Node = Mapping[str, Any]


class NodeUnknown(AlertError):
    """A letter's tree holds a node that no letter may hold."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the words of a letter.

    Args:
        number: number of the letter.
        starts_on: first day of its period, ISO.
        ends_on: last day, ISO.
        language: BCP 47 code of the tree.
        site: address of the public site without a slash at its end.
        leave: address of the page that takes the reader off the list; None in the archive.
        is_sample: whether the amber line of the demo stands above.
    """

    number: str
    starts_on: str
    ends_on: str
    language: str
    site: str
    leave: str | None = None
    is_sample: bool = False

    def links(self) -> list[tuple[str, str]]:
        """Answer the closing links, label and address, in the active language."""
        here = f"{self.site}/{self.language}"
        leave = [(_("Leave the list"), self.leave)] if self.leave else []
        return [
            *leave,
            (_("Forwarded to you? Subscribe"), f"{here}/subscribe/"),
            (_("Read in a browser"), f"{here}/letters/{self.number}/"),
        ]


@dataclass(slots=True)
class _Text:
    """Text under way: its lines, and the addresses that its numbers stand for."""

    site: str
    addresses: list[str] = field(default_factory=list)

    def inline(self, node: Node) -> str:
        """Write one inline node."""
        match node["type"]:
            case "text" | "party":
                return str(node["text"])
            case "link":
                return f"{node['text']} [{self._number(node['href'])}]"
            case "count":
                return phrases.bounds_words(node["value"])
            case "unknown":
                return f"[{node['text']}]"
        raise _unknown(node)

    def block(self, node: Node) -> list[str]:
        """Write one block node as lines, an empty one after it."""
        match node["type"]:
            case "heading" if node["rank"] == 2:
                return [*_wrap(self._words(node["content"]).upper()), "-" * COLUMNS]
            case "heading":
                return [*_wrap(self._words(node["content"])), ""]
            case "paragraph":
                # A dim line that says when stands close above what it is about.
                close = _is_dim(node) and ": " not in self._words(node["content"])
                return [*_wrap(self._words(node["content"])), *([] if close else [""])]
            case "quote":
                credit = [f"  {node['credit']}"] if node["credit"] else []
                return [*_wrap(self._words(node["content"]), "  "), *credit, ""]
            case "list":
                return [*(line for item in node["items"] for line in self._item(item)), ""]
            case "rule":
                return ["-" * COLUMNS, ""]
        raise _unknown(node)

    def _item(self, item: Sequence[Node]) -> list[str]:
        if not _is_row(item):
            return _wrap("- " + self._words(item), "  ", first="")
        label, value = self._words(item[:-1]).rstrip(": "), self._words(item[-1:])
        if _width(label) + _width(value) + 2 > COLUMNS:
            return [*_wrap(label), value.rjust(COLUMNS)]
        return [label + " " * (COLUMNS - _width(label) - _width(value)) + value]

    def _words(self, content: Sequence[Node]) -> str:
        return "".join(self.inline(node) for node in content)

    def _number(self, href: str) -> int:
        address = f"{self.site}{href}" if href.startswith("/") else href
        if address not in self.addresses:
            self.addresses.append(address)
        return self.addresses.index(address) + 1


def write_text(tree: Node, frame: Frame) -> str:
    """Write a letter as plain text, never empty, lines of at most 72 columns where words allow.

    Args:
        tree: an approved tree.
        frame: what stands around it.

    Raises:
        NodeUnknown: the tree holds a node that is none.
    """
    with override(frame.language):
        text = _Text(frame.site)
        lines = [
            "KHRONIKA",
            "=" * COLUMNS,
            *_ends(*_folio(frame)),
            *(_wrap(sample_line()) if frame.is_sample else []),
            "",
        ]
        for node in tree["nodes"]:
            lines += text.block(node)
        lines += _references(text.addresses)
        lines += ["=" * COLUMNS, *_wrap(_("Nothing in this letter tells us that you opened it."))]
        for label, address in frame.links():
            lines += [f"{label}:", f"  {address}"]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def write_html(tree: Node, frame: Frame) -> str:
    """Write a letter as HTML that needs no other file: no picture, no font, no counted link.

    Args:
        tree: an approved tree.
        frame: what stands around it.

    Raises:
        NodeUnknown: the tree holds a node that is none.
    """
    with override(frame.language):
        body = [_html_block(node, frame.site) for node in tree["nodes"]]
        number, period = _folio(frame)
        html = render_to_string(
            "alert/letter.html",
            {
                "tree": tree,
                "frame": frame,
                "body": mark_safe("".join(body)),  # noqa: S308  # each part is escaped below
                "number": number,
                "period": period,
                "direction": "rtl" if frame.language in phrases.RIGHT_TO_LEFT else "ltr",
                "links": frame.links(),
                "sample": sample_line(),
            },
        )
    return _inliner().inline(html)


def write_question(address: str, language: str, *, is_sample: bool) -> tuple[str, str]:
    """Write the letter that asks whether somebody asked for letters: text and HTML.

    Args:
        address: the page with the one button.
        language: BCP 47 code.
        is_sample: whether the amber line of the demo stands above.
    """
    with override(language):
        before = [
            _("Somebody, we hope you, asked for the letters of Khronika at this address."),
            _("Open this page and press its button, and they will come:"),
        ]
        after = _("Not you? Do nothing. The address is forgotten after 7 days.")
        sample = ["\n".join(_wrap(sample_line()))] if is_sample else []
        text = "\n\n".join([*sample, *("\n".join(_wrap(part)) for part in before), address, after])
        context = {
            "language": language,
            "direction": "rtl" if language in phrases.RIGHT_TO_LEFT else "ltr",
            "address": address,
            "before": before,
            "after": after,
            "sample": sample_line() if is_sample else "",
        }
        html = render_to_string("alert/question.html", context)
    return text + "\n", _inliner().inline(html)


@cache
def _inliner() -> css_inline.CSSInliner:
    # Mail programs drop style sheets; only what depends on the screen stays in one.
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def _html_inline(node: Node, site: str) -> SafeString:
    match node["type"]:
        case "text":
            words = format_html("{}", node["text"])
            for mark in node.get("marks", ()):
                tag = {"strong": "strong", "emphasis": "em"}[mark]
                words = format_html("<{0}>{1}</{0}>", mark_safe(tag), words)  # noqa: S308  # closed
            return words
        case "party":
            return format_html("{}", node["text"])
        case "link":
            href = f"{site}{node['href']}" if node["href"].startswith("/") else node["href"]
            return format_html('<a class="link" href="{}">{}</a>', href, node["text"])
        case "count":
            return format_html("<strong>{}</strong>", phrases.bounds_words(node["value"]))
        case "unknown":
            return format_html('<span class="gap">{}</span>', node["text"])
    raise _unknown(node)


def _html_words(content: Sequence[Node], site: str) -> SafeString:
    return format_html_join("", "{}", ((_html_inline(node, site),) for node in content))


def _html_block(node: Node, site: str) -> SafeString:
    match node["type"]:
        case "paragraph" if _is_dim(node):
            words = "".join(str(part["text"]) for part in node["content"])
            # The line that says when begins an event: it stands apart from the one before.
            place = "" if ": " in words else "when"
            return _row("{}", format_html('<p class="dim">{}</p>', words), place)
        case "paragraph":
            return _row('<p class="words">{}</p>', _html_words(node["content"], site))
        case "heading":
            form = '<h2 class="head">{}</h2>' if node["rank"] == 2 else '<h3 class="title">{}</h3>'
            return _row(
                form, _html_words(node["content"], site), "rule" if node["rank"] == 2 else ""
            )
        case "quote":
            credit = format_html("<br>{}", node["credit"]) if node["credit"] else ""
            words = format_html("{}{}", _html_words(node["content"], site), credit)
            return _row('<p class="mended">{}</p>', words)
        case "list":
            rows = [_html_item(item, site) for item in node["items"]]
            table = '<table role="presentation" class="rows" width="100%">{}</table>'
            return _row(table, format_html_join("", "{}", ((row,) for row in rows)))
        case "rule":
            return _row("{}", "", "rule")
    raise _unknown(node)


def _html_item(item: Sequence[Node], site: str) -> SafeString:
    if not _is_row(item):
        return format_html(
            '<tr><td class="item" colspan="2">{}</td></tr>', _html_words(item, site)
        )
    return format_html(
        '<tr><td class="label">{}</td><td class="value">{}</td></tr>',
        _html_words(item[:-1], site).rstrip(": "),
        _html_words(item[-1:], site),
    )


def _row(form: str, words: SafeString | str, kind: str = "") -> SafeString:
    inner = format_html(form, words)
    return format_html('<tr><td class="block {}">{}</td></tr>', kind, inner)


def _is_dim(node: Node) -> bool:
    """Tell whether a paragraph is a line about the words around it: all of it emphasised."""
    return node["type"] == "paragraph" and all(
        part["type"] == "text" and "emphasis" in part["marks"] for part in node["content"]
    )


def _is_row(item: Sequence[Node]) -> bool:
    """Tell whether a list item is a label and its figure."""
    if len(item) != 2:
        return False
    last = item[-1]
    if last["type"] == "text":
        return str(last["text"]).isdigit()
    return bool(last["type"] == "count")


def _unknown(node: Node) -> NodeUnknown:
    return NodeUnknown(f"a letter cannot hold the node {node['type']!r}; take it out of the tree")


def _folio(frame: Frame) -> tuple[str, str]:
    days = phrases.period_words({"start": frame.starts_on, "end": frame.ends_on})
    return _("Bulletin %(number)s") % {"number": frame.number}, days


def sample_line() -> str:
    """Answer the amber line of the demo, in the active language."""
    return _(
        "Sample letter. One report retells an article of 2018; all other people, outlets and"
        " events are invented."
    )


def _ends(left: str, right: str) -> list[str]:
    space = COLUMNS - _width(left) - _width(right)
    return [left + " " * space + right] if space > 1 else [left, right]


def _references(addresses: Sequence[str]) -> list[str]:
    lines = [f"[{place}] {address}" for place, address in enumerate(addresses, 1)]
    return ["-" * COLUMNS, *lines, ""] if lines else []


def _wrap(words: str, indent: str = "", first: str | None = None) -> list[str]:
    start = indent if first is None else first
    plain = re.sub(r"\s+", " ", words).strip()
    return textwrap.wrap(
        plain,
        COLUMNS,
        initial_indent=start,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _width(words: str) -> int:
    """Count columns: wide East Asian letters take two, combining marks none (UAX 11)."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in words)
    return len(words) + wide - sum(unicodedata.combining(letter) > 0 for letter in words)
