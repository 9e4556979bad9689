"""The tables of the room: who asked for letters, which letters there are, who was sent which.

No table holds a word of a letter: its text is a public document of the record. No address stands
here in clear, and of a person who left nothing stays but the keyed hash that keeps them off.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from khronika.alert.phrases import LANGUAGES


class Subscriber(models.Model):
    """Somebody who asked for letters; `id` is a ULID made by the caller."""

    class State(models.TextChoices):
        """Asked, confirmed by pressing the button of the linked page, or gone."""

        PENDING = "pending", _("waiting for confirmation")
        ACTIVE = "active", _("on the list")
        LEFT = "left", _("left the list")

    class Cadence(models.TextChoices):
        """How often letters come."""

        WEEKLY = "weekly", _("Every Monday")
        DAILY = "daily", _("Every morning")
        AT_ONCE = "at_once", _("At once")

    id = models.CharField(primary_key=True, max_length=26)
    address_sealed = models.BinaryField(null=True)
    address_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=8, choices=[(code, code) for code in LANGUAGES])
    cadence = models.CharField(max_length=8, choices=Cadence.choices, default=Cadence.WEEKLY)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"subscriber {self.id}"


class Letter(models.Model):
    """One letter; its words are the public document of subject `letter:<id>`."""

    id = models.CharField(primary_key=True, max_length=26)
    number = models.CharField(max_length=12, unique=True, null=True)
    """Given by the record when a bundle is requested."""
    cadence = models.CharField(max_length=8, choices=Subscriber.Cadence.choices)
    starts_on = models.DateField()
    ends_on = models.DateField()
    drafted_at = models.DateTimeField()
    addressed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"letter {self.number or self.id}"

    @property
    def subject(self) -> str:
        """Answer the letter's name in the record."""
        return f"letter:{self.id}"


class Delivery(models.Model):
    """One occasion's letter to one person: there is never a second row for the two.

    `queued` -> `claimed` by one worker -> `handed`, written down before the dot that ends the
    message -> `accepted` or `refused` by the relay. `unclear` is a message whose reply nobody
    heard; `dropped` one that its reader no longer wants.
    """

    class State(models.TextChoices):
        """Where a letter is on its way."""

        QUEUED = "queued", _("waiting")
        CLAIMED = "claimed", _("being sent")
        HANDED = "handed", _("handed over, no reply yet")
        ACCEPTED = "accepted", _("taken by the relay")
        REFUSED = "refused", _("refused by the relay")
        UNCLEAR = "unclear", _("handed over, reply lost")
        DROPPED = "dropped", _("no longer wanted")

    id = models.CharField(primary_key=True, max_length=26)
    occasion = models.CharField(max_length=64)
    """`letter:<ULID>` or `confirm:<ULID of the request>`."""
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="deliveries")
    message_id = models.CharField(max_length=255, unique=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    claim = models.CharField(max_length=26, default="")
    claimed_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField()
    reply = models.CharField(max_length=16, default="")
    """Code and enhanced code of the last reply; its words may name the reader and are not kept."""

    class Meta:
        """One row for an occasion and a person, and the question that workers ask all the time."""

        constraints = (
            models.UniqueConstraint(fields=["occasion", "subscriber"], name="alert_once_each"),
        )
        indexes = (models.Index(fields=["state", "not_before"], name="alert_due"),)

    def __str__(self) -> str:
        return f"delivery {self.id} of {self.occasion}"
