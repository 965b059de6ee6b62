"""What the poster in a stairwell says (海报): until when, where to look, and whom to call."""

from __future__ import annotations

from dataclasses import dataclass, replace

from surveys.core.place import CHINA
from surveys.core.poll import Poll, PollState
from surveys.words.community import Asker, street_office, where_to_go
from surveys.words.dates import deadline
from surveys.words.demo_mark import unmarked
from surveys.words.letter import HEADLINE, SLOGAN, date_notes
from surveys.words.roll import ON_THE_LETTER

STEPS = (
    "填写，扫您家信上的二维码。",
    "没有信、信丢了，打下面的电话。",
    "租户也能填，另外统计。",
)


@dataclass(frozen=True, slots=True)
class PosterWords:
    """The words of a poster. `phone` is empty where none is known; `visit` is where and when somebody is there."""

    sender: tuple[str, ...]
    compound: str
    wave: str
    demo: str
    number: str
    last_day: str
    last_hour: str
    notes: tuple[str, ...]
    phone: str
    phone_of: str
    visit: tuple[str, ...]
    headline: str = HEADLINE
    slogan: str = SLOGAN
    hangs: str = "本张贴在"
    last: tuple[str, str] = ("截止", "时间")
    scan: str = "扫一扫，看本小区征求什么"
    steps: tuple[str, ...] = STEPS
    helped: str = "不会用手机？打电话，上门来填"
    fraud: str = "防骗提醒"
    warnings: tuple[str, ...] = (
        "不收钱，不要身份证号、银行卡号，不用装软件，不要短信验证码。",
        "信上的网址、电话和这张海报上的不一样，就别扫、别打。",
    )


def poster_words(poll: Poll, asks: Asker, state: PollState) -> PosterWords:
    """The words of the posters of a poll that stands in `state`."""
    wave, demo = unmarked(poll.wave.title)
    day, hour = deadline(poll.ended_at)
    return PosterWords(
        sender=tuple(filter(None, (street_office(asks.street), asks.committee))),
        compound=poll.compound.name,
        wave=wave,
        demo=demo,
        number=f"编号 {poll.ended_at.astimezone(CHINA).year}-{poll.wave.id:02}-{poll.id:04}",
        last_day=day,
        last_hour=hour,
        notes=tuple(date_notes(poll, state)),
        phone=asks.phone,
        phone_of=f"{asks.committee}电话",
        visit=_visit(asks),
        steps=(*STEPS, ON_THE_LETTER) if poll.terms and poll.terms.roll else STEPS,
    )


def _visit(asks: Asker) -> tuple[str, ...]:
    """Where somebody is on one line, when and who on another."""
    where, *more = where_to_go(replace(asks, address=asks.address or " "))
    return tuple(filter(None, (where if asks.address else "", "　".join(more))))
