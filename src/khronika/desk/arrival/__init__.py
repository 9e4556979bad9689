"""Where reports arrive: the inbox, who holds what, and a new report on its way in.

In: a paste, a file or an address. Out: reports, the most urgent first. Refuses: to lose a report
whose coding was interrupted.
"""
