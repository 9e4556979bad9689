"""Tells persons by their verbs in English: who tells something, is a reporter, is arrested."""

from khronika.code.names.known import is_known
from khronika.code.names.named import Name, is_place
from khronika.code.parsed import Parsed
from khronika.data.lexicon import Lexicon, role_words

_LABELS = frozenset(("image", "photo", "photograph", "picture", "illustration", "screenshot"))
"""Words of a caption that the tagger takes for a given name: `Image Ann Lee`."""
_QUOTES = frozenset("\"'«»“”„’‘`")
_SPEECH = frozenset(("tell", "recall", "say", "add", "recount"))
_BODILY = frozenset(
    ("detain", "arrest", "beat", "kidnap", "abduct", "injure", "wound", "murder", "stab", "jail")
    + ("interrogate", "handcuff", "imprison", "slap", "punch", "kick", "manhandle", "acquit")
)


def _looks_so(parsed: Parsed, name: Name, lexicon: Lexicon) -> bool:
    """Tell whether two or three words with capitals may be a person's name.

    A hyphen joins: "Anne-Sophie Keller-Brandt" are two words.
    """
    words = parsed.words[name.first : name.last + 1]
    pieces = parsed.surface(name.first, name.last).split()
    if name.label not in {"ORG", "LOC", "NORP"} or not 2 <= len(pieces) <= 3:
        return False
    if not all(p.replace("-", "").isalpha() and p[0].isupper() for p in pieces):
        return False
    if any(w.text.isupper() and len(w.text) > 1 or not w.text[1:].islower() for w in words[-1:]):
        return False
    before = parsed.words[name.first - 1].text if name.first else ""
    cues = lexicon.terms["org_cues"] | lexicon.terms["media_words"]
    if before.lower() == "the" or {w.lower for w in words} & cues or before in set("«“„\"'"):
        return False
    surface = parsed.surface(name.first, name.last)
    known = ("watchdogs", "known_outlets")
    return not is_place(surface, "en") and not any(is_known(surface, "en", t) for t in known)


def _acts_as_person(parsed: Parsed, name: Name, lexicon: Lexicon) -> bool:
    """Tell whether what the tagger took for a body or a place does what only people do."""
    if not _looks_so(parsed, name, lexicon):
        return False
    word = parsed.words[name.last]
    verb = parsed.words[word.head]
    told = [parsed.words[i] for i in parsed.kids(name.last, "appos")]
    if any(w.tag == "NN" and _is_calling(w.lemma, lexicon) for w in told):
        return True
    if word.dep in {"nsubjpass", "dobj"}:
        return verb.lemma in _BODILY
    if word.dep != "nsubj":
        return False
    if verb.lemma == "be":
        people = role_words("en")
        said = [parsed.words[i] for i in parsed.kids(word.head, "attr")]
        return any(w.lemma in people and w.tag == "NN" for w in said)
    return verb.lemma in _SPEECH


def _is_calling(lemma: str, lexicon: Lexicon) -> bool:
    """Tell whether a noun calls one person of the press: `X, a reporter with Y`."""
    return lemma in lexicon.roles["journalist"] | lexicon.roles["blogger"]


def living(parsed: Parsed, found: list[Name], lexicon: Lexicon) -> list[Name]:
    """Make persons of what bears a person's name and, anywhere in the text, acts as people do.

    Args:
        parsed: an English text.
        found: its names.
        lexicon: words for people and bodies.
    """
    people = {
        parsed.surface(name.first, name.last)
        for name in found
        if name.label == "PER" and name.last > name.first or _acts_as_person(parsed, name, lexicon)
    }
    return [
        Name("PER", name.first, name.last)
        if parsed.surface(name.first, name.last) in people and _looks_so(parsed, name, lexicon)
        else name
        for name in found
    ]


def name_start(parsed: Parsed, name: Name) -> int:
    """Answer where a name begins behind a picture's label or an opening gerund: `Banning X TV`.

    Args:
        parsed: an English text.
        name: one of its names.
    """
    first = parsed.words[name.first]
    is_label = first.lower in _LABELS
    before = parsed.words[name.first - 1].text if name.first else "."
    opens = name.first == parsed.sentence_of(name.first).first or before in _QUOTES
    is_gerund = opens and first.tag == "VBG" and name.label == "ORG"
    return name.first + 1 if name.last > name.first and (is_label or is_gerund) else name.first
