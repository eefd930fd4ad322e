"""`bench/evening`: what an evening's look at everybody costs: attention and proposals, for all, for some, for nobody.

Makes a database of its own (PostgreSQL, or SQLite with `--sqlite`), fills it, and looks in a fresh process each time,
so that the peak of memory is that of the look. Budget: 60 s of one core, ours and the database's together, and 300 MB
for all; then cost by change. `seconds` is what the clock on the wall said, with whatever else this machine did.
"""

import json
import sys
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack

from bench import server

SECONDS, MEGABYTES = 60.0, 300
HEADS = ("", "looked at", "seconds", "ours s", "database s", "peak MB", "SQL", "items", "proposals", "within budget")


def main() -> None:
    options = _options()
    with ExitStack() as stack:
        folder = stack.enter_context(server.folder())
        env = server.environment("", 0, folder)
        if options.sqlite:
            del env["DATABASE_URL"]
        else:
            env["DATABASE_URL"] = server.database(options.name)
        server.python("manage.py", "migrate", "--verbosity", "0", env=env)
        print(f"Filling {'SQLite' if options.sqlite else 'PostgreSQL'} ...", flush=True)
        made = json.loads(
            server.python("-m", "bench.evening_fill", str(options.patients), str(options.days), env=env, capture=True)
        )
        print(", ".join(f"{count:,} {what}" for what, count in made.items()), flush=True)
        found = [_row(name, changed, env) for name, changed in _rounds(options)]
    widths = [max(len(row[column]) for row in (HEADS, *found)) for column in range(len(HEADS))]
    for row in (HEADS, *found):
        _first, *rest = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join([row[0].ljust(widths[0]), *rest]).rstrip())
    sys.exit(any(row[-1] != "yes" for row in found))


def _rounds(options: Namespace) -> list[tuple[str, int]]:
    return [("all have trained", -1), (f"{options.some} changed", options.some), ("nobody changed", 0)]


def _row(name: str, changed: int, env: dict[str, str]) -> tuple[str, ...]:
    told = json.loads(server.python("-m", "bench.evening_look", str(changed), env=env, capture=True))
    is_within = (
        told["processor"] + told["server"] <= SECONDS
        and told["megabytes"] <= MEGABYTES
        and changed in (-1, told["looked"])
    )
    return (
        name,
        f"{told['looked']:,}",
        f"{told['seconds']:.2f}",
        f"{told['processor']:.2f}",
        f"{told['server']:.2f}",
        f"{told['megabytes']:.0f}",
        f"{told['sql']:,}",
        f"{told['items']:,}",
        f"{told['proposals']:,}",
        "yes" if is_within else "over",
    )


def _options() -> Namespace:
    parser = ArgumentParser(prog="bench/evening", description=__doc__)
    parser.add_argument("--patients", type=int, default=10_000)
    parser.add_argument("--some", type=int, default=100)
    parser.add_argument("--days", type=int, default=120, help="how far back they have trained (120)")
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--name", default="loadwell_bench_evening", help="of the database")
    return parser.parse_args()


if __name__ == "__main__":
    main()
