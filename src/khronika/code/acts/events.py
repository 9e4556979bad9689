"""Which acts belong to one event: one place, dates that may be one, a shared paragraph."""

from collections.abc import Sequence

from khronika.code.acts.draft import Draft
from khronika.code.links.context import is_separate
from khronika.code.parsed import Parsed


def label(parsed: Parsed, drafts: Sequence[Draft]) -> None:
    """Give each draft the label of its event."""
    count = 0
    for at, draft in enumerate(drafts):
        for other in reversed(drafts[:at]):
            if _is_one_event(parsed, other, draft):
                draft.event = other.event
                break
        else:
            count += 1
            draft.event = f"e{count}"


def _is_one_event(parsed: Parsed, left: Draft, right: Draft) -> bool:
    if left.place and right.place and left.place.country != right.place.country:
        return False
    towns = {d.place.name for d in (left, right) if d.place and d.place.name}
    starts = {str(d.date.start) for d in (left, right) if d.date and d.date.start}
    if len(starts) == 2:
        short, long_ = sorted(starts, key=len)
        if not long_.startswith(short):
            return False
    same_block = abs(left.sentence.block - right.sentence.block) == 0
    if same_block and is_separate(parsed, right.sentence):
        return False
    if left.entity.id == right.entity.id or set(left.entity.members) & {right.entity.id}:
        return len(towns) < 2
    if same_block:
        return len(towns) < 2 and (len(starts) == 1 or left.pair.type == right.pair.type)
    is_told = left.pair.type == right.pair.type or left.date_is_own and right.date_is_own
    return is_told and len(towns) == 1 and len(starts) == 1 and bool(left.date and right.date)
