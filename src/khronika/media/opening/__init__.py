"""What a film or picture needs before a program draws it: its turn, its form, its wholeness.

In: a file that may be hostile. Out: how it is turned, whether it breaks off, a copy that ffmpeg
opens. Refuses: to open any form that it has no words for.
"""
