"""Checks of the proofs: who signed what and when, and which authority saw it."""
