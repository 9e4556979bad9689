"""Reads numbers before nouns: how many, and where the phrase begins."""

import re

from khronika.code.parsed import Parsed, Word
from khronika.data.lexicon import Lexicon
from khronika.model.count import Count


def phrase_start(parsed: Parsed, noun: int) -> int:
    """Answer where the phrase of a noun begins: its number, article and adjectives."""
    sentence = parsed.sentence_of(noun)
    first = noun
    while first > sentence.first:
        word = parsed.words[first - 1]
        if (
            word.label == "DATE"
            and any(c.isdigit() for c in word.text)
            and parsed.words[first].text != "-"
            or re.fullmatch(r"\d+[./]\d+.*", word.text)
        ):
            break
        if word.text.isdigit() and first - 3 >= sentence.first:
            hour, mark = parsed.words[first - 3], parsed.words[first - 2]
            if mark.text == ":" and hour.text.isdigit():
                break  # "в 7:45 трое репортёров"
        if parsed.lang == "ru" and word.label == "LOC":
            break  # "задержанные в Алматы журналисты"
        if word.lower == "и" and _joins_adjectives(parsed, first, sentence.first):
            first -= 1
            continue
        if (
            word.pos in {"ADJ", "NUM", "DET", "PRON", "PROPN", "ADV"}
            and word.lower
            not in {
                ",",
                "who",
                "which",
                "that",
            }
            or word.pos in {"NOUN", "VERB"}
            and word.dep in {"compound", "amod", "nmod", "nummod", "nummod:gov"}
        ):
            first -= 1
        elif word.pos == "NOUN" and parsed.words[first].text == "-":
            first -= 1  # "the 40-year-old reporter"
        elif (
            word.text == "-"
            and parsed.words[first - 2].end == word.start
            or word.lower in {"than", "least", "to", "'s", "’s", "не", "менее", "более"}
            and first - 2 >= sentence.first
        ):
            if word.lower == "to" and parsed.words[first - 2].lower != "up":
                break
            first -= 1
        else:
            break
    if parsed.words[first].lower == "least" and first > sentence.first:
        first -= 1
    while first < noun and parsed.words[first].lower in {
        "whom",
        "whose",
        "-",
        "'s",
        "’s",
        "where",
        "when",
        "also",
        "earlier",
        "later",
        "then",
        "meanwhile",
        "ago",
        "once",
        "recently",
    }:
        first += 1
    # "Kicked and head-butted both reporters": the tagger takes the verb for an adjective.
    return next((i for i in range(first, noun) if parsed.words[i].lower == "both"), first)


def _joins_adjectives(parsed: Parsed, first: int, begin: int) -> bool:
    """Tell whether "и" stands between attributes: "шесть старых и новых авторов"."""
    if first - 2 < begin:
        return False
    left, right = parsed.words[first - 2], parsed.words[first]
    return left.pos == right.pos == "ADJ" and left.tag.endswith("|Plur")


def _whole(words: list[str]) -> list[str]:
    """Join thousands that a space parts: "1 900 человек"."""
    out: list[str] = []
    for word in words:
        is_rest = len(word) == 3 and word.isdigit()
        if is_rest and out and out[-1].isdigit() and len(out[-1]) <= 3 and out[-1] != "0":
            out[-1] += word
        else:
            out.append(word)
    return out


def read_count(words: list[str], lexicon: Lexicon) -> Count | None:
    """Read a number phrase as bounds: "at least eight" is {8, None} (coding manual, "count")."""
    line = " " + " ".join(words) + " "
    tables, terms = lexicon.numbers, lexicon.terms
    value: int | None = None
    for word in _whole(words):
        plain = word.replace(",", "").replace("\u00a0", "")
        if plain.isdigit() and len(plain) <= 6:
            many = plain == "1000" and value is not None and value < 1000
            value = value * 1000 if many and value is not None else int(plain)
        elif word in tables["numbers"]:
            number = tables["numbers"][word]
            if value is not None and number in {100, 12} and value < number:
                value *= number
            elif value is not None and value % 10 == 0 and number < 10:
                value += number
            else:
                value = number
    for word, least in tables["vague"].items():
        if f" {word} " in line and value is None:
            return Count(least, None)
    for word, exact in tables["exact_words"].items():
        if f" {word} " in line and value is None:
            return Count(exact, exact)
    if value is None or 1900 < value < 2100 and str(value) in words:
        return None
    for name, bounds in (
        ("at_least", (value, None)),
        ("more_than", (value + 1, None)),
        ("up_to", (None, value)),
    ):
        if any(f" {phrase} " in line for phrase in terms[name]):
            return Count(*bounds)
    return Count(value, value)


def is_plural_tag(tag: str) -> bool:
    """Tell whether a reader's tag is that of a plural."""
    return tag in {"NNS", "NNPS"} or tag.endswith("|Plur")


def is_plural(parsed: Parsed, i: int, lexicon: Lexicon) -> bool:
    """Tell whether a noun is of several people: by its form, or a group by its meaning."""
    word = parsed.words[i]
    return (
        is_plural_tag(word.tag)
        or word.lower in lexicon.terms["group_nouns"]
        or word.lemma in lexicon.terms["group_nouns"]
    )


def _is_one_thousand(word: Word) -> bool:
    """Tell whether a word is one thousand: "больше тысячи", not "тысячи людей"."""
    return word.lemma == "тысяча" and "Number=Sing" in word.tag


def count_words(parsed: Parsed, first: int, last: int, lexicon: Lexicon) -> list[str]:
    """Answer words as the number tables write them: the lemma where that is a number."""
    known = lexicon.numbers["numbers"].keys() | lexicon.numbers["vague"].keys()
    words = [parsed.words[i] for i in range(first, last)]
    if parsed.lang == "ru" and any(_is_one_thousand(w) for w in words):
        return ["1000" if _is_one_thousand(w) else w.lower for w in words]
    return [w.lemma if w.lemma in known and w.lower not in known else w.lower for w in words]
