"""Names: their words, parts and order, and how alike two words are in their scripts.

In: a name as written. Out: its words with patronymics, titles and particles apart; a likeness
of two words with the relation that explains it.
Refuses: to say who is meant; `match` weighs the whole, and people decide.
"""
