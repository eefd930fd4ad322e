"""`manage.py bounced`: read one e-mail that came back, from the mail server's pipe."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from patients.reminders import bounces

TRY_AGAIN = 75  # EX_TEMPFAIL: the mail server keeps the report and hands it over later


class Command(BaseCommand):
    help = "Read one report (RFC 3464) from standard input; ends well whatever it holds, so that nothing bounces back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sent_to", nargs="?", default="", help="the address it came to, if the server tells it")

    def handle(self, *args: Any, **options: Any) -> None:
        report = bounces.read(sys.stdin.buffer.read(bounces.LONGEST_REPORT), options["sent_to"])
        try:
            is_ours = report is not None and bounces.note(report)
        except DatabaseError:
            self.stderr.write("The database does not answer; try again later.")
            sys.exit(TRY_AGAIN)
        self.stdout.write("Noted." if is_ours else "Not a report about an e-mail of ours; ignored.")
