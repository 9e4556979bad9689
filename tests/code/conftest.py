"""Pages of invented reports for the coder's tests."""

from collections.abc import Callable

import pytest

from khronika.code import code
from khronika.flow.plain import plain_page
from khronika.model.act import Coding

Coder = Callable[..., Coding]


@pytest.fixture(name="code_text")
def _code_text() -> Coder:
    """Answer a function that codes a text as a page of its lines."""

    def run(text: str, lang: str | None = "en", published: str | None = None) -> Coding:
        return code(plain_page(text.encode(), lang), published=published)

    return run
