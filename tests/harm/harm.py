"""What may come of a request, however hostile: nothing but the answers that are declared."""

import re
from typing import Final

from tests.conftest import ROOT
from tests.serving import Reply

# Of the statuses that blame the server only these are declared: an engine that fails (502), busy
# (503), too long (504), and too much memory or too large a result (507).
DECLARED: Final = {502, 503, 504, 507}
SECRETS: Final = re.compile(
    r"Traceback|File \"|site-packages|\.py\b|root:x:0|/proc/|/etc/passwd:|0x[0-9a-f]{8}"
)


def harm(reply: Reply) -> list[str]:
    """What is wrong with an answer."""
    found = []
    if reply.status >= 500 and reply.status not in DECLARED:
        found.append(f"status {reply.status}")
    text = reply.body.decode("utf-8", "replace") + str(dict(reply.headers))
    if SECRETS.search(text) or str(ROOT) in text:
        found.append(f"a leak: {text[:500]}")
    if reply.headers.get("access-control-allow-origin") != "*":
        found.append("no CORS")
    return found
