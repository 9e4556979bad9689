"""Tables of public documents: the bytes, and index rows that hold nothing else than they show.

Every row carries the hash of its document. Triggers (`migrations/_triggers.py`) refuse a row
whose hash is not that of the latest publication of its subject and level.
"""

from django.db import models

HASH = 64
SUBJECT = 40
OPAQUE = 16


class Document(models.Model):
    """One published document: its bytes as text, and what was known only when it was published.

    `kind`, `number`, `country`, `starts`, `ends` and `certainty` repeat what the bytes say;
    `published_seq`, `published_at` and `head` are those of the ledger entry that published it.
    """

    subject = models.CharField(max_length=SUBJECT)
    level = models.CharField(max_length=16)
    kind = models.CharField(max_length=16)
    number = models.CharField(max_length=20, null=True)
    body = models.TextField()
    sha256 = models.CharField(max_length=HASH)
    country = models.CharField(max_length=2, null=True)
    starts = models.CharField(max_length=10, null=True)
    ends = models.CharField(max_length=10, null=True)
    certainty = models.CharField(max_length=16, null=True)
    published_seq = models.BigIntegerField()
    published_at = models.CharField(max_length=27)
    first_published_at = models.CharField(max_length=27)
    times_published = models.IntegerField(default=1)
    head = models.CharField(max_length=HASH)

    class Meta:
        """One row a subject and level; asked for by number, by day and by change."""

        db_table = "public_document"
        constraints = [
            models.UniqueConstraint(fields=["subject", "level"], name="public_document_one")
        ]
        indexes = [
            models.Index(fields=["level", "number"], name="public_document_number"),
            # Holds all that a list is filtered by: a row's own columns stand behind its bytes.
            models.Index(
                fields=["level", "kind", "starts", "ends", "certainty"],
                name="public_document_list",
            ),
            models.Index(fields=["level", "published_seq"], name="public_document_change"),
        ]


class IndexRow(models.Model):
    """What every index row has: its document, and that document's hash."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=SUBJECT)
    level = models.CharField(max_length=16)
    sha256 = models.CharField(max_length=HASH)

    class Meta:
        """Not a table of its own."""

        abstract = True


class ActRow(IndexRow):
    """One act of an event, as its document shows it."""

    act = models.CharField(max_length=26)
    type = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, null=True)
    role = models.CharField(max_length=20, null=True)
    status = models.CharField(max_length=20, null=True)
    certainty = models.CharField(max_length=16)
    starts = models.CharField(max_length=10, null=True)
    ends = models.CharField(max_length=10, null=True)
    country = models.CharField(max_length=2, null=True)
    place = models.TextField(null=True)
    party = models.CharField(max_length=OPAQUE, null=True)
    count_min = models.BigIntegerField(null=True)
    count_max = models.BigIntegerField(null=True)
    counts = models.BooleanField()
    # Kinds of whoever is said to have acted, each between blanks: " police court ".
    doers = models.TextField(null=True)

    class Meta:
        """Asked for by type."""

        db_table = "public_act"
        indexes = [models.Index(fields=["level", "type"], name="public_act_type")]


class PartyRow(IndexRow):
    """One party that a document shows, under its public id; `name` is null where withheld."""

    party = models.CharField(max_length=OPAQUE)
    kind = models.CharField(max_length=16)
    named = models.BooleanField()
    name = models.TextField(null=True)

    class Meta:
        """Asked for by public id."""

        db_table = "public_party"
        indexes = [models.Index(fields=["level", "party"], name="public_party_id")]


class AddressRow(IndexRow):
    """The slug of one language of a story, page or case."""

    lang = models.CharField(max_length=16)
    slug = models.CharField(max_length=120)

    class Meta:
        """Asked for by slug."""

        db_table = "public_address"
        indexes = [models.Index(fields=["level", "slug"], name="public_address_slug")]


class TextRow(IndexRow):
    """What search looks through: text of the document, and its names folded to sounds."""

    title = models.TextField()
    names = models.TextField()
    folded = models.TextField()
    words = models.TextField()

    class Meta:
        """The full-text tables (`public_words`, `public_trigrams`) point here."""

        db_table = "public_text"
