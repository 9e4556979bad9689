"""Roles that no grammar ties to a name: words before it, after it, and what it takes part in."""

import re

from khronika.code.cast.entities import OWNS, Cast, Entity, Mention, role_here, role_of
from khronika.code.cast.russian import is_head_of_outlet
from khronika.code.parsed import Parsed, Word
from khronika.data.lexicon import Lexicon

_BACK, _ON = 6, 6
_STOPS = frozenset((",", ".", ";", ":", "—", "–", "(", ")", "!", "?", "•", "▪", "-"))
_CHANNELS = frozenset(
    (
        *("канал", "телеграм-канал", "ютуб-канал", "telegram-канал", "youtube-канал", "паблик"),
        *("блог", "видеоблог", "группа", "чат", "страница", "форум", "channel", "blog", "page"),
    )
)
_KEEPERS = frozenset(
    (
        *("автор", "админ", "администратор", "модератор", "создатель", "создательница"),
        *("author", "administrator", "admin", "moderator", "creator"),
    )
)
_PEOPLE = frozenset(
    (
        *("человек", "люди", "женщина", "мужчина", "девушка", "парень", "молодой"),
        *("people", "person", "woman", "man", "youth"),
    )
)
_RALLIES = frozenset(
    (
        *("митинг", "акция", "протест", "пикет", "шествие", "демонстрация", "омон", "автозак"),
        *("протестующий", "митингующий", "разгон", "протестный", "колонна"),
        *("protest", "rally", "march", "demonstration", "protester", "demonstrator", "sit-in"),
    )
)

_WEAK = frozenset(("citizen", "media_worker", "official"))


def _is_stop(word: Word) -> bool:
    return word.text in _STOPS or word.pos in {"VERB", "AUX"} and "Part" not in word.tag


def _called(word: Word, lexicon: Lexicon) -> str | None:
    """Answer the role that a calling stands for: an economist is "other"."""
    for key, words in lexicon.terms.items():
        if key.startswith("called_") and (word.lemma in words or word.lower in words):
            return key.removeprefix("called_")
    return role_of(word.lemma, word.lower, lexicon)


_KEEPS = re.compile(r"(?:автор|админ|әкімші|жүргізуші|модератор|құрушы|иесі)")
_CHANNEL = re.compile(
    r"(?:[\w]+-)?(?:арна|канал|блог|паблик|парақша|чат|топ)(?:ы|сы)?(?:н[ыі]ң)?$"
)


def _keeps_channel(parsed: Parsed, i: int) -> bool:
    """Tell whether somebody is the author or keeper of a channel: a blogger."""
    word = parsed.words[i]
    if parsed.lang == "kk":
        owner = parsed.words[i - 1].lower if i else ""
        return bool(_KEEPS.match(word.lower) and _CHANNEL.match(owner))
    following = parsed.words[i + 1 : i + 3]
    return word.lemma in _KEEPERS and any(w.lemma in _CHANNELS for w in following)


def _role_at(parsed: Parsed, i: int, lexicon: Lexicon) -> str | None:
    if parsed.words[i].lower == "deputy" and i and parsed.words[i - 1].lower in OWNS:
        return None  # "the editor and his deputy": no member of parliament
    role = "blogger" if _keeps_channel(parsed, i) else _called(parsed.words[i], lexicon)
    if role == "official" and parsed.lang == "ru" and is_head_of_outlet(parsed, i, lexicon):
        return "media_worker"
    return role_here(parsed, i, role)


_LISTED = frozenset((",", "және", "мен", "пен", "бен"))


def _is_of_others(parsed: Parsed, i: int, mention: Mention) -> bool:
    """Tell whether a Kazakh plural stands before one name: "жазушылар Дананы сынады"."""
    if parsed.lang != "kk" or "|Plur" not in parsed.words[i].tag:
        return False
    after = parsed.words[mention.last + 1 : mention.last + 2]
    before = parsed.words[mention.first - 1 : mention.first]
    return not any(w.lower in _LISTED for w in (*before, *after))


def _beside(parsed: Parsed, mention: Mention, lexicon: Lexicon) -> tuple[str, int] | None:
    """Answer the role that the words before a name tell, else those after its comma."""
    sentence = parsed.sentence_of(mention.first)
    for i in range(mention.first - 1, max(sentence.first, mention.first - _BACK) - 1, -1):
        if _is_stop(parsed.words[i]) or _is_of_others(parsed, i, mention):
            break
        role = _role_at(parsed, i, lexicon)
        if role is not None and parsed.words[i].lemma not in lexicon.terms["group_nouns"]:
            return role, i
    opening = mention.last + 1
    if opening >= sentence.last or parsed.words[opening].text not in {",", "(", "–", "—"}:
        return None
    for i in range(opening + 1, min(sentence.last, opening + _ON)):
        if _is_stop(parsed.words[i]):
            break
        role = _role_at(parsed, i, lexicon)
        if role is not None:
            return role, i
    return None


def _name_role(parsed: Parsed, person: Entity, lexicon: Lexicon) -> None:
    for mention in [m for m in person.mentions if m.how in {"name", "part"}][:4]:
        found = _beside(parsed, mention, lexicon)
        if found is not None and (person.role is None or found[0] not in _WEAK):
            person.role, person.role_word = found
            return


def _is_at_rally(parsed: Parsed, group: Entity) -> bool:
    here = parsed.sentence_of(group.first)
    return any(w.lemma in _RALLIES for w in parsed.words[here.first : here.last])


_NEAR = 600
_FOLK = frozenset(("адам", "азамат", "тұрғын", "әйел", "жігіт", "қыз", "жас"))
_GATHERED = re.compile(r"митинг|наразы|шеру|пикет|демонстрац|ереуіл|рұқсатсыз (?:жиын|акция)")


def _name_protesters(parsed: Parsed, cast: Cast) -> None:
    """Let Kazakh crowds told of near a rally, or counted like one, be protesters."""
    counts = set()
    opening = parsed.sentences[min(2, len(parsed.sentences)) - 1].end if parsed.sentences else 0
    lead = parsed.text[: min(opening, _NEAR)]
    for group in sorted(cast.of("group"), key=lambda g: g.first):
        if group.role != "citizen" or group.noun not in _FOLK:
            continue
        number = parsed.sentence_of(group.first).number
        near = parsed.sentences[max(0, number - 2) : number + 2]
        at = parsed.words[group.first].start
        start, end = max(near[0].start, at - _NEAR), min(near[-1].end, at + _NEAR)
        told = (lead + parsed.text[start:end]).lower()
        if _GATHERED.search(told) or group.count is not None and group.count in counts:
            group.role = "protester"
            counts.add(group.count)


def give_roles(parsed: Parsed, cast: Cast, lexicon: Lexicon) -> None:
    """Give persons, crowds and organisations the role that the words beside them tell.

    Args:
        parsed: the text after its reader.
        cast: its cast; only entities without a role, and crowds, are changed.
        lexicon: the language's words for people.
    """
    for person in cast.of("person"):
        if person.name is not None and person.role in {None, "citizen", "media_worker"}:
            _name_role(parsed, person, lexicon)
        elif person.role_word is not None and _keeps_channel(parsed, person.role_word):
            person.role = "blogger"
    for group in cast.of("group"):
        if group.role == "citizen" and group.noun in _PEOPLE and _is_at_rally(parsed, group):
            group.role = "protester"
    if parsed.lang == "kk":
        _name_protesters(parsed, cast)
    for body in cast.of("organisation"):
        if body.role is None and body.name is not None and _is_other(parsed, body, lexicon):
            body.role = "other"


def _is_other(parsed: Parsed, body: Entity, lexicon: Lexicon) -> bool:
    """Tell whether a body is no outlet by its own words or the noun before it."""
    nouns = lexicon.terms["organisation_nouns"] | lexicon.terms.get("other_bodies", frozenset())
    words = parsed.words[body.first : body.last + 1]
    if any(w.lemma in nouns or w.lower in nouns for w in words):
        return True
    before = parsed.words[max(0, body.first - 2) : body.first]
    return any(w.lemma in nouns or w.lower in nouns for w in before)


_TELLING = ("journalist", "blogger", "activist", "artist")


def likely_role(parsed: Parsed, cast: Cast, lexicon: Lexicon) -> str:
    """Answer the role of somebody of whom nothing is told: what the report is about.

    A journalist, unless the report has no word for one and a word for another role; a citizen
    where it tells of no outlet either.
    """
    counts = dict.fromkeys(_TELLING, 0)
    for word in parsed.words:
        role = role_of(word.lemma, word.lower, lexicon)
        if role in counts:
            counts[role] += 1
    best = max(_TELLING, key=lambda role: counts[role])
    if counts["journalist"]:
        return "journalist"
    has_outlet = any(e.role == "outlet" for e in cast.of("organisation"))
    return best if counts[best] else "journalist" if has_outlet else "citizen"
