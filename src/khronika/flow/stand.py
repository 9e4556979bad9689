"""Brings what one person wrote before a second one, and before the public.

In: a subject of the record and two people. Out: its published documents, and copies of the
packages that everybody may have. Refuses: one person for both, as the record does, and a public
package that names somebody who may not be named.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from khronika.errors import RecordError
from khronika.flow.files import require_files, sync_files
from khronika.flow.package import (
    hidden_from_all,
    packages_of,
    refuse_held_back,
    refuse_packages,
    sync_packages,
)
from khronika.model.canonical import Json
from khronika.model.vocabulary import Level
from khronika.record import approval, steps
from khronika.record.documents.covering import names_of
from khronika.record.documents.erase import proper_names
from khronika.record.documents.masker import NameLeaks
from khronika.record.errors import (
    RecordBusy,
    RecordMovedOn,
    SecondPersonRequired,
    ValueErased,
)
from khronika.record.identity import component
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.entry import Entry
from khronika.record.ledger.sql import Statements
from khronika.record.masking import Masker
from khronika.record.models import Entry as EntryRow
from khronika.record.models import Fact, Party, Request, Value
from khronika.record.serialise import Draft
from khronika.record.subjects import MOST_LOOKS
from khronika.script import find_folded

_HIDE_NOBODY = ("request", "approve", "publish", "withdraw", "note", "grant", "register")
"""Kinds of entry after which nobody is hidden who was not before."""


class NameHiddenMeanwhile(RecordError):
    """A document was to be public that names somebody who was restricted since it was made."""


def stand_behind(ledger: Ledger, subject: str, *, author: str, second: str, home: Path) -> Entry:
    """Request, approve and publish a subject, taking up a bundle that is still good.

    Args:
        ledger: the record.
        subject: what is to be published.
        author: `u:` and ULID of who asks.
        second: of who approves all that somebody else wrote, and publishes.
        home: `KHRONIKA_HOME`.

    Returns:
        The `publish` entry.

    Raises:
        SecondPersonRequired: the two are one, or a fact of the second person's own stands alone.
        PackageNamesSomebody: see `publish`.
    """
    if author == second:
        raise SecondPersonRequired(f"{subject} needs two people; ask another to approve it")
    bundle = open_bundle(subject)
    if bundle is None:
        bundle = approval.request(ledger, author, [subject], base=ledger.head()[0]).id
    if not approval.waiting(bundle).is_ready:
        approval.approve(ledger, second, bundle, base=ledger.head()[0])
    return publish(ledger, second, bundle, base=ledger.head()[0], home=home)


def publish(
    ledger: Ledger, actor: str, bundle: str, *, base: int, home: Path, entry: str | None = None
) -> Entry:
    """Publish a bundle as `approval.publish` does, and bring the public packages in step.

    Raises:
        PackageNamesSomebody: a package that a document offers names somebody who may not be.
        CopiesHeldBack: somebody was restricted, and the films of copies are still looked through.
        NameHiddenMeanwhile: a document names somebody who was restricted after it was made.
        SecondPersonRequired: a fact has nobody but its author behind it.
    """
    row = Request.objects.get(pk=bundle)
    drafts = approval.bundle_drafts(row.documents, row.bodies)
    bundled = [(str(fact), int(seq)) for fact, seq in json.loads(row.facts)]
    require_files((json.loads(draft.body) for draft in drafts), home=home)
    search = _Search(drafts, bundled, home / "store", since=_read_at(row))
    made = _unless_searched(ledger, actor, bundle, search, base=base, entry=entry)
    for subject in dict.fromkeys(draft.subject for draft in drafts):
        sync_packages(subject, store=home / "store", home=home)
        sync_files(subject, home=home)
    return made


def _unless_searched(
    ledger: Ledger,
    actor: str,
    bundle: str,
    search: "_Search",
    *,
    base: int,
    entry: str | None,
) -> Entry:
    """Publish on the very head at which nothing names anybody who may not be named.

    Nor may anybody be looked for then in what copies were made from.
    """
    for _ in range(MOST_LOOKS):
        head = ledger.head()[0]
        search.bring_up_to(head)
        refuse_held_back(search.offered, using=ledger.using)
        try:
            return approval.publish(ledger, actor, bundle, base=base, entry=entry, head=head)
        except RecordMovedOn:
            if ledger.head()[0] == head:
                raise
    raise RecordBusy("others write all the while; publish it again in a moment")


class _Search:
    """Looks through the packages of a bundle, and again where somebody else is hidden by then.

    Gigabytes may be looked through, and a name may be withheld meanwhile.
    """

    def __init__(
        self, drafts: Sequence[Draft], facts: Sequence[tuple[str, int]], store: Path, *, since: int
    ) -> None:
        self._drafts, self._since = drafts, since
        told = [(one.level, packages_of(json.loads(one.body))) for one in drafts]
        self.offered = {name for _, names in told for name in names}
        self._public = list(
            dict.fromkeys(name for level, names in told if level == Level.PUBLIC for name in names)
        )
        self._facts, self._store, self._seen = facts, store, -1
        self._hidden: Masker | None = None

    def bring_up_to(self, head: int) -> None:
        """Look through the packages, unless that was done for whoever is hidden now.

        Raises:
            PackageNamesSomebody, PackageUnsearched, CopiesHeldBack: see `refuse_named`.
            NameHiddenMeanwhile: a document names somebody who was restricted since.
        """
        later = EntryRow.objects.filter(seq__gt=self._seen, seq__lte=head)
        is_new = later.exclude(kind__in=_HIDE_NOBODY).exists()
        if self._public and is_new:
            hidden = hidden_from_all(self._facts)
            if hidden != self._hidden:
                refuse_packages(self._public, self._store, self._facts, hidden)
            self._hidden = hidden
        if is_new:
            _refuse_hidden_since(self._drafts, self._since)
        self._seen = head


def _read_at(request: Request) -> int:
    """Answer the head from which on somebody may have been hidden whom a bundle names.

    Its documents are read before its entry is written: what comes between is not in them.
    """
    base = EntryRow.objects.values_list("base", flat=True).get(ulid=request.id)
    return int(request.seq if base is None else base)


def _refuse_hidden_since(drafts: Sequence[Draft], since: int) -> None:
    """Refuse documents that name somebody who was restricted after they were made.

    Words of a letter, a story or a quote name people of whom no fact stands in the bundle.
    """
    names = _hidden_since(since)
    if not names:
        return
    masker = Masker(Level.PUBLIC, proper_names(names), (), {}, find_folded, tuple(names))
    for draft in drafts:
        try:
            masker.check(json.loads(draft.body), subject=draft.subject)
        except NameLeaks as leak:
            raise NameHiddenMeanwhile(
                f"{draft.subject} names somebody who was restricted after it was asked for; ask "
                "for it again: the name is left out then"
            ) from leak


def _hidden_since(since: int) -> list[str]:
    """Answer every name of those who were restricted after an entry, or lost their ground."""
    lowered = Fact.objects.filter(
        seq__gt=since, item=None, field__in=("level", "ground"), value__in=('"restricted"', "null")
    )
    parties = Party.objects.filter(pk__in=lowered.values_list("thing", flat=True))
    tables = Statements.on("default")
    ids = {one for row in parties for one in component(row.pk, tables)}
    return names_of(sorted(ids), tables)


def withdraw(
    ledger: Ledger,
    actor: str,
    subjects: Sequence[str],
    *,
    reason: str,
    base: int,
    home: Path,
    entry: str | None = None,
) -> Entry:
    """Withdraw as `approval.withdraw` does, and take away packages that nothing offers now."""
    made = approval.withdraw(ledger, actor, subjects, reason=reason, base=base, entry=entry)
    for subject in subjects:
        sync_packages(subject, store=home / "store", home=home)
        sync_files(subject, home=home)
    return made


def open_bundle(subject: str) -> str | None:
    """Answer the latest unpublished bundle of a subject that may still be published as it is.

    No fact of it changed since, nothing in it was erased, and it names nobody who was restricted.
    """
    request = Request.objects.filter(subject=subject, published=None).order_by("-seq").first()
    if request is None:
        return None
    wanted: dict[str, int] = dict(json.loads(request.facts))
    present = dict(Fact.objects.filter(pk__in=wanted).values_list("id", "seq"))
    return request.id if present == wanted and not _is_stale(request) else None


def _is_stale(request: Request) -> bool:
    ids = {body["value"] for body in json.loads(request.bodies)}
    if Value.objects.filter(pk__in=ids).count() < len(ids):
        return True
    if not _hidden_since(_read_at(request)):
        return False
    try:
        drafts = approval.bundle_drafts(request.documents, request.bodies)
        _refuse_hidden_since(drafts, _read_at(request))
    except (ValueErased, NameHiddenMeanwhile):
        return True
    return False


def write_tree(
    ledger: Ledger,
    actor: str,
    subject: str,
    lang: str,
    tree: Json,
    extra: Mapping[str, Json] | None = None,
    *,
    base: int | None = None,
    entry: str | None = None,
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
        base: seq of the head that the writer's screen was made from; the present one if None.
        entry: id of the entry, for a form that may be sent twice.
    """
    thing = subject.partition(":")[2]
    trees = Fact.objects.filter(thing=thing, field="tree")
    known = [fact.item for fact in trees if json.loads(fact.value)["lang"] == lang]
    item = str(known[0]) if known else ledger.new_id()
    stand = ledger.head()[0] if base is None else base
    return steps.write_prose(
        ledger, actor, subject, item, lang, tree, extra=extra, base=stand, entry=entry
    )


def tree_writer(ledger: Ledger, actor: str) -> Callable[..., Entry]:
    """Answer a `write_tree` for words that are read from here on, in several languages.

    Whoever is erased between the reading and the writing stands in these words, and nobody would
    know the name any more: they are refused then, and read anew.

    Args:
        ledger: the record.
        actor: who writes.

    Returns:
        A function of subject, language, tree and what the kind adds; each language that it writes
        follows on the one before. It raises `ErasedMeanwhile`.
    """
    bases = [ledger.head()[0]]

    def write(
        subject: str, lang: str, tree: Json, extra: Mapping[str, Json] | None = None
    ) -> Entry:
        made = write_tree(ledger, actor, subject, lang, tree, extra, base=bases[-1])
        bases.append(made.seq)
        return made

    return write
