"""Fetches the film of a page of a platform with yt-dlp, all of it by way of our recorder.

Only where it is asked for: yt-dlp knows hundreds of platforms and asks whatever they want asked.
"""

from khronika.capture.platform.page import capture_from_platform

__all__ = ["capture_from_platform"]
