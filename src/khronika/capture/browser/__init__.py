"""Captures a page as a browser sees it: what scripts load late, a picture, a print, the text."""

from khronika.capture.browser.page import capture_with_browser

__all__ = ["capture_with_browser"]
