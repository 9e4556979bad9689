"""Finds what somebody did in response: statements, letters, complaints, appeals, inquiries."""

import re
from collections.abc import Sequence

from khronika.code.dates import When
from khronika.code.parsed import Parsed, Sentence
from khronika.code.reader import Parts
from khronika.model.act import Intervention
from khronika.model.span import Span

_TO = re.compile(
    r"\b(?:addressed to|letter to|appeal(?:ed)? to|complain(?:t|ed) to|complaint with|calling on|wrote to|"  # noqa: E501  # one pattern, one line
    r"petition(?:ed)? to|sent to|обращени\w+ к|жалобу в|жалобу на|письмо|заявление в) "
    r"(?P<to>(?:the )?[^,.;:()\n]{3,60}?)(?=,|\.|;|:| on | about | calling | demanding | to | over | with |$)",  # noqa: E501  # one pattern, one line
    re.IGNORECASE,
)


def _by(parsed: Parsed, sentence: Sentence, anchor: int) -> Span | None:
    for i in parsed.kids(anchor, "nsubj"):
        if parsed.words[i].pos == "PRON":
            return None
        tree = [j for j in parsed.subtree(i) if j <= i]
        last = i
        while last + 1 < anchor and parsed.words[last + 1].pos == "PROPN":
            last += 1
        if i > anchor:
            last = _last_of(parsed, i)
        return parsed.span(max(tree[0], sentence.first), last)
    return None


def _last_of(parsed: Parsed, noun: int) -> int:
    """Answer the last word of a subject that follows its verb: `союз журналистов «Берег»`."""
    tree, last = set(parsed.subtree(noun)), noun
    while last + 1 in tree and parsed.words[last + 1].pos not in {"VERB", "CCONJ", "ADP"}:
        if parsed.words[last + 1].text in {",", ".", ";", ":", "("}:
            break
        last += 1
    return last


def interventions(parts: Parts, whens: Sequence[When]) -> list[Intervention]:
    """Find interventions by named bodies other than the writer.

    Args:
        parts: the text as read.
        whens: its dates.

    Returns:
        interventions in the order of the text; promises and demands are none.
    """
    parsed, terms = parts.parsed, parts.lexicon.terms
    nouns, verbs = (
        terms.get("intervention_nouns", frozenset()),
        terms.get("intervention_verbs", frozenset()),
    )
    out: list[Intervention] = []
    for sentence in parsed.sentences:
        found = _one(parsed, sentence, nouns, verbs)
        if found is None:
            continue
        by, what = found
        to = _TO.search(parsed.text, sentence.start, sentence.end)
        if to is not None and to.start("to") < by.start < to.end("to"):
            # "Подала жалобу в прокуратуру редакция": who did it follows the addressee.
            to = _TO.search(parsed.text, sentence.start, by.start)
        when = next(
            (w for w in whens if sentence.start <= w.span.start < sentence.end and w.start), None
        )
        told = [by, what, *([Span(*to.span("to"))] if to else []), *([when.span] if when else [])]
        out.append(
            Intervention(
                by=by.of(parsed.text),
                to=to.group("to").strip() if to else None,
                what=what.of(parsed.text),
                cites=(_cite(told, sentence),),
                date=when.start if when else None,
            )
        )
    return out


def _cite(told: Sequence[Span], sentence: Sentence) -> Span:
    """Answer the words from the first to the last that tell of an intervention.

    Who did it may stand last: "Заявление подписал союз".
    """
    start = min(span.start for span in told)
    return Span(start, min(sentence.end, max(span.end for span in told), start + 300))


def _one(
    parsed: Parsed, sentence: Sentence, nouns: frozenset[str], verbs: frozenset[str]
) -> tuple[Span, Span] | None:
    for i in range(sentence.first, sentence.last):
        verb = parsed.words[i]
        if verb.lemma not in verbs or verb.pos != "VERB":
            continue
        if any(
            parsed.words[k].tag == "MD" or parsed.words[k].dep == "neg" for k in parsed.children[i]
        ):
            continue
        thing = next(
            (k for k in parsed.kids(i, "dobj", "obj") if parsed.words[k].lemma in nouns), None
        )
        by = _by(parsed, sentence, i)
        if thing is not None and by is not None:
            kids = [k for k in parsed.kids(thing, "amod", "compound") if k < thing]
            return by, parsed.span(min([*kids, thing]), thing)
    return None
