"""Verification sheets: what people found out about a film or picture, each thing with its place.

In: a film or picture in a report's package, and what a person says of it. Out: facts of the
ledger under a thing of its own. Refuses: a second beyond the film's end, a box outside the
picture, an empty statement; and it has no field that asks who is seen.
"""
