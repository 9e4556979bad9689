"""Keeps the copies of packages that everybody may have in step with what is public.

In: a subject and the store. Out: `public/packages/<id>.zip` for each package that its public
document offers. Refuses: a package in whose bytes somebody is named who may not be, or whose bytes
cannot be searched, on one person's word; the store itself is never served.
"""

import json
import shutil
import zipfile
import zlib
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from khronika.errors import RecordError
from khronika.flow.drafts import draft_of, sweep_drafts
from khronika.model.vocabulary import Level
from khronika.record.behind import judged_from
from khronika.record.documents.gather import gather_parties
from khronika.record.documents.offered import packages_of
from khronika.record.documents.packages import (
    File,
    PackageTorn,
    PackageTwice,
    SearchBroke,
    is_there,
    search_stored,
    stored_files,
)
from khronika.record.documents.snapshot import PartyRow, Snapshot
from khronika.record.masking import Masker, make_masker
from khronika.record.models import Entry, Evidence
from khronika.record.naming import is_person
from khronika.record.public.models import Document
from khronika.record.public.read import current
from khronika.record.restricting import held_back, searches
from khronika.record.serialise import Draft
from khronika.script import find_folded

__all__ = [
    "CopiesHeldBack", "Looked", "PackageAway", "PackageNamesSomebody", "PackageTorn",
    "PackageTwice", "PackageUnsearched", "SearchBroke", "away_of", "copy_package", "folder_of",
    "hidden_from_all", "look_through", "opened_by", "packages_of", "refuse_held_back",
    "refuse_named", "refuse_packages", "sweep_packages", "sync_packages",
]  # fmt: skip


class PackageNamesSomebody(RecordError):
    """A package was to be public in whose bytes somebody is named who may not be."""


class PackageUnsearched(RecordError):
    """A package was to be public of which a part cannot be searched for names."""


class CopiesHeldBack(RecordError):
    """A redacted copy was to be public while its original is looked through for somebody."""


class PackageAway(PackageUnsearched):
    """A package was to be public that is not in the store: locked away, or lost."""


def folder_of(home: Path) -> Path:
    """Answer the folder of public copies, from which the site serves them."""
    return home / "public" / "packages"


def refuse_named(
    drafts: Iterable[Draft], *, store: Path, facts: Collection[tuple[str, int]] = ()
) -> None:
    """Refuse documents that offer a package in whose bytes somebody withheld is named.

    The words of pages are looked through when a document is made, and a package whose page names
    somebody is not offered; this looks through all bytes that come with it: headers, addresses,
    other parts of the page, whatever is packed in them. What cannot be read as text (a picture, a
    PDF, a locked archive) is offered only where two people have set the package public: nobody
    else can have looked. What is not in the store was looked through by nobody and can be had by
    nobody, so no document may say that it can (`record.md` section 5: checked at `publish`); of
    what was locked away after it had become public, the public copy is looked through.

    Args:
        drafts: documents that are about to be public.
        store: folder of packages.
        facts: (fact, seq) of the bundle: who has a ground by them has it on two people's word.

    Raises:
        PackageNamesSomebody: names the package and its files.
        PackageAway: it is not there; it comes back, or two people publish without it.
        PackageUnsearched: a part cannot be searched, and only one person has set it public.
    """
    told = [json.loads(draft.body) for draft in drafts if draft.level == Level.PUBLIC]
    offered = dict.fromkeys(name for body in told for name in packages_of(body))
    if offered:
        refuse_packages(offered, store, facts)


def refuse_held_back(offered: Collection[str], *, using: str = "default") -> None:
    """Refuse redacted copies while somebody who was restricted is looked for in their originals.

    Raises:
        CopiesHeldBack: names them.
    """
    under_way, names = searches(), held_back(offered, using=using)
    if names:
        done, of = sum(one.done for one in under_way), sum(one.of for one in under_way)
        if any(one.is_left for one in under_way):
            raise CopiesHeldBack(
                f"{', '.join(names)}: somebody was restricted by a person who may do so no more, "
                "and what redacted copies were made from is not looked through. A security "
                "officer goes on with it under Erasing; publish again when it is done, or "
                "restrict the report of the copy"
            )
        raise CopiesHeldBack(
            f"{', '.join(names)}: somebody was restricted, and what redacted copies were made "
            f"from is still being looked through ({done} of {of} packages). The worker does that; "
            "publish again when it is done, or restrict the report of the copy"
        )


def hidden_from_all(facts: Collection[tuple[str, int]]) -> Masker:
    """Answer what no public package may name now, once a bundle of facts is public."""
    return make_masker(_by_two(gather_parties({}), set(facts)), Level.PUBLIC, find_folded)


def refuse_packages(
    offered: Collection[str],
    store: Path,
    facts: Collection[tuple[str, int]],
    hidden: Masker | None = None,
) -> None:
    """Refuse packages that may not be public; see `refuse_named`."""
    refuse_held_back(list(offered))
    masker = hidden or hidden_from_all(facts)
    for name in offered:
        files, unread = search_stored(masker, _folder_with(name, store), name)
        if unread and len(opened_by(name)) < 2:
            path, why = next(iter(unread.items()))
            raise PackageUnsearched(
                f"{name}: in {path} {why} ({len(unread)} such files); a second person must look "
                "and set the report's package public too, then request again"
            )
        if files:
            raise PackageNamesSomebody(
                f"{name} names somebody who may not be named ({', '.join(files)}); restrict the "
                "report's package or give a ground for the name, then request again"
            )


def _folder_with(name: str, store: Path) -> Path:
    """Answer the folder that holds a package: where it is locked away, that of public copies."""
    folder = next((one for one in (store, folder_of(store.parent)) if is_there(one, name)), None)
    if folder is None:
        raise PackageAway(
            f"{name} is not in the store: it was locked away or lost, so nobody can look through "
            "it. Bring it back (`khronika unlock`), or restrict the report's package and publish "
            "without it; then request again"
        )
    return folder


def away_of(bodies: Iterable[Mapping[str, Any]], *, store: Path) -> list[str]:
    """Answer the packages that documents offer to everybody and that are not there to be had.

    Args:
        bodies: documents that are public, or about to be.
        store: folder of packages.
    """
    offered = dict.fromkeys(name for body in bodies for name in packages_of(body))
    folders = (store, folder_of(store.parent))
    return [name for name in offered if not any(is_there(one, name) for one in folders)]


@dataclass(frozen=True, slots=True)
class Looked:
    """What a search of a package found: files that name somebody, and files that are unread.

    `is_away`: it is not in the store, and nobody could look. `fault`: class and words of what else
    kept everybody from looking: it is damaged, or there twice.
    """

    naming: tuple[str, ...]
    unread: Mapping[str, str]
    is_away: bool = False
    fault: tuple[str, str] | None = None


def look_through(name: str, *, store: Path) -> Looked:
    """Look through a package as publishing does, for whoever is asked to open it.

    Args:
        name: `ev-` and the ULID of the package.
        store: folder of packages.
    """
    masker = make_masker(gather_parties({}), Level.PUBLIC, find_folded)
    try:
        files, unread = search_stored(masker, _folder_with(name, store), name)
    except PackageAway:
        return Looked((), {}, is_away=True)
    except (PackageTorn, PackageTwice, SearchBroke) as error:
        return Looked((), {}, fault=(type(error).__name__, str(error)))
    return Looked(tuple(file.partition("/")[2] for file in files), unread)


def _by_two(parties: Snapshot, facts: set[tuple[str, int]]) -> Snapshot:
    """Answer the parties as they are once a bundle is public: two people stand behind its facts.

    Whose ground one person alone gave, outside of the bundle and before it, is withheld.
    """
    return replace(
        parties, parties={id_: _seen(one, facts) for id_, one in parties.parties.items()}
    )


def _seen(party: PartyRow, facts: set[tuple[str, int]]) -> PartyRow:
    if party.facts and facts.issuperset(party.facts):
        return replace(party, is_seconded=True)
    is_alone = is_person(party) and not party.is_seconded
    return replace(party, ground=None) if is_alone else party


def opened_by(package: str) -> set[str]:
    """Answer who has set the report of a package public since it was last something else.

    Who did so before the package was there, or before something reached it that was made from an
    original, cannot have meant it.
    """
    row = Evidence.objects.filter(pk=package.removeprefix("ev-")).first()
    if row is None:
        return set()
    people: set[str] = set()
    rows = Entry.objects.filter(
        kind="access", subject=f"report:{row.report}", seq__gte=judged_from(row)
    ).order_by("seq")
    for actor, payload in rows.values_list("actor", "payload"):
        for item in json.loads(payload)["facts"]:
            if item["fact"] == f"{row.report}.level":
                people = {*people, actor} if item["value"] == Level.PUBLIC.value else set()
    return people


def sync_packages(subject: str, *, store: Path, home: Path) -> list[Path]:
    """Copy what a subject's public document offers, and take away what no document offers.

    Args:
        subject: what was published or withdrawn.
        store: folder of packages.
        home: `KHRONIKA_HOME`.

    Returns:
        The copies that the document offers, made now or before. Of a package that was taken away
        since it was searched, or that the disk cannot hold, there is none: the document is public
        all the same, and the copy is made by `flow.missing` once that can be done.
    """
    document = current(subject)
    offered = packages_of(document.body) if document else []
    sweep_packages(home)
    kept: list[Path | None] = []
    for name in offered:
        with suppress(OSError, PackageTorn, PackageTwice):
            kept.append(copy_package(store, folder_of(home), name))
    sweep_packages(home)  # somebody may have closed one while it was copied
    return [copy for copy in kept if copy is not None and copy.exists()]


def sweep_packages(home: Path) -> list[str]:
    """Take away every public copy that no public document offers any more; answer their names.

    Its name is kept in another folder: who asks for the package is told that it was here. What a
    stopped program left half copied goes too.
    """
    sweep_drafts(folder_of(home))
    gone = [path for path in folder_of(home).glob("ev-*.zip") if not _is_offered(path.stem)]
    for path in gone:
        with suppress(OSError):  # a full disk keeps nothing public: the address answers 404 then
            _gone(home, path.stem).parent.mkdir(parents=True, exist_ok=True)
            _gone(home, path.stem).touch()
        path.unlink(missing_ok=True)
    return [path.stem for path in gone]


def _gone(home: Path, name: str) -> Path:
    """Answer the empty file that says of a package that it was offered once."""
    return home / "public" / "gone" / name


def _is_offered(name: str) -> bool:
    rows = Document.objects.filter(level=Level.PUBLIC.value, kind="event")
    return rows.filter(body__contains=f'"package":"{name}"').exists()


def _packing(sample: bytes) -> int:
    """Leave films as they are: nothing is won by packing them, and readers seek in them."""
    is_dense = len(sample) >= _SAMPLE_BYTES and len(zlib.compress(sample, 1)) > 0.95 * len(sample)
    return zipfile.ZIP_STORED if is_dense else zipfile.ZIP_DEFLATED


_SAMPLE_BYTES = 1 << 18


def copy_package(store: Path, folder: Path, name: str) -> Path | None:
    """Zip a package, files in order and without times: the same package, the same bytes.

    Raises:
        OSError: the disk is full, or broken; nothing is left of the copy.
        PackageTorn, PackageTwice: see `stored_files`.
    """
    target = folder / f"{name}.zip"
    if is_there(folder, name):
        return target
    if not is_there(store, name):
        target.unlink(missing_ok=True)  # a zip without a file was made of a package that was away
        return None
    with (
        stored_files(store, name) as files,
        draft_of(target) as draft,
        zipfile.ZipFile(draft, "w") as archive,
    ):
        for inner, file in files:
            _add(archive, inner, file)
    return target


def _add(archive: zipfile.ZipFile, inner: str, file: File) -> None:
    with file.open() as opened:
        sample = opened.read(_SAMPLE_BYTES)
        item = zipfile.ZipInfo(inner)
        item.file_size, item.compress_type = file.size, _packing(sample)
        with archive.open(item, "w") as packed:
            packed.write(sample)
            shutil.copyfileobj(opened, packed, 1 << 20)
