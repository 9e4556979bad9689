"""From decoded HTML to its words in blocks, each with its place in the source.

In: a page as characters. Out: blocks, links, pictures and scripts in the order of the source.
Refuses: to judge what is the report, which is for `read`; to run or fetch anything.
"""

from khronika.markup.blocks import cut
from khronika.markup.cut import Cut, RawBlock

__all__ = ["Cut", "RawBlock", "cut"]
