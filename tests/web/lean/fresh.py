"""python -m tests.web.lean.fresh DATABASE LINK SECRET: a process as fresh as a worker serves a resident, a readiness check
and the desk's sign-in, and prints what it has imported."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from typing import Any, cast

from app import create_app
from config import Config
from tests.phone import OWNER, Page, Phone


def main(database: str, link: str, secret: str) -> int:
    """Walk and tell."""
    app = create_app(Config(secret=secret.encode(), database_url=database))
    phone = Phone(app.test_client())
    phone.scan(cast(Any, Namespace(url=link)))
    sent = phone.cast(OWNER)
    receipt = Page(phone.get(sent.headers["Location"])) if sent.status_code == 303 else Page(sent)
    seen = [receipt.status, phone.get("/readyz").status_code, phone.get("/staff/sign-in").status_code]
    print(json.dumps({"seen": seen, "receipt": receipt.h1, "modules": sorted(sys.modules)}))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
