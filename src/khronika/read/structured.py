"""Takes the report out of data where the page's own markup does not hold it.

Pages that a script draws carry their text in JSON-LD (`articleBody`), in the state that the script
starts from, or in `srcdoc`. Each string keeps its way back: JSON escapes and character references
are undone one character at a time.
"""

from khronika.read.blocks import Cut


def take_structured(page: Cut) -> None:
    """Add the blocks that stand in data to those of the page."""
