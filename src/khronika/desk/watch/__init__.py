"""Watch: which sources are asked, what came of it, which pages changed or went.

In: sources that editors name, and the clock. Out: reports, flags on reports whose page changed.
Refuses: to ask anybody twice at once or more often than every fifteen minutes; to change anything
public.
"""
