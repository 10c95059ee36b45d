"""What every answer says of its origin: the release, the dataset, and whether all of it is there.

The endpoint, whose clients may choose a dataset of their own, says so itself
(web/endpoint/sparql.py).
"""

from flask import Flask, Response, request

from web.site import Site

RELEASE = "MigraLex-Release"
DATASET = "MigraLex-Dataset"
RESULT = "MigraLex-Result"
# Files of the program, which are the same with any release.
STATIC = "static"


def state_rows(response: Response, rows: int, shown: int | None = None) -> Response:
    """The response, saying how many rows or triples there are, and if it shows fewer of them."""
    how = "complete" if shown is None or shown >= rows else "cut"
    response.headers[RESULT] = f"{how}; rows={rows}"
    return response


def install(app: Flask, here: Site) -> None:
    """Have every answer say where it comes from."""
    dataset = f"default; {here.dataset.value}"

    @app.after_request
    def say(response: Response) -> Response:
        if request.endpoint != STATIC:
            response.headers.setdefault(RELEASE, here.release.digest)
            if response.status_code in (200, 206, 304):
                response.headers.setdefault(DATASET, dataset)
        return response
