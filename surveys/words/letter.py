"""What a letter to a household says (入户信), the same on the PDF and on the print page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from surveys.core.matter import matters_of
from surveys.core.place import CHINA
from surveys.core.poll import Poll, PollState
from surveys.core.print_run import PrintRun
from surveys.core.tally import WHOLE
from surveys.services.letter import Letter
from surveys.words.community import asker, street_office, where_to_go
from surveys.words.dates import date_words, deadline, time_words
from surveys.words.demo_mark import unmarked
from surveys.words.place import building_words, unit_words
from surveys.words.print_run import run_words
from surveys.words.roll import ON_THE_LETTER


@dataclass(frozen=True, slots=True)
class WayWithoutPhone:
    """One way to answer without a phone."""

    title: str
    text: str


HEADLINE = "老旧小区改造意见征求通知"
SLOGAN = "改不改，居民说了算；改哪里，居民来点单。"
_SMALL = "字小看不清，点页面上的“长辈版”。"
_OPENS_BIGGER = "扫开就是长辈版，字大、按钮大。"


_ABOUT = "本小区准备改造。改不改、先改哪里，由每家每户来选，一户一票；租户也能填，另外统计。"
_STAYS_OPEN = "几分钟填完，截止前随时可以改。"
_PAUSED = "现在暂停收回答。恢复了会通知，以后再填。"
_MATTERS = "这次还有业主共同决定的事项，由房主本人投票，不能在电话里投。"
_MATTERS_SOMEWHERE = "有的楼、有的单元还有业主共同决定的事项，由那里的房主本人投票。"


@dataclass(frozen=True, slots=True)
class LetterWords:
    """What all letters of a poll have in common. `sender` is the street's office and the committee, which `phone_of` names
    too; `notes` say how the dates stand; `host` is where a code may be typed; `phone` is empty where none is known, `visit`,
    where and when somebody is there, where nothing of it is, `matters` where owners decide nothing more, `dated` and `run`
    where the letters don't leave."""

    title: str
    wave: str
    demo: str
    sender: tuple[str, str]
    last_day: str
    last_hour: str
    notes: tuple[str, ...]
    host: str
    phone: str
    phone_of: str
    visit: str
    matters: str
    terms: str
    promises: tuple[str, ...]
    dated: str = ""
    run: str = ""
    to: str = "业主、家人 收"
    last: str = "截止时间"
    headline: str = HEADLINE
    slogan: str = SLOGAN
    about: str = _ABOUT + _STAYS_OPEN
    qr: str = "本户的二维码"
    scan: str = "用微信或手机相机扫"
    by_phone: str = "用手机，三步就好"
    steps: tuple[str, ...] = (
        "用手机扫二维码，打开您家的页面。",
        "页面上的门牌和这封信上的一样，再填。",
        "选好后看一遍，点“提交”，存好回执。",
    )
    bigger: str = _SMALL
    code: str = "户码"
    typed: tuple[str, str] = ("扫不了码：用浏览器打开", "填上户码。")
    without_phone: str = "不用手机，一样算数"
    ways: tuple[WayWithoutPhone, ...] = (
        WayWithoutPhone("填纸质问卷", "到居委会领一份，填好签名交回。"),
        WayWithoutPhone("请人上门", "打电话约时间，工作人员到家里来。"),
        WayWithoutPhone("电话里说", "您在电话里说，工作人员替您填。"),
    )
    fraud: str = "防骗提醒"
    warnings: tuple[str, ...] = (
        "这次征求意见不收钱，不要身份证号、银行卡号，不用装软件，不要短信验证码。",
        "拿不准，打您本来就知道的社区电话，再对楼道里的海报。",
    )
    after: str = "您家的回答怎么用"
    seal: str = "（盖章）"


def _promises(posting: str, *, roll: bool) -> tuple[str, ...]:
    return (
        f"答案用来算本小区改不改、先改哪里。公示贴在{posting}，只写户数和面积，不写哪家选了什么。"
        + (ON_THE_LETTER if roll else ""),
        "二维码和户码只给您家用：不转给别人，不拍照发群里。",
        "信丢了、弄坏了，打上面的电话补一封，旧码就作废。",
    )


def letter_words(
    poll: Poll, host: str, phone: str, *, state: PollState = PollState.OPEN, big: bool = False, run: PrintRun | None = None
) -> LetterWords:
    """The words of the letters of a poll that stands in `state`; it has been opened, so its terms and their digest stand."""
    asks = asker(poll.compound, phone)
    wave, demo = unmarked(poll.wave.title)
    day, hour = deadline(poll.ended_at)
    return LetterWords(
        title=f"{poll.compound.name} 入户信",
        wave=wave,
        demo=demo,
        sender=(street_office(asks.street), asks.committee),
        last_day=day,
        last_hour=hour,
        notes=tuple(date_notes(poll, state)),
        host=host,
        phone=asks.phone,
        phone_of=f"{asks.committee}电话",
        visit="　".join(where_to_go(asks)),
        matters=_matters(poll),
        promises=_promises(asks.posting, roll=bool(poll.terms and poll.terms.roll)),
        terms=f"规则摘要 {short_digest(poll.terms.digest)}（结果公示上印的是同一串）" if poll.terms else "",
        dated=date_words(run.at) if run else "",
        run=run_words(run) if run else "",
        about=_ABOUT + (_PAUSED if state is PollState.PAUSED else _STAYS_OPEN),
        bigger=_OPENS_BIGGER if big else _SMALL,
    )


def date_notes(poll: Poll, state: PollState) -> Iterator[str]:
    """How the dates stand where that isn't plain: not yet begun, put off, or stopped for now."""
    if state is PollState.SCHEDULED:
        yield f"{time_words(poll.opens_at)}开始"
    if poll.terms and poll.closes_at > (announced := datetime.fromisoformat(poll.terms.closes_at)):
        yield f"原定{deadline(announced)[0]}，延长了"
    if state is PollState.PAUSED:
        yield "现在暂停收回答"


def _matters(poll: Poll) -> str:
    """That owners vote on something too: everywhere, or in some buildings and stairwells only."""
    found = matters_of(poll.terms) if poll.terms else ()
    if not found:
        return ""
    return _MATTERS if any(matter.scope == WHOLE for matter in found) else _MATTERS_SOMEWHERE


def short_digest(digest: str) -> str:
    """The first sixteen characters of a digest in groups of four, for comparing by eye."""
    return " ".join(digest[n : n + 4] for n in range(0, 16, 4))


def host_words(url: str) -> str:
    """Where something may be typed; the scheme is left out where browsers add it by themselves."""
    parts = urlsplit(url)
    return parts.netloc if parts.scheme == "https" else f"{parts.scheme}://{parts.netloc}"


def letter_door(letter: Letter) -> tuple[str, ...]:
    """The door that the letter goes to, in its parts."""
    words = (building_words(letter.address.building), unit_words(letter.address.unit), letter.address.room)
    return tuple(filter(None, words))


def letter_number(poll: Poll, letter: Letter) -> str:
    """The number of a letter: that of its poll, the home's place in it, and which letter of that home it is."""
    again = f"-{letter.epoch}" if letter.epoch > 1 else ""
    year = poll.ended_at.astimezone(CHINA).year
    return f"编号 {year}-{poll.wave.id:02}-{poll.id:04}-{letter.position:04}{again}"


def anew_words(letter: Letter) -> str:
    """That a letter was issued anew: 补发 第2封; empty on a home's first."""
    return f"补发 第{letter.epoch}封，以前的作废" if letter.epoch > 1 else ""


def pile_words(building: str, number: int, total: int) -> tuple[str, str]:
    """The letter's place in its building's pile, for whoever carries it up."""
    return building_words(building), f"第{number}封，共{total}封"
