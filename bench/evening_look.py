"""`python -m bench.evening_look CHANGED`: let so many patients change, look, and say what it cost, as JSON."""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()  # models can be imported from here on, hence the noqa below

from django.db import connection  # noqa: E402

from patients import watching  # noqa: E402
from patients.models import Attention, Patient, Proposal  # noqa: E402


def main(changed: int) -> None:
    if changed >= 0:
        pks = list(Patient.objects.order_by("pk").values_list("pk", flat=True)[:changed])
        Patient.objects.filter(pk__in=pks).update(changes=watching.ONE_MORE)
    counted = [0]

    def count(execute: Callable[..., Any], *args: Any) -> Any:
        counted[0] += 1
        return execute(*args)

    began, processor, servers = time.perf_counter(), time.process_time(), _of_the_server()
    with connection.execute_wrapper(count):
        looked = watching.look()
    told = {
        "looked": looked,
        "seconds": time.perf_counter() - began,
        "processor": time.process_time() - processor,
        "server": _of_the_server() - servers,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "sql": counted[0],
        "items": Attention.objects.filter(end="").count(),
        "proposals": Proposal.objects.filter(state="open").count(),
    }
    json.dump(told, sys.stdout)


def _of_the_server() -> float:
    """Processor seconds of PostgreSQL's process for this connection, on the same machine; SQLite runs in ours."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(int(sys.argv[1]))
