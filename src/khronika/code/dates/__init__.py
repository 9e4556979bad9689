"""Finds dates in text and resolves them: against each other and the day of publication.

A year is never supplied from memory: where neither the text nor the publication date gives one,
a day stays `--06-23` and a weekday stays empty (coding manual, "date").
"""

from khronika.code.dates.languages import LANGUAGES
from khronika.code.dates.reading import STAMPS, When, as_day, day, places_of, stamp_of
from khronika.code.dates.settling import dates

__all__ = ["When", "as_day", "dates", "day", "places_of", "stamp_of", "LANGUAGES", "STAMPS"]
