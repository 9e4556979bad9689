"""Vocabularies, lexicons, registers and gazetteers, each naming its source and licence.

In: the YAML, CSV and gzip files beside the loaders. Out: tables checked whole when first read.
Refuses: a damaged file (never an empty cell for a missing word), and edits: those are entries of
the record over this seed.
"""
