"""Times nomenklatura's logic-v2 on pairs of names; run by the Python of a venv that has it.

    VENV/bin/python benchmarks/peer_logic_v2.py < pairs.json

`bench_match.py --peer-python VENV/bin/python` feeds it. nomenklatura needs PyICU, which is
compiled: `apt-get install g++ pkg-config libicu-dev`, then `python3 -m venv VENV` and
`VENV/bin/pip install nomenklatura`. It is no dependency of ours, not even of development.
Prints one JSON object: the seconds of CPU for the pairs and the scores.
"""

import json
import sys
import time

from followthemoney import model
from nomenklatura.matching import LogicV2
from nomenklatura.matching.types import ScoringConfig


def main() -> None:
    """Score every pair once, each name new to the process but those of the first pair."""
    pairs = json.load(sys.stdin)
    config = ScoringConfig.defaults()
    one, other = _person("Anna Somova", "w1"), _person("Анна Сомова", "w2")
    LogicV2.compare(one, other, config)
    started = time.process_time()
    scores = [
        LogicV2.compare(_person(left, f"l{at}"), _person(right, f"r{at}"), config).score
        for at, (left, right) in enumerate(pairs)
    ]
    seconds = time.process_time() - started
    json.dump({"seconds": seconds, "scores": scores}, sys.stdout)


def _person(name: str, identifier: str) -> object:
    entity = model.make_entity("Person")
    entity.id = identifier
    entity.add("name", name)
    return entity


if __name__ == "__main__":
    main()
