"""The second person: what waits for whom, what changed, what readers will see.

In: bundles that somebody asked to be approved. Out: approvals, publications, comments,
withdrawals. Refuses: whoever wrote a fact as its second person.
"""
