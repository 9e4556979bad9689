"""A text after its reader: words with their places, sentences, and who does what in grammar.

Readers of different languages (and different grammars) all answer this form, so that everything
after them is written once. Offsets are code points of `Page.text`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from khronika.model.page import Block
from khronika.model.span import Span


@dataclass(frozen=True, slots=True)
class Word:
    """One word or mark: its place, lemma, part of speech and the word it hangs on.

    `pos` is a Universal Dependencies tag; `dep` is the reader's own relation; `head` an index
    into `Parsed.words` (its own at a root); `label` is the name tagger's (PER, ORG, LOC, DATE or
    empty) and `begins` tells whether a name begins here. `stems` are other words that it may be a
    form of, in a language whose reader cannot choose.
    """

    start: int
    end: int
    text: str
    lower: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    sentence: int
    label: str = ""
    begins: bool = False
    stems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words `first` to `last` (excluded) of a block; `block` counts those that were read."""

    number: int
    first: int
    last: int
    block: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Argument:
    """A word that plays a part with a trigger: slot `obj`, `subj`, `poss`, or a preposition."""

    slot: str
    word: int


@dataclass(slots=True)
class Parsed:
    """The words and sentences of a text, and the blocks they stand in.

    `meanings` holds a vector per sentence, where the reader has word vectors (else nothing);
    `printed` is the text in ordinary print, where the reader brought capitals to it.
    """

    text: str
    lang: str
    words: list[Word]
    sentences: list[Sentence]
    blocks: list[Block]
    children: list[list[int]] = field(default_factory=list)
    meanings: list[tuple[float, ...]] = field(default_factory=list)
    printed: str = ""

    def __post_init__(self) -> None:
        """Hang each word on its head."""
        self.children = [[] for _ in self.words]
        for index, word in enumerate(self.words):
            if word.head != index:
                self.children[word.head].append(index)

    def kids(self, index: int, *deps: str) -> Iterator[int]:
        """Yield the words that hang on this one by one of these relations."""
        return (child for child in self.children[index] if self.words[child].dep in deps)

    def sentence_of(self, index: int) -> Sentence:
        """Answer the sentence that holds a word."""
        return self.sentences[self.words[index].sentence]

    def span(self, first: int, last: int) -> Span:
        """Answer the characters from word `first` to word `last` (included)."""
        return Span(self.words[first].start, self.words[last].end)

    def surface(self, first: int, last: int) -> str:
        """Answer the text from word `first` to word `last` (included)."""
        return self.text[self.words[first].start : self.words[last].end]

    def subtree(self, index: int) -> list[int]:
        """Answer the words that hang on this one, itself included, in the order of the text."""
        found, queue, seen = [], [index], {index}
        while queue:
            current = queue.pop()
            found.append(current)
            for child in self.children[current]:
                if child not in seen:
                    seen.add(child)
                    queue.append(child)
        return sorted(found)

    def lowers(self, sentence: Sentence) -> Sequence[str]:
        """Answer the words of a sentence in lower case."""
        return [word.lower for word in self.words[sentence.first : sentence.last]]
