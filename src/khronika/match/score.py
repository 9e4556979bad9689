"""Compares two names and answers score, verdict and reasons.

The score says how likely the two strings alone name one person or body: 0.5 and more is likelier
than not. The verdict is `same` only where an independent fact of the context agrees as well; no
spelling, however equal, is enough. What is `different` is so by a veto or for want of likeness.
"""

from dataclasses import dataclass
from enum import Enum

from khronika.match.bodies.by_names import best_of_names
from khronika.match.bodies.concepts import is_body, is_title
from khronika.match.bodies.divide import divided
from khronika.match.bodies.offering import judge_standing, says_too_little
from khronika.match.bodies.scoring import (
    score_bodies,
    tell_one_medium,
    tell_one_number,
    without_domain,
)
from khronika.match.context import Context, Fact, compare_contexts
from khronika.match.deciding import lacking
from khronika.match.glance import are_strangers
from khronika.match.known import entries_named, renamed
from khronika.match.persons import score_persons
from khronika.match.persons.nominative import (
    begin_alike,
    is_belarusian,
    is_kazakh,
    is_of_a_man,
    may_be_nominative,
    put_back,
    share_a_given,
)
from khronika.match.tally import Tally
from khronika.match.told_forms import told_forms
from khronika.name.reading import LONGEST, Name, read_name
from khronika.script.romanise import visible
from khronika.script.writing import mend_name

DIFFERENT_BELOW = 0.3
"""Below this the names speak against one person or body."""

SAME_FROM = 0.88
"""A name score from which facts may make a pair `same`."""


ALIAS = "alias: "
"""How the reason begins where a name is a sensitive one."""


TOO_LITTLE = "a name that many bodies bear"
"""How the reason begins where a generic name (police, суд) is all that speaks for two."""


class Verdict(Enum):
    """What the comparison suggests; a person decides."""

    SAME = "same"
    REVIEW = "review"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Score from 0 to 1, verdict, and the reasons in the order in which they counted."""

    score: float
    verdict: Verdict
    reasons: tuple[str, ...]

    @property
    def is_alias(self) -> bool:
        """Tell whether it rests on a pen name or the like: no page links it unasked."""
        return any(reason.startswith(ALIAS) for reason in self.reasons)


def compare(
    left: str | None,
    right: str | None,
    *,
    left_context: Context | None = None,
    right_context: Context | None = None,
) -> Comparison:
    """Compare two names, with what is known about each.

    Args:
        left: a name in any script; None or empty is compared as nothing.
        right: another; the order does not matter.
        left_context: facts of the left mention: outlet, place, dates, role, identifier.
        right_context: facts of the right mention.

    Returns:
        the comparison. `same` needs a name score of 0.88, a ground in the facts, no fact that
        differs and no doubt (`khronika.match.deciding`).

    Example:
        >>> compare("Лұқпан Сейіт", "Lukpan Seyit").verdict.value
        'review'
    """
    first, second = _seen(left), _seen(right)
    if not first or not second:
        return Comparison(0.0, Verdict.REVIEW, ("nothing to compare",))
    tally = _score(first, second)
    if tally is _STRANGERS and not (left_context and right_context):
        return _UNLIKE
    score = round(min(1.0, max(0.0, tally.score)), 4)
    facts: tuple[Fact, ...] = ()
    if left_context and right_context:
        facts = (
            *compare_contexts(left_context, right_context),
            *judge_standing(first, second, left_context, right_context),
        )
    reasons = (*tally.reasons, *(fact.reason for fact in facts))
    if score < DIFFERENT_BELOW:
        return Comparison(score, Verdict.DIFFERENT, reasons)
    contexts = left_context or {}, right_context or {}
    verdict, why = _with_facts(score, facts, (first, second), contexts)
    if verdict is not Verdict.DIFFERENT and says_too_little(
        first, second, left_context=left_context, right_context=right_context
    ):
        apart = any(fact.field in ("place", "country") and fact.weight is None for fact in facts)
        verdict = Verdict.DIFFERENT if apart else Verdict.REVIEW
        why = f"{TOO_LITTLE}, its place unknown or another"
    if verdict is Verdict.SAME and any(reason.startswith(ALIAS) for reason in reasons):
        verdict, why = Verdict.REVIEW, "the facts agree, but an alias is an editor's to link"
    return Comparison(score, verdict, (*reasons, why) if why else reasons)


def _with_facts(
    score: float,
    facts: tuple[Fact, ...],
    names: tuple[str, str],
    contexts: tuple[Context, Context],
) -> tuple[Verdict, str]:
    """Answer `same` where independent facts agree and none differs; `different` by identifier."""
    against = [fact for fact in facts if fact.weight is None]
    if any(fact.field in ("identifier", "born") for fact in against):
        return Verdict.DIFFERENT, "another identifier or day of birth"
    if any(fact.field == "standing" for fact in against):
        return Verdict.DIFFERENT, "the body had ceased, or was not yet"
    if against:
        return Verdict.REVIEW, "a fact differs"
    weights = {fact.field: fact.weight or 0.0 for fact in facts}
    if weights.get("identifier", 0.0) >= 1.0 and score >= 0.5:
        return Verdict.SAME, "the name and the identifier agree"
    if score >= SAME_FROM and facts:
        want = lacking(names, facts, contexts)
        if want:
            return Verdict.REVIEW, want
        return Verdict.SAME, "the name and an independent fact agree"
    if not facts:
        return Verdict.REVIEW, ""
    return Verdict.REVIEW, "the name is unsure"


def _seen(name: str | None) -> str:
    return mend_name(" ".join(visible(name or "")[:LONGEST].split()))


def _score(left: str, right: str) -> Tally:
    if left == right or left.casefold() == right.casefold():
        return Tally(1.0, ["the same letters"])
    if left > right:
        left, right = right, left
    if are_strangers(left, right):
        return _STRANGERS
    known = _by_register(left, right)
    if known is not None:
        return known
    told = _as_told(left, right)
    named = best_of_names(left, right) if told.score < _LIKELY else None
    return told if named is None or named.score <= told.score else named


def _as_told(left: str, right: str) -> Tally:
    """Score two names by their words, in each form that they give."""
    forms = told_forms(left), told_forms(right)
    if len(forms[0][0]) > 1 or len(forms[1][0]) > 1:
        return _by_forms(left, right, forms)
    return _score_one(left, right)


def _score_one(left: str, right: str) -> Tally:
    """Score two names of one form each."""
    if is_body(left) or is_body(right):
        return _as_bodies(left, right)
    persons = _as_persons(read_name(left), read_name(right))
    if persons.score < _LIKELY and is_title(left) and is_title(right):
        titles = score_bodies(left, right)
        return titles if titles.score > persons.score else persons
    return persons


def _as_persons(left: Name, right: Name) -> Tally:
    """Score as persons; a Russian name in a case is put back beside one in other letters."""
    told = score_persons(left, right)
    if told.score >= _OTHER_GIVEN and (is_of_a_man(left, right) or is_of_a_man(right, left)):
        told.cap(_OTHER_GIVEN, "a man's surname in a case, beside a woman's that is not")
        return told
    if told.score >= _SURE or not begin_alike(left, right):
        return told
    for one, other in ((left, right), (right, left)):
        if one.scripts != other.scripts or is_kazakh(one) or is_belarusian(one):
            told = _in_a_case(told, one, other)
    return told


def _in_a_case(told: Tally, one: Name, other: Name) -> Tally:
    """Answer the better of a score and that of a name put back from its case."""
    forms = put_back(one)
    named = may_be_nominative(one, other)  # Александра may be a woman
    for form in forms:
        found = score_persons(form, other)
        if found.score * _IN_A_CASE > told.score and found.score >= _SURE:
            if named and one.words != form.words and not is_kazakh(one):
                found.cap(_EITHER, "in a case, or a woman's name")
            found.times(_IN_A_CASE, f"in a case: {one.plain}")
            told = found
    known = not named and not any(share_a_given(form, other) for form in forms)
    if forms and known and told.score < _SURE:
        told.cap(_OTHER_GIVEN, f"in a case, {one.plain} is of another given name")
    return told


_SURE = 0.8
"""Score from which a name needs no other reading."""

_IN_A_CASE = 0.95
_OTHER_GIVEN = 0.3
_EITHER = 0.5


def _as_bodies(left: str, right: str) -> Tally:
    """Score as bodies; a single word may as well be a surname (Partida), so the better counts."""
    bodies = score_bodies(left, right)
    if " " in left or " " in right or len(divided(left)) > 1 or len(divided(right)) > 1:
        return bodies if bodies.score >= _LIKELY else _transliterated(left, right, bodies)
    persons = score_persons(read_name(left), read_name(right))
    return persons if persons.score > bodies.score else bodies


def _transliterated(left: str, right: str, bodies: Tally) -> Tally:
    """Score bodies that do not meet by meaning by their letters: فراز دیلی is Faraz Daily."""
    if not tell_one_number(left, right):
        return bodies
    one, other = read_name(without_domain(left)), read_name(without_domain(right))
    if one.scripts == other.scripts or len(one.words) < 2 or len(one.words) != len(other.words):
        return bodies
    spelled = score_persons(one, other)
    if spelled.score < _TRANSLITERATED:
        return bodies
    spelled.times(0.95, "spelled in other letters, not translated")
    return spelled


_LIKELY = 0.5
"""A score from which two names are likelier one than two."""

_TRANSLITERATED = 0.7
"""Likeness from which names of bodies are one in two scripts, whatever their words mean."""


_STRANGERS = Tally(0.03, ["no word in common"])
_UNLIKE = Comparison(0.03, Verdict.DIFFERENT, ("no word in common",))
"""What a glance answers: almost every pair is of two strangers."""


Forms = tuple[tuple[str, ...], bool]


def _by_forms(left: str, right: str, forms: tuple[Forms, Forms]) -> Tally:
    """Compare names that give several forms: the best two count, or the names as wholes."""
    whole = _score_one(left, right)
    tallies = [
        _score_one(min(one, other), max(one, other))
        for one in forms[0][0]
        for other in forms[1][0]
    ]
    best = max(tallies, key=lambda tally: (tally.score, tally.reasons))
    best.times(0.9, "one of several forms")
    told = best if best.score > whole.score else whole
    if forms[0][1] or forms[1][1]:
        told.reasons.append(f"{ALIAS}one name tells another; an editor decides")
    return told


def _by_register(left: str, right: str) -> Tally | None:
    """Compare two names that the register knows."""
    one = entries_named(left)
    other = entries_named(right) if one else one
    if not other:
        return None
    shared = one & other
    if not shared:
        became = renamed(one, other)
        if became is not None:
            return Tally(0.45, [f"register: {became[0]} became {became[1]}; an editor decides"])
        named = f"{' or '.join(sorted(one))} is not {' or '.join(sorted(other))}"
        return Tally(0.1, [f"register: {named}"])
    named = " or ".join(sorted(shared))
    if len(one | other) > 1:
        return Tally(0.6, [f"register: both may be {named}"])
    if tell_one_medium(left, right):
        return Tally(0.95, [f"register: both are {named}"])
    return Tally(0.8, [f"register: both are {named}", "a station's name on one side"])
