"""Looks after an attack by `random_erasing` whether any name is left where none may be."""

import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from erasing_words import bearers, forgotten, forms, in_values

if TYPE_CHECKING:
    from erasing_office import Office

PAGES = ("", "events/", "events/list.csv", "events/list.json", "feed.atom", "held/", "letters/",
         "stories/", "corrections/", "countries/")  # fmt: skip


def wrong(office: "Office") -> list[str]:
    """Name everything that does not hold."""
    from khronika.desk.models import Erasure
    from khronika.record.ledger.outside import finish_erasures
    from khronika.record.ledger.verify import verify

    found = [] if finish_erasures() else ["erased bytes are not off the disk"]
    found += [f"verify: {one.name}: {one.what}" for one in verify("full") if not one.ok]
    gone = forgotten(office, {one.subject for one in Erasure.objects.filter(step="erased")})
    found += _in_bytes(office, gone) + _in_packages(office, gone) + in_values(office, gone)
    found += _in_server(office, list(gone)) + _in_letters(office, gone)
    print(f"{len(gone)} names are looked for")
    return found + _on_site(gone) + _after_restriction(office)


def _in_bytes(office: "Office", names: Any) -> list[str]:
    from django.db import connections

    connections.close_all()
    files = [path for path in office.home.rglob("*") if path.is_file()]
    kept = [path for path in files if "store" not in path.relative_to(office.home).parts]
    told = [(path, path.read_bytes()) for path in kept]
    return [
        f"{name} is in {path.relative_to(office.home)}"
        for name in names
        for path, body in told
        if any(form.encode() in body for form in forms(name))
    ]


def _in_packages(office: "Office", names: Any) -> list[str]:
    from khronika.record.documents.packages import search_package
    from khronika.record.masking import Masker
    from khronika.script import find_folded

    found = []
    for path in (office.home / "public" / "packages").glob("*.zip"):
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            files = [(name, archive.read(name)) for name in archive.namelist()]
        for name in names:
            masker = Masker("public", (name,), (), {}, find_folded)
            found += [f"{name} is in {path.name}: {at}"
                      for at in search_package(masker, files)[0]]  # fmt: skip
    return found


def _on_site(names: Any) -> list[str]:
    from django.test import Client

    from khronika.record.public.models import Document

    client, found = Client(), []
    numbers = Document.objects.filter(kind="event").values_list("number", flat=True)
    paths = [
        *PAGES,
        *(f"events/{n}/" for n in numbers),
        *(f"events/{n}/record.json" for n in numbers),
    ]
    letters = Document.objects.filter(kind="letter").values_list("number", flat=True)
    paths += [f"letters/{n}/" for n in letters]
    stories = [json.loads(one.body) for one in Document.objects.filter(kind="story")]
    paths += [f"stories/{tree['slug']}/" for one in stories for tree in one["trees"].values()
              if tree["slug"]]  # fmt: skip
    paths += [f"events/?q={name.split()[1]}" for name in names]
    for path in paths:
        answer = client.get(f"/en/{path}", HTTP_HOST="localhost")
        if answer.status_code >= 500 or (path in PAGES and answer.status_code != 200):
            found.append(f"{path} answers {answer.status_code}")
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        said = body.decode("utf-8", "replace").replace("value=", "")
        heads = str(dict(answer.headers))
        asked = path.partition("q=")[2]
        found += [f"{name} is on {path} ({answer.status_code})" for name in names
                  if name in said or name in heads
                  or (not asked and any(form in said for form in forms(name)))]  # fmt: skip
    return found


def _after_restriction(office: "Office") -> list[str]:
    """Name documents, published after somebody was restricted for good, that name them."""
    from khronika.record.public.models import Document

    found = []
    for party, name in office.names.items():
        rows = office.rows("SELECT value, seq FROM record_fact WHERE id = %s", f"{party}.level")
        if not rows or json.loads(rows[0][0]) != "restricted" or _is_shared(office, party):
            continue
        for document in Document.objects.all():
            # An erasure of somebody else draws a document again: nobody published it then.
            seq = office.ledger_row(
                "SELECT max(p.seq) FROM record_publication p JOIN record_entry e ON e.seq = p.seq "
                "WHERE e.kind = 'publish' AND p.subject = %s AND p.level = %s",
                document.subject, document.level,
            )  # fmt: skip
            if (seq or 0) > rows[0][1] and name in document.body:
                found.append(f"{name}, restricted, is in {document.subject} published after")
    return found


def _is_shared(office: "Office", party: str) -> bool:
    """Tell whether somebody else bears the name, who may be named by it, or bore it once."""
    known = bearers(office)
    is_renamed = sum(party in called for called in known.values()) > 1
    return is_renamed or len(known[office.names[party]]) > 1


def _in_letters(office: "Office", gone: dict[str, int]) -> list[str]:
    """Name letters that were handed over after an erasure and name who was erased."""
    if not office.mail.exists():
        return []
    sent = [json.loads(line) for line in office.mail.read_text("utf-8").splitlines()]
    return [
        f"{name} is in a letter sent at head {one['head']}, erased at {since}"
        for name, since in gone.items()
        for one in sent
        if one["head"] >= since and name in one["said"]
    ]


def _in_server(office: "Office", names: list[str]) -> list[str]:
    """Name files of a PostgreSQL server, but its log of writes, that hold a name."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    base = Path(unquote(str(connection.settings_dict["HOST"]))) / "base" / "base"
    files = [(path, path.read_bytes()) for path in base.rglob("*") if path.is_file()]
    return [
        f"{name} is in the server's {path.relative_to(base)}"
        for name in names
        for path, body in files
        if name.encode() in body
    ]
