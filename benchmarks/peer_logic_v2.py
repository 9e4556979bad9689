"""Times nomenklatura's logic-v2 on pairs of names; run by the Python of a venv that has it.

    VENV/bin/python benchmarks/peer_logic_v2.py < pairs.json

`bench_match.py --peer-python VENV/bin/python` feeds it. nomenklatura needs PyICU, which is
compiled (some five minutes): `apt-get install g++ pkg-config libicu-dev`, then
`python3 -m venv VENV` and `VENV/bin/pip install nomenklatura`. It is no dependency of ours, not
even of development. Prints one JSON object: the seconds of CPU for each round of pairs.
"""

import gc
import json
import sys
import time

from followthemoney import model
from nomenklatura.matching import LogicV2
from nomenklatura.matching.types import ScoringConfig


def main() -> None:
    """Score every pair once, each name new to the process but those it warms up with."""
    given = json.load(sys.stdin)
    _score(given["warm"])
    seconds = []
    for pairs in given["rounds"]:
        gc.collect()
        gc.freeze()
        started = time.process_time()
        _score(pairs)
        seconds.append(time.process_time() - started)
        gc.unfreeze()
    json.dump({"seconds": seconds}, sys.stdout)


def _score(pairs: list[list[str]]) -> None:
    config = ScoringConfig.defaults()
    for at, (left, right) in enumerate(pairs):
        LogicV2.compare(_person(left, f"l{at}"), _person(right, f"r{at}"), config)


def _person(name: str, identifier: str) -> object:
    entity = model.make_entity("Person")
    entity.id = identifier
    entity.add("name", name)
    return entity


if __name__ == "__main__":
    main()
