"""Redacted copies at the desk: boxes are drawn on a frame, a worker hides, two people look.

In: a film or picture of a report, and a form. Out: a package of its own that names its original by
hash, and a report for it once its maker offers it. Refuses: to touch the original, to hand a copy
out that one person alone has looked at.
"""
