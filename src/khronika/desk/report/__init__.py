"""The side-by-side screen: a report's source beside what was drafted from it.

In: one report and the record. Out: its screen, and the entries that each press of a button says.
Refuses: to accept who did what to whom in bulk, to merge anybody, and to write a form twice.
"""
