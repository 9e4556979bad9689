"""Says what a watched source holds, and when to look again; it asks nobody and keeps nothing.

In: the bytes of a feed or sitemap; what was seen so far. Out: addresses of items; the next time.
Refuses: to follow a list anywhere, or to look more often than is polite.
"""

from khronika.capture.watch.listing import Item, Listing, read_listing
from khronika.capture.watch.schedule import next_look, next_poll

__all__ = ["Item", "Listing", "next_look", "next_poll", "read_listing"]
