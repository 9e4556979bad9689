"""Answers of many statements that are sent at once do not get mixed."""

import pytest

from khronika.record.ledger.sql import Statements

WRITES = range(150, 500, 2)
"""PostgreSQL keeps its answers back until 8 kB are full: some 300 writes, in the midst of these."""


@pytest.mark.usefixtures("database")
def test_a_query_behind_many_writes_is_answered_itself() -> None:
    """A late answer to a write is never taken for that of the query sent behind it."""
    tables = Statements.on("default")
    tables.run("BEGIN")
    tables.run("CREATE TEMPORARY TABLE counted (number integer)")
    tables.run("INSERT INTO counted VALUES (%s)", 0)
    with tables.pipelined():
        for most in WRITES:
            for number in range(1, most + 1):
                tables.run("UPDATE counted SET number = %s", number)
            found = tables.one("SELECT number FROM counted")
            assert found is not None
            assert found[0] == most
    tables.run("ROLLBACK")
