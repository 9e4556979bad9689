"""Public documents: all that public rooms can see, and the only part of the record they import.

In: drafts whose hashes two people approved (`store`). Out: published documents, by number, filter
and words (`read`). Refuses: bytes whose hash is not that of the latest publication (triggers).
"""
