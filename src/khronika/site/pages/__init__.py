"""The pages of the public site, one file a kind; each asks documents and nothing else."""
