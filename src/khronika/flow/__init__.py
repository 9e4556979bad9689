"""Walks the steps in order: capture, read, code, match, record."""
