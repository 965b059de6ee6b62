"""Pabulib files in and out, so that anyone can recount a compound, and we any election."""

from surveys.core.pb.amounts import amount_text, read_amount
from surveys.core.pb.election import PbBallot, PbElection, PbProject, Scored, VoteType
from surveys.core.pb.public import public_pb
from surveys.core.pb.reading import read_pb
from surveys.core.pb.running import PbOutcome, PbRule, run_pb
from surveys.core.pb.ties import EqualIn, Tie, TieKey
from surveys.core.pb.writing import PbAbout, compound_pb, write_pb

__all__ = [
    "EqualIn",
    "PbAbout",
    "PbBallot",
    "PbElection",
    "PbOutcome",
    "PbProject",
    "PbRule",
    "Scored",
    "Tie",
    "TieKey",
    "VoteType",
    "amount_text",
    "compound_pb",
    "public_pb",
    "read_amount",
    "read_pb",
    "run_pb",
    "write_pb",
]
