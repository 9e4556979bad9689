"""In: the bytes of a source, as captured. Out: a `Page`, whose every block keeps its bytes.

Chrome is kept and told apart; lost words are marked, never guessed.
Refuses: pictures, archives, films, empty files and PDFs; opens no file and no connection.
"""

from khronika.read.reading import read

__all__ = ["read"]
