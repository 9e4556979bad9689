"""What a page is cut into: blocks of words, pictures, scripts."""

from dataclasses import dataclass, field

from khronika.markup.tree import Element


@dataclass(slots=True)
class RawBlock:
    """Words between two breaks, before anybody has judged what they are."""

    text: str
    start: int
    end: int
    owner: Element
    links: list[tuple[int, int, str, Element]] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)
    marks: list[tuple[int, int, Element]] = field(default_factory=list)
    edges: dict[int, tuple[int, int]] = field(default_factory=dict)
    aside: bool = False
    broken: bool = False
    via: str | None = None
    number: int = 0

    @property
    def linked(self) -> int:
        """Count the characters that are words of links."""
        return sum(end - start for start, end, *_ in self.links)


@dataclass(slots=True)
class Picture:
    """An image, film or sound, and between which blocks it stands."""

    kind: str
    src: str
    alt: str | None
    element: Element
    after: int
    words_before: bool
    caption: tuple[int, int] | None = None


@dataclass(slots=True)
class Script:
    """The contents of a script element, as a range of the source."""

    element: Element
    start: int
    end: int


@dataclass(slots=True)
class Cut:
    """A page cut into blocks, and what stands beside its words."""

    source: str
    blocks: list[RawBlock] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    scripts: list[Script] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    truncated: bool = False
