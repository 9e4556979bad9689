"""On PostgreSQL the application owns no table, and the public site reads public documents only."""

import argparse
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from tests.databases import database_in_use, use_database

from khronika.record import approval, command, erasure, models
from khronika.record.errors import EntryRefused
from khronika.record.ledger.outside import finish_erasures, pending_erasure
from khronika.record.ledger.rebuild import rebuild
from khronika.record.ledger.roles import application_grants, site_grants
from khronika.record.ledger.verify import verify

ONLY_POSTGRES = pytest.mark.parametrize(
    "database", [pytest.param("pg", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture(name="acting")
def _acting() -> Iterator[Any]:
    """Act as another role; roles are of the whole server, so they are taken away again."""
    made: list[str] = []

    def act(role: str, grants: list[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE ROLE {role} NOLOGIN")
            made.append(role)
            for statement in grants:
                cursor.execute(statement)
            cursor.execute(f"SET ROLE {role}")

    yield act
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        for role in made:
            cursor.execute(f"DROP OWNED BY {role}")
            cursor.execute(f"DROP ROLE {role}")


def refused(statement: str) -> None:
    """A statement fails for want of a right."""
    with (
        pytest.raises(DatabaseError, match="permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@ONLY_POSTGRES
def test_application_works_without_owning_a_table(office: Any, story: Any, acting: Any) -> None:
    """It walks a report to publication, and can neither switch off nor pass a trigger."""
    acting("khronika_app", application_grants("khronika_app"))
    event, _, _ = story.decided(office.ledger, f"u:{office.asel}")
    subject, base = f"event:{event}", office.ledger.head()[0]
    request = approval.request(office.ledger, f"u:{office.asel}", [subject], base=base).id
    approval.approve(office.ledger, f"u:{office.boris}", request, base=base + 1)
    approval.publish(office.ledger, f"u:{office.asel}", request, base=base + 2)
    refused("ALTER TABLE record_entry DISABLE TRIGGER ALL")
    refused("DROP TRIGGER record_publication_insert ON record_publication")
    refused("TRUNCATE record_entry")
    refused("UPDATE record_entry SET actor = 'u:0'")
    refused("DELETE FROM public_document")
    refused("SET session_replication_role = replica")
    refused(
        "CREATE OR REPLACE FUNCTION record_publication_insert() RETURNS trigger "
        "LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
    )


@ONLY_POSTGRES
def test_site_reads_public_documents_only(office: Any, story: Any, acting: Any) -> None:
    """Neither a line, nor a value, nor a working table can be read from the public site."""
    story.decided(office.ledger, f"u:{office.asel}")
    acting("khronika_site", site_grants("khronika_site"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM public_document")
    for table in ("record_entry", "record_value", "record_fact", "record_user", "record_view"):
        refused(f"SELECT count(*) FROM {table}")  # noqa: S608
    refused("UPDATE public_document SET body = ''")


@pytest.fixture(name="signed_in")
def _signed_in(database: str) -> Iterator[Any]:
    """Work as a role with connections of its own, as the application's processes do."""
    owner, made = database_in_use(), []

    def sign_in(role: str, grants: list[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE ROLE {role} LOGIN")
            made.append(role)
            for statement in grants:
                cursor.execute(statement)
        use_database({**owner, "USER": role})

    yield sign_in
    use_database(owner)
    with connection.cursor() as cursor:
        for role in made:
            cursor.execute(f"DROP OWNED BY {role}")
            cursor.execute(f"DROP ROLE {role}")


@ONLY_POSTGRES
def test_the_application_rebuilds_and_verifies_without_owning_a_table(
    office: Any, story: Any, signed_in: Any
) -> None:
    """The working tables are computed anew, compared and swapped by the application's own role."""
    story.decided(office.ledger, f"u:{office.asel}")
    signed_in("khronika_builder", application_grants("khronika_builder"))
    assert rebuild().is_equal
    models.Report.objects.update(failure="lie")
    assert "record_report" in rebuild().difference
    assert rebuild(swap=True).is_swapped
    assert rebuild().is_equal
    assert [one.what for one in verify("full") if not one.ok and one.name != "packages"] == []


@ONLY_POSTGRES
def test_an_erasure_is_pending_until_the_owner_scrubs(
    office: Any, story: Any, signed_in: Any, capsys: Any
) -> None:
    """PostgreSQL only warns who may not VACUUM: it is not called done, and the owner finishes."""
    _, _, made = story.decided(office.ledger, f"u:{office.asel}")
    owner, party = database_in_use(), story.victim_of(made)
    signed_in("khronika_eraser", application_grants("khronika_eraser"))
    erasure.erase(office.ledger, f"u:{office.officer}", f"party:{party}", ground="law",
                  base=office.ledger.head()[0])  # fmt: skip
    assert not finish_erasures()
    assert command._scrub(argparse.Namespace()) == 1
    assert "run it as their owner" in capsys.readouterr().out
    assert pending_erasure() is not None
    use_database(owner)
    assert finish_erasures()
    assert pending_erasure() is None


def test_name_of_a_role_is_plain() -> None:
    """Nothing but a plain name is put into a statement."""
    with pytest.raises(EntryRefused):
        application_grants("app; DROP TABLE record_entry")
