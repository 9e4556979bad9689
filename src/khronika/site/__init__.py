"""The public pages: what was done to whom, and the words behind every cell.

In: public documents (`khronika.record.public`), nothing else of the record. Out: pages, feeds and
files that are complete without scripts and ask no other host for anything.
Refuses: to show what no document shows, to set a cookie, to remember who read what.
"""
