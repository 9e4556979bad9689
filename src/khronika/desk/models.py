"""What the desk keeps beside the record: who holds a report, reports on their way in, keys.

None is a fact: holding locks nothing, and a report on its way in has no entry yet. The tables
hold ids, states and moments; what was sent lies in a folder until the report stands in the record.
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


class Intake(models.Model):
    """A report on its way in: how far it is, what became of it."""

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

    class Meta:
        """Rows are looked up by id only."""

        db_table = "desk_intake"

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more will happen to it."""
        return self.step in (self.Step.DONE, self.Step.REFUSED)
