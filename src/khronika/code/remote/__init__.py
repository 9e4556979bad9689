"""An optional second reader: a language model that drafts, and whose every word is checked.

In: a page, our own coding, and a callable that asks the model (the room opens no socket). Out: the
coding with what both agree on surer, and the model's other acts as doubtful drafts. Refuses: facts
whose words are not in the text, codes outside the vocabulary, dates and places the model resolved.
"""

from khronika.code.remote.answer import AnswerUnreadable
from khronika.code.remote.second import Model, second_opinion

__all__ = ["AnswerUnreadable", "Model", "second_opinion"]
