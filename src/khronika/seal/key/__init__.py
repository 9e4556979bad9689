"""The keys that sign packages: made, protected, replaced and revoked, with a log that says so.

In: the folder `keys` of an office's home. Out: a signer, the log of its keys, and the list of keys
that it trusts. Refuses: to sign with a key that the log does not name, to forget an older key.
"""
