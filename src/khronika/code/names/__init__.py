"""Finds names of persons and organisations in parsed text, and mends what the tagger breaks."""

from khronika.code.names.finding import names

__all__ = ["names"]
