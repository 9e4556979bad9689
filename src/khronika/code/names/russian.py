"""Mends the names of a Russian text: titles in any quotation marks, regions, titles of people."""

from collections.abc import Iterator

from khronika.code.names.named import Name, is_place
from khronika.code.names.tagged import DOMAIN
from khronika.code.parsed import Parsed, Sentence
from khronika.data.lexicon import Lexicon

_OPEN = {"«": "»", "„": "“", '"': '"', "“": "”"}
_LONGEST = 4
_REGIONS = ("область", "области", "областью", "обл", "края", "крае", "района", "районе", "районом")
_SEATS = frozenset(
    ("сизо", "ивс", "ик", "колония", "изолятор", "тюрьма", "спецприёмник", "суд", "райсуд")
    + ("горсуд", "облсуд", "мэрия", "аэропорт", "вокзал")
)
_STAFF = ("journalist", "media_worker", "blogger", "activist")


def _closing(parsed: Parsed, at: int, last: int) -> int | None:
    """Answer where a quotation that opens at a word closes, if it may be a title."""
    mark = _OPEN[parsed.words[at].text]
    for i in range(at + 2, min(at + _LONGEST + 2, last)):
        word = parsed.words[i]
        if word.text == mark:
            return i
        if word.text in {".", "!", "?", ",", ":", ";"} or "VerbForm=Fin" in word.tag:
            return None
    return None


def quoted_titles(parsed: Parsed, sentence: Sentence, lexicon: Lexicon) -> Iterator[Name]:
    """Yield titles in straight or curly quotation marks that a noun for outlets or people leads.

    Guillemets are `tagged.quoted_names`. "Редактор газеты "Берег"", "журналистка "Берега"": most
    pages are typed with straight marks, and speech stands in the same ones, so that a title is
    short, begins with a capital and holds no verb.
    """
    terms = lexicon.terms
    leads = terms["outlet_nouns"] | terms["organisation_nouns"] | terms["title_leads"]
    leads = leads.union(*(lexicon.roles[role] for role in _STAFF))
    i = sentence.first
    while i < sentence.last - 1:
        word = parsed.words[i]
        if word.text not in _OPEN or word.text == "«":
            i += 1
            continue
        end = _closing(parsed, i, sentence.last)
        first = parsed.words[i + 1]
        is_open = i == sentence.first or parsed.words[i - 1].end < word.start
        before = _lead(parsed, i, sentence.first)
        if end is not None and is_open and first.text[:1].isupper() and before in leads:
            yield Name("ORG", i + 1, end - 1)
            i = end
        i += 1


def domains(parsed: Parsed, sentence: Sentence) -> Iterator[Name]:
    """Yield sites named by an address that the splitter takes apart: "58.info"."""
    i = sentence.first
    while i + 2 < sentence.last:
        left, point, right = parsed.words[i : i + 3]
        is_whole = left.end == point.start and point.end == right.start
        if point.text == "." and is_whole and DOMAIN.fullmatch(left.text + "." + right.text):
            yield Name("ORG", i, i + 2)
            i += 2
        i += 1


def _lead(parsed: Parsed, at: int, first: int) -> str:
    """Answer the noun before a quotation, over its owner: `портал Ильи Раева "..."`."""
    i = at - 1
    while i >= first and parsed.words[i].label == "PER":
        i -= 1
    return parsed.words[i].lemma if i >= first else ""


def _is_quoted(parsed: Parsed, name: Name) -> bool:
    """Tell whether a name fills a pair of quotation marks."""
    if name.first == 0 or name.last + 1 >= len(parsed.words):
        return False
    mark = parsed.words[name.first - 1].text
    return _OPEN.get(mark) == parsed.words[name.last + 1].text


def _is_plain(parsed: Parsed, name: Name) -> bool:
    """Tell whether a quoted "person" of several words is made of common words."""
    words = parsed.words[name.first : name.last + 1]
    return len(words) > 1 and all(w.pos in {"NOUN", "ADJ", "ADP"} for w in words)


def _is_owner(parsed: Parsed, name: Name) -> bool:
    """Tell whether a person stands between a noun for outlets and the title: whose it is.

    "Портал Ильи Раева "Открытый берег"".
    """
    inside = parsed.words[name.first : name.last + 1]
    after = parsed.words[name.last + 1 : name.last + 2]
    is_person = len(inside) == 2 and all(w.label == "PER" for w in inside)
    return is_person and bool(after) and after[0].text in _OPEN


def _is_surname(parsed: Parsed, name: Name, surnames: list[str]) -> bool:
    """Tell whether a bare word behind a noun for outlets is somebody's: `портал Раева`."""
    word = parsed.words[name.first]
    is_bare = name.first == name.last and word.label == "PER" and not _is_quoted(parsed, name)
    stem = word.lower[: max(4, len(word.lower) - 3)]
    return is_bare and any(other.startswith(stem) for other in surnames)


def _is_in_place(parsed: Parsed, name: Name) -> bool:
    """Tell whether a "person" is a region, or the town that a prison or court is named after."""
    is_region = name.label == "PER" and parsed.words[name.last].lower.endswith(_REGIONS)
    return is_region or _is_behind_seat(parsed, name)


def _is_behind_seat(parsed: Parsed, name: Name) -> bool:
    """Tell whether a single "person" is the town of a prison or court: "в СИЗО Нукуса"."""
    before = parsed.words[name.first - 1].lemma if name.first else ""
    is_one = name.first == name.last and before in _SEATS
    word = parsed.words[name.first]
    return is_one and any(is_place(form, "ru") for form in (word.text, word.lemma.title()))


def _is_calling(parsed: Parsed, name: Name, lexicon: Lexicon) -> bool:
    """Tell whether a "body" is only an adjective and a calling: "французского корреспондента"."""
    roles = frozenset().union(*(lexicon.roles[role] for role in _STAFF))
    first, last = parsed.words[name.first], parsed.words[name.last]
    is_pair = name.last == name.first + 1 and first.pos == "ADJ"
    return is_pair and last.lemma in roles and last.text[:1].islower()


def _untitled(parsed: Parsed, name: Name, lexicon: Lexicon) -> Name:
    """Cut what somebody is off the front of a body: `фотокорреспондента РБК`."""
    roles = frozenset().union(*(lexicon.roles[role] for role in _STAFF))
    word = parsed.words[name.first]
    is_led = name.first < name.last and word.lemma in roles and "Number=Sing" in word.tag
    is_name = is_led and parsed.words[name.first + 1].text[:1].isupper()
    return Name(name.label, name.first + 1, name.last) if is_name else name


def mend_russian(parsed: Parsed, found: list[Name], lexicon: Lexicon) -> list[Name]:
    """Mend the names of a Russian text.

    Args:
        parsed: the text.
        found: its names in order, as tagged and judged.
        lexicon: words for people and outlets.

    Returns:
        names in the order of the text.
    """
    titles = {
        tuple(parsed.words[i].lemma for i in range(n.first, n.last + 1))
        for n in found
        if n.label == "ORG" and _is_quoted(parsed, n)
    }
    surnames = [parsed.words[n.last].lower for n in found if n.label == "PER" and n.first < n.last]
    out = []
    for name in found:
        if (
            name.first == name.last
            and parsed.words[name.first].lower in lexicon.terms["no_bodies"]
        ):
            continue
        lemmas = tuple(parsed.words[i].lemma for i in range(name.first, name.last + 1))
        label = name.label
        is_title = _is_quoted(parsed, name) and (lemmas in titles or _is_plain(parsed, name))
        if label in {"PER", "PER?"} and is_title:
            label = "ORG"
        elif label in {"PER", "PER?"} and _is_in_place(parsed, name):
            label = "LOC"
        elif label == "ORG" and _is_owner(parsed, name):
            label = "PER"
        elif label == "ORG" and _is_surname(parsed, name, surnames):
            label = "PER?"
        mended = Name(label, name.first, name.last)
        is_body = label == "ORG" and not _is_quoted(parsed, name)
        if is_body and _is_calling(parsed, name, lexicon):
            continue
        out.append(_untitled(parsed, mended, lexicon) if is_body else mended)
    return out
