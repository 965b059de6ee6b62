"""python -m tests.bench: the demo district under load beside the floor, and what a page and a count cost.

The two are measured in turn in the same minute, because a machine's speed drifts: only the ratio of neighbouring rounds says
anything. Nothing leaves this machine, and nothing touches the installation's own data.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import secrets
import sys
import tempfile
from itertools import count
from pathlib import Path
from statistics import median

from tests.bench import floor, inside
from tests.bench.phones import Round, Walk, load
from tests.bench.servers import Server, free_port, serving

RECEIPT = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}\b")


def main(arguments: list[str]) -> int:
    """Run the bench and print its table."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        place = Path(folder)
        secret, ports = secrets.token_urlsafe(48), (free_port(), free_port())
        database = f"sqlite:///{place / 'ours.sqlite'}"
        base = f"http://127.0.0.1:{ports[0]}"
        print("filling the demo district ...", flush=True)
        district = inside.filled(place, secret, database, base)
        print(f"filled in {district.seconds:.1f} s: {district.ballots} ballots\n", flush=True)
        settings = {"DIANDAN_SECRET": secret, "DIANDAN_DATABASE": database, "DIANDAN_BASE_URL": base}
        with (
            serving("ours", "app:create_app", ports[0], **settings) as ours,
            serving("floor", "tests.bench.floor:create_app", ports[1], FLOOR_PATH=str(place / "floor.sqlite")) as bottom,
        ):
            _weigh(district, ours)
            rounds = _rounds(options, district, ours, bottom)
            print(f"memory of our server: {_or_dash(ours.memory(), '.0f')} MB\n")
        _print_inside(district)
    return 1 if any(result.errors for pair in rounds for result in pair) else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured, in turn")
    parser.add_argument("--seconds", type=float, default=6.0, help="how long each measurement lasts, at most 60")
    parser.add_argument("--phones", type=int, default=8, help="how many phones answer at once, at most 64")
    options = parser.parse_args(arguments)
    options.rounds, options.seconds = max(1, options.rounds), min(60.0, options.seconds)
    options.phones = min(64, options.phones)
    return options


def _rounds(
    options: argparse.Namespace, district: inside.District, ours: Server, bottom: Server
) -> list[tuple[Round, Round]]:
    """Measure both in turn and print a line for each round."""
    shares = options.rounds + 1  # each household is answered for once: the warm-up and every round have their own
    walks = (
        (ours, Walk("127.0.0.1", ours.port, RECEIPT), [iter(district.links[n::shares]) for n in range(shares)]),
        (bottom, Walk("127.0.0.1", bottom.port, re.compile(floor.DONE)), [(f"/s/{n}" for n in count())] * shares),
    )
    for _, walk, paths in walks:
        asyncio.run(load(walk, paths[-1], phones=2, seconds=1.0))
    print(f"complete answers over HTTP, {options.phones} phones, {options.seconds:g} s each, in turn")
    print(f"{'':8}{'answers/s':>10}{'p50 ms':>9}{'p99 ms':>9}{'worst':>9}{'CPU ms':>9}{'requests':>10}  errors")
    done: list[tuple[Round, Round]] = []
    for number in range(options.rounds):
        pair = []
        for server, walk, paths in walks:
            before, walk.requests = server.processor(), 0
            result = asyncio.run(load(walk, paths[number], phones=options.phones, seconds=options.seconds))
            after = server.processor()
            used = None if before is None or after is None else after - before
            print(_line(server.name, result, used, walk.requests), flush=True)
            pair.append(result)
        done.append((pair[0], pair[1]))
    ratios = sorted(one.rate / other.rate for one, other in done if other.rate)
    if ratios:
        print(f"ours / floor: {median(ratios):.2f} (each round: {', '.join(f'{r:.2f}' for r in ratios)})\n")
    return done


def _line(name: str, result: Round, used: float | None, requests: int) -> str:
    answers = len(result.seconds)
    if not answers:
        return f"{name:8}{'none':>10}  {dict(result.errors)}"
    cost = None if used is None else used * 1000 / answers
    figures = (result.rate, *(result.at(q) * 1000 for q in (0.5, 0.99, 1.0)))
    shown = f"{figures[0]:>10.0f}" + "".join(f"{figure:>9.1f}" for figure in figures[1:])
    return f"{name:8}{shown}{_or_dash(cost, '.2f'):>9}{requests / answers:>10.1f}  {dict(result.errors) or 'none'}"


def _or_dash(figure: float | None, shape: str) -> str:
    return "-" if figure is None else format(figure, shape)


def _weigh(district: inside.District, ours: Server) -> None:
    walk = Walk("127.0.0.1", ours.port, RECEIPT)
    parts = asyncio.run(walk.weigh(district.links[0]))
    print(f"questionnaire page: {len(parts)} requests, {sum(size for _, size in parts)} bytes on the wire")
    for path, size in parts:
        print(f"  {size:>7}  {path}")
    print()


def _print_inside(district: inside.District) -> None:
    polls, seconds = inside.tally_all(district)
    print(f"verdicts and lists of all {polls} closed compounds: {seconds:.2f} s")
    print("queries for each page:")
    for page, queries in inside.queries(district).items():
        print(f"  {queries:>3}  {page}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
