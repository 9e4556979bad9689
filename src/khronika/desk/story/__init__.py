"""Stories: drafted in Wagtail, put before a second person, published as closed trees of nodes.

In: what editors write, their pictures and films. Out: a tree of nodes under approval by its hash.
Refuses: a block or a mark that no public document knows, a picture with metadata, and every way in
which Wagtail could publish: its drafts are no pages, and nothing public is made from them.
"""
