"""The text layer of PDF documents: words as the document itself states them, page by page.

In: the bytes of a document. Out: blocks with their pages and the bytes of their content streams.
Refuses: to guess words in pictures; a scan without a text layer says that it has none.
"""

from khronika.read.pdf.blocks import read_pdf

__all__ = ["read_pdf"]
"""The verb of the folder."""
