"""A sentence keeps what it claims until it is printed."""

from __future__ import annotations

from surveys.words.blocks import Look, Paragraphs
from surveys.words.claim import Claim, claims_of, joined, said, sentences_in

SEVEN = said("还要7户交回", "needs", returns=7)


def test_a_sentence_is_the_text_it_prints_and_knows_what_it_claims() -> None:
    assert SEVEN == "还要7户交回"
    assert claims_of(SEVEN) == (Claim("needs", {"returns": 7}),)
    assert claims_of(SEVEN)[0].document() == {"claim": "needs", "returns": 7}


def test_joined_sentences_claim_what_all_of_them_claim() -> None:
    both = joined("；", [SEVEN, "够了", said("未通过", "conclusion", passed=False)], end="。")
    assert both == "还要7户交回；够了；未通过。"
    assert [claim.name for claim in claims_of(both)] == ["needs", "conclusion"]
    assert joined("；", [], end="。") == ""


def test_claims_are_found_in_a_paper_in_the_order_of_print() -> None:
    paper = (Paragraphs((SEVEN, "没有数的话"), Look.NOTE), {"行": [said("2户", "count", number=2)]})
    assert [claim.name for text in sentences_in(paper) for claim in claims_of(text)] == ["needs", "count"]
