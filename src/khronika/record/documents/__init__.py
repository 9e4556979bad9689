"""Makes public documents: from a snapshot of the record, or from a published document.

In: values (a snapshot of decided facts, a published body). Out: canonical JSON with its hash.
Refuses: the clock, randomness, any name without a ground; and, but for `gather`, `decided` and
`changes`, the database.
"""
