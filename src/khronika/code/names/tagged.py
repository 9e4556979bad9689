"""Candidates for names: the tagger's runs, words in guillemets, runs of capitals."""

import re
from collections.abc import Iterator

from khronika.code.names.named import Name
from khronika.code.parsed import Parsed, Sentence
from khronika.data.gazetteer import town
from khronika.data.lexicon import Lexicon, lexicon, role_words

DOMAIN = re.compile(
    r"[\w-]+(\.[\w-]+)*\.(com|org|net|info|news|media|tv|kz|ru|uz|kg|tj|by|ua|az|am|ge|rs|ba|me|mk|hu|pl|tr|io|co|eu|su|md|online|press|today|live|in|ph|ng|ke|za|mx|ve|ni|hn|sv|gt|cu|cn|hk|vn|kh|mm|pk|bd|lk|ir|iq|sy|lb|eg|sd|so|et|ug|rw|cm|cd|dz|tn|ma|uk|us|de|fr|es|it|gr|bg|ro|cz|sk|si|hr|al|lt|lv|ee|fi|se|no|dk|nl|be|at|ch)\b",
    re.I,
)
_INFLECTED = re.compile(r"(?:[дтн]ың|[дтн]ің|[ғқ]а|[гк]е|[дтн]ан|[дтн]ен)$")
QUOTES = "\"'«»“”„’‘`"


def tagger_runs(parsed: Parsed, sentence: Sentence) -> Iterator[Name]:
    """Yield the tagger's names of a sentence."""
    start = None
    for i in range(sentence.first, sentence.last + 1):
        word = parsed.words[i] if i < sentence.last else None
        # "Ann Lee, Ray's former client": a comma parts two persons.
        parts = word is not None and word.label == "PER" and word.text in {",", ";"}
        ends = start is not None and (
            word is None or word.begins or parts or word.label != parsed.words[start].label
        )
        if ends and start is not None:
            yield Name(parsed.words[start].label, start, i - 1)
            start = None
        if (
            word is not None
            and not parts
            and word.label in {"PER", "ORG", "LOC", "NORP"}
            and start is None
        ):
            start = i


def _is_large_town(parsed: Parsed, i: int) -> bool:
    """Tell whether a capital noun inside a sentence is the name of a town."""
    opens = i == parsed.sentence_of(i).first
    return not opens and any(people > 50_000 for _, people in town(parsed.words[i].text))


def _is_proper(parsed: Parsed, i: int) -> bool:
    word = parsed.words[i]
    is_dated = word.label == "DATE" or word.lower in MONTHS
    is_name = word.pos in {"PROPN", "X"} or word.pos == "NOUN" and _is_large_town(parsed, i)
    return word.text[:1].isupper() and is_name and not is_dated


_CLOSING = {"«": "»", '"': '"', "“": "”", "„": "“"}


_OTHER_MARKS = frozenset('″”“"')


def _closed(parsed: Parsed, opening: int, mark: str, sentence: Sentence) -> int | None:
    """Answer where a quotation closes, by another mark where a Russian page mixes them: «Х″."""
    reach = range(opening + 2, min(opening + 8, sentence.last))
    found = next((j for j in reach if parsed.words[j].text == mark), None)
    if found is None and mark == "»" and parsed.lang == "ru":
        found = next((j for j in reach if parsed.words[j].text in _OTHER_MARKS), None)
    return found


def _is_told_by_noun(parsed: Parsed, end: int, sentence: Sentence, lexicon: Lexicon) -> bool:
    """Tell whether a noun for outlets or bodies stands behind a closing mark: "Х" газеті."""
    known = lexicon.terms["outlet_nouns"] | lexicon.terms["organisation_nouns"]
    return end + 1 < sentence.last and parsed.words[end + 1].lemma in known


def quoted_names(parsed: Parsed, sentence: Sentence, lexicon: Lexicon) -> Iterator[Name]:
    """Yield names in guillemets: an outlet or organisation in Russian and Kazakh print."""
    if parsed.lang == "en":
        return
    i = sentence.first
    while i < sentence.last:
        closing = _CLOSING.get(parsed.words[i].text)
        if closing and (closing == "»" or parsed.lang == "kk") and i + 1 < sentence.last:
            end = _closed(parsed, i, closing, sentence)
            if closing != "»" and end and not _is_told_by_noun(parsed, end, sentence, lexicon):
                i = end + 1  # straight marks hold speech too; the noun behind tells a title
                continue
            starts = parsed.words[i + 1].text[:1]
            marks = {parsed.words[j].text for j in range(i + 1, end or i + 1)} & {
                ".",
                "!",
                "?",
                ",",
            }
            before = words_before(parsed, i, 1)
            known = lexicon.terms["outlet_nouns"] | lexicon.terms["organisation_nouns"]
            cued = bool(before) and parsed.words[i - 1].lemma in known
            if end and not marks and (starts.isupper() or cued) and not _is_speech(parsed, i, end):
                yield Name("ORG", i + 1, end - 1)
                i = end
        i += 1


def _is_speech(parsed: Parsed, opening: int, closing: int) -> bool:
    """Tell whether guillemets hold what somebody says: «Меня избили», – рассказал Раев."""
    first, last = parsed.sentence_of(opening).first, parsed.sentence_of(closing).last
    if not any("VerbForm=Fin" in w.tag for w in parsed.words[opening:closing]):
        return False
    behind = "".join(w.text for w in parsed.words[closing + 1 : min(last, closing + 3)])
    is_open = opening == first or parsed.words[opening - 1].text in {":", "–", "—"}
    return is_open and behind in {",–", ",—", ",-"}


_OWNER = re.compile(r"[дтн][ыі]ң$")
_OF_PLACE = re.compile(r"(?:[дт]ағы|[дт]егі)$")
_LATIN = re.compile(r"[A-Za-z]")
_SURNAME = re.compile(r"(?:[оеё]ва?|[иы]на?|ұлы|қызы)$")


def _ends_name(parsed: Parsed, first: int, last: int) -> bool:
    """Tell whether a Kazakh name ends with a word, though a capital follows.

    A genitive owns what follows ("Алматының Жангелдин"), an ending of case closes a full name,
    "Анкарадағы" only describes, another script is another name, and so is what follows a given
    name and a surname where two more words come ("Асан Серіков Болат Ерікті").
    """
    words = parsed.words
    word, following = words[last], words[last + 1]
    if _OWNER.search(word.lower) or _OF_PLACE.search(following.lower):
        return True
    if bool(_LATIN.match(word.text)) != bool(_LATIN.match(following.text)):
        return True
    if last == first:
        return False
    if following.label == "LOC" or "|Case=" in word.tag:
        return True  # "Мәди Сағынтай Түркістан облысында"
    if _INFLECTED.search(word.lower) or word.lower.endswith(("қызын", "ұлын")):
        return True
    after = words[last + 2].text if last + 2 < len(words) else ""
    return bool(_SURNAME.search(word.lower)) and after[:1].isupper()


def _is_no_name(parsed: Parsed, i: int) -> bool:
    """Tell whether a Kazakh word is no part of a name: "Биыл", "Алматыдағы"."""
    lower = parsed.words[i].lower
    return lower in lexicon(parsed.lang).terms["no_names"] or bool(_OF_PLACE.search(lower))


def capital_runs(parsed: Parsed, sentence: Sentence, taken: set[int]) -> Iterator[Name]:
    """Yield runs of capitalised proper words that the tagger left out."""
    i = sentence.first
    while i < sentence.last:
        if (
            i in taken
            or not _is_proper(parsed, i)
            or parsed.lang == "kk"
            and _is_no_name(parsed, i)
        ):
            i += 1
            continue
        last = i
        while last + 1 < sentence.last and last + 1 not in taken and _is_proper(parsed, last + 1):
            if parsed.lang == "kk" and _ends_name(parsed, i, last):
                break
            last += 1
        yield Name("?", i, last)
        i = last + 1


def is_inside(parsed: Parsed, i: int) -> bool:
    """Tell whether a Kazakh capital stands inside a sentence: "Ғалым" is a name there, no role."""
    if i == parsed.sentence_of(i).first or not parsed.words[i].text.istitle():
        return False
    return parsed.words[i - 1].pos != "PUNCT" or parsed.words[i - 1].text == ","


def trimmed_name(parsed: Parsed, name: Name, lexicon: Lexicon) -> Name | None:
    """Cut articles, titles, role nouns, possessive marks and punctuation off a name."""
    first, last = name.first, name.last
    roles = role_words(lexicon.lang) | lexicon.terms["titles"]
    while first <= last:
        word = parsed.words[first]
        is_role = (
            (word.lower in roles or parsed.lang == "ru" and word.lemma in roles)
            and first < last
            and name.label in {"PER", "?"}
            and not (parsed.lang == "kk" and is_inside(parsed, first))
        )
        if (
            word.pos in {"DET", "PUNCT", "ADP", "CCONJ", "PRON", "NUM"}
            or is_role
            or word.text in QUOTES
        ):
            first += 1
        else:
            break
    while last >= first:
        word = parsed.words[last]
        if (
            word.lower in {"'s", "’s", "'", "’"}
            or (word.pos == "PUNCT" and word.text != ")")
            or word.text in QUOTES
            or word.text == ")"
            or name.label == "PER"
            and word.lower in roles
            and word.text[:1].islower()
        ):
            last -= 1
        else:
            break
    return Name(name.label, first, last) if first <= last else None


def words_before(parsed: Parsed, first: int, count: int) -> list[str]:
    """Answer up to `count` lower-case words before a word, quotation marks apart."""
    start = max(parsed.sentence_of(first).first, first - count)
    return [
        parsed.words[i].lower for i in range(start, first) if parsed.words[i].text not in QUOTES
    ]


MONTHS = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "internet",
    ]
)
