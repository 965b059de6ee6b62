"""What a letter to a household says (入户信), the same on the PDF and on the print page."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from surveys.core.matter import matters_of
from surveys.core.poll import Poll
from surveys.core.print_run import PrintRun
from surveys.core.tally import WHOLE
from surveys.services.letter import Letter
from surveys.words.community import asker, where_to_go
from surveys.words.dates import deadline
from surveys.words.demo_mark import unmarked
from surveys.words.place import building_words, door_words
from surveys.words.print_run import run_words


@dataclass(frozen=True, slots=True)
class WayWithoutPhone:
    """One way to answer without a phone."""

    title: str
    text: str


_SMALL = "字小看不清，点页面上的“长辈版”。"
_OPENS_BIGGER = "扫开就是长辈版，字大、按钮大。"


_ABOUT = "本小区准备改造。改不改、先改哪里，由每家每户来选，一户一票；租户也能填，另外统计。几分钟填完，截止前随时可以改。"
_MATTERS = "这次还有业主共同决定的事项，由房主本人投票，不能在电话里投。"
_MATTERS_SOMEWHERE = "有的楼、有的单元还有业主共同决定的事项，由那里的房主本人投票。"


@dataclass(frozen=True, slots=True)
class LetterWords:
    """What all letters of a poll have in common. `sender` is the street and the committee, which `phone_of` names too;
    `host` is where a code may be typed; `phone` is empty where none is known, `visit`, where and when somebody is there,
    where nothing of it is, `run` where the letters don't leave."""

    title: str
    wave: str
    demo: str
    sender: tuple[str, str]
    last_day: str
    last_hour: str
    host: str
    phone: str
    phone_of: str
    visit: str
    terms: str
    promises: tuple[str, ...]
    run: str = ""
    kind: str = "入户信"
    to: str = "业主、家人 收"
    last: str = "截止时间"
    headline: str = "改不改，居民说了算；改哪里，居民来点单。"
    about: str = _ABOUT
    qr: str = "本户的二维码"
    scan: str = "用微信或手机相机扫"
    by_phone: str = "用手机，三步就好"
    bigger: str = _SMALL
    code: str = "户码"
    typed: tuple[str, str] = ("扫不了码：用浏览器打开", "填上户码。")
    without_phone: str = "不用手机，一样算数"
    ways: tuple[WayWithoutPhone, ...] = (
        WayWithoutPhone("填纸质问卷", "到居委会领一份，填好签名交回。"),
        WayWithoutPhone("请人上门", "打电话约时间，工作人员到家里来。"),
        WayWithoutPhone("电话里说", "您在电话里说，工作人员替您填。"),
    )
    after: str = "您家的回答怎么用"


def _promises(posting: str) -> tuple[str, ...]:
    return (
        "答案用来算本小区改不改、先改哪里。",
        f"公示贴在{posting}，只写户数和面积，不写哪家选了什么。",
        "二维码和户码只给您家用：不转给别人，不拍照发群里。",
        "信丢了、弄坏了，打上面的电话补一封，旧码就作废。",
    )


def letter_words(poll: Poll, host: str, phone: str, *, big: bool = False, run: PrintRun | None = None) -> LetterWords:
    """The words of a poll's letters; the poll has been opened, so its terms and their digest stand."""
    asks = asker(poll.compound, phone)
    wave, demo = unmarked(poll.wave.title)
    day, hour = deadline(poll.ended_at)
    return LetterWords(
        title=f"{poll.compound.name} 入户信",
        wave=wave,
        demo=demo,
        sender=(asks.street, asks.committee),
        last_day=day,
        last_hour=hour,
        host=host,
        phone=asks.phone,
        phone_of=f"{asks.committee}电话",
        visit="　".join(where_to_go(asks)),
        promises=_promises(asks.posting),
        terms=f"规则摘要 {short_digest(poll.terms.digest)}（征询开始前定好，结果公示上印的是同一串）" if poll.terms else "",
        run=run_words(run) if run else "",
        about=_ABOUT + _matters(poll),
        bigger=_OPENS_BIGGER if big else _SMALL,
    )


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


def letter_door(letter: Letter) -> str:
    """The door that the letter goes to."""
    return door_words(letter.address.building, letter.address.unit, letter.address.room)


def letter_steps(door: str) -> tuple[str, ...]:
    """What to do with a phone, three steps."""
    return (
        "扫左边的二维码，打开您家的页面。",
        f"核对门牌：{door}，对了再填。",
        "选好后看一遍，点“提交”，存好回执。",
    )


def serial_words(building: str, number: int, total: int) -> str:
    """The letter's place in its building's pile, for whoever carries it up."""
    return f"{building_words(building)} 第{number}封，共{total}封"
