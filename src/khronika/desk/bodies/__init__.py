"""The register of outlets, agencies and organisations at the desk: looked up and edited.

In: what an editor writes about a body. Out: an entry of the ledger over the shipped register.
Refuses: to delete an entry, or to change what was published.
"""
