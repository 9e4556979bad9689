"""The blocks that a story is written in: one for each node that a public document knows.

A figure is chosen as an event or a filter and a field; who reads the page gets it counted anew.
There is no block for markup, for a page from another host, or for anything else.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from khronika.data.vocabulary import country_name, vocabulary
from khronika.record.models import Fact
from khronika.record.public import read
from khronika.record.values import read as read_values

MARKS = ["bold", "italic", "link"]
"""What words in a line may be."""


def event_choices() -> list[tuple[str, str]]:
    """List the events that are public, the newest first."""
    found = read.events(read.EventFilter(), limit=500).items
    return [(str(one.number), f"{one.number} · {_title(one.body)}") for one in found]


def _title(event: dict[str, Any]) -> str:
    written = event["title"].get("written") or {}
    here = written.get(get_language() or "en") or written.get("en")
    return str(here or next(iter(written.values()), event["number"]))


def name_choices() -> list[tuple[str, str]]:
    """List people and bodies of the record whose names a person accepted."""
    facts = Fact.objects.filter(
        field="name", item=None, status="accepted", author__startswith="u:"
    )
    rows = list(facts.values_list("thing", "value_id")[:2000])
    names = read_values([value for _thing, value in rows if value])
    told = [(thing, str(names[value])) for thing, value in rows if value in names]
    return sorted(told, key=lambda pair: pair[1].casefold())


def _terms(kind: str) -> list[tuple[str, str]]:
    lang = get_language() or "en"
    return [(str(code), term.label(lang)) for code, term in vocabulary()[kind].items()]


def act_choices() -> list[tuple[str, str]]:
    """List the types of acts."""
    return _terms("act_type")


def role_choices() -> list[tuple[str, str]]:
    """List the roles of people."""
    return _terms("role")


def country_choices() -> list[tuple[str, str]]:
    """List the countries in which an act is public."""
    lang = get_language() or "en"
    return [(code, country_name(code, lang) or code) for code in read.countries()]


class CountBlock(blocks.StructBlock):  # type: ignore[misc]  # no types
    """A figure of the record: of one event, or of all that a filter finds."""

    event = blocks.ChoiceBlock(event_choices, required=False, label=_("In this event"))
    country = blocks.ChoiceBlock(country_choices, required=False, label=_("or in this country"))
    since = blocks.DateBlock(required=False, label=_("from"))
    until = blocks.DateBlock(required=False, label=_("to"))
    field = blocks.ChoiceBlock(
        [("people", _("people")), ("acts", _("acts"))], default="people", label=_("How many")
    )
    type_of_act = blocks.ChoiceBlock(act_choices, label=_("of what was done"))
    role = blocks.ChoiceBlock(role_choices, required=False, label=_("to whom (empty: anybody)"))

    class Meta:
        """How the block is named."""

        icon = "history"
        label = _("Figure of the record")

    def clean(self, value: Any) -> Any:
        """Refuse a figure that is of an event and of a filter."""
        cleaned = super().clean(value)
        if cleaned["event"] and any(cleaned[key] for key in ("country", "since", "until")):
            raise blocks.StructBlockValidationError(
                {"event": ValidationError(_("Choose an event, or a country and days."))}
            )
        return cleaned


class NameBlock(blocks.StructBlock):  # type: ignore[misc]  # no types
    """Somebody of the record, hidden where they may not be named."""

    party = blocks.ChoiceBlock(name_choices, label=_("Who"))
    text = blocks.CharBlock(max_length=200, label=_("as written here"))

    class Meta:
        """How the block is named."""

        icon = "user"
        label = _("Person or body of the record")


class LineBlock(blocks.StreamBlock):  # type: ignore[misc]  # no types
    """A paragraph in pieces: words, figures, names, what is not known."""

    words = blocks.RichTextBlock(features=MARKS, label=_("Words"))
    count = CountBlock()
    party = NameBlock()
    unknown = blocks.CharBlock(max_length=200, icon="help", label=_("What is not known"))

    class Meta:
        """How the block is named."""

        icon = "pilcrow"
        label = _("Paragraph with figures or names")


class HeadingBlock(blocks.StructBlock):  # type: ignore[misc]  # no types
    """A heading below the headline."""

    text = blocks.CharBlock(max_length=200, label=_("Heading"))
    rank = blocks.ChoiceBlock([("2", _("section")), ("3", _("part of one"))], default="2")

    class Meta:
        """How the block is named."""

        icon = "title"
        label = _("Heading")


class ListBlock(blocks.StructBlock):  # type: ignore[misc]  # no types
    """A list, numbered or not."""

    ordered = blocks.BooleanBlock(required=False, label=_("Numbered"))
    items = blocks.ListBlock(blocks.RichTextBlock(features=MARKS), label=_("Items"))

    class Meta:
        """How the block is named."""

        icon = "list-ul"
        label = _("List")


class QuoteBlock(blocks.StructBlock):  # type: ignore[misc]  # no types
    """Somebody's words."""

    words = blocks.RichTextBlock(features=MARKS, label=_("Words"))
    credit = blocks.CharBlock(max_length=200, required=False, label=_("Whose"))

    class Meta:
        """How the block is named."""

        icon = "openquote"
        label = _("Quote")


class FigureBlock(blocks.StructBlock):  # type: ignore[misc]  # no types
    """A picture with its caption; credit and description come with the picture."""

    picture = SnippetChooserBlock("story.Picture", label=_("Picture"))
    caption = blocks.RichTextBlock(features=MARKS, required=False, label=_("Caption"))

    class Meta:
        """How the block is named."""

        icon = "image"
        label = _("Picture")


class FilmBlock(blocks.StructBlock):  # type: ignore[misc]  # no types
    """A film of our own copy, which loads when a reader asks for it."""

    film = SnippetChooserBlock("story.Film", label=_("Film"))
    caption = blocks.RichTextBlock(features=MARKS, required=False, label=_("Caption"))

    class Meta:
        """How the block is named."""

        icon = "media"
        label = _("Film")


BODY = [
    ("paragraph", blocks.RichTextBlock(features=MARKS, icon="pilcrow", label=_("Paragraph"))),
    ("line", LineBlock()),
    ("heading", HeadingBlock()),
    ("list", ListBlock()),
    ("quote", QuoteBlock()),
    ("figure", FigureBlock()),
    ("film", FilmBlock()),
    ("event", blocks.ChoiceBlock(event_choices, icon="calendar", label=_("Event of the record"))),
    ("rule", blocks.StaticBlock(icon="horizontalrule", label=_("Rule"), admin_text=_("A rule"))),
]
