"""What an English text only tells of others, denies, or calls by a later stage."""

from khronika.code.cast.entities import Entity
from khronika.code.draft import _body
from khronika.code.evidence import Pair
from khronika.code.evidence.denials import is_denied, is_own_will, is_stage, is_told_only
from khronika.code.evidence.doubts import is_doubted
from khronika.code.evidence.rows import Claim
from khronika.code.reader import Parts, read_parts
from khronika.flow.plain import plain_page


def _read(text: str) -> Parts:
    page = plain_page(text.encode(), "en")
    return read_parts(page.text, _body(page)[0], "en")


def _who(parts: Parts, name: str) -> Entity:
    return next(e for e in parts.cast.entities if e.name == name)


def _pair(
    parts: Parts, name: str, kind: str, *, word: str = "", score: float = 1.0, slot: str = "obj"
) -> Pair:
    entity = _who(parts, name)
    words = parts.parsed.words
    where = sorted({words[m.first].sentence for m in entity.mentions})
    found = [t for t in parts.triggers if t.type == kind and words[t.anchor].lower == word]
    claim = Claim(found[0], entity.mentions[0], slot, 0, score) if word else None
    return Pair(entity, kind, claim, where, [0.0], 0.8)


def test_whoever_confirms_a_beating_was_not_beaten() -> None:
    """The one who tells suffers nothing where another is the object; who is told of stays."""
    parts = _read("Ana Kestrel confirmed that Boro Malic was beaten in Tuzla.")
    victim = _pair(parts, "Boro Malic", "assault", word="beaten")
    teller = _pair(parts, "Ana Kestrel", "assault")
    assert is_told_only(parts.parsed, teller, [victim, teller], parts.lexicon)
    assert not is_told_only(parts.parsed, victim, [victim, teller], parts.lexicon)
    assert not is_told_only(parts.parsed, teller, [teller], parts.lexicon)


def test_a_threat_that_was_not_received_is_none() -> None:
    """The object of a denied verb is denied; that of a plain one is told."""
    denied = _read("Ana Kestrel never got any threat.")
    told = _read("Ana Kestrel got a threat.")
    pairs = [_pair(p, "Ana Kestrel", "threat", word="threat", score=0.5) for p in (denied, told)]
    assert is_denied(denied.parsed, pairs[0])
    assert not is_denied(told.parsed, pairs[1])


def test_the_hearing_of_a_verdict_is_no_charge_of_its_own() -> None:
    """ "During the trial" is a stage where the verdict is told, else all that is known."""
    parts = _read("During the trial of Ana Kestrel a judge in Tuzla sentenced her to a year.")
    charge = _pair(parts, "Ana Kestrel", "charge", word="trial")
    verdict = _pair(parts, "Ana Kestrel", "conviction")
    assert is_stage(parts.parsed, charge, [charge, verdict])
    assert not is_stage(parts.parsed, charge, [charge])


def test_leaving_in_protest_is_no_dismissal() -> None:
    """Whoever resigns in protest was not made to."""
    own = _read("Editor Ana Kestrel resigned in protest.")
    made = _read("Editor Ana Kestrel resigned under pressure from the owner.")
    mates = _read("Ana Kestrel was forced to resign while her staff marched in protest.")
    for parts, left in ((own, True), (made, False), (mates, False)):
        found = [t for t in parts.triggers if t.type == "dismissal"]
        assert found
        pair = _pair(parts, "Ana Kestrel", "dismissal")
        pair.claim = Claim(found[0], pair.entity.mentions[0], "subj", 0, 1.0)
        assert is_own_will(parts.parsed, pair) is left


def test_whoever_sends_a_threat_does_not_get_it() -> None:
    """The subject of a giving verb whose object is the act is the other side."""
    parts = _read("Ana Kestrel has issued a threat against reporter Boro Malic.")
    sender = _pair(parts, "Ana Kestrel", "threat", word="threat", score=0.475, slot="gsubj")
    target = _pair(parts, "Boro Malic", "threat", word="threat", score=1.0, slot="against")
    assert is_doubted(parts.parsed, sender, parts.lexicon, [sender, target])
    assert not is_doubted(parts.parsed, target, parts.lexicon, [sender, target])
