"""The reports that we wrote ourselves: learnt from by every model, never measured on.

Whole coded reports lie in `benchmarks/gold/own`, records as in `gold/train`; plain alerts are
written by `alerts.py`. No fold holds them out, so that figures speak of the coded corpus alone.
"""

from pathlib import Path

PLAIN = "alert-"  # begins the names of plain alerts
WHOLE = "-own-"  # stands in the names of whole reports


def own(folder: Path, lang: str) -> list[Path]:
    """Answer the records of a language that lie in `own` beside a folder of coded reports."""
    return sorted((folder.parent / "own").glob(f"{lang}{WHOLE}*.json"))


def is_ours(name: str) -> bool:
    """Tell by its name whether we wrote a report ourselves."""
    return name.startswith(PLAIN) or WHOLE in name
