"""A paper questionnaire drawn dot by dot: frames, marks and code where the printed one has them, and words beside."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import qrcode
from PIL import Image, ImageDraw, ImageFont

from surveys.camera.straight import CORNERS, MARK
from surveys.core.paper_form import FormBox, FormLayout, form_number, payload

DPI = 200
SCALE = DPI / 25.4
"""Dots a millimetre."""
FONT = Path(__file__).parents[2] / "static" / "fonts" / "NotoSansSC-Regular.ttf"
LABELS = (
    *("路灯", "监控安装", "屋面防水", "外墙保温", "一户一表", "换暖气管网"),
    *("绿化", "停车位", "充电桩", "大门和门禁", "体育设施", "游园广场"),
)
NUMBER = form_number(bytes(range(8)))


def layout(*, big: bool = False) -> FormLayout:
    """One page full of boxes: in each row of the usual one four, of the large one three; each row is a question, and the
    first six take one choice."""
    side, pitch, columns = (700, 1100, (2000, 8000, 14000)) if big else (500, 1000, (2000, 6300, 10600, 14900))
    rows = range(4400, 26800 - side, pitch)
    boxes = [FormBox(f"q{n}", f"o{m}", 1, x, y, side) for n, y in enumerate(rows) for m, x in enumerate(columns)]
    return FormLayout("edition", "menu", big, 1, tuple(boxes))


def most(form: FormLayout) -> dict[str, int]:
    """How many choices each question takes."""
    return {box.question: 1 if int(box.question[1:]) < 6 else 3 for box in form.boxes}


@cache
def clean(*, big: bool = False, number: str = NUMBER, leaf: int = 1) -> Any:
    """The page as it comes out of the printer; not to be written on."""
    page = Image.new("RGB", (round(210 * SCALE), round(297 * SCALE)), "white")
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(FONT), round((18 if big else 14) / 72 * DPI))
    for n, box in enumerate(layout(big=big).boxes):
        x, y, side = (part * SCALE / 100 for part in (box.x, box.y, box.side))
        draw.rectangle((round(x), round(y), round(x + side), round(y + side)), outline="black", width=2)
        draw.text((round(x + side + 1.5 * SCALE), round(y + side / 2)), LABELS[n % len(LABELS)], "black", font, "lm")
    picture = np.array(page)[:, :, ::-1].copy()
    _put_marks(picture, payload(number, leaf))
    return picture


def _put_marks(page: Any, said: str) -> None:
    known = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    for number, (x, y) in CORNERS.items():
        _put(page, cv2.aruco.generateImageMarker(known, number, 6), x, y, MARK)
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=4)
    code.add_data(said)
    dark = np.array(code.get_matrix())
    _put(page, np.where(dark, 0, 255).astype(np.uint8), 93, 6, 24)


def _put(page: Any, picture: Any, x: float, y: float, side: float) -> None:
    left, top, dots = round(x * SCALE), round(y * SCALE), round(side * SCALE)
    page[top : top + dots, left : left + dots] = cv2.resize(picture, (dots, dots), interpolation=cv2.INTER_NEAREST)[
        :, :, None
    ]
