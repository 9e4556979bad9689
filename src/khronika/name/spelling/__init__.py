"""Spelling: how one language or script writes another's names, by tables and by learnt costs.

In: a word. Out: costs of other spellings, keys that spellings share, cases it may stand in.
Refuses: to weigh whole names; `name` and `match` do.
"""
