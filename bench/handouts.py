"""`bench/handouts`: one handout of eight exercises beside a bare WeasyPrint call; many at once by two workers; and the
same again over HTTP beside the floor.

Needs PostgreSQL and Redis.
"""

import json
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack

from bench import exporting, measure, server
from bench.figures import Row

NAME = "loadwell_bench_handouts"
BARE_RATIO, FLOORS, MOST_KB = 1.25, 2.0, 300


def main() -> None:
    options = _options()
    with ExitStack() as stack:
        folder = stack.enter_context(server.folder())
        address = server.database(options.database)
        env = server.environment(address, options.port + 1, folder)
        server.python("manage.py", "migrate", "--verbosity", "0", env=env)
        cast = json.loads(server.python("-m", "bench.handouts_made", env=env, capture=True))
        print(Row("", "measured", "budget"), "  within", sep="")
        made = json.loads(server.python("-m", "bench.handouts_made", str(options.times), env=env, capture=True))
        for row in _made_rows(made):
            print(row, flush=True)
        if options.count:
            many = server.environment(server.database(f"{options.database}_many"), options.port + 1, folder)
            server.python("manage.py", "migrate", "--verbosity", "0", env=many)
            for row in exporting.rows(many, options.count):
                print(row, flush=True)
        floor_env = server.environment(address, options.port, folder, "bench.floor_settings")
        stack.enter_context(server.serving(floor_env, options.port, "/floor/"))
        stack.enter_context(server.serving(env, options.port + 1, "/healthz"))
        for row in _again_rows(options, cast):
            print(row, flush=True)


def _made_rows(made: dict[str, float]) -> list[Row]:
    ratio = made["ours"] / made["bare"]
    times = f"{made['ours'] * 1000:.0f}/{made['bare'] * 1000:.0f} ms"
    kilobytes = made["bytes"] / 1000
    return [
        Row("One of 8 exercises, ours and bare", times, ""),
        Row("  times a bare call", f"{ratio:.2f} x", f"{BARE_RATIO} x", ratio <= BARE_RATIO),
        Row("  on one page, times a bare call", f"{made['one_page'] / made['bare']:.2f} x", ""),
        Row("  its size", f"{kilobytes:.0f} kB", f"{MOST_KB} kB", kilobytes <= MOST_KB),
    ]


def _again_rows(options: Namespace, cast: dict[str, str]) -> list[Row]:
    """The same again, unchanged, the floor between any two of them."""
    samples = measure.Samples()
    floor, house = (measure.Visitor(options.port + n, samples) for n in (0, 1))
    pages = {"A programme's": cast["programme"], "A patient's, by staff": cast["patient"]}
    for number in range(-options.warm_up, options.rounds):
        floor.is_warm = house.is_warm = number >= 0
        floor.ask("floor", "/floor/", cast["floor"])
        for name, path in pages.items():
            house.ask(name, path, cast["therapist"])
        house.ask("A patient's, by themselves", "/my/handout.pdf", cast["trains"])
    rows = [Row("Floor", f"{samples.median('floor'):.2f} ms", "")]
    for name in samples.warm:
        if name != "floor":
            ratio = samples.median(name) / samples.median("floor")
            rows.append(Row(f"{name}, again", f"{samples.median(name):.2f} ms", ""))
            rows.append(Row("  times the floor", f"{ratio:.2f} x", f"{FLOORS} x", ratio <= FLOORS))
    return rows


def _options() -> Namespace:
    parser = ArgumentParser(prog="bench/handouts", description=__doc__)
    parser.add_argument("--port", type=int, default=8184, help="the first of two ports (8184)")
    parser.add_argument("--database", default=NAME, help=f"made anew on the server ({NAME})")
    parser.add_argument("--times", type=int, default=15, help="handouts laid out each way")
    parser.add_argument("--count", type=int, default=500, help="handouts to export at once (500); 0 leaves that out")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--warm-up", type=int, default=30)
    return parser.parse_args()


if __name__ == "__main__":
    main()
