"""What a document offers of its evidence, and the same document once a package is closed.

A package that names somebody who may not be named is offered by no document: not by one that says
nothing of that person either.
"""

from collections.abc import Collection, Mapping
from typing import Any

from khronika.model.vocabulary import Level

UNCHECKED = ("bytes", "stamps", "custody")
"""What a reader cannot check without the package."""


def packages_of(document: Mapping[str, Any]) -> list[str]:
    """Answer the packages that a document offers to its readers."""
    holders = [*document.get("sources", {}).values(), *document.get("films", ())]
    named = (name for holder in holders for name in _named(holder["evidence"]))
    return list(dict.fromkeys(named))


def _named(evidence: Mapping[str, Any]) -> list[str]:
    newer = evidence.get("completed_by") or {}
    return [name for name in (evidence["package"], newer.get("package")) if name]


def close_packages(document: Mapping[str, Any], packages: Collection[str]) -> dict[str, Any]:
    """Write a document that offers some packages no more; what is known of them stays.

    Args:
        document: the published document, in the newest schema.
        packages: `ev-` and the ULID of each.
    """
    if not set(packages_of(document)).intersection(packages):
        return dict(document)
    sources = {key: _without(one, packages) for key, one in document.get("sources", {}).items()}
    films = [_without(one, packages) for one in document.get("films", ())]
    told = {"sources": sources, "films": films}
    return {**document, **{key: told[key] for key in told if key in document}}


def _without(holder: Mapping[str, Any], packages: Collection[str]) -> dict[str, Any]:
    return {**holder, "evidence": close_evidence(holder["evidence"], packages)}


def close_evidence(evidence: Mapping[str, Any], packages: Collection[str]) -> dict[str, Any]:
    """Write what a reader is told of a package that cannot be had any more.

    >>> close_evidence({"level": "public", "package": "ev-1", "unchecked": []}, ["ev-1"])["level"]
    'restricted'
    """
    made = dict(evidence)
    newer = evidence.get("completed_by")
    if newer and newer["package"] in packages:
        made["completed_by"] = {**newer, "package": None}
    if evidence["package"] in packages:
        made |= {"level": Level.RESTRICTED.value, "package": None, "unchecked": list(UNCHECKED)}
    return made
