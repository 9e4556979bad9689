"""Tells which reports no machine may read again, once somebody was erased.

A report that could not be read has no words in the record, so an erasure finds no name in it; its
package has them, and another reading would bring the name back when nobody knows it any more.
While the name is known the packages are looked through; where a name stands, or on doubt, the
report stays unread.
"""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from khronika.model.vocabulary import Level
from khronika.record.documents.erase import proper_names
from khronika.record.documents.packages import UNSEARCHABLE, is_there, search_stored
from khronika.record.ledger.sql import Statements
from khronika.record.masking import Masker
from khronika.script.find import find_folded


def reports_left_unread(names: Sequence[str], tables: Statements) -> list[str]:
    """Answer the reports without words whose packages name somebody, or cannot be searched.

    Films and pictures give no words in any reading and are not looked through.

    Args:
        names: of whom is erased.
        tables: where to read.

    Returns:
        ULIDs of reports, in order.
    """
    rows = tables.rows(
        "SELECT DISTINCT r.id, e.id FROM record_report r JOIN record_evidence e "
        "ON e.report = r.id WHERE r.text IS NULL AND r.failure IS NOT NULL "
        "AND r.failure NOT IN ('source_not_text', 'erased_name_inside') ORDER BY r.id, e.id"
    )
    if not names or not rows:
        return []
    masker = Masker(Level.PUBLIC, proper_names(names), (), {}, find_folded, tuple(names))
    store = Path(settings.HOME) / "store"
    return sorted({report for report, id_ in rows if _may_name(f"ev-{id_}", masker, store)})


def _may_name(package: str, masker: Masker, store: Path) -> bool:
    if not is_there(store, package):
        return True  # locked away: nobody can tell
    try:
        naming, unread = search_stored(masker, store, package)
    except UNSEARCHABLE:
        return True  # one damaged package must not stand in the way of an erasure
    return bool(naming or unread)
