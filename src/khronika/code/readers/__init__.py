"""Readers of the three languages: words, lemmas, grammar and names of a text.

In go the text's blocks; out comes `Parsed`, the same for every language. A reader decides nothing
about acts, and reads no language but its own.
"""
