"""packs: the named checks, and the one question whether a candidate of a rule is a match. Knows no engine."""

from __future__ import annotations

from opencouncil.packs.checks.accept import accept, holds, plausible
from opencouncil.packs.checks.candidate import Candidate, Check
from opencouncil.packs.checks.registry import CHECKS, FAR_SIGHTED, NEAR_SIGHTED

__all__ = ["CHECKS", "FAR_SIGHTED", "NEAR_SIGHTED", "Candidate", "Check", "accept", "holds", "plausible"]
