"""What people wrote is shown in the language that they wrote it in, figures with it."""

import re
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from khronika.site.shown.prose import nodes_of

COUNTED = {
    "type": "count", "event": None, "filter": None, "field": "people",
    "type_of_act": "detention", "role": "journalist", "value": {"min": 8, "max": None},
}  # fmt: skip
SENTENCE = [{"type": "text", "text": "Journalists detained: ", "marks": []}, COUNTED]


@pytest.mark.parametrize(
    ("written_in", "said"), [("en", "at least 8"), ("ru", "не менее 8"), ("ar", "ما لا يقل عن 8")]
)
@pytest.mark.parametrize("reader", ["en", "ar", "kk"])
def test_a_figure_is_said_in_the_language_of_its_sentence(
    written_in: str, said: str, reader: str
) -> None:
    """A reader of the Arabic page finds no Arabic words inside an English sentence."""
    tree = {"nodes": [{"type": "paragraph", "content": SENTENCE}]}
    with translation.override(reader):
        [node] = nodes_of(tree, reader, written_in=written_in)
        assert translation.get_language() == reader
    assert node["content"][1]["said"] == said


def test_an_event_inside_a_text_is_told_in_the_readers_language(
    put: Any, event: Any, transactional_db: None
) -> None:
    """The card is no part of the sentences around it, and says which language it is in."""
    put([event(1)])
    tree = {"nodes": [{"type": "event", "number": "KZ-2031-0001"}]}
    with translation.override("ru"):
        [node] = nodes_of(tree, "ru", written_in="en")
        shown = render_to_string("site/_node.html", {"node": node})
    assert re.search(r'<section class="embed" lang="ru" dir="auto">', shown)
    assert "14 мая 2031" in node["summary"]
