"""The second stage: a piece cut out off the middle, a turn, a slant, a picture in a corner.

PDQ looks at whole frames. Where only a piece is left, points are met (`proposing`), and what they
propose is laid over each other (`aligning`). What PDQ found is looked at again: where frames lie
over each other for certain and what they show differs, they are of one studio, not of one film.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from khronika.redact.likeness.aligning import Laid, lay
from khronika.redact.likeness.landmarks import Sight
from khronika.redact.likeness.proposing import Landscape

_MOST_AGAIN = 8
"""So many frames are laid over a film that PDQ found."""


@dataclass(slots=True)
class Laying:
    """What came of laying frames over one film.

    `one` holds, by the second of a frame that was looked for, how it lies, and over which second;
    `agreeing` how much agrees of each frame that certainly lies there; `looks` counts all.
    """

    one: dict[float, tuple[Laid, float]] = field(default_factory=dict)
    agreeing: dict[float, float] = field(default_factory=dict)
    looks: int = 0

    def take(self, at: float, how: Laid | None, there: float) -> None:
        """Note how one frame lies."""
        self.looks += 1
        if how is not None and how.is_certain:
            self.agreeing[at] = max(how.agree, self.agreeing.get(at, 0.0))
        if how is not None and how.is_one:
            self.one[at] = how, there

    def is_another(self, least: float) -> bool:
        """Tell whether it is certainly another film, though much of it is the same.

        Args:
            least: what must agree of most frames.
        """
        return bool(self.agreeing) and median(self.agreeing.values()) < least


def laid(sights: Sequence[Sight], shelf: Landscape, known: frozenset[int]) -> dict[int, Laying]:
    """Lay what is looked for over the frames of a shelf that it may show.

    Args:
        sights: what is looked for.
        shelf: the landmarks of all films.
        known: numbers of films that PDQ found: few frames are looked at.

    Returns:
        By the number of a film.
    """
    found: dict[int, Laying] = {}
    for proposal in shelf.propose(sights, known):
        film, sight = int(shelf.film[proposal.frame]), sights[proposal.sight]
        films = found.setdefault(film, Laying())
        if films.looks >= _MOST_AGAIN if film in known else sight.at in films.one:
            continue
        how = lay(sight.points, sight.soft, shelf.kept(proposal.frame))
        films.take(sight.at, how, float(shelf.at[proposal.frame]))
    return found
