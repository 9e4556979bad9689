"""Chooses among what the text offers: the date, town, body, outlet and outcome of an act.

In goes an act with its trigger and the candidates that rules found; out comes the chosen candidate
with a probability. It never makes a value of its own: a candidate is words of the text. Languages
without a file of learned weights keep to the rules of `khronika.code.fields`.
"""
