"""Standing tallies: groups counted over months or years, which no score counts."""

import re

from khronika.code.acts.draft import Draft
from khronika.code.parsed import Parsed

_SPANS = {
    "ru": re.compile(
        r"\bс начала (?:этого |текущего |\d{4} )?«?(?:год|войн|операц|спецоперац|вторжен|протест|пандеми|кампани)"  # noqa: E501  # one pattern, one line
        r"|\bза (?:последн|перв|прошл|минувш|прошедш|текущ|весь |вс[её] )\w*(?: \w+)? (?:месяц|год|лет|квартал|полугод)"  # noqa: E501  # one pattern, one line
        r"|\bс начала «(?:военн|специальн)|\bежегодно\b",
        re.IGNORECASE,
    )
}


def is_tally(parsed: Parsed, draft: Draft) -> bool:
    """Tell whether a group is what was counted up over a time: "с начала года", "за месяц".

    A standing tally is marked `optional` (coding manual, "Boundaries"): neither hit nor error.
    """
    spans = _SPANS.get(parsed.lang)
    if spans is None or draft.entity.kind != "group":
        return False
    return spans.search(parsed.text, draft.sentence.start, draft.sentence.end) is not None
