"""Items of a list: what the sentence above them tells holds for each: `The court remanded:`."""

from collections.abc import Sequence

from khronika.code.acts.draft import Draft
from khronika.code.dates import When
from khronika.code.fields import Agent, Agents
from khronika.code.parsed import Parsed
from khronika.code.reader import Parts

_BULLETS = ("•", "-", "–", "—", "*", "▪", "·")
_MOST = 60
"""So many blocks are looked through for the sentence above a list."""


def leads(parsed: Parsed) -> dict[int, int]:
    """Answer for each block that is an item of a list the block that leads the list.

    A lead ends in a colon; items follow it and end in a semicolon or comma, or begin with a
    bullet; the block after the last such item is an item too.
    """
    out: dict[int, int] = {}
    lead: int | None = None
    goes_on = False
    for number, block in enumerate(parsed.blocks):
        text = block.span.of(parsed.text).strip()
        is_item = text.startswith(_BULLETS) or text.endswith((";", ","))
        if lead is not None and number - lead <= _MOST and (is_item or goes_on):
            out[number] = lead
            goes_on = text.endswith((";", ","))
        elif text.endswith(":"):
            lead, goes_on = number, True
        else:
            lead, goes_on = None, False
    return out


class Lists:
    """The lists of one text, and what their items take from the words above them."""

    def __init__(self, parts: Parts, whens: Sequence[When], agents: Agents) -> None:
        self.parts, self.whens, self.agents = parts, whens, agents
        self.lead = leads(parts.parsed)

    def hand_down(self, draft: Draft) -> None:
        """Give an act in an item of a list the day and the doers of the words above the list.

        Args:
            draft: the act; what stands in its own item stays.
        """
        lead = self._lead_of(draft)
        if lead is None:
            return
        above = range(max(0, lead - 1), lead + 1)
        here = {draft.sentence.block} - {*above}
        if draft.trigger is not None and here and draft.pair.type not in self._types(above):
            return  # told of one item alone: "wife of B, who was deported"
        if draft.when is None or self._block(draft.when.span.start) not in here:
            told = [w for w in self.whens if w.start and not w.is_until]
            near = [w for n in above for w in told if self._block(w.span.start) == n]
            draft.when = near[-1] if near else draft.when
        words = self.parts.parsed.words
        if not any(self._block(words[a.first].start) in here for a in draft.agents):
            draft.agents = self._doers(draft, above) or draft.agents

    def _lead_of(self, draft: Draft) -> int | None:
        """Answer the block above the list whose item tells an act, or names its victim."""
        parsed, block = self.parts.parsed, draft.sentence.block
        if block in self.lead:
            return self.lead[block]
        items = {parsed.sentence_of(m.first).block for m in draft.entity.mentions}
        over = {self.lead[n] for n in items if n in self.lead}
        return block if block in over else block + 1 if block + 1 in over else None

    def _types(self, blocks: range) -> set[str]:
        """Answer the types of act that some blocks tell."""
        parsed = self.parts.parsed
        told = self.parts.triggers
        return {t.type for t in told if parsed.sentence_of(t.anchor).block in blocks}

    def _block(self, offset: int) -> int:
        blocks = self.parts.parsed.blocks
        return next((n for n, b in enumerate(blocks) if b.span.start <= offset < b.span.end), -1)

    def _doers(self, draft: Draft, above: range) -> list[Agent]:
        parsed = self.parts.parsed
        for trigger, arguments in zip(self.parts.triggers, self.parts.arguments, strict=True):
            block = parsed.sentence_of(trigger.anchor).block
            if trigger.type == draft.pair.type and block in above:
                found = self.agents.of(trigger, list(arguments), draft.entity)
                if found:
                    return found
        return []
