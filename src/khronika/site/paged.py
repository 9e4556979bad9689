"""Cuts long lists into pages, and says which page is shown and which stand beside it."""

from dataclasses import dataclass

from django.http import HttpRequest

LAST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Paged:
    """One page of a list, counted from 1; `query` is the rest of the address."""

    page: int
    pages: int
    start: int
    query: str = ""

    @property
    def before(self) -> int:
        """Answer the page before; the last one where the page asked for is past it."""
        return min(self.page - 1, self.pages)

    @property
    def after(self) -> int:
        """Answer the page after."""
        return self.page + 1

    @property
    def is_past_the_end(self) -> bool:
        """Tell whether a page was asked for that the list has not."""
        return self.page > self.pages

    @classmethod
    def of(cls, request: HttpRequest, total: int, per_page: int, *, query: str = "") -> "Paged":
        """Read which page of a list is asked for.

        Args:
            request: its `page` is read; what is no number of a page counts as 1.
            total: how many lines the list has.
            per_page: how many of them a page shows.
            query: the filters of the list as a query string.
        """
        page = read_page(request)
        return cls(page, max(1, -(-total // per_page)), (page - 1) * per_page, query)


def read_page(request: HttpRequest) -> int:
    """Read which page is asked for: 1 where it is no number of a page."""
    given = request.GET.get("page", "1")
    if not (given.isascii() and given.isdigit() and len(given) < 8):
        return 1
    return min(max(1, int(given)), LAST_PAGE)
