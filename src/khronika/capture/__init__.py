"""From a file or an address to a sealed package of evidence.

In: a path or an http(s) address. Out: one package, whole, and what is missing from it in words.
Refuses: other schemes, what is not an ordinary file, private networks, answers without end.
"""

from khronika.capture.conditions import Conditions
from khronika.capture.source import capture

__all__ = ["Conditions", "capture"]
