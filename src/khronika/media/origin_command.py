"""Reads the statement of origin of one file in a process of its own: `… FORM FILE [ROOTS]`.

What is printed is JSON: `{"state", "store"}`, both null where there is none. The parent
limits time and memory; what goes wrong is one line on stderr.
"""

import json
import sys
from pathlib import Path


def main(form: str, path: str, roots: str | None = None) -> int:
    """Read and print; answer the exit status."""
    import c2pa

    from khronika.media.provenance import SETTINGS

    anchors = Path(roots).read_text("ascii", "replace") if roots else None
    trust = {"trust": {"trust_anchors": anchors}} if anchors else {}
    context = c2pa.Context.from_dict({**SETTINGS, **trust})
    try:
        with Path(path).open("rb") as file:
            reader = c2pa.Reader.try_create(form, file, context=context)
            said: dict[str, object] = {"state": None, "store": None}
            if reader is not None:
                state, store = reader.get_validation_state(), json.loads(reader.json())
                said = {"state": state, "store": store}
    except (c2pa.C2paError, ValueError) as error:
        print(str(error).splitlines()[0] if str(error) else "no reason given", file=sys.stderr)
        return 1
    print(json.dumps(said))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
