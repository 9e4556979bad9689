"""May a report's package be public: who is named in it, what cannot be searched, who said so.

In: a report. Out: what keeps its package closed, and forms that put it right with a ground.
Refuses: to open anything: names go public with a bundle that two people stand behind.
"""
