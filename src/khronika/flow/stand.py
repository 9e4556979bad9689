"""Brings what one person wrote before a second one, and before the public.

In: a subject of the record and two people. Out: its published documents, and copies of the
packages that everybody may have. Refuses: one person for both; the record does, and so does this.
"""

import json
import secrets
import zipfile
from collections.abc import Mapping
from pathlib import Path

from khronika.model.canonical import Json
from khronika.record import approval, steps
from khronika.record.errors import SecondPersonRequired
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.entry import Entry
from khronika.record.models import Fact, Request
from khronika.record.public.read import current


def stand_behind(ledger: Ledger, subject: str, *, author: str, second: str) -> Entry:
    """Request, approve and publish a subject, taking up a bundle that is still good.

    Args:
        ledger: the record.
        subject: what is to be published.
        author: `u:` and ULID of who asks.
        second: of who approves all that somebody else wrote, and publishes.

    Returns:
        The `publish` entry.

    Raises:
        SecondPersonRequired: the two are one, or a fact of the second person's own stands alone.
    """
    if author == second:
        raise SecondPersonRequired(f"{subject} needs two people; ask another to approve it")
    bundle = open_bundle(subject)
    if bundle is None:
        bundle = approval.request(ledger, author, [subject], base=ledger.head()[0]).id
    if not approval.waiting(bundle).is_ready:
        approval.approve(ledger, second, bundle, base=ledger.head()[0])
    return approval.publish(ledger, second, bundle, base=ledger.head()[0])


def open_bundle(subject: str) -> str | None:
    """Answer the latest unpublished bundle of a subject whose facts have not changed since."""
    request = Request.objects.filter(subject=subject, published=None).order_by("-seq").first()
    if request is None:
        return None
    wanted: dict[str, int] = dict(json.loads(request.facts))
    present = dict(Fact.objects.filter(pk__in=wanted).values_list("id", "seq"))
    return request.id if present == wanted else None


def write_tree(
    ledger: Ledger,
    actor: str,
    subject: str,
    lang: str,
    tree: Json,
    extra: Mapping[str, Json] | None = None,
) -> Entry:
    """Put one language of a story, page, statement or letter before a second person.

    A later version in the same language replaces the one before under the same fact.

    Args:
        ledger: the record.
        actor: who wrote it.
        subject: `letter:` and a ULID, and so on.
        lang: BCP 47 tag.
        tree: the closed tree of nodes.
        extra: what its kind adds, of a letter its `period` and `preheader`.
    """
    thing = subject.partition(":")[2]
    trees = Fact.objects.filter(thing=thing, field="tree")
    known = [fact.item for fact in trees if json.loads(fact.value)["lang"] == lang]
    item = str(known[0]) if known else ledger.new_id()
    return steps.write_prose(
        ledger, actor, subject, item, lang, tree, extra=extra, base=ledger.head()[0]
    )


def open_packages(subject: str, *, store: Path, home: Path) -> list[Path]:
    """Copy the packages that a public document offers to where the public site finds them.

    Args:
        subject: a published subject.
        store: folder of packages; nothing in it is ever served.
        home: `KHRONIKA_HOME`; copies lie below `public/packages`.

    Returns:
        The copies, made now or before.
    """
    document = current(subject)
    sources = document.body.get("sources", {}).values() if document else ()
    names = [source["evidence"]["package"] for source in sources]
    return [_copy(store, home / "public" / "packages", name) for name in names if name]


def _copy(store: Path, folder: Path, name: str) -> Path:
    target = folder / f"{name}.zip"
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{name}.{secrets.token_hex(8)}"
    whole = store / f"{name}.zip"
    if whole.exists():
        draft.write_bytes(whole.read_bytes())
    else:
        _zip(store / name, draft)
    draft.replace(target)
    return target


def _zip(package: Path, target: Path) -> None:
    """Zip a package folder, files in order and without times: the same package, the same bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in package.rglob("*") if path.is_file()):
            inner = f"{package.name}/{path.relative_to(package).as_posix()}"
            archive.writestr(zipfile.ZipInfo(inner), path.read_bytes(), zipfile.ZIP_DEFLATED)
