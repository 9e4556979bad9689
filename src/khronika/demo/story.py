"""The demo's story: the report from Almaty retold, as two scripted editors write and approve it.

It says of real people and bodies nothing that the sample report does not say. Its film is our own
clip of shapes, which says so in every frame. A second run goes on with the story that is there.
"""

import json
from pathlib import Path
from typing import Any

from django.core.files import File

from khronika.demo.deciding import plain
from khronika.desk.story.models import Draft, Film, Picture
from khronika.desk.story.pictures import by_content
from khronika.desk.story.second import put_before
from khronika.flow import stand
from khronika.record import approval
from khronika.record.ledger.append import Ledger
from khronika.record.models import Act, Event, Fact, Number
from khronika.record.public.read import current
from khronika.record.user import User

SLUG = "almaty-before-a-rally"
CLIP = Path(__file__).parent / "film"
SECONDS = 12
Block = dict[str, Any]


def tell_story(ledger: Ledger, event: str, *, writer: str, second: str, home: Path) -> str:
    """Write the story as one editor, approve and publish it as another.

    Args:
        ledger: the demo's record.
        event: ULID of the published event that the story retells.
        writer: `u:` and ULID of who writes.
        second: of who approves, having written none of it.
        home: `KHRONIKA_HOME`.

    Returns:
        The public path of the story, in English.
    """
    draft = Draft.objects.filter(slug=SLUG).first() or _write(event, writer)
    public = current(draft.subject)
    if public is None:
        bundle = put_before(ledger, writer, draft)
        if not approval.waiting(bundle).is_ready:
            approval.approve(ledger, second, bundle, base=ledger.head()[0])
        stand.publish(ledger, second, bundle, base=ledger.head()[0], home=home)
    return f"/en/stories/{SLUG}/"


def _write(event: str, writer: str) -> Draft:
    number = Number.objects.get(subject=f"event:{event}").number
    draft = Draft(
        headline="People taken off the streets of Almaty before a rally could begin",
        lede=(
            "Police and security officers moved on 23 June 2018. A member of IFEX counts no fewer "
            "than eight journalists among those who were picked up."
        ),
        slug=SLUG,
        body=json.dumps(_body(number, _film())),
    )
    draft.full_clean()
    draft.save()
    draft.save_revision(user=User.objects.get(pk=writer.partition(":")[2]))
    return draft


def _film() -> Film:
    known = Film.objects.filter(title="Sample clip").first()
    if known is not None:
        return known
    still = Picture(title="Still of the sample clip", credit="Khronika")
    still.alt = "Title card of a sample film of shapes: it shows nothing that happened"
    still.file = File((CLIP / "clip.png").open("rb"), name="clip.png")
    still.full_clean()
    still.save()
    # The clip is committed without metadata, so that the demo needs no ffmpeg.
    clip = by_content((CLIP / "clip.webm").read_bytes(), ".webm")
    return Film.objects.create(
        title="Sample clip", file=clip, still=still, seconds=SECONDS, credit="Khronika, 2026",
        label="Sample film: a title card, then discs that move along lines",
    )  # fmt: skip


def _party(name: str) -> Block:
    """Answer a mention of somebody of the record; the record decides whether they may be named."""
    facts = Fact.objects.filter(field="name", item=None, status="accepted")
    party = next(fact.thing for fact in facts if plain(fact) == name)
    return {"type": "party", "value": {"party": party, "text": name}}


def _words(words: str) -> Block:
    return {"type": "words", "value": f"<p>{words}</p>"}


def _people(number: str) -> Block:
    value = {"event": number, "field": "people", "type_of_act": "detention", "role": "journalist"}
    return {"type": "count", "value": value}


def _names(names: list[str]) -> list[Block]:
    """Answer names with commas between them and "and" before the last."""
    pieces = [_party(names[0])]
    for name in names[1:-1]:
        pieces += [_words(", "), _party(name)]
    return [*pieces, *([_words(" and "), _party(names[-1])] if names[1:] else [])]


def _body(number: str, film: Film) -> list[Block]:
    outlet = ["Nana Iksanova", "Maria Melnikova", "Lyudmila Kalashnikova", "Lukpan Akhmedyarov"]
    return [
        {"type": "film", "value": {
            "film": film.pk,
            "caption": "<p>Our own clip of moving shapes, in place of film of the day.</p>",
        }},
        {"type": "paragraph", "value": (
            "<p>On 23 June 2018 police and security officers in Almaty took people off the "
            "streets in large numbers and loaded them into trucks and police vans. Film of the "
            "day shows officers, many with covered faces, dragging people away while their "
            "children cry.</p>"
        )},
        {"type": "line", "value": [
            _words("They moved before a rally for free education could begin. "),
            _party("Mukhtar Ablyazov"),
            _words(
                ", who leads the party Democratic Choice of Kazakhstan from exile, had called "
                "for it; he is said to have asked people to come without banners or placards. "
                "The authorities had been following his messages on social networks."
            ),
        ]},
        {"type": "event", "value": number},
        {"type": "heading", "value": {"text": "Journalists first", "rank": "2"}},
        {"type": "line", "value": [
            _party("Adil Soz"), _words(", a member of IFEX, counts "), _people(number),
            _words(
                " journalists who were picked up so that they could not cover the rally. All of "
                "them were held for a short time, to be questioned or to have their papers "
                "checked. They are:"
            ),
        ]},
        {"type": "line", "value": [
            *_names(outlet), _words(" of the newspaper <i>Uralskaya Nedelya</i>; "),
            *_names(["Sanat Urnaliev", "Madi Bekmaganbet"]), _words(" of Radio Azattyk; "),
            _party("Andrey Sviridov"),
            _words(
                " of the Kazakhstan International Bureau for Human Rights and Rule of Law; and "
            ),
            _party("Bagdat Asylbek"), _words(" of the newspaper <i>Diapazon</i>."),
        ]},
        {"type": "heading", "value": {"text": "What went before", "rank": "2"}},
        {"type": "line", "value": [
            _words("On 28 May a court ordered the closing of a news site: "),
            {"type": "unknown", "value": "name lost on the page we hold"},
            _words(
                ". Prosecutors said that it broke the rules on registration and kept its servers "
                "abroad."
            ),
        ]},
        {"type": "line", "value": [
            _words(
                "In another case four reporters are charged with “disseminating knowingly false "
                "information”. A former finance minister, "
            ),
            _party("Zeinulla Kakimzhanov"),
            _words(
                ", had filed the claim. If they are found guilty they face up to five years in "
                "prison."
            ),
        ]},
        {"type": "paragraph", "value": (
            "<p>On 18 May members of IFEX signed a public statement to the authorities of "
            "Kazakhstan. It asks them to look at how police and courts have treated websites, and "
            "to bring the law on “false information” into line with international standards.</p>"
        )},
        {"type": "rule", "value": None},
        {"type": "paragraph", "value": (
            "<p>Retold from the sample report that this demo holds, itself written from one IFEX "
            "article of June 2018. The figure above is counted from the record each time "
            "somebody reads this page.</p>"
        )},
    ]  # fmt: skip


def event_of(report: str) -> str:
    """Answer the ULID of the event that a report's acts are in."""
    found = Act.objects.filter(report=report).exclude(event=None).values_list("event", flat=True)
    return str(Event.objects.get(pk=found[0]).pk)
