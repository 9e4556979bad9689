"""The record: who said what when, what two people stand behind, and what the public may see.

In: reports, codings and people's decisions, as entries of an append-only, hash-chained ledger.
Out: working tables computed from it, and public documents in `record.public`.
Refuses: an update or deletion of an entry, a fact published by its author alone, a name without
a ground, a merge by a machine (`docs/reference/ledger.md`).
"""
