"""The feed follows RFC 4287, and a spreadsheet runs nothing of what somebody wrote."""

import csv
import hashlib
import io
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.template.loader import render_to_string
from django.test import Client

from khronika.site.pages.files import CSV_COLUMNS, columns_said, safe_cell
from khronika.site.pages.kept import _part
from khronika.site.shown.prose import nodes_of

ATOM = "{http://www.w3.org/2005/Atom}"
# RFC 3339 section 5.6 with the upper-case T and Z or offset that RFC 4287 section 3.3 wants.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\Z")


def _only(parent: ET.Element, name: str) -> ET.Element:
    found = parent.findall(ATOM + name)
    assert len(found) == 1, name
    return found[0]


def _moment(element: ET.Element) -> datetime:
    assert element.text is not None
    assert MOMENT.match(element.text)
    return datetime.fromisoformat(element.text)


@pytest.mark.parametrize("lang", ["en", "ru", "ar"])
def test_the_feed_is_atom(lang: str, shelf: list[str], client: Client) -> None:
    """The feed has what RFC 4287 sections 4.1.1 and 4.1.2 demand, the newest change first."""
    answer = client.get(f"/{lang}/feed.atom")
    assert answer["Content-Type"] == "application/atom+xml"
    feed = ET.fromstring(answer.content)  # noqa: S314 - our own bytes
    assert feed.tag == f"{ATOM}feed"
    assert _only(feed, "id").text
    assert _only(feed, "title").text
    assert [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    authors = feed.findall(f"{ATOM}author")
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 3
    for entry in entries:
        assert authors or entry.findall(f"{ATOM}author")
        assert _only(entry, "title").text
        assert _only(entry, "id").text
        assert _only(entry, "link").get("href", "").startswith("http://testserver/")
        assert _moment(_only(entry, "published")) <= _moment(_only(entry, "updated"))
    moments = [_moment(_only(entry, "updated")) for entry in entries]
    assert moments == sorted(moments, reverse=True)
    assert _moment(_only(feed, "updated")) == moments[0]
    ids = [_only(entry, "id").text for entry in entries]
    assert len(set(ids)) == len(ids)


def test_an_entry_keeps_its_id_in_every_language(shelf: list[str], client: Client) -> None:
    """RFC 4287 section 4.2.6: an id never changes, so it holds no language and no host."""

    def ids(lang: str) -> list[str | None]:
        feed = ET.fromstring(client.get(f"/{lang}/feed.atom").content)  # noqa: S314 - our own
        return [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]

    assert ids("en") == ids("ru") == ids("ar")


def test_a_correction_and_a_withdrawal_stand_in_the_feed(shelf: list[str], client: Client) -> None:
    """What was taken down is told with its reason, what was corrected with the day."""
    feed = client.get("/en/feed.atom").content.decode()
    assert "Withdrawn: KZ-2031-0003" in feed
    assert "It told of another event." in feed
    assert "corrected 2 June 2031" in feed


def test_the_csv_has_a_line_an_act(shelf: list[str], client: Client) -> None:
    """The file is RFC 4180 and holds every act of the filtered list, and nobody's hidden name."""
    text = client.get("/ar/events/list.csv?country=KZ").content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert {row["number"] for row in rows} == {"KZ-2031-0001", "KZ-2031-0002"}
    assert "\u2068" not in text
    assert text.count("\r\n") == len(rows) + 1


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1+1", "＝1", "\n=1"]
)
def test_no_cell_is_a_formula(cell: str) -> None:
    """What a spreadsheet would run is led by an apostrophe; other words stay as they are."""
    assert safe_cell(cell).startswith("'")
    assert safe_cell("8 to 10") == "8 to 10"
    assert safe_cell(-3) == -3


def test_the_json_is_the_documents(shelf: list[str], client: Client) -> None:
    """The list as JSON is the public documents, unchanged."""
    found = json.loads(client.get("/en/events/list.json").content)
    one = json.loads(client.get("/en/events/KZ-2031-0001/record.json").content)
    assert one in found


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=2-5", (2, 6)),
        ("bytes=-3", (7, 10)),
        ("bytes=20-", None),
        ("bytes=0-" + "9" * 5000, (0, 10)),
        ("bytes=" + "9" * 5000 + "-", (0, 10)),
    ],
)
def test_a_range_of_no_size_is_passed_over(asked: str, part: tuple[int, int] | None) -> None:
    """A range that no file can have is answered with the whole (RFC 9110 section 14.2)."""
    assert _part(asked, 10) == part


@pytest.mark.django_db
def test_an_event_without_an_address_is_shown_by_its_number() -> None:
    """A tree of before with a number that has no page is a page all the same."""
    [node] = nodes_of({"nodes": [{"type": "event", "number": "x"}]}, "en", written_in="en")
    shown = render_to_string("site/_node.html", {"node": node})
    assert "x</p>" in shown
    assert "<a " not in shown


def test_a_picture_that_no_text_shows_any_more_is_handed_to_nobody(
    put: Any, sample: dict[str, Any], client: Client, office_home: Path
) -> None:
    """Whoever withdrew the text may have been killed before the copy was taken away."""
    body = b"\xff\xd8\xff a picture"
    sha256 = hashlib.sha256(body).hexdigest()
    folder = office_home / "public" / "files"
    folder.mkdir(parents=True)
    (folder / f"{sha256}.jpg").write_bytes(body)
    assert client.get(f"/files/{sha256}").status_code == 404


def test_every_column_of_the_csv_is_explained(client: Client, shelf: list[str]) -> None:
    """A researcher finds what each column means on the page that the list leads to."""
    told = [name for names, _said in columns_said() for name in names]
    assert sorted(told) == sorted(CSV_COLUMNS)
    page = client.get("/en/how-we-work/").content.decode()
    for name in CSV_COLUMNS:
        assert f"<code>{name}</code>" in page
    assert '/en/how-we-work/#columns"' in client.get("/en/events/").content.decode()
