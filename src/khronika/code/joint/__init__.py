"""A learned reader of whole reports beside the staged one: who suffered what, in one pass.

In come the sentences and the cast that the staged reader found; out go the odds of every pair of
an entity and a type of act, with the sentence that tells it. It runs by onnxruntime on one thread
and adds no span of its own: an act is always made of words that the staged reader can show.
"""

from khronika.code.joint.mixing import LEAST, Mixture, mixture
from khronika.code.joint.network import Network, network
from khronika.code.joint.scores import Scores, scores
from khronika.code.joint.taking import Taker

__all__ = ["LEAST", "Mixture", "Network", "Scores", "Taker", "mixture", "network", "scores"]
