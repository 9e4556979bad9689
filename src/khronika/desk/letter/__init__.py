"""Letters at the desk: drafted from what became public, edited, approved by another, sent.

In: a period, and editors' words. Out: a tree in the record, a bundle for a second person, rows of
the outbox. Refuses: to send what no second person approved, and to let figures be typed over.
"""
