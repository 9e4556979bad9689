"""Candidates for the place of an act: the towns of the text."""

from collections import Counter
from collections.abc import Sequence

from khronika.code.links.context import NEAR, Ground, Told, nearest
from khronika.code.names.named import fold
from khronika.code.places import Atlas, Spot

FEATURES: tuple[str, ...] = (
    *NEAR,
    "is town",
    "has country",
    "is dateline",
    "is local",
    "is people",
    "times told",
    "share of country",
    "in a longer name",
    "words",
    "first of its name",
    "before a mark",
    "is aim",
)
_WINDOW = 10


class SpotChoice:
    """The places of one text as candidates; countries are left to the atlas."""

    def __init__(self, ground: Ground, atlas: Atlas) -> None:
        self.ground, self.atlas = ground, atlas
        # Where the writer sits, and where somebody only goes, nothing happened.
        here = (
            s for s in atlas.spots if s.is_town and not atlas.is_remote(s) and not atlas.is_aim(s)
        )
        self.spots = sorted(here, key=lambda s: s.first)
        self.folded = {s.first: fold(s.name) for s in self.spots}
        self.names = Counter(self.folded.values())
        self.firsts = {self.folded[s.first]: s for s in reversed(self.spots)}
        total = sum(atlas.countries.values()) or 1
        self.share = {code: count / total for code, count in atlas.countries.items()}
        self.local = {s.first: atlas.is_local(s) for s in self.spots if s.is_dateline}

    def candidates(self, told: Told) -> list[tuple[Spot, list[float]]]:
        """Answer the towns within reach of an act, each with its row."""
        parsed = self.ground.parts.parsed
        near = [
            s
            for s in self.spots
            if abs(parsed.words[s.first].sentence - told.sentence.number) <= _WINDOW
            or parsed.sentence_of(s.first).block <= 1
        ]
        own = [s for s in near if parsed.words[s.first].sentence == told.sentence.number]
        if any(not s.is_dateline for s in own):
            near = [s for s in near if not s.is_dateline]
        rivals = nearest([s.first for s in near], told.anchor)
        kept = frozenset(rivals)
        return [(s, self._row(told, s, rivals)) for s in near if s.first in kept]

    def _row(self, told: Told, spot: Spot, rivals: Sequence[int]) -> list[float]:
        words = self.ground.parts.parsed.words
        following = words[spot.last + 1] if spot.last + 1 < len(words) else None
        name = self.folded[spot.first]
        return [
            *self.ground.near(told, spot.first, rivals),
            float(spot.is_town),
            float(spot.country is not None),
            float(spot.is_dateline),
            float(self.local.get(spot.first, True)),
            float(spot.is_people),
            float(self.names[name]),
            self.share.get(spot.country or "", 0.0),
            float(words[spot.last].dep == "compound"),
            float(spot.last - spot.first + 1),
            float(self.firsts[name] is spot),
            float(following is None or following.pos == "PUNCT"),
            float(spot.first > 0 and words[spot.first - 1].lower in {"to", "towards"}),
        ]
