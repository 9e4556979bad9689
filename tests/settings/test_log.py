"""A failure in the journal is a place in the code: no name, no address, no token."""

import logging
from types import SimpleNamespace

from khronika.settings.log import Places


def _failed() -> BaseException:
    try:
        try:
            raise KeyError("Mira Tavel")
        except KeyError as error:
            raise ValueError("token 1234 of Mira Tavel") from error
    except ValueError as error:
        return error


def _written(error: BaseException | None, **more: object) -> str:
    record = logging.LogRecord(
        "django.request", logging.ERROR, __file__, 1, "%s: %s", ("Error", "/en/confirm/1234"),
        None if error is None else (type(error), error, error.__traceback__),
    )  # fmt: skip
    vars(record).update(more)
    return Places().format(record)


def test_a_failure_is_its_kind_and_its_places() -> None:
    """What went wrong can be found in the code, its cause too."""
    request = SimpleNamespace(resolver_match=SimpleNamespace(view_name="desk:report"))
    said = _written(_failed(), request=request, status_code=500)
    assert said.startswith("khronika: 500 in desk:report\n  builtins.ValueError\n")
    assert "builtins.KeyError" in said
    assert said.count("test_log.py:") == 2
    assert "in _failed" in said


def test_nothing_of_what_it_was_about_is_written() -> None:
    """Messages of exceptions and addresses of pages stay out of the journal."""
    said = _written(_failed())
    for word in ("Mira", "1234", "/en/", "token"):
        assert word not in said
    assert said.startswith("khronika:  in no view")


def test_an_answer_without_an_exception_is_one_line() -> None:
    """A view may answer 500 itself."""
    assert _written(None, status_code=500) == "khronika: 500 in no view"
