"""Tables of the record: the ledger, which only grows, and the working tables computed from it.

The ledger is `record_entry`, `record_value`, `record_mark`, `record_publication`; triggers keep
them as `record.md` section 4 says. Working tables hold nothing that entries do not: keys come
from entries, personal values stand as references `{"value": ULID, "sha256": hash}`, and
`khronika record rebuild` makes them again bit for bit.
"""

from django.db import models

from khronika.record.user import People, User

__all__ = [
    "Act", "Entry", "Event", "Evidence", "Fact", "Intervention", "Judgement", "Mark", "Number",
    "Party", "People", "Publication", "Report", "Request", "User", "Value", "View",
]  # fmt: skip

ULID = 26
SUBJECT = 40
HASH = 64
FACT = 120


class Entry(models.Model):
    """One line of the ledger: who said what about which subject, bound to the line before.

    Its id stands in the column `id` and is called `ulid` here: Django keeps `id` for keys.
    """

    seq = models.BigIntegerField(primary_key=True)
    ulid = models.CharField(max_length=ULID, unique=True, db_column="id")
    at = models.CharField(max_length=27)
    clock = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=100)
    kind = models.CharField(max_length=16)
    v = models.IntegerField()
    subject = models.CharField(max_length=SUBJECT)
    base = models.BigIntegerField(null=True)
    payload = models.TextField()
    signature = models.TextField(null=True)  # null is what is hashed
    prev = models.CharField(max_length=HASH, unique=True)
    hash = models.CharField(max_length=HASH)

    class Meta:
        """The order within a subject is what every check asks for."""

        db_table = "record_entry"
        indexes = [models.Index(fields=["subject", "seq"], name="entry_subject_seq")]


class Value(models.Model):
    """A personal value and its salt, outside the chain; a large one holds the key of its file."""

    id = models.CharField(primary_key=True, max_length=ULID)
    owner = models.CharField(max_length=SUBJECT, db_index=True)
    salt = models.CharField(max_length=32)
    key = models.CharField(max_length=HASH, null=True)
    body = models.TextField(null=True)

    class Meta:
        """Rows are written once and deleted by `erase` only."""

        db_table = "record_value"


class Mark(models.Model):
    """Who wrote or approved a fact at which of its seqs; filled from the head entry alone."""

    pk = models.CompositePrimaryKey("entry", "fact")
    entry = models.BigIntegerField()
    fact = models.CharField(max_length=FACT)
    seq = models.BigIntegerField()
    actor = models.CharField(max_length=100)
    what = models.CharField(max_length=8)

    class Meta:
        """Asked for by fact and seq."""

        db_table = "record_mark"
        indexes = [models.Index(fields=["fact", "seq"], name="mark_fact_seq")]


class Publication(models.Model):
    """Which bytes of a subject and level are public since which entry; the latest one counts."""

    pk = models.CompositePrimaryKey("subject", "level", "seq")
    subject = models.CharField(max_length=SUBJECT)
    level = models.CharField(max_length=16)
    seq = models.BigIntegerField()
    sha256 = models.CharField(max_length=HASH)
    request = models.CharField(max_length=ULID)

    class Meta:
        """Rows are written once."""

        db_table = "record_publication"


class View(models.Model):
    """Who looked at a restricted subject; the daily digest enters the ledger as a `note`."""

    id = models.CharField(primary_key=True, max_length=ULID)
    at = models.CharField(max_length=27, db_index=True)
    actor = models.CharField(max_length=100)
    subject = models.CharField(max_length=SUBJECT)

    class Meta:
        """Rows have a retention time, hence a table of their own."""

        db_table = "record_view"


class Report(models.Model):
    """A report that came in: who sent it, and its words (a large value)."""

    id = models.CharField(primary_key=True, max_length=ULID)
    actor = models.CharField(max_length=100)
    failure = models.CharField(max_length=64, null=True)
    text = models.CharField(max_length=ULID, null=True)
    coding = models.CharField(max_length=ULID, null=True)
    seq = models.BigIntegerField()

    class Meta:
        """`seq` is the last content entry that names the report."""

        db_table = "record_report"


class Evidence(models.Model):
    """A sealed package behind a report: its head and the hashes of its sources (a JSON list).

    A report has one, and more where a capture broke off and was completed: `completes` is then the
    package that broke off, `whole` whether this one is not broken itself, `media` the hashes of
    the films and pictures in it. `seq` is the entry that brought it.

    Of a redacted copy `copy_of` is the report whose film it was made from, and `parent` the hash
    of that film; `reached` is the entry that last erased or restricted the original or somebody
    in it: the copy is for nobody until its level is set again. None of it is ever public.
    """

    id = models.CharField(primary_key=True, max_length=ULID)
    report = models.CharField(max_length=ULID, db_index=True)
    head = models.CharField(max_length=HASH)
    sources = models.TextField()
    completes = models.CharField(max_length=ULID, null=True)
    whole = models.BooleanField(null=True)
    media = models.TextField()
    seq = models.BigIntegerField()
    copy_of = models.CharField(max_length=ULID, null=True, db_index=True)
    parent = models.CharField(max_length=HASH, null=True)
    reached = models.BigIntegerField(null=True)

    class Meta:
        """The id is the ULID of the package `ev-<ulid>`."""

        db_table = "record_evidence"


class Act(models.Model):
    """One violation of one victim, as one report tells it; `draft` is the coder's grouping."""

    id = models.CharField(primary_key=True, max_length=ULID)
    report = models.CharField(max_length=ULID, db_index=True)
    draft = models.CharField(max_length=ULID, null=True, db_index=True)
    event = models.CharField(max_length=ULID, null=True, db_index=True)
    joined = models.CharField(max_length=ULID, null=True)
    state = models.CharField(max_length=10)
    optional = models.BooleanField()

    class Meta:
        """`state` follows the fact `type`: proposed, accepted, rejected."""

        db_table = "record_act"


class Intervention(models.Model):
    """What somebody did in response; `state` follows the fact `what`."""

    id = models.CharField(primary_key=True, max_length=ULID)
    report = models.CharField(max_length=ULID, db_index=True)
    draft = models.CharField(max_length=ULID, null=True, db_index=True)
    event = models.CharField(max_length=ULID, null=True, db_index=True)
    state = models.CharField(max_length=10)

    class Meta:
        """Act-like, with by, to, date and what."""

        db_table = "record_intervention"


class Fact(models.Model):
    """One field of one thing: its present value, words, and the entry that last set it.

    `value` is canonical JSON, plain or a reference; `value_id` and `party` repeat what it refers
    to. `published` is the seq of the publish entry that last showed it.
    """

    id = models.CharField(primary_key=True, max_length=FACT)
    thing = models.CharField(max_length=ULID, db_index=True)
    field = models.CharField(max_length=20)
    item = models.CharField(max_length=60, null=True)
    value = models.TextField()
    value_id = models.CharField(max_length=ULID, null=True, db_index=True)
    party = models.CharField(max_length=ULID, null=True, db_index=True)
    cites = models.TextField()
    rule = models.CharField(max_length=100, null=True)
    confidence = models.IntegerField(null=True)
    status = models.CharField(max_length=10)
    seq = models.BigIntegerField()
    author = models.CharField(max_length=100)
    published = models.BigIntegerField(null=True)
    erased = models.BooleanField()

    class Meta:
        """Values vanish by `erase`; the row stays and says so."""

        db_table = "record_fact"


class Party(models.Model):
    """A person, organisation or group as one mention of one report, until people judge it same."""

    id = models.CharField(primary_key=True, max_length=ULID)
    report = models.CharField(max_length=ULID, null=True, db_index=True)
    public_id = models.CharField(max_length=ULID, null=True)
    network_id = models.CharField(max_length=ULID, null=True)
    seq = models.BigIntegerField()

    class Meta:
        """`public_id` and `network_id` are value ids: opaque names per level."""

        db_table = "record_party"


class Event(models.Model):
    """What happened at one place and time: acts by membership; `revision` only grows."""

    id = models.CharField(primary_key=True, max_length=ULID)
    revision = models.BigIntegerField()
    state = models.CharField(max_length=10)
    seq = models.BigIntegerField()

    class Meta:
        """`state` is draft, published or withdrawn."""

        db_table = "record_event"


class Judgement(models.Model):
    """What a person said about two parties: same, different or unsure, and who is kept."""

    id = models.CharField(primary_key=True, max_length=FACT)
    left = models.CharField(max_length=ULID, db_index=True)
    right = models.CharField(max_length=ULID, db_index=True)
    verdict = models.CharField(max_length=10)
    kept = models.CharField(max_length=ULID)
    seq = models.BigIntegerField()
    author = models.CharField(max_length=100)

    class Meta:
        """The id is that of the fact `<left>.match.<right>`, left before right."""

        db_table = "record_judgement"


class Request(models.Model):
    """A frozen bundle that waits for, or got, a second person; lists are canonical JSON."""

    id = models.CharField(primary_key=True, max_length=ULID)
    subject = models.CharField(max_length=SUBJECT, db_index=True)
    actor = models.CharField(max_length=100)
    facts = models.TextField()
    documents = models.TextField()
    bodies = models.TextField()
    seq = models.BigIntegerField()
    seconded = models.BooleanField()
    published = models.BigIntegerField(null=True)

    class Meta:
        """`seconded`: somebody other than the requester approved in this bundle."""

        db_table = "record_request"


class Number(models.Model):
    """The public number of an event, statement or letter, kept for ever and never reused."""

    subject = models.CharField(primary_key=True, max_length=SUBJECT)
    number = models.CharField(max_length=20, unique=True)

    class Meta:
        """Allotted when the first bundle is requested."""

        db_table = "record_number"
