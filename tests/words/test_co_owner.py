"""What the owners of one home read of each other's votes."""

from __future__ import annotations

from dataclasses import replace

from surveys.core.co_owner import CoOwned, CoVote, Settlement
from surveys.core.mandate import Mandate, MandateKind
from surveys.core.matter import VOTER
from surveys.words.co_owner import co_owned_words
from tests.core.test_co_owner import first, second
from tests.core.test_matter import FUND

PUMP = replace(FUND, key="pump", wording="换水泵")
FUND_SAID = replace(FUND, wording="用维修资金")
BOTH = (FUND_SAID, PUMP)
VOTED = "这套房的第一位房主、第二位房主都投了票，两边都留着，谁也没有换掉谁。"
APART = "投得不一样，先按没有投票算。几位推选一位，写好字条交社区居委会。"


def pump(choice: str, voter: str) -> CoVote:
    return replace(second("yes", voter), answers={VOTER: voter, "matter-pump": choice})


def settled(voter: str, *votes: CoVote) -> CoOwned:
    return CoOwned(votes, (Settlement(1, voter, "推选", "字条1", "li"),))


def test_each_owner_reads_whose_vote_holds_in_which_matter() -> None:
    owned = CoOwned((second("no"),))
    assert co_owned_words(1, first("yes"), BOTH, owned) == (VOTED, f"“用维修资金”{APART}")
    assert co_owned_words(1, first("no"), BOTH, owned) == (VOTED, "投得都一样，算一票。")
    assert co_owned_words(1, first("yes"), BOTH, settled("owner-1", second("no"))) == (
        VOTED,
        "社区按几位的字条定了：以第一位房主的票为准。",
    )
    three = settled("owner-1", second("no"), pump("yes", "owner-2"), pump("no", "owner-3"))
    assert co_owned_words(1, first("yes"), BOTH, replace(three, votes=three.votes[1:])) == (
        "这套房的第一位房主、第二位房主、第三位房主都投了票，几份都留着，谁也没有换掉谁。",
        "社区按几位的字条定了：“用维修资金”以第一位房主的票为准。",
        f"“换水泵”{APART}",
    )


def test_a_vote_that_is_left_alone_is_the_home_s() -> None:
    alone = "这套房现在只有第二位房主的票，算这一票。"
    assert co_owned_words(1, None, BOTH, CoOwned((second("no"),))) == (alone,)
    assert co_owned_words(1, first("yes", "owner-2"), BOTH, CoOwned((second("no"),))) == (alone,)


def test_what_was_voted_on_no_mandate_is_no_vote_of_the_home() -> None:
    owned, mandate = settled("mandated", second("no")), Mandate(1, 1, MandateKind.GUARDIAN, "赵", "文1", (), "li", "wang")
    given = first("yes", "mandated")
    assert "以受托人、监护人，或者推选的一位的票为准" in "".join(co_owned_words(1, given, BOTH, owned, (mandate,)))
    assert co_owned_words(1, given, BOTH, owned) == ("这套房现在只有第二位房主的票，算这一票。",)
