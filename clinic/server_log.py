"""How the web server logs: through Django's handlers, and without naming anybody."""

import re
from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger

from clinic.logs import masked

QUIET = re.compile(r"/(?:static/|healthz$)")


class ServerLogger(Logger):
    def setup(self, cfg: Any) -> None:
        self.cfg = cfg
        self._access_log_enabled = True
        for log in (self.error_log, self.access_log):
            log.propagate = True

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        path = environ.get("PATH_INFO", "")
        if not QUIET.match(path):
            status = str(resp.status).split()[0]
            took = request_time / timedelta(milliseconds=1)
            self.access_log.info("%s %s %s %.0f ms", environ.get("REQUEST_METHOD"), masked(path), status, took)

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Gunicorn quotes a malformed request, and the address it came from: here it is only counted."""
        super().warning("Invalid request" if msg.startswith("Invalid request") else msg, *args, **kwargs)

    def exception(self, msg: object, *args: Any, **kwargs: Any) -> None:
        """Gunicorn names the whole address, with its query: the formatter's list of places must do."""
        super().exception("Error in the web server", **kwargs)
