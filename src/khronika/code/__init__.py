"""Drafts who did what to whom from a page.

In: a Page. Out: a Coding: acts and interventions, each with the words it rests on.
Refuses: to name what the page lost, to code furniture, to state a fact without a span.
"""

from khronika.code.draft import code

__all__ = ["code"]
