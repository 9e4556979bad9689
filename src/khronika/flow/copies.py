"""Finds from which report a redacted copy was made, for one that stands in no report yet.

In: a sealed package and the store. Out: the report and the film that its manifest names by hash.
Refuses: to guess; what no package of the record holds is the original of nothing.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from khronika.errors import MediaError, SealError
from khronika.media import views
from khronika.model.evidence import Evidence
from khronika.record.copies import Original
from khronika.record.models import Evidence as EvidenceRow
from khronika.record.models import Fact
from khronika.seal.container import description_of


def original_of(evidence: Evidence, store: Path) -> Original | None:
    """Answer what a package was made from; None where it is no copy, or nobody knows.

    Sheets and completed captures name their films; the packages of the store are opened after
    them, as long as it takes.

    Args:
        evidence: a package that stands in no report.
        store: folder of packages.
    """
    told = _described(evidence.path).get("redacted")
    parent = told.get("parent") if isinstance(told, Mapping) else None
    if not isinstance(parent, str):
        return None
    found = next(_holding(parent, store), None)
    return Original(found, parent) if found else None


def _holding(sha256: str, store: Path) -> Iterator[str]:
    """Yield the reports whose packages hold a film or picture, those first that say so."""
    for value in Fact.objects.filter(field="file", value__contains=sha256).order_by("id"):
        yield str(json.loads(value.value)["report"])
    rows = EvidenceRow.objects.order_by("seq", "id")
    listed = rows.filter(media__contains=sha256) | rows.filter(sources__contains=sha256)
    yield from listed.values_list("report", flat=True)
    for row in rows:
        whole = store / f"ev-{row.id}.zip"
        if sha256 in _held(whole if whole.exists() else store / f"ev-{row.id}"):
            yield row.report


def _held(package: Path) -> set[str]:
    files = _described(package).get("files")
    own = {str(one.get("sha256")) for one in files if isinstance(one, dict)} if isinstance(
        files, list
    ) else set()  # fmt: skip
    try:
        return own | {one.sha256 for one in views(package)}
    except (SealError, MediaError):
        return own


def _described(package: Path) -> Mapping[str, object]:
    try:
        return description_of(package)
    except SealError:
        return {}  # gone, locked or damaged: it tells nothing
