"""`bench/run`: make the databases, serve, measure, print one table. Needs PostgreSQL and Redis."""

import json
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack

from bench import measure, server, table
from bench.pages import PAGES

SIZES = ("", "_small")


def main() -> None:
    options = _options()
    with ExitStack() as stack:
        folder = stack.enter_context(server.folder())
        print("Filling the databases ...", flush=True)
        sizes = (options.logs, options.small_logs)
        made = [
            server.filled(options.name + size, options.patients, logs, folder)
            for size, logs in zip(SIZES, sizes, strict=True)
        ]
        ports = range(options.port + 1, options.port + 3)
        envs = [server.environment(address, port, folder) for (address, _), port in zip(made, ports, strict=True)]
        server.python("manage.py", "collectstatic", "--no-input", "--verbosity", "0", env=envs[0])
        casts = [cast for _, cast in made]
        sql = json.loads(
            server.python("-m", "bench.count", options.show, env=envs[0], capture=True, stdin=json.dumps(casts[0]))
        )
        floor_env = server.environment(made[0][0], options.port, folder, "bench.floor_settings")
        stack.enter_context(server.serving(floor_env, options.port, "/floor/"))
        for env, port in zip(envs, ports, strict=True):
            stack.enter_context(server.serving(env, port, "/healthz"))
        floor = measure.Visitor(options.port, measure.Samples())
        wanted = options.only.lower()
        pages = [page for page in PAGES if sql[page.name] is not None and wanted in page.name.lower()]
        houses = [measure.House(port, cast, pages) for port, cast in zip(ports, casts, strict=True)]
        print("Measuring ...", flush=True)
        cookie = casts[0]["floor"]["cookie"]
        measure.run(floor, cookie, houses, rounds=options.rounds, warm_up=options.warm_up)
        for line in table.lines(floor.samples, houses[0].samples, houses[1].samples, sql, casts):
            print(line)


def _options() -> Namespace:
    parser = ArgumentParser(prog="bench/run", description=__doc__)
    parser.add_argument("--port", type=int, default=8171, help="the first of three ports (8171)")
    parser.add_argument("--name", default="loadwell_bench", help="of the two databases, which are made anew")
    parser.add_argument("--only", default="", help="measure the pages with this in their name, and storing")
    parser.add_argument("--patients", type=int, default=2_000)
    parser.add_argument("--logs", type=int, default=200_000)
    parser.add_argument("--small-logs", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=240)
    parser.add_argument("--warm-up", type=int, default=40)
    parser.add_argument("--show", default="", help="print the SQL of the rows with this in their name")
    return parser.parse_args()


if __name__ == "__main__":
    main()
