"""The demo's film: a clip of our own, made of shapes, that shows nothing that happened.

`clip.webm` and its still `clip.png` are made by `make_clip.py`; both say in the picture that they
are samples.
"""
