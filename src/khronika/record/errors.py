"""What the record refuses, each named after what happened.

RecordError
  ├ RecordMovedOn          the screen was made from an older record
  │   ├ PlanMoved             an erasure would touch other things than was shown
  │   └ ErasedMeanwhile       words were typed before somebody was erased
  ├ EntryIdReused          an id came again with other content
  ├ EntryMalformed         a payload that its kind and version do not allow
  ├ EntryRefused           a rule of the record forbids the entry
  │   ├ SecondPersonRequired  the author of a fact, or nobody else, approved it
  │   ├ MatchContradicted     "same" against a standing "different", or the reverse
  │   └ NotAllowed            the actor holds no role that may
  ├ ActorUnknown           an actor or id that has no such form
  ├ ValueErased            a value that was erased, or never was
  ├ RecordBusy             the lock was not got in time
  └ RecordDamaged          what verify found; exit 1
"""

from khronika.errors import RecordError


class RecordMovedOn(RecordError):
    """A fact or subject has a later entry than the screen that the actor saw."""

    exit_status = 1


class PlanMoved(RecordMovedOn):
    """An erasure would touch more, or less, than the plan that somebody confirmed."""


class ErasedMeanwhile(RecordMovedOn):
    """Words were typed, or documents made, before somebody was erased: they may name them."""


class EntryIdReused(RecordError):
    """An entry id came again with other content, or a batch is known in part."""


class EntryMalformed(RecordError):
    """A payload does not have the form of its kind and version."""


class EntryRefused(RecordError):
    """A rule of the record forbids the entry."""

    exit_status = 1


class SecondPersonRequired(EntryRefused):
    """A fact has nobody but its author behind it."""


class MatchContradicted(EntryRefused):
    """A judgement contradicts one that stands."""


class ContradictionStands(EntryRefused):
    """Judgements about somebody who would be published contradict each other."""


class NotAllowed(EntryRefused):
    """The actor holds no role that may do this; the message names the rule."""


class ActorUnknown(RecordError):
    """An actor or id has not the form that the ledger knows."""


class ValueErased(RecordError):
    """A value was erased, or never stood in the record."""

    exit_status = 1


class RecordBusy(RecordError):
    """The lock of the ledger was not got in time."""

    exit_status = 1


class RecordUnwritable(RecordError):
    """The disk is full, or the database cannot be written; nothing was recorded."""

    exit_status = 1


class RecordDamaged(RecordError):
    """The record does not hold; the message names the first place where it does not."""

    exit_status = 1
