"""Takes off the particles that Arabic and Hebrew write together with a word."""

import re

from khronika.script.writing import script

_ARABIC_PROCLITICS = re.compile("(?:[وف]?(?:[بكل]?ال|لل|[بكلس])|[وف])(?=.{2})")
_HEBREW_PROCLITICS = re.compile("[והבלמשכ](?=.{2})")


def without_proclitics(form: str) -> tuple[str, ...]:
    """Take off the particles that Arabic and Hebrew write together with a word.

    Args:
        form: plain form of a word.

    Returns:
        what may be left, at least two letters each: `سامر` for `وسامر`, `حلبی` for `بالحلبی`,
        one to three particles for Hebrew; empty for other scripts and for bare words.
    """
    writing = script(form)
    if writing == "arab":
        found = _ARABIC_PROCLITICS.match(form)
        rests = {form[1:]} if found and form[0] in "وفبكلس" else set()
        rests |= {form[found.end() :]} if found else set()
        rests |= {form[2:]} if form[:1] in "وف" and form[1:2] in "بكلس" else set()
    elif writing == "hebr":
        rests, rest = set(), form
        while len(form) - len(rest) < 3 and _HEBREW_PROCLITICS.match(rest):
            rest = rest[1:]
            rests.add(rest)
    else:
        return ()
    return tuple(sorted(rest for rest in rests if len(rest) >= 2))
