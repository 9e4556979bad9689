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
    + ("sentence", "convict", "summon", "deport", "extradite", "remand", "indict", "hospitalise")
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


_NO_OUTLET = frozenset(("broadcaster", "publisher", "studio", "agency"))
_NOT_ITS = frozenset(("police", "polling", "bus", "train", "railway", "power", "fire", "petrol"))


def listed_outlets(parsed: Parsed, found: list[Name], lexicon: Lexicon) -> list[Name]:
    """Make outlets of towns and words that bear one's name: `the news sites Nawa and Marsad`.

    A noun for outlets stands right before the name, or before the first name of its list.

    Args:
        parsed: an English text.
        found: its names.
        lexicon: words for people and bodies.
    """
    out: list[Name] = []
    listing = False
    for name in found:
        between = parsed.words[out[-1].last + 1 : name.first] if out else []
        joined = bool(between) and {w.lower for w in between} <= {",", "and", "&", "or"}
        listing = listing and joined and name.first == name.last
        noun = _calling_before(parsed, name, lexicon)
        if listing or noun and (name.label in {"LOC", "NORP", "PER?"} or name.first == name.last):
            out.append(Name("ORG", name.first, name.last))
            listing = listing or noun == "NNS"
        else:
            listing = noun == "NNS"
            out.append(name)
    return out


def _calling_before(parsed: Parsed, name: Name, lexicon: Lexicon) -> str:
    """Answer the tag of the noun for outlets that stands right before a name, or nothing."""
    first = parsed.sentence_of(name.first).first
    near = parsed.words[max(first, name.first - 3) : name.first]
    lead = [w for w in near if w.text not in _QUOTES]
    after = parsed.words[name.last + 1 : name.last + 2]
    if not lead or after and after[0].pos == "NOUN" or parsed.words[name.first].text.isupper():
        return ""
    noun = lead[-1]
    is_outlet = noun.lemma in lexicon.terms["outlet_nouns"] - _NO_OUTLET
    is_other = len(lead) > 1 and lead[-2].lower in _NOT_ITS
    return noun.tag if is_outlet and not is_other and noun.tag in {"NN", "NNS"} else ""


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
