"""Say on the terminal where the house stands, once it answers."""

import urllib.error
import urllib.request
from time import sleep

from django.conf import settings

ASKED_EVERY_SECONDS = 0.05
ASKED_TIMES = 600

RUNNING = """
Loadwell is running at {url}
"""
DEMO = """
  The sign-in page has a button each for the demo's therapist, admin and patient. Or by name:
    therapist@demo.test   loadwell-demo
    admin@demo.test       loadwell-demo
  E-mails are not sent; read them at {url}/demo/mail/
"""
ENDING = """
Ctrl-C stops it.
"""


def announce(port: int) -> None:
    """Wait for /healthz on this machine and print the address, in demo mode with the sign-ins."""
    if answers(port):
        words = RUNNING + (DEMO if settings.DEMO else "") + ENDING
        print(words.format(url=settings.SITE_URL), flush=True)  # noqa: T201 (for the person at the terminal)


def answers(port: int) -> bool:
    for _ in range(ASKED_TIMES):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except urllib.error.HTTPError:
            return True  # not well, but up
        except OSError:
            sleep(ASKED_EVERY_SECONDS)
        else:
            return True
    return False
