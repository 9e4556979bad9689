"""Khronika documents attacks on free expression so that every fact leads back to its words."""

__version__ = "0.1.0"
