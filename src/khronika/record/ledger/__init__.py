"""The ledger: entries that only grow, and the tables computed from them.

In: entries with plain personal values. Out: lines bound by hashes, working tables, a verdict on
both. Refuses: an entry whose form, base or rule does not hold, and an update of anything.
"""
