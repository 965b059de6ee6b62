"""What was once printed and false is found by the search, so it isn't too tame: one test for each such sentence."""

from __future__ import annotations

import pytest

from surveys.services.package import package_record
from surveys.words.claim import claims_of
from tests.falsify import acting, beside, counting
from tests.falsify.compounds import NOW, checkpoint_of, compound
from tests.falsify.old_sentences import OLD
from tests.falsify.sentences import printed

WITHIN = 400
"""Compounds after which each of them has to be found."""


@pytest.mark.parametrize("sentence", OLD)
def test_a_sentence_that_was_false_is_found(sentence: str) -> None:
    for number in range(WITHIN):
        dossier = compound(number)
        made = list(OLD[sentence](dossier, printed(dossier)))
        record = package_record(dossier, now=NOW, checkpoint=checkpoint_of(dossier))
        found = counting.counted(acting.voted_anew(record, dossier)) if made else {}
        claims = [claim.document() for text in made for claim in claims_of(text)]
        if any(list(beside.wrong(found, claim)) for claim in claims):
            return
    raise AssertionError(f"not found in {WITHIN} compounds")
