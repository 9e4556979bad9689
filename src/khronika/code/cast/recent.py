"""Who was mentioned before a word."""

from khronika.code.cast.entities import Cast, Entity, Mention
from khronika.code.parsed import Parsed

JOURNALIST_LIKE = ("journalist", "blogger", "media_worker", "artist", "lawyer", "activist")


def recently(
    parsed: Parsed, index: int, cast: Cast, kinds: set[str], *, reach: int
) -> list[tuple[Entity, Mention]]:
    """Answer who was mentioned before a word, latest first, within so many sentences."""
    here = parsed.words[index].sentence
    found: list[tuple[int, Entity, Mention]] = []
    for entity in cast.entities:
        if entity.kind not in kinds:
            continue
        before = [m for m in entity.mentions if m.last < index]
        if before:
            last = max(before, key=lambda m: m.last)
            if here - parsed.words[last.first].sentence <= reach:
                found.append((last.last, entity, last))
    return [(entity, mention) for _, entity, mention in sorted(found, key=lambda x: -x[0])]


_ANOTHER = frozenset(
    ("бір", "тағы", "басқа", "өзге", "екінші", "үшінші", "әр", "әрбір", "ешбір", "кез", "сол")
    + ("тәуелсіз", "танымал", "белгілі", "жергілікті", "шетелдік", "ресейлік", "жас", "бұрынғы")
)
_POSSESSED = ("тілшісі", "редакторы", "журналисі", "операторы", "директоры", "жүргізушісі")
_SINGLE = frozenset(("journalist", "blogger", "activist", "politician", "artist"))


def told_before(parsed: Parsed, noun: int, role: str, cast: Cast) -> int | None:
    """Answer the one named person of a role for whom a bare Kazakh noun stands: "журналист".

    Kazakh has no article: "газет тілшісі" is whose paper's, "бір журналист" somebody new.
    """
    word, sentence = parsed.words[noun], parsed.sentence_of(noun)
    before = parsed.words[max(sentence.first, noun - 2) : noun]
    if role not in _SINGLE or word.lower.startswith(_POSSESSED):
        return None
    if any(w.lower in _ANOTHER or w.pos == "NUM" for w in before):
        return None
    if before and (before[-1].text in {"»", '"', "”"} or before[-1].pos == "PROPN"):
        return None
    named = [e for e in cast.of("person") if e.name and e.role == role]
    known = len(named) == 1 and any(m.last < noun for m in named[0].mentions)
    return named[0].id if known else None


def last_of_role(parsed: Parsed, noun: int, role: str, cast: Cast) -> int | None:
    """Answer the named person of a role who was mentioned last before a noun."""
    for entity, _ in recently(parsed, noun, cast, {"person"}, reach=8):
        if entity.name and (
            entity.role == role or entity.role is None and role in JOURNALIST_LIKE
        ):
            return entity.id
    return None


def is_subject(parsed: Parsed, mention: Mention) -> bool:
    """Tell whether a mention is the subject of its clause, or stands beside one."""
    return parsed.words[mention.head].dep in {"nsubj", "nsubjpass", "nsubj:pass", "appos"}
