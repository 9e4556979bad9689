"""Asks watched sources, takes in what is new there, and looks again at what was taken in.

In: an address or a folder of mails, and what was known before. Out: items; reports in the record;
verdicts about pages that changed or went. Refuses: to keep any table or to know when: that is
the desk's. Each step can be stopped anywhere and done again, and then nothing is there twice.
"""
