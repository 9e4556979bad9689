"""Tables of drafts, pictures and films."""
