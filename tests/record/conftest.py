"""A migrated template database, copied for each test, and a PostgreSQL server of the session."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests.databases import database_in_use, use_database

from khronika.model.ulid import make_ulid
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.entry import Entry, Kind, NewEntry
from khronika.settings.database import read_database


def load_beside(name: str) -> Any:
    """Load a module that lies beside this file (tests are imported without a package)."""
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(f"khronika_test_{name}", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(name="postgres_server", scope="session")
def _postgres_server() -> Iterator[str]:
    """Answer the address of a server, without a database name: given, or made for the session."""
    server = load_beside("postgres_server")
    given, programs = os.environ.get("KHRONIKA_TEST_POSTGRES"), server.postgres_programs()
    if given:
        yield given.rstrip("/")
    elif programs is None:
        pytest.skip("no PostgreSQL server: apt-get install postgresql, or KHRONIKA_TEST_POSTGRES")
    else:
        with server.running_postgres(programs) as address:
            yield address


@pytest.fixture(name="postgres_template", scope="session")
def _postgres_template(postgres_server: str) -> str:
    """Migrate a database that each test copies.

    In a process of its own: Wagtail's migrations of its search look at the database of the
    settings when they are imported, which is SQLite here.
    """
    _make_database(postgres_server, "DROP DATABASE IF EXISTS khronika_template")
    _make_database(postgres_server, "CREATE DATABASE khronika_template")
    address = f"{postgres_server}/khronika_template"
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--skip-checks", "--verbosity=0"],
        env={**os.environ, "DATABASE_URL": address}, check=True,
    )  # fmt: skip
    return "khronika_template"


def _make_database(server: str, statement: str) -> None:
    import psycopg

    configuration = read_database(Path(), f"{server}/postgres")
    with psycopg.connect(
        host=configuration["HOST"], user=configuration["USER"], dbname="postgres",
        port=configuration["PORT"] or None, password=configuration["PASSWORD"] or None,
        autocommit=True,
    ) as connection:  # fmt: skip
        connection.execute(statement)


@pytest.fixture(name="database", params=["sqlite", pytest.param("pg", marks=pytest.mark.postgres)])
def _database(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    django_db_blocker: Any,
) -> Iterator[str]:
    """Answer the address of a fresh copy of the migrated database, in use as Django's default."""
    monkeypatch.setattr(settings, "HOME", tmp_path / "home")
    before = database_in_use()
    name = f"test_{os.getpid()}_{tmp_path.name}".lower().replace("-", "_")[-60:]
    if request.param == "sqlite":
        path = tmp_path / "khronika.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        address = f"sqlite:///{path}"
    else:
        server = request.getfixturevalue("postgres_server")
        template = request.getfixturevalue("postgres_template")
        _make_database(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        address = f"{server}/{name}"
    with django_db_blocker.unblock():
        use_database(read_database(tmp_path, address))
        yield address
        use_database(before)
    if request.param != "sqlite":
        _make_database(server, f'DROP DATABASE "{name}" WITH (FORCE)')


class Clock:
    """A clock that goes on by one second at each look, and that a test may set."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


class Lots:
    """Bytes that look random, the same in every run."""

    def __init__(self) -> None:
        self.drawn = 0

    def __call__(self, size: int) -> bytes:
        self.drawn += 1
        return self.drawn.to_bytes(size)


class Office:
    """A ledger with people in it, and the shortest way to write an entry in a test."""

    def __init__(self) -> None:
        self.clock, self.lots = Clock(), Lots()
        self.ledger = Ledger(now=self.clock, random=self.lots)
        self.asel, self.boris = self.ulid(), self.ulid()
        self.officer, self.admin = self.ulid(), self.ulid()

    def ulid(self) -> str:
        """A new ULID."""
        return make_ulid(1_767_600_000_000, self.lots(10))

    def add(self, actor: str, kind: Kind, subject: str, payload: dict[str, Any],
            **more: Any) -> Entry:  # fmt: skip
        """Append one entry; a person's base is the present head."""
        return self.ledger.append(self.new(actor, kind, subject, payload, **more))[0]

    def new(self, actor: str, kind: Kind, subject: str, payload: dict[str, Any],
            **more: Any) -> NewEntry:  # fmt: skip
        """Make an entry without appending it."""
        if actor.startswith("u:") and "base" not in more:
            more["base"] = self.ledger.head()[0]
        more.setdefault("id", self.ulid())
        return NewEntry(actor=actor, kind=kind, subject=subject, payload=payload, **more)

    def grant(self, person: str, *roles: str) -> None:
        """Give a person roles, as `khronika init` does."""
        for role in roles:
            self.add("s:init", Kind.GRANT, f"user:{person}", {"role": role, "given": True})


@pytest.fixture(name="office")
def _office(database: str) -> Office:
    """An office of two editors, an officer and an administrator, on each database."""
    office = Office()
    office.grant(office.asel, "editor")
    office.grant(office.boris, "editor")
    office.grant(office.officer, "security_officer")
    office.grant(office.admin, "administrator")
    return office


@pytest.fixture(name="story", scope="session")
def _story() -> Any:
    """The module of the invented report."""
    return load_beside("story")
