"""The words for the offence, the reason and the source of an act."""

import re

from khronika.code.cast.entities import Cast
from khronika.code.fields.agents import phrase_of
from khronika.code.parsed import Parsed, Sentence
from khronika.data.lexicon import Lexicon
from khronika.model.span import Span
from khronika.model.vocabulary import ActType

_PURPOSE = re.compile(
    r"\b(in order to|to prevent|to pre-empt|to stop|in connection with|because of|in retaliation for|in reprisal for|"  # noqa: E501  # one pattern, one line
    r"under the pretext of|on the pretext of|for (?:allegedly |reportedly )?(?:publishing|filming|posting|insulting|covering|"  # noqa: E501  # one pattern, one line
    r"refusing|criticising|criticizing|writing|reporting|broadcasting|interviewing|documentation|interrogation|organising|"
    r"taking part|participating|photographing|sharing|his|her|their|an? (?:article|post|interview|report|video))|"  # noqa: E501  # one pattern, one line
    r"over (?:his|her|their|its|an?) |за (?:публикацию|пост|репост|статью|участие|критику|съемку|съёмку)|из-за |в связи с )"  # noqa: E501  # one pattern, one line
    r"[^.;\n]{3,140}",
    re.IGNORECASE,
)
_CHARGE = re.compile(
    r"\b(?:charged with|charges? of|accused(?: by [^,.;]{3,40})? of|suspected of|on suspicion of|convicted of|guilty of|indicted (?:for|on)|"  # noqa: E501  # one pattern, one line
    r"prosecuted for|sentenced for|fined for|under article|по обвинению в|обвин\w+ в|по статье|по подозрению в|за)\s+"  # noqa: E501  # one pattern, one line
    r"(?P<what>[^.;:()\n]{4,150}?)(?=\s+(?:following|after|and (?:sentenced|faces|ordered|fined)|in connection|at the|by (?:a|the) court|over)\b|[.;:()\n]|,\s+(?:which|and|who|but|his|her|they|he|she|said|а|и)|$)",  # noqa: E501  # one pattern, one line
    re.IGNORECASE,
)
_MAXIMUM = re.compile(
    r"\b(?:up to|maximum (?:penalty|sentence) of|a maximum of|as many as|punishable by(?: up to)?|carries(?: up to)?|до)\s+"  # noqa: E501  # one pattern, one line
    r"(?:\w+|\d+)(?:\s+\w+)?\s+(?:years?|months?|лет|года)(?:\s+(?:in|of)\s+(?:a\s+)?(?:\w+\s+)?(?:jail|prison|imprisonment|colony)|\s+лишения свободы|\s+тюрьмы)?",  # noqa: E501  # one pattern, one line
    re.IGNORECASE,
)


def charge_of(text: str, spans: list[Span]) -> list[Span]:
    """Answer the words for the offence, and for the maximum penalty where it is told."""
    out: list[Span] = []
    for span in spans:
        found = _CHARGE.search(text, span.start, span.end)
        if found:
            start, end = found.span("what")
            lead = re.match(
                r"(?:an? |the )?(?:charges?|counts?|suspicion|accusations?) of ", text[start:end]
            )
            start += lead.end() if lead else 0
            while start < end and text[start] in " \"'“«":
                start += 1
            while end > start and text[end - 1] in " \"'”»,":
                end -= 1
            cut = re.search(r" and of ", text[start:end])
            parts = (
                [(start, start + cut.start()), (start + cut.end(), end)] if cut else [(start, end)]
            )
            out += [Span(low, high) for low, high in parts if high > low]
            break
    for span in spans:
        most = _MAXIMUM.search(text, span.start, span.end)
        if most:
            out.append(Span(most.start(), most.end()))
            break
    return out


def purpose_of(text: str, span: Span) -> Span | None:
    """Answer the words that state why, in one sentence."""
    found = _PURPOSE.search(text, span.start, span.end)
    if not found:
        return None
    end = found.end()
    cut = re.search(
        r",\s+(?:and|but|which|who|he|she|they|said)\b| that had been\b", text[found.start() : end]
    )
    end = found.start() + cut.start() if cut else end
    while end > found.start() and text[end - 1] in " ,":
        end -= 1
    return Span(found.start(), end)


def source_of(parsed: Parsed, sentence: Sentence, cast: Cast, lexicon: Lexicon) -> Span | None:
    """Answer whom a sentence credits: the subject of "said", or the name after "according to"."""
    verbs = lexicon.terms["reporting"] - {
        "call",
        "condemn",
        "believe",
        "warn",
        "publish",
        "post",
        "write",
    }
    lowers = parsed.lowers(sentence)
    for at, word in enumerate(lowers[:-2]):
        i = sentence.first + at
        is_credit = word == "according" and lowers[at + 1] == "to"
        if (
            is_credit
            or word == "by"
            and at
            and lowers[at - 1] in {"reported", "documented", "confirmed"}
        ):
            credited = _credited(parsed, i + 1 + is_credit, sentence, cast)
            if credited is not None:
                return credited
    for i in range(sentence.first, sentence.last):
        word_at = parsed.words[i]
        if word_at.dep not in {"nsubj"} or parsed.words[word_at.head].lemma not in verbs:
            continue
        for number, mention in cast.at.get(i, ()):
            if cast.entities[number].name and mention.how in {"name", "part"}:
                return parsed.span(mention.first, mention.last)
        for child in parsed.kids(i, "appos"):
            for number, mention in cast.at.get(child, ()):
                if cast.entities[number].name and cast.entities[number].kind == "person":
                    return parsed.span(mention.first, mention.last)
        if _is_voice(parsed, i, lexicon):
            return parsed.span(*phrase_of(parsed, i))
    return None


def _credited(parsed: Parsed, first: int, sentence: Sentence, cast: Cast) -> Span | None:
    """Answer the name after "according to", or the phrase of the noun that stands there."""
    for j in range(first, min(first + 7, sentence.last)):
        for number, mention in cast.at.get(j, ()):
            if cast.entities[number].name and cast.entities[number].kind != "group":
                return parsed.span(mention.first, mention.last)
    for j in range(first, min(first + 7, sentence.last)):
        if parsed.words[j].pos in {"NOUN", "PROPN"} and parsed.words[j].dep == "pobj":
            return parsed.span(*phrase_of(parsed, j))
    return None


def _is_voice(parsed: Parsed, i: int, lexicon: Lexicon) -> bool:
    """Tell whether a noun is somebody who may be credited: a union, a lawyer, the family."""
    word = parsed.words[i]
    if word.pos not in {"NOUN", "PROPN"}:
        return False
    voices = (
        lexicon.terms["organisation_nouns"] | lexicon.terms["outlet_nouns"] | lexicon.terms["kin"]
    )
    voices |= lexicon.terms.get("voices", frozenset())
    return word.lemma in voices or word.lower in voices or word.pos == "PROPN"


def takes_charge(kind: str) -> bool:
    """Tell whether an act of this type may carry an offence."""
    return kind in {ActType.CHARGE, ActType.CONVICTION, ActType.DETENTION, ActType.CENSORSHIP}
