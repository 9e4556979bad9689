"""Finds where an act happened: the nearest town to its words, and the country they agree on.

In go the parsed text and its names; out come the places it tells, each words of the text, and
the countries it is about. A dateline of the writer is not the place of the act.
"""

from khronika.code.places.atlas import Atlas, Spot, country_of
from khronika.code.places.forms import forms_of

__all__ = ["Atlas", "Spot", "country_of", "forms_of"]
