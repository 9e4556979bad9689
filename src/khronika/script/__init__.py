"""Writing systems: folds, transliteration, languages.

In: words in any script. Out: plain, romanised and folded forms, and where folded names stand.
Refuses: to decide who is meant, which is for `match` and for people.
"""

from khronika.script.find import find_folded
from khronika.script.fold import fold

__all__ = ["find_folded", "fold"]
