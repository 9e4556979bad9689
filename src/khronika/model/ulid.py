"""Names a thing once and for all: 26 letters and digits from a moment and 80 random bits.

The form is that of the ULID specification (Crockford base 32, no I, L, O, U). The moment and the
random bits are passed in: `model` reads neither the clock nor a source of randomness, and nothing
in Khronika orders anything by a ULID.
"""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}


def make_ulid(at_ms: int, random_bytes: bytes) -> str:
    """Write a moment and ten random bytes as a ULID.

    Args:
        at_ms: milliseconds since 1970-01-01T00:00Z, 0 to 2**48 - 1.
        random_bytes: exactly ten bytes.

    Returns:
        26 characters of `ALPHABET`.

    Raises:
        ValueError: the moment or the number of bytes is out of range.

    >>> make_ulid(0, bytes(10))
    '00000000000000000000000000'
    """
    if not 0 <= at_ms < 1 << 48 or len(random_bytes) != 10:
        raise ValueError("a ULID is made of 48 bits of time and exactly ten random bytes")
    number = at_ms << 80 | int.from_bytes(random_bytes)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def is_ulid(text: str) -> bool:
    """Tell whether a text has the form of a ULID.

    >>> is_ulid("00000000000000000000000000"), is_ulid("8" * 26)
    (True, False)
    """
    return len(text) == 26 and text[0] <= "7" and all(letter in _VALUES for letter in text)
