"""Letters by mail to people who asked for them, and nothing about who opened what.

In: public documents (`khronika.record.public`) and addresses that their owners confirmed.
Out: one letter per subscriber, text and HTML, each with its own way to leave the list.
Refuses: to write from anything but public documents, to send what no second person approved by
its hash, to send one letter to one person twice, and to keep an address in clear.
"""
