"""What is typed becomes a closed tree of nodes, the same each time."""

import pytest
from tests.desk.story.written import draft_by

from khronika.desk.story.models import Draft
from khronika.desk.story.tree import DraftUnreadable, joined, lines_of, tree_of
from khronika.model.canonical import sha256_of

pytestmark = pytest.mark.usefixtures("office_home")


@pytest.mark.parametrize(
    ("markup", "parts"),
    [
        ("<p>a<b>b</b></p>", [("text", "a"), ("text", "b")]),
        ('<p><a href="https://x.example/">l</a></p>', [("link", "l")]),
        ("<p>&lt;script&gt;</p>", [("text", "<script>")]),
        ("<p>{{ settings.SECRET_KEY }}</p>", [("text", "{{ settings.SECRET_KEY }}")]),
    ],
)
def test_rich_text_becomes_closed_nodes(markup: str, parts: list[tuple[str, str]]) -> None:
    """Words stay words, whatever they look like."""
    assert [(part["type"], part["text"]) for part in lines_of(markup)[0]] == parts


@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        (["counts ", "8", " journalists"], "counts 8 journalists"),
        (["counts", "8", "journalists"], "counts 8 journalists"),
        (["by", "Ada", ", twice", "and", "Ben", "."], "by Ada, twice and Ben."),
        (["(", "Ada", ")", "’s"], "(Ada)’s"),
    ],
)
def test_pieces_of_a_line_stand_a_blank_apart(pieces: list[str], said: str) -> None:
    """The editor drops blanks at the ends of pieces; the tree is the same before and after."""
    nodes = [[{"type": "text", "text": piece, "marks": []}] for piece in pieces]
    assert "".join(part["text"] for part in joined(nodes)) == said


@pytest.mark.parametrize(
    "markup",
    ["<p><img src=x></p>", "<script>x</script>", '<p><a linktype="page" id="3">x</a></p>',
     '<embed embedtype="image" id="1">', "<iframe></iframe>", "<style>x</style>"],
)  # fmt: skip
def test_markup_without_a_node_is_refused(markup: str) -> None:
    """What no public document knows is refused while its writer looks at it."""
    with pytest.raises(DraftUnreadable):
        lines_of(markup)


def test_a_tree_is_the_same_each_time(people: dict[str, str]) -> None:
    """The hash of a draft's tree depends on its words only."""
    draft = draft_by(people["ada"])
    again = Draft.objects.get(pk=draft.pk)
    assert sha256_of(tree_of(draft)) == sha256_of(tree_of(again))
