"""What grammar says round a trigger: who shares a part, whether the act is denied or supposed."""

from collections.abc import Iterator

from khronika.code.parsed import Parsed
from khronika.code.readers.kazakh_parts import moods as kazakh_moods
from khronika.code.triggers import Trigger
from khronika.data.lexicon import Lexicon


def spread(parsed: Parsed, word: int) -> Iterator[tuple[int, int]]:
    """Yield the words that share a word's part: list members, appositions, owners within."""
    queue, seen = [(word, 0)], {word}
    while queue:
        current, depth = queue.pop(0)
        yield current, depth
        if depth > 8:
            continue
        for child in parsed.children[current]:
            other = parsed.words[child]
            if child in seen:
                continue
            if other.dep == "conj":
                seen.add(child)
                queue.append((child, depth if depth else 0))
            elif (
                other.dep in {"appos", "flat", "flat:name", "nmod", "compound", "parataxis"}
                and depth < 2
            ):
                seen.add(child)
                queue.append((child, depth + 1))
            elif (
                other.dep == "prep"
                and other.lemma in {"of", "including", "among", "like"}
                and depth < 2
            ):
                for kid in parsed.children[child]:
                    if kid not in seen:
                        seen.add(kid)
                        queue.append((kid, depth + 2))


def flags_of(parsed: Parsed, trigger: Trigger, lexicon: Lexicon) -> dict[str, bool]:
    """Tell whether a trigger is denied, supposed, demanded or only background."""
    terms = lexicon.terms
    anchor = trigger.anchor
    chain = [anchor]
    for _ in range(5):
        head = parsed.words[chain[-1]].head
        if head == chain[-1]:
            break
        chain.append(head)
    own = parsed.children[anchor]
    sentence = parsed.sentence_of(anchor)
    near = range(max(sentence.first, anchor - 4), anchor)
    # A month is no modal: "on 28 May".
    lowers = {parsed.words[i].lower for i in (*own, *near) if parsed.words[i].label != "DATE"}
    kids = {parsed.words[i].lower for c in chain[:3] for i in parsed.children[c]}
    lemmas = {parsed.words[i].lemma for i in chain[1:]}
    above = parsed.children[chain[min(1, len(chain) - 1)]]
    if parsed.lang == "kk":
        wished, supposed = kazakh_moods(parsed, anchor)
        return {
            "negated": bool(lowers & terms["negation"]) or "no" in kids,
            "hypothetical": bool(lowers & terms["hypothesis"]) or supposed,
            "demanded": wished,
            "background": bool(set(parsed.lowers(sentence)) & terms["background"]),
        }
    moods = lowers | {parsed.words[i].lower for i in above if parsed.words[i].label != "DATE"}
    return {
        "negated": bool(lowers & terms["negation"]) or "no" in kids,
        "hypothetical": bool(moods & terms["hypothesis"]),
        "demanded": bool((lemmas | ((lowers | kids) & {"should", "must"})) & terms["demand"]),
        "background": bool(set(parsed.lowers(sentence)) & terms["background"]),
    }
