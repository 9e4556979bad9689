"""What stands around an office under attack by `random_erasing`: its database and its relay."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

from bench_candidates import ROOT, _load

if TYPE_CHECKING:
    from erasing_office import Office


class Relay:
    """Takes letters, and writes down at which head the last look at their words began."""

    def __init__(self, office: "Office") -> None:
        self.office = office

    def deliver(
        self, *, sender: str, recipient: str, message: bytes, before_end: Callable[[], None]
    ) -> Any:
        """Take one message; a crash before its end leaves nothing."""
        from khronika.net.smtp import Reply

        head = self.office.base()
        before_end()
        read = message_from_bytes(message, policy=policy.default)
        parts = [part.get_content() for part in read.walk() if not part.is_multipart()]
        with self.office.mail.open("a", encoding="utf-8") as kept:
            said = "\n".join([str(read["Subject"]), *parts])
            kept.write(json.dumps({"head": head, "said": said}) + "\n")
        return Reply(250, "2.0.0 kept")


def send_letters(office: "Office") -> None:
    """Send what is queued, as `khronika digest send` does."""
    from khronika.alert.post import open_outbox

    box = open_outbox()
    box.connect = lambda: nullcontext(Relay(office))
    box.run()


@contextmanager
def database(folder: str, is_postgres: bool) -> Iterator[str]:
    """Answer the address of an empty database: a file, or a server of Debian's programs."""
    if not is_postgres:
        yield f"sqlite:///{folder}/home/k.sqlite3"
        return
    server = _load(ROOT / "tests/record/postgres_server.py")
    programs = server.postgres_programs()
    if programs is None:
        raise SystemExit("left out: PostgreSQL (apt-get install postgresql)")
    with server.running_postgres(programs) as address:
        yield f"{address}/postgres"
