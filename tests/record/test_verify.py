"""Whatever is changed behind the code, `verify` names it."""

import json
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from khronika.cli import main
from khronika.record import approval, erasure, models
from khronika.record.ledger.outside import stamp_head
from khronika.record.ledger.rebuild import rebuild
from khronika.record.ledger.sql import Statements
from khronika.record.ledger.verify import verify
from khronika.record.values import file_of


def wrong(scope: str = "full", since: int = 1) -> dict[str, str]:
    """Checks that fail, but for the packages that the invented report does not have."""
    found = verify(scope, since=since)
    return {one.name: one.what for one in found if not one.ok and one.name != "packages"}


def publish(office: Any, story: Any) -> str:
    """Publish one event."""
    event, _, _ = story.decided(office.ledger, f"u:{office.asel}")
    base = office.ledger.head()[0]
    request = approval.request(office.ledger, f"u:{office.asel}", [f"event:{event}"], base=base).id
    approval.approve(office.ledger, f"u:{office.boris}", request, base=office.ledger.head()[0])
    approval.publish(office.ledger, f"u:{office.asel}", request, base=office.ledger.head()[0])
    return str(event)


def behind(statement: str) -> None:
    """Run a statement as the owner of the database would who has taken the triggers away."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(statement)
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        kept = cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in kept:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(statement)
        for _, sql in kept:
            cursor.execute(sql)


DAMAGE = {
    "actor": ("UPDATE record_entry SET actor = 's:other' WHERE seq = 6", "chain"),
    "payload": (
        "UPDATE record_entry SET payload = replace(payload, 'restricted', 'public') WHERE seq = 5",
        "chain",
    ),
    "spacing": ("UPDATE record_entry SET payload = payload || ' ' WHERE seq = 6", "chain"),
    "clock": ("UPDATE record_entry SET clock = 5 WHERE seq = 7", "chain"),
    "line taken out": ("DELETE FROM record_entry WHERE seq = 6", "chain"),
    "value": ("UPDATE record_value SET body = '\"other\"' WHERE body LIKE '%Testova%'", "values"),
    "value gone": ("DELETE FROM record_value WHERE body LIKE '%Testova%'", "values"),
    "salt": ("UPDATE record_value SET salt = '00112233445566778899aabbccddeeff'", "values"),
    "tail": ("DELETE FROM record_entry WHERE seq > 10", "stamped head"),
    "working table": ("UPDATE record_act SET state = 'rejected'", "tables"),
    "author": ("UPDATE record_fact SET author = 's:coder'", "tables"),
    "document": ("UPDATE public_document SET body = replace(body, '2021', '2020')", "documents"),
    "publication": ("DELETE FROM record_publication", "marks"),
    "mark": ("DELETE FROM record_mark WHERE what = 'approve'", "marks"),
}


@pytest.mark.parametrize("name", sorted(DAMAGE))
def test_damage_is_named(office: Any, story: Any, name: str) -> None:
    """Each change behind the triggers fails the check that is about it."""
    publish(office, story)
    statement, check = DAMAGE[name]
    behind(statement)
    assert check in wrong()


def test_values_nobody_names_are_found(office: Any, story: Any) -> None:
    """A row of personal data that no line names is a fault."""
    publish(office, story)
    behind(
        "INSERT INTO record_value (id, owner, salt, body) "
        "VALUES ('01KE0000000000000000000000', 'party:x', '00', '\"hidden\"')"
    )
    assert "no line names" in wrong("values")["values"]


def test_changed_value_file_is_found(office: Any, story: Any) -> None:
    """A large value's file that was cut or swapped does not pass."""
    story.proposed(office.ledger)
    row = models.Value.objects.filter(key__isnull=False).first()
    assert row
    path = file_of(row.id)
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert "changed or cut" in wrong("values")["values"]
    path.unlink()
    assert "missing" in wrong("values")["values"]


def test_dropped_and_rewritten_triggers_are_found(office: Any) -> None:
    """A trigger that is missing or says something else is named."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER record_value_delete")
        else:
            cursor.execute("ALTER TABLE record_value DISABLE TRIGGER record_value_delete")
    assert "record_value_delete" in wrong()["triggers"]


def test_since_takes_the_earlier_lines_as_they_are(office: Any, story: Any) -> None:
    """Only the lines asked for are read, bound to the line before them."""
    publish(office, story)
    behind("UPDATE record_entry SET actor = 's:other' WHERE seq = 6")
    assert "chain" in wrong("chain")
    assert "chain" not in wrong("chain", since=8)


def test_roles_are_judged_as_they_were(office: Any, story: Any) -> None:
    """An approval stays good when the role is taken later; one without the role is named."""
    publish(office, story)
    from khronika.record import steps

    steps.grant(office.ledger, f"u:{office.admin}", office.boris, "editor", given=False,
                base=office.ledger.head()[0])  # fmt: skip
    assert wrong() == {}


def test_stamped_head_of_another_ledger_is_found(office: Any, tmp_path: Path) -> None:
    """A stamped head that the ledger does not hold fails, whatever its seq."""
    stamp_head()
    path = tmp_path / "home/record/heads.jsonl"
    line = json.loads(path.read_text()) | {"hash": "0" * 64}
    path.write_text(json.dumps(line) + "\n")
    assert "not the one" in wrong("chain")["stamped head"]


def test_first_difference_is_shown_and_swapped_away(office: Any, story: Any) -> None:
    """A rebuild names the first row that differs; a swap puts the ledger's tables in place."""
    publish(office, story)
    models.Event.objects.update(revision=99)
    outcome = rebuild()
    assert outcome.difference.startswith("record_event: in use [")
    assert not rebuild(swap=True).is_equal
    assert rebuild().is_equal


def test_rebuild_catches_up_with_what_came_meanwhile(
    office: Any, story: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines appended while the tables are filled are in the ones that are swapped in."""
    import khronika.record.ledger.rebuild as module

    publish(office, story)
    fill, late = module._fill, []

    def slow(bench: Any, reached: int, progress: Callable[[int], None], **more: Any) -> int:
        answer = fill(bench, reached, progress, **more)
        if not late:
            late.append(story.received(office.ledger))
        return answer

    monkeypatch.setattr(module, "_fill", slow)
    outcome = rebuild(swap=True)
    assert outcome.is_equal
    assert Statements.on("default").rows("SELECT 1 FROM record_report WHERE id = %s", late[0])


def test_command_says_what_holds(
    office: Any, story: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 0 where all holds, 1 where something does not; export names nobody."""
    publish(office, story)
    assert main(["record", "verify", "values"]) == 0
    assert "holds  chain: " in capsys.readouterr().out
    assert main(["record", "rebuild"]) == 0
    assert "same    record_fact" in capsys.readouterr().out
    assert main(["record", "export"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert json.loads(lines[-1])["kind"] == "publish"
    assert story.NAME not in "".join(lines)
    assert main(["record", "scrub"]) == 0
    assert main(["record", "stamp"]) == 0
    models.Act.objects.update(state="rejected")
    assert main(["record", "rebuild"]) == 1
    capsys.readouterr()
    assert main(["record", "verify", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is False


def test_no_record_is_one_line(tmp_path: Path) -> None:
    """Without a database the command says so in one line and how to make one."""
    import os
    import subprocess

    home = {**os.environ, "KHRONIKA_HOME": str(tmp_path / "nowhere"), "DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, "-m", "khronika", "record", "verify"], env=home, text=True,
        capture_output=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "khronika init" in done.stderr


def test_triggers_survive_a_migration_backwards_and_forwards(office: Any) -> None:
    """The migration of the triggers can be undone and done again, with the same texts."""
    from django.core.management import call_command

    if connection.vendor == "sqlite":
        connections["default"].close()
    call_command("migrate", "public", "zero", verbosity=0, skip_checks=True)
    call_command("migrate", "record", "0001", verbosity=0, skip_checks=True)
    call_command("migrate", verbosity=0, skip_checks=True)
    assert wrong() == {}


def test_sqlite_is_in_wal_and_full(office: Any) -> None:
    """An append that was answered is on the disk."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone() == ("on",)
        return
    raw = Statements.on("default").raw
    assert isinstance(raw, sqlite3.Connection)
    assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert raw.execute("PRAGMA synchronous").fetchone() == (2,)
    assert raw.execute("PRAGMA secure_delete").fetchone() == (1,)


def stamped_check() -> Any:
    """The check of stamped heads."""
    return next(one for one in verify("chain") if one.name == "stamped head")


def cut_tail(office: Any, story: Any) -> tuple[Any, int]:
    """Stamp a head, and lose the lines from a place on: (stamped head, first line lost)."""
    publish(office, story)
    stamped = stamp_head()
    first = stamped.seq - 1
    behind(f"DELETE FROM record_entry WHERE seq >= {first}")  # noqa: S608  # a number
    return stamped, first


def test_a_restore_entry_says_which_lines_are_lost(office: Any, story: Any) -> None:
    """Lines that a backup lacked are told, and are no fault where the entry takes their place."""
    stamped, first = cut_tail(office, story)
    erasure.restore(office.ledger, head=stamped.hash, first=first, last=stamped.seq)
    check = stamped_check()
    assert check.ok
    assert f"lines {first} to {stamped.seq} are lost by restore entry {first}" in check.what


def test_a_restore_entry_hides_no_other_cut(office: Any, story: Any) -> None:
    """A range wider than the loss, or a head that is not its end, excuses nothing."""
    stamped, first = cut_tail(office, story)
    for start, end in ((1, stamped.seq), (first, stamped.seq + 1000), (first, first)):
        erasure.restore(office.ledger, head=stamped.hash, first=start, last=end)
    check = stamped_check()
    assert not check.ok
    assert "lost by" not in check.what


def test_after_a_restore_a_cut_is_found_again(office: Any, story: Any) -> None:
    """The lines excused are those of the lost copy: what was stamped since must stand."""
    stamped, first = cut_tail(office, story)
    erasure.restore(office.ledger, head=stamped.hash, first=first, last=stamped.seq)
    erasure.restore(office.ledger, head="0" * 64, first=1, last=1)
    again = stamp_head()
    assert again.seq <= stamped.seq
    assert stamped_check().ok
    behind(f"DELETE FROM record_entry WHERE seq = {again.seq}")  # noqa: S608  # a number
    assert not stamped_check().ok


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_strange_trigger_is_named(office: Any) -> None:
    """A trigger that the migrations do not know could change what is written; it is told."""
    assert "triggers" not in wrong()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TRIGGER planted AFTER INSERT ON record_fact BEGIN SELECT 1; END")
    assert "planted on record_fact" in wrong()["triggers"]
