"""Writes down where an answer failed, and nothing of what it was about.

The message of an exception may quote a name, an address of a page may hold a token, and journals
are read by more people than a record. So a failure is its kind and the places in the code.
"""

import logging
import traceback
from collections.abc import Iterator


class Places(logging.Formatter):
    """Formats a failure as the view, the kinds of exceptions, and file and line of each frame."""

    def format(self, record: logging.LogRecord) -> str:
        """Answer lines without the address that was asked for and without any message."""
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        view = getattr(match, "view_name", None) or "no view"
        status = getattr(record, "status_code", "")
        error = record.exc_info[1] if record.exc_info else None
        return "\n".join([f"khronika: {status} in {view}", *_places(error)])


def _places(error: BaseException | None) -> Iterator[str]:
    """Yield the kind and the frames of an exception, then those of what it came from."""
    while error is not None:
        yield f"  {type(error).__module__}.{type(error).__qualname__}"
        for frame in traceback.extract_tb(error.__traceback__):
            yield f"    {frame.filename}:{frame.lineno} in {frame.name}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
