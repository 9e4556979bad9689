"""A record made of sample reports, so that anybody can try the whole of Khronika in a minute.

In: the bundled samples, and what its scripted people are to do (`samples/samples.yaml`). Out: a
record, two published events, an inbox, a letter in a mailbox. Refuses: to run in a home that is
somebody's office, and to say anything of a real person that the cited report does not say.
"""
