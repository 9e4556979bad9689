"""Asks for an address a second time, later or by another way, and says what differs.

Two answers that agree were no accident of one moment or one line. Both are by one collector: this
is no second person's word.
"""

from khronika.capture.witness.second import add_witness

__all__ = ["add_witness"]
