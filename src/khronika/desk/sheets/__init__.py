"""Verification sheets at the desk: a film or picture beside what people found out about it.

In: the films and pictures of a report's package, and forms. Out: facts of the record. Refuses: to
show a picture sharp before somebody asks for it, and stills of what is marked, ever.
"""
