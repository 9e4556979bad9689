"""Judges one name by the words inside and before it: person, organisation, place or none."""

from khronika.code.names.known import is_known
from khronika.code.names.named import Name, is_place
from khronika.code.names.tagged import DOMAIN, MONTHS, is_inside, words_before
from khronika.code.parsed import Parsed
from khronika.data.gazetteer import country_words
from khronika.data.lexicon import Lexicon, role_words

_KINDS_OF_OUTLET = frozenset(
    ("independent", "community", "public", "private", "state", "national", "commercial")
    + ("opposition", "exiled", "regional", "satellite", "owned", "run", "funded")
)
"""What only an outlet is called: "the independent broadcaster Hill Voice"."""
_PAGES = frozenset(("page", "account", "channel", "blog", "группа", "паблик", "аккаунт"))


def cue_of(parsed: Parsed, name: Name, lexicon: Lexicon) -> str | None:
    """Answer what the words inside and before a name say it is."""
    terms = lexicon.terms
    inside = [parsed.words[i].lower for i in range(name.first, name.last + 1)]
    surface = parsed.surface(name.first, name.last)
    before = words_before(parsed, name.first, 2)
    if DOMAIN.fullmatch(surface) or is_known(surface, parsed.lang, "known_outlets"):
        return "ORG"
    if any(word in terms["location_words"] for word in inside[-1:]) and name.label != "PER":
        return "LOC"
    if any(word in terms["org_cues"] for word in inside):
        return "ORG"
    leads = (terms["outlet_nouns"], terms["organisation_nouns"], _PAGES)
    # A broadcaster may be a person: "broadcaster Ann Lee" is one, "broadcaster Hill" is none.
    may_be = before[-1:] == ["broadcaster"] or before[-1:] == ["publisher"] and name.label == "PER"
    is_outlet = len(before) > 1 and before[-2] in _KINDS_OF_OUTLET
    is_person = parsed.lang == "en" and may_be and 2 <= len(inside) <= 4 and not is_outlet
    if before and not is_person and any(before[-1] in words for words in leads):
        return "ORG"
    if is_place(surface, parsed.lang) or surface.lower() in MONTHS:
        return None
    is_sum = name.first > 0 and parsed.words[name.first - 1].text[:1].isdigit()
    if (
        len(inside) == 1
        and not is_sum
        and surface.isupper()
        and 2 <= len(surface) <= 6
        and surface.isalpha()
    ):
        return "ORG"
    return None


def _is_before_role(parsed: Parsed, name: Name, roles: frozenset[str]) -> bool:
    """Tell whether the article belongs to a noun after the name: `the Minsk reporter`."""
    end = min(name.last + 3, len(parsed.words))
    return any(parsed.words[i].lower in roles for i in range(name.last + 1, end))


def _is_given_name(parsed: Parsed, name: Name, lexicon: Lexicon) -> bool:
    """Tell whether what the tagger took for a place or body begins with a given name."""
    if parsed.lang != "en" or name.label not in {"LOC", "ORG"}:
        return False
    before = parsed.words[name.first - 1].lower if name.first else ""
    if not 1 <= name.last - name.first <= 3 or before == "the":
        return False
    words = parsed.words[name.first : name.last + 1]
    if not all(w.text[:1].isupper() and w.text.replace("-", "").isalpha() for w in words):
        return False
    first, terms = words[0].lower, lexicon.terms
    is_given = first in terms["given_women"] or first in terms["given_men"]
    return is_given and not is_place(parsed.surface(name.first, name.last), "en")


def judged_name(parsed: Parsed, name: Name, lexicon: Lexicon) -> Name | None:
    """Answer the name with the label that its words and neighbours show, or None."""
    terms = lexicon.terms
    surface = parsed.surface(name.first, name.last)
    if surface.lower() in MONTHS:
        return None
    size = name.last - name.first + 1
    has_article = name.first > 0 and parsed.words[name.first - 1].lower == "the"
    roles = role_words(lexicon.lang)
    before = words_before(parsed, name.first, 1)
    after_role = bool(before) and (before[-1] in roles or before[-1] in terms["titles"])
    cue = cue_of(parsed, name, lexicon)
    if not cue and _is_given_name(parsed, name, lexicon):
        return Name("PER", name.first, name.last)
    is_titled = name.first > 0 and parsed.words[name.first - 1].text == "The"
    if is_titled and name.first - 1 > parsed.sentence_of(name.first).first and not cue:
        return Name("ORG", name.first, name.last)
    if (
        has_article
        and not cue
        and name.label in {"PER", "LOC", "?"}
        and (size >= 2 or name.label == "LOC")
        and not is_place(surface, parsed.lang)
        and not _is_before_role(parsed, name, roles)
    ):
        # A person takes no article: `the Evening Ledger`, `The Ridge`.
        return Name("ORG", name.first, name.last)
    if name.label in {"LOC", "NORP"}:
        if cue == "ORG" and not is_place(surface, parsed.lang):
            return Name("ORG", name.first, name.last)
        if after_role and not is_place(surface, parsed.lang) and size >= 2:
            return Name("PER", name.first, name.last)
        return name
    if cue:
        return Name(cue, name.first, name.last)
    is_within = before[-1:] in (["in"], ["near"], ["outside"])
    if is_place(surface, parsed.lang) and (
        size == 1 or surface.lower() in country_words(parsed.lang) or is_within
    ):
        return Name("LOC", name.first, name.last)
    if name.label == "?":
        if surface.lower() in roles or surface.lower() in MONTHS:
            return None
        following = name.last + 1
        is_followed = following < len(parsed.words) and parsed.words[following].text in {",", "("}
        if (
            size >= 2
            and size <= 4
            and (
                after_role
                or is_followed
                or parsed.words[name.first].lower not in roles
                or parsed.lang == "kk"
                and is_inside(parsed, name.first)
            )
        ):
            return Name("PER", name.first, name.last)
        return Name("PER?", name.first, name.last)
    if name.label == "ORG" and size in {2, 3} and after_role and not cue:
        return Name("PER", name.first, name.last)
    return name
