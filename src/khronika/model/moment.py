"""Moments of a film, as people read them."""


def say_moment(milliseconds: int) -> str:
    """Write a moment as people read it.

    >>> say_moment(62500), say_moment(3_600_000)
    ('1:02.5', '1:00:00')
    """
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    tail = f"{seconds:02}" + (f".{rest:03}".rstrip("0") if rest else "")
    return f"{hours}:{minutes:02}:{tail}" if hours else f"{minutes}:{tail}"
