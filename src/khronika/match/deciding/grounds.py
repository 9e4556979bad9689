"""Tells on what ground two mentions may be called the same; a doubt or a want keeps them apart.

People: an outlet or a full day of birth, and for a name that many bear the birth with a second
fact. Bodies: one site, or one entry of the register with its country or town, or equal names
that say what they are in one town. A place and a day ground nothing: a thousand people were
there. An identifier outweighs all this and is asked elsewhere.
"""

import re

from khronika.match.bodies.concepts import is_address, is_body, is_title, units
from khronika.match.bodies.kinds import concepts_among
from khronika.match.context import Context, Fact, host_of, names_a_town, values_of
from khronika.match.deciding.apart import apart_of
from khronika.match.deciding.doubts import doubt_of
from khronika.match.known import entry, exact_entries
from khronika.match.rarity import country_code, is_common, is_of_unknown_rarity
from khronika.name.reading import Name, read_name
from khronika.script.han import simplify
from khronika.script.romanise import plain

_OF_A_PERSON = ("role", "outlet", "born", "gender", "age")


def lacking(
    names: tuple[str, str], facts: tuple[Fact, ...], contexts: tuple[Context, Context]
) -> str:
    """Answer what keeps two mentions from being called the same, though their names agree.

    Args:
        names: two names as written, scored as likely one.
        facts: what both contexts state; none of them differs.
        contexts: the contexts themselves.

    Returns:
        a reason; empty where a ground stands and no doubt.
    """
    weights = {fact.field: fact.weight or 0.0 for fact in facts}
    doubt = doubt_of(*names)
    if doubt:
        return f"the facts agree, but: {doubt}"
    if _are_bodies(names, contexts):
        return _lacking_for_bodies(names, weights, contexts)
    apart = apart_of(*names)
    if apart:
        return f"the facts agree, but: {apart}"
    return _lacking_for_persons(names, weights, contexts)


def _are_bodies(names: tuple[str, str], contexts: tuple[Context, Context]) -> bool:
    """Tell whether a name may be a body's: by its words, or since nothing tells of a person."""
    if any(is_body(name) or is_title(name) or exact_entries(name) for name in names):
        return True
    if any(values_of(context, field) for context in contexts for field in _OF_A_PERSON):
        return False
    return not any(map(_looks_personal, map(read_name, names)))


def _looks_personal(name: Name) -> bool:
    """Tell whether a word of a name is a given name, a father's, or a surname by its form."""
    if name.patronymics or name.titles or name.surname is not None:
        return True
    return bool(name.scripts & {"hani", "mymr"}) or any(part.names for part in name.words)


def _lacking_for_persons(
    names: tuple[str, str], weights: dict[str, float], contexts: tuple[Context, Context]
) -> str:
    born, outlet = weights.get("born", 0.0), weights.get("outlet", 0.0)
    around = outlet + weights.get("place", 0.0)
    countries = _countries(contexts)
    if any(is_common(name, countries) for name in names) or all(map(is_of_unknown_rarity, names)):
        if born >= 1.0 and around:
            return ""
        return "a name that many bear: an identifier or a day of birth is wanted"
    if born >= 1.0 or outlet >= 1.0:
        return ""
    return "the facts are too few"


def _lacking_for_bodies(
    names: tuple[str, str], weights: dict[str, float], contexts: tuple[Context, Context]
) -> str:
    site = weights.get("website", 0.0) >= 1.0
    if _are_one_address(names) or (site and _are_of_one_kind(names)):
        return ""
    if _are_one_entry(names) and _is_where_the_entry_is(names, weights, contexts):
        return ""
    in_one_town = weights.get("place", 0.0) and all(map(names_a_town, contexts))
    if in_one_town and _bare(names[0]) == _bare(names[1]) and all(map(_says_what_it_is, names)):
        return ""
    return "of bodies an identifier, a site, or one entry and its country is wanted"


def _are_of_one_kind(names: tuple[str, str]) -> bool:
    """Tell whether two names say one kind of body, `newspaper` and `site` apart.

    A holding, its company, a fund and a channel may share a site.
    """
    kinds = [
        concepts_among(units(name), "class", "legal", "wrap", "topic", "level", "acronym")
        - _OF_PAPERS
        for name in names
    ]
    return kinds[0] == kinds[1]


_OF_PAPERS = frozenset(("newspaper", "news_outlet", "the", "of"))


def _are_one_address(names: tuple[str, str]) -> bool:
    hosts = {host_of(name) for name in names}
    return all(map(is_address, names)) and len(hosts) == 1 and "" not in hosts


def _bare(name: str) -> str:
    letters = simplify(plain(_NUMBER.sub(" ", name)))
    words = "".join(c if c.isalnum() else " " for c in letters).split()
    return " ".join(word for word in words if word not in _TOWN)


_NUMBER = re.compile(r"№|\bNo\.?\s*(?=\d)")

_TOWN = frozenset(("г", "гор", "м", "қ"))
"""A town's abbreviated word before its name."""


def _says_what_it_is(name: str) -> bool:
    """Tell whether a name says of what kind the body is, and which one of the kind."""
    found = units(name)
    return bool(concepts_among(found, "class", "acronym")) and any(
        unit.kind in ("word", "name", "number", "place") for unit in found
    )


def _are_one_entry(names: tuple[str, str]) -> bool:
    known = exact_entries(names[0]), exact_entries(names[1])
    return len(known[0]) == 1 and known[0] == known[1]


def _is_where_the_entry_is(
    names: tuple[str, str], weights: dict[str, float], contexts: tuple[Context, Context]
) -> bool:
    """Tell whether both mentions are of the register's country, or of one town."""
    of = entry(next(iter(exact_entries(names[0])))).country
    stated = [_countries((context,)) for context in contexts]
    if all(stated):
        return of is not None and all(of in countries for countries in stated)
    return weights.get("place", 0.0) > 0.0 and all(names_a_town(context) for context in contexts)


def _countries(contexts: tuple[Context, ...]) -> frozenset[str]:
    codes = (
        country_code(value) for context in contexts for value in values_of(context, "country")
    )
    return frozenset(code for code in codes if code is not None)
