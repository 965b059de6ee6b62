"""Pabulib files in and out, so that anyone can recount a compound, and we any election."""

from surveys.core.pb.election import PbBallot, PbElection, PbProject, VoteType
from surveys.core.pb.public import public_pb
from surveys.core.pb.reading import read_pb
from surveys.core.pb.running import PbOutcome, PbRule, amount_text, run_pb
from surveys.core.pb.writing import PbAbout, compound_pb, write_pb

__all__ = [
    "PbAbout",
    "PbBallot",
    "PbElection",
    "PbOutcome",
    "PbProject",
    "PbRule",
    "VoteType",
    "amount_text",
    "compound_pb",
    "public_pb",
    "read_pb",
    "run_pb",
    "write_pb",
]
