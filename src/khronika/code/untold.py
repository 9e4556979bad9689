"""Sentences that tell no act whatever their words: games, thefts, history, rumours, storms."""

import re

from khronika.code.parsed import Parsed, Sentence
from khronika.data.lexicon import Lexicon, lexicon

_CONCERNED = ("journalist", "blogger", "activist", "protester")
_SPORT_WORDS = 3


def _forms(parsed: Parsed) -> set[str]:
    """Answer every lemma and form of a text."""
    forms = {word.lemma for word in parsed.words}
    forms.update([word.lower for word in parsed.words])
    return forms


def is_sport(parsed: Parsed, known: Lexicon) -> bool:
    """Tell whether a text is a report of a game, where attacks and shots are figures of speech.

    So many words of sport, and nobody in it whom the record is about.
    """
    sport = known.terms.get("sport", frozenset())
    forms = _forms(parsed)
    forms.update(stem for word in parsed.words for stem in word.stems)
    if len(forms & sport) < _SPORT_WORDS:
        return False
    concerned = frozenset().union(*(known.roles[role] for role in _CONCERNED)) - sport
    return not forms & concerned


def is_ordinary(parsed: Parsed, known: Lexicon) -> bool:
    """Tell whether a text is a report of theft, drink or traffic, without a word of expression."""
    crimes = known.terms.get("ordinary", frozenset())
    forms = _forms(parsed)
    if not forms & crimes:
        return False
    roles = frozenset().union(*(known.roles[role] for role in _CONCERNED))
    words = roles - known.terms["vague_roles"] | known.terms["expression"]
    return not forms & (words | known.terms["outlet_nouns"] | known.terms["media_words"])


_LONG_AGO = re.compile(
    r"(?P<before>\w+ )?\b(?:(?:in|из|в) (?:1[0-8]\d\d|19[0-7]\d)\b|centur(?:y|ies) ago|"
    r"(?:a|one|two|three) hundred years ago|(?:сто|двести|триста|век|полвека) (?:лет )?назад)",
    re.IGNORECASE,
)
_PAST = re.compile(r"1[0-8]\d\d|19[0-7]\d|ago|назад", re.IGNORECASE)
"""One of these stands wherever the pattern above fits, and is found much faster."""
_OF_YEARS = re.compile(
    r"\b(?:1[0-8]\d\d|19[0-8]\d)(?:\s*[-–]\s*\d{2,4})?\s*-?\s*(?:жыл|ж\.)", re.IGNORECASE
)
_NEW_YEAR = re.compile(r"\b(?:199|20[0-4])\d\b")
_SINCE = re.compile(r"туған|туды|туып|құрыл|негіз|ашыл|дүниеге|шыға баста|бері\b|тумасы")
_REFUTED = re.compile(
    r"(?:ғаны|гені|қаны|кені|уы|уі|ғандығы|гендігі)\s+(?:жөнінде\w*|туралы|жайлы|жайында\w*)\s+"
    r"(?:\w+\s+){0,2}?(?:ақпарат|хабар|сыбыс|дерек|мәлімет|қауесет|сөз|әңгіме|айып)\w*\s+(?:\w+\s+)?"
    r"(?:жоққа шығар|теріске шығар|растама|расталма|шындыққа)"
)
_BEGAN = ("found", "born", "establish", "creat", "launch", "open", "основан", "род", "создан")
_COURTS = frozenset(
    ("charge", "accuse", "prosecute", "indict", "convict", "sentence", "fine", "jail", "spread")
    + ("disseminate", "distribute", "обвинить", "обвинять", "обвинение", "обвиняться", "осудить")
    + ("приговорить", "оштрафовать", "штраф", "суд", "дело", "статья", "распространение")
    + ("распространить", "распространять")
)
_TECHNICAL = frozenset(("censorship", "shutdown", "cyberattack"))


def _is_elsewhere(parsed: Parsed, sentence: Sentence, known: Lexicon) -> bool:
    """Tell whether a sentence tells history, or only a rumour that it calls untrue."""
    place = sentence.start, sentence.end
    past = _PAST.search(parsed.text, *place) and _LONG_AGO.search(parsed.text, *place)
    if past and not (past["before"] or "").lower().startswith(_BEGAN):
        return True  # but "a daily founded in 1978" tells of today
    if known.lang == "kk" and _is_past_or_refuted(parsed, sentence):
        return True
    words = parsed.words[sentence.first : sentence.last]
    forms = {word.lemma for word in words}
    forms.update([word.lower for word in words])
    if forms.isdisjoint(known.terms.get("untrue", ())):
        return False
    if forms & _COURTS:
        return False  # "charged with spreading false information" is no rumour
    return not forms.isdisjoint(known.terms.get("rumours", ()))


def _is_past_or_refuted(parsed: Parsed, sentence: Sentence) -> bool:
    """Tell whether a Kazakh sentence is of years long gone, or of news that somebody refutes."""
    told = parsed.text[sentence.start : sentence.end].lower()
    if _OF_YEARS.search(told) and not _SINCE.search(told) and not _NEW_YEAR.search(told):
        return True
    return _REFUTED.search(told) is not None


def _is_accident(parsed: Parsed, sentence: Sentence, known: Lexicon) -> bool:
    """Tell whether a digger or a storm cut it off: in a sentence or the one before."""
    terms = known.terms.get("accidents", frozenset())
    first = parsed.sentences[max(0, sentence.number - 1)]
    start = first.first if first.block == sentence.block else sentence.first
    # "Flooded with requests" is no flood.
    told = [w.lemma for w in parsed.words[start : sentence.last] if w.pos != "VERB"]
    return not terms.isdisjoint(told)


def tells_nothing(parsed: Parsed) -> list[frozenset[str] | None]:
    """Answer for each sentence the types of act that it cannot tell; None where none at all.

    A report of a game or a theft, history and rumours called untrue tell no act; where a digger
    or a storm cut something off, nobody did.
    """
    known = lexicon(parsed.lang)
    if is_sport(parsed, known) or "ordinary" in known.terms and is_ordinary(parsed, known):
        return [None] * len(parsed.sentences)
    return [
        None
        if _is_elsewhere(parsed, sentence, known)
        else (_TECHNICAL if _is_accident(parsed, sentence, known) else frozenset())
        for sentence in parsed.sentences
    ]
