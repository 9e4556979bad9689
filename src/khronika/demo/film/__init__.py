"""The demo's film and picture: of our own, made of shapes, showing nothing that happened.

`clip.webm` and its still `clip.png` are made by `make_clip.py`; both say in the picture that they
are samples. `quay.png`, which has a verification sheet, is drawn by `make_quay.py`.
"""
