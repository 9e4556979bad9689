"""Reads what else the text says of an act: who did it, what became of it, why, who told it."""

from khronika.code.fields.agents import Agent, Agents
from khronika.code.fields.outcome import ALLOWED, DEFAULT_STATUS, default_status, status_of
from khronika.code.fields.wording import charge_of, purpose_of, source_of, takes_charge

__all__ = [
    "ALLOWED",
    "DEFAULT_STATUS",
    "default_status",
    "status_of",
    "Agent",
    "Agents",
    "charge_of",
    "purpose_of",
    "source_of",
    "takes_charge",
]
