"""Answers in JSON, and in JSONP for clients in a browser that know no CORS.

Source: Reconciliation Service API 0.2, section 2.2 (cross-origin access).
"""

import json
import re
from typing import Any, Final

from flask import Response, request

from web.http.negotiate import PLAIN_JSON, Choice, Format
from web.http.problems import bad_request
from web.http.responses import represent

JSONP: Final = Format("js", "JSONP", ("application/javascript",), charset=True)
_CALLBACK: Final = re.compile(r"[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*", re.ASCII)
LONGEST_CALLBACK: Final = 120


def say(document: Any) -> Response:
    """The document as JSON, or handed to the function that `callback` names.

    Raises ProblemError (400) for a callback that is no name of a function.
    """
    text = json.dumps(document, ensure_ascii=False)
    callback = request.args.get("callback")
    if callback is None:
        return represent(text + "\n", Choice(PLAIN_JSON, PLAIN_JSON.media_type))
    if len(callback) > LONGEST_CALLBACK or not _CALLBACK.fullmatch(callback):
        raise bad_request("“callback” is not the name of a function.", parameter="callback")
    # These two may stand in JSON, but ended a line of a program before ECMAScript 2019.
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    # The comment keeps the answer from being taken for something else by its first bytes.
    return represent(f"/**/{callback}({text});\n", Choice(JSONP, JSONP.media_type))
