"""Letters and stories that name people in plain words, and what tests of erasures ask of them."""

from typing import Any

from tests.record.erased import base, failing

from khronika.record import approval, erasure, steps
from khronika.record.ledger.outside import finish_erasures
from khronika.record.ledger.sql import Statements
from khronika.record.public import store
from khronika.record.values import read_large

FIRST, LAST = "Ilmira", "Testova"


def tree_of(words: str) -> dict[str, Any]:
    """A text of one paragraph."""
    text = {"type": "text", "text": words, "marks": []}
    return {"title": "The week", "nodes": [{"type": "paragraph", "content": [text]}]}


def written(office: Any, words: str | dict[str, Any], kind: str = "letter") -> str:
    """Write a letter; answer its subject."""
    subject = f"{kind}:{office.ulid()}"
    tree = tree_of(words) if isinstance(words, str) else words
    steps.write_prose(office.ledger, f"u:{office.asel}", subject, office.ulid(), "en", tree,
                      base=base(office))  # fmt: skip
    return subject


def asked(office: Any, subject: str) -> str:
    """Ask for a bundle, and have the second person approve it; answer its id."""
    bundle = approval.request(office.ledger, f"u:{office.asel}", [subject], base=base(office)).id
    approval.approve(office.ledger, f"u:{office.boris}", bundle, base=base(office))
    return bundle


def published(office: Any, words: str | dict[str, Any], kind: str = "letter") -> str:
    """Write a letter that becomes public; answer its subject."""
    subject = written(office, words, kind)
    approval.publish(office.ledger, f"u:{office.asel}", asked(office, subject), base=base(office))
    return subject


def erased(office: Any, *subjects: str, later: int = 0, **more: Any) -> None:
    """Erase some subjects one after another; `later` lines were written since the screen."""
    for subject in subjects:
        erasure.erase(office.ledger, f"u:{office.officer}", subject, ground="person_asked",
                      base=base(office) + later, **more)  # fmt: skip


def public(subject: str) -> str:
    """What stands in public of a text."""
    return str(store.current(subject, "public"))


def holding(*words: str) -> list[str]:
    """Owners of the values in which any of some words stands."""
    rows = Statements.on("default").rows("SELECT id, owner, key, body FROM record_value")
    told = ((row[1], str(read_large(row[0])) if row[2] else row[3]) for row in rows)
    return sorted({owner for owner, said in told if any(word in said for word in words)})


def settled() -> None:
    """Nothing is pending, and all of the record verifies."""
    assert finish_erasures()
    assert failing() == {}


def paragraph(*texts: str) -> dict[str, Any]:
    """A paragraph whose words are parted into nodes."""
    nodes = [{"type": "text", "text": text, "marks": []} for text in texts]
    return {"type": "paragraph", "content": nodes}


def told_again(office: Any, story: Any, **victim: Any) -> Any:
    """Another report, of the same name or of another one."""
    told = {"name": story.NAME, "kind": "person", "role": "journalist", "affiliation": None}
    return story.decided(office.ledger, f"u:{office.asel}", victim=told | victim)[2]
