"""Where the people of an office work: its screens, and the commands that found and run it.

In: what people decide. Out: entries of the record, letters, a running office. Refuses: to publish
what one person alone stands behind, and to run an office with people of a demo.
"""
