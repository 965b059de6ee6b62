"""What stands now, for whoever watches the service: ages, room on the disk, the schema."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from surveys.cli.errand import data_folder, now
from surveys.log import event, failure_of
from surveys.log import metrics as counted
from surveys.services.watch import CLOCK
from surveys.store.db import reading
from surveys.store.readiness import schema_of
from surveys.store.seal import newest_at
from surveys.store.watch import seen_at


def serve_metrics() -> Any:
    """Serve the numbers where the installation says; returns the server, or None where nobody wants to know."""
    address, app = current_app.config["METRICS"], current_app._get_current_object()  # type: ignore[attr-defined]
    if not address:
        return None
    try:
        return counted.served(address, metrics_folder(app), lambda: _inside(app))
    except OSError as error:  # another process on this machine serves them
        event("errand_failed", logging.WARNING, failure_of(error), what="metrics")
        return None


def metrics_folder(app: Flask) -> Path:
    """Where processes count."""
    return Path(app.instance_path) / "run" / "metrics"


def _inside(app: Flask) -> list[Any]:
    with app.app_context():
        return list(conditions(now()))


def conditions(at: datetime) -> Iterator[Any]:
    """The numbers of now; what can't be read isn't told, and an alert on its absence says so."""
    from prometheus_client.core import GaugeMetricFamily

    def one(name: str, told: str, value: float) -> Any:
        return GaugeMetricFamily(name, told, value=value)

    folder = data_folder()
    yield one("diandan_disk_free_bytes", "Room on the disk of the data", shutil.disk_usage(folder).free)
    backups = [path.stat().st_mtime for path in (folder / "backups").glob("*") if path.is_file()]
    if backups:
        yield one("diandan_backup_age_seconds", "How old the newest backup is", at.timestamp() - max(backups))
    with suppress(Exception), reading() as session:
        schema = GaugeMetricFamily("diandan_schema", "The schema's revision", labels=["revision"])
        if revision := schema_of(session):
            schema.add_metric([revision], 1)
        seen = seen_at(session, CLOCK)
        yield schema
        if (sealed := newest_at(session)) is not None:
            yield one("diandan_seal_age_seconds", "How old the newest checkpoint is", (at - sealed).total_seconds())
        if seen is not None:
            age = (at - seen).total_seconds()
            yield one("diandan_keeper_age_seconds", "When the keeper of time was last heard of", age)
        yield one("diandan_database_up", "Whether the database answers", 1)
        return
    yield one("diandan_database_up", "Whether the database answers", 0)
