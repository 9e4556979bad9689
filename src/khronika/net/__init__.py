"""The only sockets of the house: a guarded HTTP client, and SMTP beside it.

In: an address. Out: bytes as received, with where they came from. Refuses: private addresses
unless a setting names them, whatever the spelling; answers without end; to unpack anything.
"""
