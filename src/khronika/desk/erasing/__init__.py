"""Erasing at the desk: an officer finds who is meant, sees all that goes, and erases for good.

In: a name that was typed, a ground. Out: a plan by ids and numbers, one `erase` entry, the words
of a letter that says what remains. Refuses: whoever may not erase, and a plan that moved on.
"""
