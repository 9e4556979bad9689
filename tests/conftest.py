"""What every test may use: the shared folder where there is one, and a home of its own."""

import contextlib
import os
import shutil
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django
import pytest
from tests.databases import database_in_use, migrate_file, use_database

# Before anything asks for the settings: tests never touch the home of whoever runs them.
os.environ["KHRONIKA_MODE"] = "test"
os.environ["KHRONIKA_HOME"] = tempfile.mkdtemp(prefix="khronika-test-")
os.environ["DJANGO_SETTINGS_MODULE"] = "khronika.settings"
(Path(os.environ["KHRONIKA_HOME"]) / "static").mkdir()  # whitenoise warns where it is missing
django.setup()

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(name="shared", scope="session")
def _shared() -> Path:
    """Answer the folder of gold, cases and the seed, or skip where it is missing."""
    if not SHARED.is_dir():
        pytest.skip("../shared is missing: gold, cases and the seed article lie there")
    return SHARED


@pytest.fixture(name="home")
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Answer an empty KHRONIKA_HOME."""
    home = tmp_path / "home"
    monkeypatch.setenv("KHRONIKA_HOME", str(home))
    return home


@dataclass
class RawServer:
    """A server on loopback that answers each request with bytes as they are."""

    host: str
    port: int
    requests: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it is asked."""
        return f"http://{self.host}:{self.port}"


Answer = Callable[[bytes, Callable[[bytes], None]], None]


@pytest.fixture(name="serve")
def _serve() -> Iterator[Callable[..., RawServer]]:
    """Start servers: `serve(answer, host)`; `answer(request, send)` runs once a connection."""
    open_sockets: list[socket.socket] = []

    def start(answer: Answer, host: str = "127.0.0.1", wrap: object = None) -> RawServer:
        listener = socket.create_server((host, 0))
        open_sockets.append(listener)
        server = RawServer(host, listener.getsockname()[1])

        def one(connection: socket.socket) -> None:
            with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
                stack.callback(connection.close)
                if wrap is not None:
                    connection = wrap.wrap_socket(connection, server_side=True)  # type: ignore[attr-defined]  # an SSLContext
                    stack.callback(connection.close)
                connection.settimeout(20)
                request = b""
                while b"\r\n\r\n" not in request:
                    piece = connection.recv(65536)
                    if not piece:
                        return
                    request += piece
                server.requests.append(request)
                answer(request, connection.sendall)

        def loop() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    threading.Thread(target=one, args=(connection,), daemon=True).start()

        threading.Thread(target=loop, daemon=True).start()
        return server

    yield start
    for listener in open_sockets:
        # A closed socket alone would leave the thread that waits in accept.
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In CI nothing may be skipped: a missing program is a failure there."""
    if not os.environ.get("KHRONIKA_NO_SKIP"):
        return
    for item in items:
        item.user_properties.append(("no-skip", True))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]  # pytest's hook
    """Turn a skip into a failure where `KHRONIKA_NO_SKIP` is set."""
    report = yield
    if (
        report.skipped
        and not hasattr(report, "wasxfail")
        and ("no-skip", True) in item.user_properties
    ):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where nothing may be: {report.longrepr}"
    return report


@pytest.fixture(name="migrated_file", scope="session")
def _migrated_file(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    """Migrate one SQLite file that tests copy: the record's triggers refuse a flush."""
    with django_db_blocker.unblock():
        return migrate_file(tmp_path_factory.mktemp("migrated") / "khronika.sqlite3")


@pytest.fixture(name="office_home")
def _office_home(
    tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any
) -> Iterator[Path]:
    """Answer the home of an empty office: its tables are Django's default, no transaction open."""
    from django.conf import settings

    from khronika.settings.database import read_database

    home = tmp_path / "office"
    home.mkdir()
    shutil.copy(migrated_file, home / "khronika.sqlite3")
    monkeypatch.setattr(settings, "HOME", home)
    monkeypatch.setenv("KHRONIKA_HOME", str(home))
    before = database_in_use()
    with django_db_blocker.unblock():
        use_database(read_database(home, None))
        yield home
        use_database(before)
