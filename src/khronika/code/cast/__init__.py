"""Lists who appears in a text: persons, organisations, groups, and people without a name.

A cast list carries full names, surnames, pronouns, "the journalist", "both" and "all" through
the text, so that an act told in one sentence finds its victim named in another.
"""

from khronika.code.cast.counting import is_plural_tag, read_count
from khronika.code.cast.joining import same_word
from khronika.code.cast.listing import cast_list

__all__ = ["cast_list", "is_plural_tag", "read_count", "same_word"]
