"""The screen of a package says what keeps it closed; a ground goes into the event's bundle."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from khronika.capture import Conditions, capture
from khronika.record import approval, steps
from khronika.record.documents.closing import closed_by
from khronika.record.models import Act, Fact, Party, Request
from khronika.record.proposal import propose
from khronika.seal.verify import head_sha256

TEXT = (
    "On 14 May 2031 harbour police detained Mira Tavel in Selm. Edda Kromova saw it from the "
    "quay, and Kromova told the Harbour Post."
)
SOURCE = "ab" * 32


def _span(words: str, after: str = "") -> list[int]:
    start = TEXT.index(words, TEXT.index(after) if after else 0)
    return [start, start + len(words)]


class Package:
    """A report with a package whose page names a victim and a bystander, and its event."""

    def __init__(self, office: Any, folder: Path) -> None:
        self.office, self.report = office, office.ledger.new_id()
        self.ann, self.ben = office.actors["ann"], office.actors["ben"]
        file = folder / "report.txt"
        file.write_text(TEXT, "utf-8")
        path = Path(capture(file, Conditions.from_environment(office.home / "store")).path)
        page = {
            "source": {"sha256": SOURCE, "bytes": len(TEXT), "media_type": "text/plain",
                       "encoding": "utf-8", "url": "https://quay.example/1"},
            "title": None, "lang": "en", "published": None, "byline": None, "site": None,
            "text": TEXT, "links": [], "media": [], "gaps": [],
            "blocks": [{"kind": "paragraph", "start": 0, "end": len(TEXT), "lang": "en",
                        "bytes": [0, len(TEXT)], "via": None}],
            "people": [_span("Edda Kromova"), _span("Kromova", "and Kro"), _span("Mira Tavel")],
        }  # fmt: skip
        steps.receive(office.ledger, "s:capture", self.report, pages={SOURCE: page},
                      package=path.name.removeprefix("ev-"), head=head_sha256(path),
                      told={"url": "https://quay.example/1"})  # fmt: skip
        act = {
            "id": "1", "event": "e", "type": "detention", "count": None, "place": None,
            "victim": {"name": "Mira Tavel", "kind": "person", "role": "journalist",
                       "affiliation": None},
            "date": None, "status": "unknown", "perpetrators": [], "sources": [],
            "cites": [_span("detained")], "confidence": 0.9,
            "facts": {"victim": {"cites": [_span("Mira Tavel")], "rule": "x", "confidence": 0.9}},
        }  # fmt: skip
        coding = {"source_sha256": SOURCE, "acts": [act], "interventions": [], "missed": []}
        propose(office.ledger, "s:coder", self.report, coding)
        acts = list(Act.objects.filter(report=self.report).values_list("id", flat=True))
        parties = list(Party.objects.filter(report=self.report).values_list("id", flat=True))
        things = [("report", self.report), *(("act", one) for one in acts),
                  *(("party", one) for one in parties)]  # fmt: skip
        steps.accept_all(office.ledger, self.ann, things, base=office.ledger.head()[0])
        self.event = office.ledger.new_id()
        steps.compose(office.ledger, self.ann, self.event, acts, base=office.ledger.head()[0])
        self.victim = str(Fact.objects.get(pk=f"{acts[0]}.victim").party)
        self.path = f"/desk/reports/{self.report}/package/"

    def get(self, query: str = "", who: str = "ann") -> str:
        return str(self.office.browser(who).get(self.path + query).content.decode())

    def do(self, step: str, who: str = "ann", **said: Any) -> Any:
        form = {**self.office.marks(), "step": step, **said}
        return self.office.browser(who).post(self.path, form, follow=True)

    def hidden(self) -> dict[str, Any]:
        return {one.words: one for one in closed_by(self.report).named}

    def ground(self, words: str, who: str = "ann") -> Any:
        one = self.hidden()[words]
        return self.do("ground", who, words=words, start=one.start, ground="consent")


@pytest.fixture(name="package")
def _package(office: Any, tmp_path: Path) -> Package:
    return Package(office, tmp_path)


def test_it_says_whom_the_pages_name(package: Package) -> None:
    """Hidden words stand in their place; whose they are is told as far as the record knows."""
    screen = package.get()
    for words in ("Mira Tavel", "Edda Kromova", "nobody of the record"):
        assert words in screen
    hidden = package.hidden()
    assert hidden["Mira Tavel"].party == package.victim
    assert hidden["Edda Kromova"].party is None


def test_a_package_is_opened_with_grounds_and_two_people(package: Package) -> None:
    """Grounds and a second name by one person, the bundle by another: then it is offered."""
    office = package.office
    package.ground("Mira Tavel")
    package.ground("Edda Kromova")
    party = Fact.objects.filter(field="ground").exclude(thing=package.victim).get().thing
    one = package.hidden()["Kromova"]
    package.do("same", words="Kromova", start=one.start, party=party)
    assert package.hidden() == {}
    assert "Nobody is named on its pages" in package.get()
    package.do("level")
    base = office.ledger.head()[0]
    bundle = approval.request(office.ledger, package.ann, [f"event:{package.event}"], base=base)
    row = Request.objects.get(pk=bundle.id)
    drafts = approval.bundle_drafts(row.documents, row.bodies)
    body = json.loads(next(one.body for one in drafts if one.level == "public"))
    assert [bool(one["evidence"]["package"]) for one in body["sources"].values()] == [True]
    waits = approval.waiting(bundle.id).facts
    assert {f"{party}.{field}" for field in ("name", "kind", "level", "ground")} <= set(waits)
    office.browser("ben").post(f"/desk/second/{bundle.id}/", {**office.marks(), "d": "approve"})
    assert Request.objects.get(pk=bundle.id).published
    assert list((office.home / "public" / "packages").glob("ev-*.zip"))


def test_a_ground_that_is_in_no_bundle_opens_no_file(package: Package) -> None:
    """Somebody named in the bytes alone, on one person's word, keeps the package back."""
    from khronika.flow.package import PackageNamesSomebody, refuse_named
    from khronika.record.serialise import Draft

    package.ground("Mira Tavel")
    package.ground("Edda Kromova")
    name = next((package.office.home / "store").glob("ev-*")).name
    body = json.dumps({"sources": {"s1": {"evidence": {"package": name}}}})
    with pytest.raises(PackageNamesSomebody):
        refuse_named([Draft("event:X", "public", body, "")], store=package.office.home / "store")


def test_words_that_are_no_person_are_said_to_be_a_body(package: Package) -> None:
    """What the reader took for a person may be called a body; the bundle carries that."""
    one = package.hidden()["Edda Kromova"]
    package.do("body", words=one.words, start=one.start, kind="organisation")
    assert "Edda Kromova" not in package.hidden()
    assert package.do("body", words="Mira Tavel", start=package.hidden()["Mira Tavel"].start,
                      kind="organisation").status_code == 422  # fmt: skip


def test_a_party_that_is_no_person_is_said_to_be_one(package: Package) -> None:
    """Of a party the kind is decided, with its name; a person's stays hidden on one word."""
    before = package.hidden()["Mira Tavel"]
    package.do("kind", words="Mira Tavel", start=before.start, kind="organisation")
    assert Fact.objects.get(pk=f"{package.victim}.kind").author == package.ann
    assert package.do("kind", words="Edda Kromova", kind="agency",
                      start=package.hidden()["Edda Kromova"].start).status_code == 422  # fmt: skip


def test_a_second_word_is_asked_for(package: Package) -> None:
    """Who has not set it public is told that a second person may; who has is not."""
    package.do("level")
    assert "as the second person" not in package.get()
    assert "as the second person" in package.get(who="ben")
    package.do("level", "ben")
    assert "as the second person" not in package.get(who="ben")
    looked = package.get("?look=1")
    assert "These files name somebody" in looked


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("ground", {"ground": "fame"}),
        ("ground", {"ground": "consent", "words": "nobody"}),
        ("same", {"party": "x"}),
        ("body", {"kind": "person"}),
    ],
)
def test_bad_input_is_told_and_changes_nothing(
    package: Package, step: str, said: dict[str, str]
) -> None:
    """Unknown codes, words that are not hidden, strangers: 422 and no entry."""
    one, before = package.hidden()["Edda Kromova"], package.office.ledger.head()
    form = {"words": one.words, "start": one.start} | said
    assert package.do(step, **form).status_code == 422
    assert package.office.ledger.head() == before


def test_others_do_not_see_it(package: Package, report: str) -> None:
    """Monitors are refused; a report without a package has no such screen."""
    assert package.office.browser("mon").get(package.path).status_code == 403
    missing = package.office.browser("ann").get(f"/desk/reports/{report}/package/")
    assert missing.status_code == 404
    assert package.do("nothing").status_code == 404


def test_who_asks_and_who_seconds_see_that_the_evidence_is_away(package: Package) -> None:
    """Before anybody approves: locked away or lost, it is named, and approving publishes nothing."""
    office = package.office
    package.ground("Mira Tavel")
    package.ground("Edda Kromova")
    party = Fact.objects.filter(field="ground").exclude(thing=package.victim).get().thing
    package.do("same", words="Kromova", start=package.hidden()["Kromova"].start, party=party)
    package.do("level")
    [path] = (office.home / "store").glob("ev-*")
    base = office.ledger.head()[0]
    bundle = approval.request(office.ledger, package.ann, [f"event:{package.event}"], base=base)
    address = f"/desk/second/{bundle.id}/"
    said = "is not in the store: it was locked away or lost"
    assert said not in office.browser("ben").get(address).content.decode()
    path.rename(office.home / path.name)
    screen = office.browser("ben").get(address).content.decode()
    assert said in screen
    assert path.name in screen
    assert said in package.get("?look=1")
    form = {**office.marks(), "d": "approve"}
    answer = office.browser("ben").post(address, form, follow=True)
    assert "Bring it back" in answer.content.decode()
    assert not Request.objects.get(pk=bundle.id).published
    (office.home / path.name).rename(path)
    office.browser("ben").post(address, {**office.marks(), "d": "approve"})
    assert Request.objects.get(pk=bundle.id).published


@pytest.mark.parametrize("tear", ["cut", "noise"])
def test_a_damaged_package_is_named_with_what_to_do(package: Package, tear: str) -> None:
    """Looking through a torn file is no crash of the screen: it says which, and the way out."""
    store = package.office.home / "store"
    [folder] = store.glob("ev-*")
    zipped = Path(shutil.make_archive(str(folder), "zip", store, folder.name))
    shutil.rmtree(folder)
    whole = zipped.read_bytes()
    zipped.write_bytes(whole[: len(whole) // 2] if tear == "cut" else whole[:200] + b"\0" * 900)
    answer = package.office.browser("ann").get(package.path + "?look=1")
    assert answer.status_code == 200
    screen = answer.content.decode()
    assert folder.name in screen
    assert "khronika verify" in screen
    assert "from a backup" in screen
    assert "names anybody who may not" not in screen


def test_a_package_that_is_there_twice_is_named(package: Package) -> None:
    """Nobody can tell which of the two would be handed out."""
    store = package.office.home / "store"
    [folder] = store.glob("ev-*")
    shutil.make_archive(str(folder), "zip", store, folder.name)
    assert "as a folder and as a zip" in package.get("?look=1")
