"""What is said of text that no reader parses: its names, places and dates, and a gap.

In: blocks and their language. Out: for each language its blocks; for an unread one what stands in
it. Refuses: to draft an act from words whose grammar nobody here reads.
"""

from khronika.code.other.survey import Sighting, survey
from khronika.code.other.tongues import by_language, cyrillic_tongue, kazakh_script, unstated
from khronika.code.other.twice import without_twice

__all__ = [
    "Sighting",
    "by_language",
    "cyrillic_tongue",
    "kazakh_script",
    "survey",
    "unstated",
    "without_twice",
]
