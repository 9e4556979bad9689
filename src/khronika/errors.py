"""Everything that can go wrong, as one tree; each leaf is named after what happened.

    KhronikaError
      ├ ModelError            a noun that cannot exist
      │   ├ SpanMissing           a fact without words
      │   ├ SpanOutsideSource     a span that its text does not hold
      │   ├ DateUnreadable        a date that is none
      │   └ CountImpossible       a count whose least is above its most
      ├ DataError             a vocabulary or register that is damaged
      ├ SealError             a package that is none, or does not hold
      ├ NetError              an address that may not or cannot be reached
      ├ CaptureError          a source that gave no package
      ├ ReadError             a source that cannot be read
      ├ CodeError             a page that cannot be coded
      ├ MatchError            a pair or table of names that cannot be compared
      ├ MediaError            a film or picture that cannot be opened, or a program that is missing
      ├ RedactError           a film or picture that cannot be changed or found
      ├ FlowError             a step that cannot be taken as things stand
      ├ RecordError           an entry or document that the record refuses
      ├ DeskError             a form, or what was sent with it, that the desk refuses
      ├ AlertError            a letter that cannot be made or sent
      ├ SettingError          a setting of the environment that cannot be
      └ DemoError             a demo that cannot be built

Leaves of a room stand in its modules, beside what raises them, each under the room's own class.
A message says what happened, on which record, and what to do next.
"""


class KhronikaError(Exception):
    """Something was refused; the message names the record and the next step.

    `exit_status` is what a command ends with: 1 what was asked for does not hold, 2 bad input.
    """

    exit_status = 2


class ModelError(KhronikaError):
    """A noun of the model cannot exist as asked."""


class SpanMissing(ModelError):
    """A fact was made without the words it rests on."""


class SpanOutsideSource(ModelError):
    """A span ends before it starts, or outside its text."""


class DateUnreadable(ModelError):
    """A date is not ISO 8601 cut to what is known."""


class CountImpossible(ModelError):
    """The least of a count is negative or above its most."""


class DataError(KhronikaError):
    """A vocabulary, lexicon or register in `data` is damaged."""


class SealError(KhronikaError):
    """An evidence package is none, or does not hold."""


class NetError(KhronikaError):
    """An address may not be reached, or did not answer."""


class CaptureError(KhronikaError):
    """A source gave no package."""


class ReadError(KhronikaError):
    """A source cannot be read as a page."""


class CodeError(KhronikaError):
    """A page cannot be coded."""


class MatchError(KhronikaError):
    """A pair or table of names cannot be compared."""


class MediaError(KhronikaError):
    """A film or picture cannot be opened, or what opens it is missing."""


class RedactError(KhronikaError):
    """A film or picture cannot be changed or found."""


class FlowError(KhronikaError):
    """A step cannot be taken as things stand."""


class RecordError(KhronikaError):
    """The record refuses an entry or a document."""


class AlertError(KhronikaError):
    """A letter cannot be made or sent."""


class DeskError(KhronikaError):
    """A form, or what was sent with it, is refused by the desk."""


class SettingError(KhronikaError):
    """A setting of the environment cannot be."""


class DemoError(KhronikaError):
    """A demo cannot be built."""
