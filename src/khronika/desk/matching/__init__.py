"""Matching at the desk: who may be one, who was said to be one, and where people disagree.

In: parties that people named, and judgements. Out: judgements of one person, whose merges readers
see once a second person has approved them. Refuses: to join anybody by itself.
"""
