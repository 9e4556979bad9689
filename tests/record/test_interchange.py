"""The rules of judgements that come from another office: a person's, and never against others."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from khronika.flow import ftm
from khronika.record import approval, steps
from khronika.record.models import Judgement


def _party(office: Any, name: str) -> str:
    party = str(office.ledger.new_id())
    base = int(office.ledger.head()[0])
    steps.set_party(office.ledger, f"u:{office.asel}", party,
                    {"name": name, "kind": "person"}, base=base)  # fmt: skip
    return party


def test_judgements_go_out_and_come_back(office: Any) -> None:
    """What is exported is read again as known; a contradiction is told and not written."""
    one, two, three = (_party(office, name) for name in ("Qiu Anli", "Qiu An Li", "Qiu Anna"))
    actor = f"u:{office.asel}"
    edges = [ftm.Edge(*sorted((one, two)), "same"), ftm.Edge(*sorted((two, three)), "same")]
    taken = ftm.take_in(office.ledger, actor, edges, reason="resolver.json")
    assert (taken.written, taken.known) == (2, 0)
    assert Judgement.objects.filter(verdict="same", author=actor).count() == 2
    lines = [
        str(line).replace("'", '"').replace("None", "null")
        for line in ftm.edges(level="restricted")
    ]
    again = ftm.take_in(office.ledger, actor, ftm.read_edges(lines), reason="again")
    assert (again.written, again.known) == (0, 2)
    against = ftm.Edge(*sorted((one, three)), "different")
    stranger = ftm.Edge("01AAAAAAAAAAAAAAAAAAAAAAAA", one, "same")
    refused = ftm.take_in(office.ledger, actor, [against, stranger], reason="other")
    assert refused.contradicted == (against,)
    assert refused.strangers == (stranger,)
    assert Judgement.objects.count() == 2


def _published(office: Any, event: str) -> None:
    request = approval.request(
        office.ledger, f"u:{office.asel}", [f"event:{event}"], base=office.ledger.head()[0]
    ).id
    for act, who in ((approval.approve, office.boris), (approval.publish, office.asel)):
        act(office.ledger, f"u:{who}", request, base=office.ledger.head()[0])


def test_one_persons_word_is_in_no_file_for_others(office: Any, story: Any) -> None:
    """A level, and a name, is exported once two people published it, and as long as it stands."""
    event, _, made = story.decided(office.ledger, f"u:{office.asel}")
    party = story.victim_of(made)
    steps.set_access(
        office.ledger, f"u:{office.asel}", f"party:{party}", level="public", ground="consent",
        base=office.ledger.head()[0],
    )  # fmt: skip
    assert list(ftm.entities()) == list(ftm.entities(level="network")) == []
    _published(office, event)
    (entity,) = ftm.entities()
    assert entity["caption"] == "Ilmira Testova"
    steps.set_party(
        office.ledger, f"u:{office.asel}", party, {"name": "Sabira Testova"},
        base=office.ledger.head()[0],
    )  # fmt: skip
    assert "Sabira" not in json.dumps(list(ftm.entities()))


CLIENTS = Path(__file__).parents[2] / ".tools/clients"
needs_clients = pytest.mark.skipif(
    not (CLIENTS / ".stamp").exists(), reason="run `make .tools/clients/.stamp` first"
)
CHECK = """
import json, sys
from followthemoney import model
for line in sys.stdin:
    given = json.loads(line)
    model.get(given["schema"]).validate(given)
    proxy = model.get_proxy(given, cleaned=False)
    kept = {name: sorted(values) for name, values in proxy.to_dict()["properties"].items()}
    assert kept == {k: sorted(v) for k, v in given["properties"].items()}, (kept, given)
    print(proxy.id, proxy.schema.name, proxy.caption)
"""


def command(database: str, tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `khronika ftm` as somebody at a terminal does."""
    env = {**os.environ, "DATABASE_URL": database, "KHRONIKA_HOME": str(tmp_path)}
    return subprocess.run(
        [sys.executable, "-m", "khronika", "ftm", *words], env=env, capture_output=True, text=True
    )


@needs_clients
def test_followthemoney_reads_what_is_written(office: Any, database: str, tmp_path: Path) -> None:
    """Its own library finds every entity valid, and cleans no value away."""
    actor = f"u:{office.asel}"
    for name, kind, country in (("Qiu Anli", "person", "CN"), ("Ильмира Тестова", "person", "KZ"),
                                ("Kurak Example Gazette", "organisation", "KZ"),
                                ("Kurak Police", "agency", None), ("?", "unknown", None)):  # fmt: skip
        party = str(office.ledger.new_id())
        fields = {"name": name, "kind": kind} | ({"country": country} if country else {})
        steps.set_party(office.ledger, actor, party, fields, base=int(office.ledger.head()[0]))
    made = command(database, tmp_path, "entities", "--level", "restricted")
    assert made.returncode == 0, made.stderr
    checked = subprocess.run(
        [CLIENTS / "bin/python", "-c", CHECK], input=made.stdout, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stderr
    assert len(checked.stdout.splitlines()) == 5
    assert "Person Ильмира Тестова" in checked.stdout
    public = command(database, tmp_path, "entities")
    assert "Qiu Anli" not in public.stdout
    assert "Тестова" not in public.stdout


def test_the_command_takes_its_own_judgements_back(
    office: Any, database: str, tmp_path: Path
) -> None:
    """What `ftm judgements` prints is known to `ftm import`; a new line is written as theirs."""
    one, two, three = (_party(office, name) for name in ("Qiu Anli", "Qiu An Li", "Qiu Anna"))
    actor, base = f"u:{office.asel}", int(office.ledger.head()[0])
    steps.match(office.ledger, actor, one, two, "same", base=base)
    assert command(database, tmp_path, "judgements").stdout == ""
    printed = command(database, tmp_path, "judgements", "--level", "restricted")
    lines = printed.stdout.splitlines()
    (row,) = map(json.loads, lines)
    assert row[:3] == [*sorted((one, two)), "positive"]
    assert (row[4], row[5][:2]) == (actor, "20")
    file = tmp_path / "resolver.json"
    file.write_text("\n".join([*lines, json.dumps([two, three, "negative", None, None, None])]))
    asked = ("import", str(file), "--by")
    taken = command(database, tmp_path, *asked, _mail(office))
    assert (taken.returncode, taken.stdout) == (0, ""), taken.stderr
    assert "1 written, 1 stood already" in taken.stderr
    again = command(database, tmp_path, *asked, _mail(office))
    assert "0 written, 2 stood already" in again.stderr
    file.write_text(json.dumps([one, three, "positive", None, None, None]))
    against = command(database, tmp_path, *asked, _mail(office))
    assert against.returncode == 1
    assert "contradicts what stands" in against.stdout
    nobody = command(database, tmp_path, *asked, "nobody@office.example")
    assert nobody.returncode == 2


@pytest.mark.parametrize("line", [b'["a", "b", "maybe"]', b"\xff\xfe"], ids=["word", "bytes"])
def test_a_file_that_is_none_is_refused_in_one_line(
    office: Any, database: str, tmp_path: Path, line: bytes
) -> None:
    """Wrong input ends with 2, one line that says where and what to do, and nothing written."""
    file = tmp_path / "resolver.json"
    file.write_bytes(b'["x", "y", "no_judgement", 0.4, null, null]\n' + line)
    refused = command(database, tmp_path, "import", str(file), "--by", _mail(office))
    assert refused.returncode == 2, refused.stderr
    assert "Traceback" not in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "line 2" in refused.stderr or "UTF-8" in refused.stderr
    assert not Judgement.objects.exists()


def test_ids_of_somebody_else_move_no_cursor(office: Any, database: str, tmp_path: Path) -> None:
    """What a file names is shown on one short line, whatever stands in it."""
    file = tmp_path / "resolver.json"
    file.write_text(json.dumps(["\x1b[2J\n\u202e\ud800" + "a" * 100_000, "b", "positive"]))
    told = command(database, tmp_path, "import", str(file), "--by", _mail(office))
    assert told.returncode == 0, told.stderr
    assert told.stderr.isascii()
    assert "\x1b" not in told.stderr
    assert (len(told.stderr.splitlines()), len(told.stderr) < 500) == (2, True)


def test_ids_that_only_join_stand_for_our_parties(office: Any) -> None:
    """A resolver joins through ids of its own: what is the same as one of them is judged the same."""
    a, b, c = sorted(_party(office, name) for name in ("Qiu Anli", "Qiu An Li", "Qiu Anna"))
    edges = [ftm.Edge("NK-1", a, "same"), ftm.Edge("NK-1", b, "same"),
             ftm.Edge("NK-1", c, "different"), ftm.Edge("NK-9", c, "same")]  # fmt: skip
    taken = ftm.take_in(office.ledger, f"u:{office.asel}", edges, reason="resolver.json")
    rows = {(row.left, row.right): row.verdict for row in Judgement.objects.all()}
    assert rows == {(a, b): "same", (a, c): "different"}
    assert taken.strangers == (ftm.Edge("NK-9", c, "same"),)


def _mail(office: Any) -> str:
    """Answer the address of the first editor, who is given a row of people once."""
    from khronika.record.user import User

    known = User.objects.filter(pk=office.asel).first()
    if known is None:
        known = User.objects.create_person(
            office.asel, email="asel@office.example", name="Asel Sample", password=None
        )
    return str(known.email)
