"""A code put together from the codes of its parts is the one that the encoder makes of the whole text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from qrcode.util import MODE_8BIT_BYTE, QRData

from surveys.core.code import CROCKFORD
from surveys.paper.qr import QUIET, Qr, drawn, qr

SECRETS = st.text(CROCKFORD, min_size=16, max_size=26)
ADDRESSES = st.sampled_from(("https://diandan.example/q/", "http://10.0.0.7:8000/k/", ""))


def encoded_whole(text: str) -> Qr:
    version = QRCode(error_correction=ERROR_CORRECT_M)
    version.add_data(QRData(text.encode(), mode=MODE_8BIT_BYTE))
    code = QRCode(version=version.best_fit(), error_correction=ERROR_CORRECT_M, mask_pattern=2, border=0)
    code.add_data(QRData(text.encode(), mode=MODE_8BIT_BYTE))
    code.make(fit=False)
    return Qr(len(code.modules) + 2 * QUIET, drawn(code.modules, QUIET))


@given(ADDRESSES, SECRETS)
def test_an_address_with_any_secret(address: str, secret: str) -> None:
    assert qr(address + secret) == encoded_whole(address + secret)


@given(st.text(max_size=120))
def test_any_text(text: str) -> None:
    assert qr(text) == encoded_whole(text)


def test_a_path_is_one_rectangle_for_every_run_of_dark_modules() -> None:
    assert drawn([[True, True, None, True], [False, False, False, False]], 1) == "M1 1h2v1h-2zM4 1h1v1h-1z"
