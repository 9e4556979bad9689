"""Words of an office under attack by `random_erasing` that name people and hold no id of them.

Stories, drafts, notes, names that are corrected, judgements: each reads a name out of the record
at one head and writes it on that head, as somebody does who looks at a screen.
"""

import json
import random
from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from erasing_office import Office

CYRILLIC = str.maketrans("bdklmaeiouBDKLMAEIOU", "бдклмаеиоуБДКЛМАЕИОУ")
_CALLED = (
    "SELECT f.thing, v.body FROM record_fact f JOIN record_value v ON v.id = f.value_id "
    "WHERE f.field = 'name' AND v.body IS NOT NULL ORDER BY f.thing"
)


def forms(name: str) -> list[str]:
    """Answer ways in which people write a name."""
    first, last = name.split()
    russian = name.translate(CYRILLIC)
    return [name, name.upper(), f"{last} {first}", f"{first[0]}. {last}", last, russian,
            f"{russian}ом"]  # fmt: skip


class Writer:
    """Somebody who writes words in which people of the record are named."""

    def __init__(self, office: "Office", dice: random.Random) -> None:
        self.office, self.dice = office, dice
        self.log = office.home.with_name(f"{office.home.name}.names.jsonl")

    def _somebody(self) -> tuple[int, str, str]:
        """The head that is looked at, a party, and its name there."""
        base = self.office.base()
        told = [(thing, json.loads(body)) for thing, body in self.office.rows(_CALLED)]
        people = [one for one in told if str(one[1]).replace(" ", "").isalpha() and " " in one[1]]
        return (base, *self.dice.choice(people)) if people else (base, "", "")

    def _said(self, name: str) -> str:
        return f"Police asked about {self.dice.choice(forms(name))} again."

    def write_story(self) -> str | None:
        """A story names somebody in plain words; most are put before a second person."""
        base, _, name = self._somebody()
        if not name:
            return None
        from khronika.flow.stand import write_tree

        subject = f"story:{self.office.ledger.new_id()}"
        text = {"type": "text", "text": self._said(name), "marks": []}
        tree: Any = {"title": "Again", "slug": f"again-{subject[-8:].lower()}",
                     "nodes": [{"type": "paragraph", "content": [text]}]}  # fmt: skip
        write_tree(self.office.ledger, self.office.asel, subject, "en", tree, base=base)
        return subject if self.dice.random() < 0.8 else None

    def note(self) -> None:
        """A note on anything names somebody."""
        base, party, name = self._somebody()
        if name:
            from khronika.record import steps

            events = [f"event:{row[0]}" for row in self.office.rows("SELECT id FROM record_event")]
            subject = self.dice.choice([*events, f"party:{party}"])
            steps.note(self.office.ledger, self.office.boris, subject, self._said(name), base=base)

    def rename(self) -> None:
        """A name is corrected: what named them before names them still."""
        base, party, name = self._somebody()
        if name and len(bearers(self.office)[name]) == 1:
            from khronika.record import steps

            new = self.office.draw_name(self.dice)
            with self.log.open("a", encoding="utf-8") as kept:
                kept.write(json.dumps([party, new]) + "\n")
            steps.set_party(self.office.ledger, self.office.boris, party, {"name": new}, base=base)

    def judge(self) -> None:
        """Two parties are said to be one, or to differ."""
        from khronika.record import steps

        base, one, _ = self._somebody()
        _, other, _ = self._somebody()
        if one and other and one != other:
            verdict = self.dice.choice(["same", "different", "unsure"])
            steps.match(self.office.ledger, self.office.boris, one, other, verdict, base=base)


def bearers(office: "Office") -> dict[str, set[str]]:
    """Answer which parties were ever called by each name."""
    found: dict[str, set[str]] = defaultdict(set)
    for party, name in office.names.items():
        found[name].add(party)
    log = office.home.with_name(f"{office.home.name}.names.jsonl")
    for line in log.read_text("utf-8").splitlines() if log.exists() else ():
        party, name = json.loads(line)
        found[name].add(party)
    return found


def forgotten(office: "Office", erased: set[str]) -> dict[str, int]:
    """Answer the names that nobody may find any more, and the entry since which that is so.

    A name goes with the last who bears it, erased as a person or with the report: what a public
    page tells of a namesake stays until then.

    Args:
        office: after the attack.
        erased: subjects that were erased.
    """
    rows = office.rows("SELECT subject, seq FROM record_entry WHERE kind = 'erase'")
    since = {str(subject): int(seq) for subject, seq in rows if subject in erased}
    homes = {party: f"report:{report}"
             for party, report in office.rows("SELECT id, report FROM record_party")}  # fmt: skip
    found = {}
    for name, parties in bearers(office).items():
        ends = [
            min(since[one] for one in (f"party:{party}", homes[party]) if one in since)
            for party in parties
            if f"party:{party}" in since or homes[party] in since
        ]
        if len(ends) == len(parties):
            found[name] = max(ends)
    return found


def _as_people(office: "Office") -> set[str]:
    """Answer the names of whom an officer erased as people, while the record still knew them."""
    rows = office.rows("SELECT subject, seq FROM record_entry WHERE kind = 'erase' ORDER BY seq")
    since = {str(subject): int(seq) for subject, seq in reversed(rows)}
    homes = dict(office.rows("SELECT id, report FROM record_party"))
    return {
        name
        for name, parties in bearers(office).items()
        for one in parties
        if f"party:{one}" in since
        and since[f"party:{one}"] < since.get(f"report:{homes[one]}", 1 << 60)
    }


def in_values(office: "Office", names: dict[str, int]) -> list[str]:
    """Name values of the record, files of their own too, in which a name stands in any form.

    What another report says in its own words of somebody who went with theirs stays there.
    """
    asked = _as_people(office)
    from khronika.record.values import read_large

    found = []
    for id_, owner, key, body in office.rows("SELECT id, owner, key, body FROM record_value"):
        said = json.dumps(read_large(id_), ensure_ascii=False) if key else body
        found += [f"{name} is in a value of {owner}" for name in names
                  if (name in asked or not owner.startswith("report:"))
                  and any(form in said for form in forms(name))]  # fmt: skip
    return found
