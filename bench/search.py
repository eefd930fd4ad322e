"""`bench/search`: find an exercise among a thousand, as it is typed, against the floor of the same run.

Needs PostgreSQL and Redis. Asks for every phrasing of the tests in turn, the floor between any two of them.
"""

import json
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack
from urllib.parse import urlencode

from bench import measure, server
from tests.exercises.phrasings import PHRASINGS

NAME = "loadwell_bench_search"
BUDGET_MS, BUDGET_FLOORS = 5.0, 4.0
FRAGMENT = {"HX-Request": "true"}
ROWS = ("Floor", "Search, the fragment", "Search, with filters", "Library, the fragment", "Library, the whole page")


def main() -> None:
    options = _options()
    with ExitStack() as stack:
        folder = stack.enter_context(server.folder())
        address = server.database(NAME)
        env = server.environment(address, options.port + 1, folder)
        server.python("manage.py", "migrate", "--verbosity", "0", env=env)
        server.python("manage.py", "collectstatic", "--no-input", "--verbosity", "0", env=env)
        cast = json.loads(server.python("-m", "bench.search_fill", str(options.exercises), env=env, capture=True))
        alone = json.loads(server.python("-m", "bench.search_fill", "--time", env=env, capture=True))
        floor_env = server.environment(address, options.port, folder, "bench.floor_settings")
        stack.enter_context(server.serving(floor_env, options.port, "/floor/"))
        stack.enter_context(server.serving(env, options.port + 1, "/healthz"))
        samples = measure.Samples()
        floor, house = (measure.Visitor(options.port + n, samples) for n in (0, 1))
        for number in range(-options.warm_up, options.rounds):
            floor.is_warm = house.is_warm = number >= 0
            _round(floor, house, cast, PHRASINGS[number % len(PHRASINGS)][0])
    _print(samples, cast, alone)


def _round(floor: measure.Visitor, house: measure.Visitor, cast: dict[str, str], typed: str) -> None:
    q, seat = urlencode({"q": typed}), cast["therapist"]
    floor.ask(ROWS[0], "/floor/", cast["floor"])
    house.ask(ROWS[1], f"/exercises/?{q}", seat, headers=FRAGMENT)
    house.ask(ROWS[2], f"/exercises/?{q}&have=mat&have=band&have=chair&avoid=head_low", seat, headers=FRAGMENT)
    house.ask(ROWS[3], "/exercises/?q=", seat, headers=FRAGMENT)
    house.ask(ROWS[4], "/exercises/", seat)


def _print(samples: measure.Samples, cast: dict[str, str], alone: dict[str, float]) -> None:
    print(f"{'':26}{'ms':>8}{'p95':>8}{'kB':>7}{'x floor':>9}")
    for row in ROWS:
        ratio = samples.median(row) / samples.median(ROWS[0])
        print(f"{row:26}{samples.median(row):8.2f}{samples.p95(row):8.2f}{samples.kilobytes[row]:7.1f}{ratio:9.2f}")
    print()
    print(
        f"The search itself: {alone['median']:.2f} ms at the median of {len(PHRASINGS)} phrasings, "
        f"{alone['slowest']:.2f} ms at the slowest ({alone['which']}); the index is made in {alone['made']:.0f} ms."
    )
    print(
        f"{len(samples.warm[ROWS[0]])} rounds, {cast['exercises']} exercises. "
        f"Budgets: the search {BUDGET_MS} ms, its fragment {BUDGET_FLOORS} x floor."
    )


def _options() -> Namespace:
    parser = ArgumentParser(prog="bench/search", description=__doc__)
    parser.add_argument("--port", type=int, default=8181, help="the first of two ports (8181)")
    parser.add_argument("--exercises", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=400)
    parser.add_argument("--warm-up", type=int, default=60)
    return parser.parse_args()


if __name__ == "__main__":
    main()
