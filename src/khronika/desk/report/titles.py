"""Names reports: by their title, else by their first words, else by their file.

A text that somebody pasted has no title and no file of its own; in a queue of sixty each is known
by how it begins.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from khronika.desk.report.rows import plain_values
from khronika.desk.report.text import whole_texts
from khronika.record.models import Fact, Report

MOST = 70
"""Letters of the words by which a report without a title is called."""


def titles_of(reports: Iterable[str]) -> dict[str, str]:
    """Answer what reports are called.

    Args:
        reports: ULIDs; those that are none are left out.
    """
    rows = {row.id: row for row in Report.objects.filter(pk__in=list(reports))}
    own = list(Fact.objects.filter(thing__in=rows, field__in=("title", "file_name"), item=None))
    values = plain_values(own)
    told: dict[str, dict[str, Any]] = defaultdict(dict)
    for fact in own:
        told[fact.thing][fact.field] = values[fact.id]
    begun = whole_texts(row for row in rows.values() if not told[row.id].get("title"))
    return {id_: _title(told[id_], begun.get(id_, {})) for id_ in rows}


def title_of(report: Report, told: Mapping[str, Any]) -> str:
    """Name one report.

    Args:
        report: the report.
        told: what it says of itself, by field.
    """
    begun = {} if told.get("title") else whole_texts([report])
    return _title(told, begun.get(report.id, {}))


def _title(told: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    words = (first_words(text) for text in texts.values())
    named = told.get("title") or next(filter(None, words), "") or told.get("file_name")
    return str(named) if named else gettext("Report without a title")


def first_words(text: str) -> str:
    r"""Answer how a text begins, whole words only.

    >>> first_words("They took my colleague an hour ago.\n\nWe do not know where.")
    'They took my colleague an hour ago.'
    """
    line = " ".join(next((line for line in text.splitlines() if line.strip()), "").split())
    if len(line) <= MOST:
        return line
    cut = line[:MOST].rpartition(" ")[0]
    return f"{cut if len(cut) > MOST // 2 else line[:MOST]}…"
