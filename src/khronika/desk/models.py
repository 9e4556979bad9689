"""What the desk keeps beside the record: who holds a report, reports on their way in, keys, watch.

None is a fact: holding locks nothing, and a report on its way in has no entry yet. The tables
hold ids, states and moments; what was sent lies in a folder until the report stands in the record.
What is watched is held by address, until its report is erased.
"""

from django.db import models


class Hold(models.Model):
    """Who reads a report, since when; another may take it over at any time."""

    report = models.CharField(primary_key=True, max_length=26)
    person = models.CharField(max_length=26)
    since_at = models.DateTimeField()

    class Meta:
        """One row a report."""

        db_table = "desk_hold"


class KeyChoice(models.Model):
    """The keys of one account, where they are not the usual ones."""

    person = models.CharField(primary_key=True, max_length=26)
    is_off = models.BooleanField(default=False)
    chosen = models.JSONField(default=dict)

    class Meta:
        """One row an account that changed something."""

        db_table = "desk_keys"


class WatchSource(models.Model):
    """A list, page or mail folder that is asked again and again, and how that went last.

    `answer` is a code, `told` its numbers: items listed, new, waiting and left out; `cursor` is
    the next list of a sitemap's index; `is_settled` tells that each list was read once.
    """

    id = models.CharField(primary_key=True, max_length=26)
    title = models.CharField(max_length=200)
    address = models.TextField()
    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=12, default="")
    every_minutes = models.IntegerField()
    with_browser = models.BooleanField(default=False)
    level = models.CharField(max_length=16, default="restricted")
    is_paused = models.BooleanField(default=False)
    person = models.CharField(max_length=26)
    added_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    failures = models.IntegerField(default=0)
    answer = models.CharField(max_length=40, default="")
    told = models.JSONField(default=dict)
    cursor = models.IntegerField(default=0)
    is_settled = models.BooleanField(default=False)

    class Meta:
        """One row an address."""

        db_table = "desk_watch_source"


class WatchItem(models.Model):
    """One address or mail that a source named: on its way in, or looked at again and again.

    `key` is the SHA-256 of its address, or of a mail's bytes. `base` is the package with which
    the next look is compared; `next_at` is empty where nothing more is due.
    """

    class State(models.TextChoices):
        """What happens to it."""

        WAITING = "waiting"
        WATCHED = "watched"
        KEPT = "kept"
        OLD = "old"
        REFUSED = "refused"
        ENDED = "ended"

    key = models.CharField(primary_key=True, max_length=64)
    source = models.CharField(max_length=26, db_index=True)
    address = models.TextField(default="")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    found_at = models.DateTimeField()
    package = models.CharField(max_length=26, default="")
    base = models.CharField(max_length=26, default="")
    report = models.CharField(max_length=26, default="", db_index=True)
    captured_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True, db_index=True)
    is_gone = models.BooleanField(default=False)
    failures = models.IntegerField(default=0)
    problem = models.CharField(max_length=40, default="")

    class Meta:
        """One row an address, whichever source named it first."""

        db_table = "desk_watch_item"


class WatchLook(models.Model):
    """One later look at an item: its package, the one it was compared with, and the verdict.

    The id is the package's where there is one; `reports` are the ULIDs, with blanks between, of
    the reports that a flag was raised on; `seen` is the entry of the note by which somebody laid
    it down.
    """

    id = models.CharField(primary_key=True, max_length=26)
    item = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()
    package = models.CharField(max_length=26, default="")
    head = models.CharField(max_length=64, default="")
    against = models.CharField(max_length=26, default="")
    verdict = models.CharField(max_length=12)
    why = models.CharField(max_length=40, default="")
    is_flag = models.BooleanField(default=False, db_index=True)
    reports = models.TextField(default="")
    seen = models.CharField(max_length=26, default="")

    class Meta:
        """Rows are written once; `seen` is filled later."""

        db_table = "desk_watch_look"


class Redaction(models.Model):
    """A redacted copy of a film or picture: what to hide, how far it is, who made and approved it.

    `package` is the ULID of the copy, `copy` the report that it became when it was offered;
    `share` is in thousandths of a step. The words of a problem are a class and what it says.
    """

    class Step(models.TextChoices):
        """How far it is."""

        WAITING = "waiting"
        WORKING = "working"
        MADE = "made"
        OFFERED = "offered"
        APPROVED = "approved"
        BACK = "back"
        REFUSED = "refused"

    id = models.CharField(primary_key=True, max_length=26)
    report = models.CharField(max_length=26, db_index=True)
    sha256 = models.CharField(max_length=64)
    person = models.CharField(max_length=26)
    second = models.CharField(max_length=26, default="")
    plan = models.JSONField()
    step = models.CharField(max_length=10, choices=Step.choices, default=Step.WAITING)
    moved_at = models.DateTimeField()
    share = models.IntegerField(default=0)
    is_painting = models.BooleanField(default=False)
    problem = models.TextField(default="")
    package = models.CharField(max_length=26, default="")
    head = models.CharField(max_length=64, default="")
    copy = models.CharField(max_length=26, default="", db_index=True)
    copy_sha256 = models.CharField(max_length=64, default="")
    milliseconds = models.IntegerField(null=True)
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)

    class Meta:
        """One row a copy."""

        db_table = "desk_redaction"

    @property
    def name(self) -> str:
        """Answer what the package of the copy is called."""
        return f"ev-{self.package}"


class Erasure(models.Model):
    """An erasure that an officer asked for: its plan, who confirmed it, how far it is.

    `plan` is what `record.touched` tells: ids and numbers, nothing personal. `phase`, `done` and
    `of` are its progress; `seq` is the entry that erased; `is_anew` says that the record moved on
    and the plan was made once more. `tries` counts how often a worker began and did not end.
    """

    class Step(models.TextChoices):
        """How far it is."""

        ASKED = "asked"
        PLANNING = "planning"
        PLANNED = "planned"
        CONFIRMED = "confirmed"
        ERASING = "erasing"
        ERASED = "erased"
        REFUSED = "refused"

    id = models.CharField(primary_key=True, max_length=26)
    subject = models.CharField(max_length=40, db_index=True)
    person = models.CharField(max_length=26)
    officer = models.CharField(max_length=26, default="")
    ground = models.CharField(max_length=16, default="")
    step = models.CharField(max_length=10, choices=Step.choices, default=Step.ASKED)
    moved_at = models.DateTimeField()
    plan = models.JSONField(null=True)
    is_anew = models.BooleanField(default=False)
    phase = models.CharField(max_length=10, default="")
    done = models.IntegerField(default=0)
    of = models.IntegerField(default=0)
    seq = models.BigIntegerField(null=True)
    problem = models.TextField(default="")
    tries = models.IntegerField(default=0)

    class Meta:
        """One row an erasure that was asked for."""

        db_table = "desk_erasure"


class Intake(models.Model):
    """A report on its way in: how far it is, what became of it.

    `completes` is the report whose capture is not whole, where it was sent to complete one.
    """

    class Step(models.TextChoices):
        """How far it is; the last two end it."""

        WAITING = "waiting"
        SEALING = "sealing"
        READING = "reading"
        CODING = "coding"
        DONE = "done"
        REFUSED = "refused"

    id = models.CharField(primary_key=True, max_length=26)
    person = models.CharField(max_length=26)
    step = models.CharField(max_length=10, choices=Step.choices, default=Step.WAITING)
    moved_at = models.DateTimeField()
    report = models.CharField(max_length=26, default="")
    problem = models.TextField(default="")
    completes = models.CharField(max_length=26, default="")

    class Meta:
        """Rows are looked up by id only."""

        db_table = "desk_intake"

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more will happen to it."""
        return self.step in (self.Step.DONE, self.Step.REFUSED)
