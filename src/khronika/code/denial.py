"""Words that say nobody did it, or that it is only vowed."""

import re

from khronika.code.parsed import Parsed, Word

_PARTS_OF_NONE = frozenset(("preconj", "cc", "det", "advmod", "neg"))
_VOWED = re.compile(r"[аей](?:мын|мін|мыз|міз)$")


def has_no_subject(parsed: Parsed, verb: int) -> bool:
    """Tell whether the subject is nobody: "neither Lee nor Ray was held", "no reporter was"."""
    return any(
        parsed.words[k].lower in {"neither", "no"} and parsed.words[k].dep in _PARTS_OF_NONE
        for i in parsed.kids(verb, "nsubj", "nsubjpass")
        for k in parsed.children[i]
    )


def is_vowed(word: Word) -> bool:
    """Tell whether a Kazakh verb is a vow of the speaker's: "өлтіреміз"."""
    return _VOWED.search(word.lower) is not None
