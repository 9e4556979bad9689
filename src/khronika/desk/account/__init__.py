"""Who signs in, and how: passwords, passkeys, codes; colleagues are invited, nobody signs up.

In: people. Out: sessions, invitations, roles as `grant` entries. Refuses: to let staff work in
production without a passkey or an authenticator app, and to say whether an address is known.
"""
