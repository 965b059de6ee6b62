"""The one place that knows every floor: `create_app` joins settings, database, pages and commands."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Config
from surveys import cli, web
from surveys.cli.metrics import metrics_folder
from surveys.cli.private import begin_private, keep_private
from surveys.cli.start import Unfit, speak_plainly, trouble_words
from surveys.core.code import Keys
from surveys.core.installation import fingerprint
from surveys.core.site import Addresses
from surveys.log import metrics, set_up
from surveys.store.db import db, engine_options, prepare_engine

ROOT = Path(__file__).resolve().parent


class Diandan(Flask):
    """An application without a coroutine: nothing that it calls is asked whether it is one."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The same function."""
        return func


def create_app(config: Config | None = None) -> Flask:
    """The application; raises `RuntimeError` when a part declares less than it has to.

    With settings of its own it raises `ValueError` where they are wrong; from the environment, as every start and every
    command makes it, what is wrong with the installation ends the program with a sentence.
    """
    if config is not None:
        return _made(config)
    try:
        app = _made(Config.from_env())
    except ValueError as wrong:
        raise Unfit(str(wrong)) from None
    except Exception as lacking:
        if words := trouble_words(lacking):
            raise Unfit(words) from None
        raise
    speak_plainly()  # last: where it is no matter of the installation, the log is told as before
    return app


def _made(config: Config) -> Flask:
    if config.log:
        set_up(config.log, worker=_worker(), level=config.log_level)
    app = Diandan("diandan", root_path=str(ROOT), instance_path=str(ROOT / "instance"))
    app.config.update(_settings(config))
    begin_private()
    keep_private(Path(app.instance_path), config.database_url)
    if config.metrics:
        metrics.start(metrics_folder(app))
    if n := config.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    web.logged.watch(app)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine, app.config["KEYS"])
        app.extensions["closing"] = [db.engine.dispose]  # for whoever serves: SQLite carries its log over as it closes
    app.extensions["watching"] = [partial(_in_context, app, web.look_again)]
    web.logged.init_app(app)
    app.before_request(web.speak)  # before the guard of forms, whose refusals are pages too
    CSRFProtect(app)
    Babel(app, locale_selector=web.locale)
    web.init_app(app)
    cli.init_app(app)
    return app


def _in_context(app: Flask, look: Callable[[], None]) -> None:
    with app.app_context():
        look()


def _worker() -> str:
    """What this process is, for the log."""
    if "flask" not in Path(sys.argv[0]).parts[-2:]:
        return "worker"
    return "keeper" if "keep-time" in sys.argv else "command"


def _settings(config: Config) -> dict[str, Any]:
    """What the pages and the libraries read."""
    return {
        "MIGRATIONS": str(ROOT / "migrations"),
        "METRICS": config.metrics,
        "LOG": str(config.log or ""),
        "SECRET_KEY": config.secret,
        "KEYS": Keys.from_secret(config.secret),
        "FINGERPRINT": fingerprint(config.secret),
        "BACKUP_TO": config.backup_to,
        "BACKUP_KEY_FILE": config.backup_key_file,
        "BACKUP_KEEP": config.backup_keep,
        "ADDRESSES": Addresses(config.base_url, config.served_at),
        "OFFICE_PHONE": config.office_phone,
        "SECOND_PERSON": config.second_person,
        "STRICT_TRANSPORT": config.strict_transport,
        "SECOND_BY_SITE": config.second is None,
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(config.database_url, pooled=config.pooler),
        "SESSION_COOKIE_NAME": "diandan",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.secure,  # and wherever a request came over HTTPS, see surveys/web/cookies.py
        "SESSION_REFRESH_EACH_REQUEST": False,
        # What was cast from a browser is changed from it as long as a poll may last; doors and staff have their own times.
        "PERMANENT_SESSION_LIFETIME": timedelta(days=200),
        # A 70-year-old may take an hour over the page: the token lives as long as the session.
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,  # pages send no Referer on purpose; the token and SameSite stand guard
        "MAX_CONTENT_LENGTH": 6 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 512 * 1024,
        "MAX_FORM_PARTS": 2_000,
        "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "templates" / "translations"),
    }
