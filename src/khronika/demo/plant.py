"""Plants the sample errors: three facts that the draft gets wrong, for somebody to catch.

In: a coder's draft of one sample. Out: the same draft with the errors that `samples.yaml`
declares for it, each with words of the report. Refuses: to lose one in silence: where the coder
drafted no act of that type, the error brings an act of its own.
"""

from collections.abc import Callable
from dataclasses import replace

from khronika.demo.sample import Plant, plants
from khronika.model.act import Act, Coding, Fact, Involvement, Victim
from khronika.model.date import DateRange, PartialDate
from khronika.model.page import Page
from khronika.model.span import Span
from khronika.model.vocabulary import ActType, PerpetratorKind, Role, VictimKind

RULE = "planted-sample-error"


def amend_for(file: str) -> Callable[[Coding, Page], Coding] | None:
    """Answer what changes the draft of one sample, None where nothing is planted in it."""
    sown = plants(file)
    if not sown:
        return None

    def amend(coding: Coding, page: Page) -> Coding:
        for plant in sown:
            coding = _sow(coding, page, plant)
        return coding

    return amend


def _sow(coding: Coding, page: Page, plant: Plant) -> Coding:
    span = Span(*plant.words.within(page.text))
    chosen = next((act for act in coding.acts if act.type == plant.act), None)
    wrong = _wrong(chosen or _own_act(coding, plant, span), plant, span)
    others = [act for act in coding.acts if act is not chosen]
    place = coding.acts.index(chosen) if chosen else len(others)
    return replace(coding, acts=(*others[:place], wrong, *others[place:]))


def _own_act(coding: Coding, plant: Plant, span: Span) -> Act:
    nobody = Victim(None, VictimKind.PERSON, Role.OTHER)
    return Act(
        id=f"planted-{len(coding.acts)}",
        event=f"planted-{len(coding.acts)}",
        type=ActType(plant.act),
        victim=nobody,
        cites=(span,),
        facts=(Fact("type", plant.act, (span,), RULE, plant.confidence),),
        confidence=plant.confidence,
    )


def _wrong(act: Act, plant: Plant, span: Span) -> Act:
    kept = tuple(fact for fact in act.facts if fact.field != plant.field)
    facts = (*kept, Fact(plant.field, plant.wrong, (span,), RULE, plant.confidence))
    if plant.field == "victim":
        victim = replace(act.victim, name=plant.wrong, kind=VictimKind(plant.kind or "person"))
        return replace(act, victim=victim, facts=facts)
    if plant.field == "perpetrators":
        part = Involvement(plant.wrong, PerpetratorKind(plant.kind or "unknown"))
        return replace(act, perpetrators=(part,), facts=facts)
    day = PartialDate.parse(plant.wrong)
    return replace(act, date=DateRange(day, day), facts=facts)
