"""The nouns: what a report, a page, an act, a fact, a date and a count are.

In: values. Out: frozen dataclasses that cannot hold what cannot be (a fact without words).
Refuses: input and output of any kind, the clock, randomness, anything but the standard library.
"""
