"""Which package is behind a page, and what completes it."""

import json
from typing import Any

import pytest

from khronika.model.vocabulary import Level
from khronika.record.behind import evidence_of
from khronika.record.models import Evidence

PAGE, LATER = "a" * 64, "b" * 64


def _package(id_: str, page: str, **told: Any) -> Evidence:
    usual = {"report": "R", "head": id_ * 64, "sources": json.dumps([page]), "media": "[]",
             "whole": True, "completes": None, "seq": 1, "copy_of": None}  # fmt: skip
    return Evidence(id=id_, **{**usual, **told})


def test_a_package_is_completed_by_the_one_that_names_it() -> None:
    """A second package of the report that completes no other is another package, and no more."""
    broken = _package("1", PAGE, whole=False)
    assert evidence_of([broken, _package("2", LATER)], PAGE, None).completed_by is None
    found = evidence_of([broken, _package("2", LATER, completes="1")], PAGE, None).completed_by
    assert found is not None
    assert found.package == "ev-2"


@pytest.mark.parametrize("whole", [False, None])
def test_what_broke_off_itself_completes_nothing(whole: bool | None) -> None:
    """A second capture that broke off, too, is not offered in the place of the first."""
    rows = [_package("1", PAGE, whole=False), _package("2", LATER, completes="1", whole=whole)]
    assert evidence_of(rows, PAGE, None).completed_by is None


def test_a_report_without_a_package_has_restricted_evidence() -> None:
    """Where nothing is behind a page, nothing of it is public."""
    assert evidence_of([], PAGE, None).level is Level.RESTRICTED
