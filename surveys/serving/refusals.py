"""What is answered where the application isn't asked: short pages that say what to do, with what was typed in them."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qsl

SOON = 3
"""Seconds after which it is worth trying again."""
_TYPED = "application/x-www-form-urlencoded"
_MOST_FIELDS = 2_000
_SAID = {
    408: ("网太慢，没有收全", "请换个信号好的地方，再交一次。没有收全的不算数。"),
    500: ("出了一点问题", "请过一会儿再试，还不行就打信上的电话。"),
    503: ("现在人多，请等几秒", "过几秒再试一次就行。"),
}
_DESK = ("打印和下载的人多，请等几秒", "前面的做完就轮到您。过几秒再试一次；同一份不用点好几遍。")
_PAGE = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>{style}</style>
<main><h1>{title}</h1><p>{advice}</p>{form}</main></html>
"""
_STYLE = (
    "body{font:20px/1.7 sans-serif;margin:0;background:#fff;color:#1a1a1a}"
    "main{max-width:34em;margin:0 auto;padding:24px 16px}"
    "h1{font-size:26px;line-height:1.3}button{font:inherit;min-height:52px;padding:8px 28px;border:0;border-radius:8px;"
    "background:#0b5cad;color:#fff}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
_AGAIN = "<p>您填的内容还在，按下面的按钮再交一次，不会算成两份。</p>"


def refusal(
    status: int, environ: dict[str, object], body: bytes, *, desk: bool = False
) -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, headers and page for a request that the application doesn't see."""
    title, advice = _DESK if desk and status == 503 else _SAID[status]
    page = _PAGE.format(title=title, advice=advice, style=_STYLE, form=_form(environ, body) if status == 503 else "")
    headers = [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-store"),
        ("content-security-policy", _POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
    ]
    if status in (408, 503):
        headers.append(("retry-after", str(SOON)))
    if status == 408:
        headers.append(("connection", "close"))
    return status, headers, page.encode()


def _form(environ: dict[str, object], body: bytes) -> str:
    """What was typed, to be sent again to where it was sent; a password is written into no page."""
    if (
        environ.get("REQUEST_METHOD") != "POST"
        or not str(environ.get("CONTENT_TYPE", "")).startswith(_TYPED)
        or not body
        or b"password" in body
    ):
        return ""
    try:
        typed = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return ""
    hidden = "".join(f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in typed)
    return f'{_AGAIN}<form method="post">{hidden}<button>再交一次</button></form>'
