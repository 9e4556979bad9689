"""The exception tree is as its docstring draws it."""

import ast
import inspect
import re
from pathlib import Path

from khronika import errors

ROOMS = Path(errors.__file__).parent
SOURCES = [path for path in sorted(ROOMS.rglob("*.py")) if path != Path(errors.__file__)]
TREE = {name for name, one in vars(errors).items() if inspect.isclass(one)}


def test_what_a_room_raises_stands_under_the_class_of_the_room() -> None:
    """Whoever catches a room's class catches all of it: no leaf hangs on the root itself."""
    wrong = [
        f"{path.name}: {node.name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
        and "KhronikaError" in [ast.unparse(base) for base in node.bases]
    ]
    assert wrong == []


def test_the_drawing_shows_every_class() -> None:
    """A class that is added is drawn, one that goes leaves the drawing."""
    drawn = set(re.findall(r"[├└] (\w+)", errors.__doc__ or ""))
    assert drawn == TREE - {"KhronikaError"}
