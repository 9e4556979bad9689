"""Films and pictures: what they say of themselves and of where they are from, and how they look.

In: a film or picture, which may be hostile. Out: metadata, keyframes, thumbnails (blurred first),
PDQ rows and statements of origin, as derived views of a package. Refuses: to fail a capture, to
call anybody, to keep a sharp picture without the blurred one beside it.
"""

from khronika.media.playing import NotPlayable, Stretch, media_bytes
from khronika.media.views import MediaView, Still, bare_view, view_bytes, views

__all__ = [
    "MediaView", "NotPlayable", "Still", "Stretch", "bare_view", "media_bytes", "view_bytes",
    "views",
]  # fmt: skip
