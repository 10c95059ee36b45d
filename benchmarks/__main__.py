"""`python -m benchmarks`: measures the build, then the servers on real and generated releases.

`--only` measures some parts again; the others stay as they were kept in `benchmarks/results/`.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from benchmarks import (
    build,
    corpus,
    delivered,
    endpoint,
    footprint,
    isolation,
    library,
    linked,
    links,
    pages,
    paint,
    report,
)
from benchmarks.section import Section
from graph.errors import NoRelease
from graph.release import Release, current

EVALUATED = {"MIGRALEX_CACHE_MEGABYTES": "0"}


class _Data:
    """The releases that are measured on, each made when it is first needed."""

    def __init__(self, folder: Path, sources: Path, large: int, small: int) -> None:
        self.folder = folder
        self.sources = sources
        self._sizes = {"large": large, "small": small, "tiny": large // 100}

    @cached_property
    def real(self) -> Release:
        """The release of the sources."""
        return self._made("real", lambda var: build.measure(self.sources, var))

    def generated(self, name: str) -> Release:
        """A release about an invented world: `large`, `small` or `tiny`."""
        size = self._sizes[name]
        return self._made(f"{name}-{size}", lambda var: corpus.write(size, var))

    def settings(self, release: Release) -> dict[str, str]:
        """What serves a release of these."""
        return {"MIGRALEX_VAR": str(release.path.parent.parent)}

    def _made(self, name: str, make: Callable[[Path], object]) -> Release:
        var = self.folder / name
        try:
            return current(var)
        except NoRelease:
            make(var)
            return current(var)


def _parts(data: _Data) -> dict[str, Callable[[], Section]]:
    """What is measured, in the order of the report."""

    def on(
        name: str, measure: Callable[[Release, dict[str, str]], Section], **more: str
    ) -> Callable[[], Section]:
        def measured() -> Section:
            release = data.real if name == "real" else data.generated(name)
            return measure(release, data.settings(release) | more)

        return measured

    def all_pages() -> Section:
        releases = {"real": data.real} | {one: data.generated(one) for one in ("tiny", "large")}
        return pages.section(
            {name: (release, data.settings(release)) for name, release in releases.items()}
        )

    def many_links() -> Section:
        var = data.folder / "links"
        return links.section(var, {"MIGRALEX_VAR": str(var)})

    return {
        "shapes": on("large", endpoint.large, **EVALUATED),
        "rdflib": on("small", endpoint.small, **EVALUATED),
        "footprint": on("large", footprint.section),
        "library": on("large", library.section),
        "isolation": on("large", isolation.section, **EVALUATED),
        "delivered": on("large", delivered.section),
        "linked-data": on("small", linked.section),
        "links": many_links,
        "pages": all_pages,
        "paint": on("real", paint.section),
        "build": lambda: build.section(data.sources, data.folder / "built"),
    }


def main() -> None:
    """Measures, keeps each part as soon as it is known, and says what is not reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=Path, default=Path("sources"))
    parser.add_argument("--large", type=int, default=1_000_000, help="quads of the large release")
    parser.add_argument("--small", type=int, default=100_000, help="quads of the small one")
    parser.add_argument("--data", type=Path, help="folder in which releases are kept for next time")
    parser.add_argument("--only", metavar="PARTS", help="some parts, with commas between them")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = _Data(options.data or Path(folder), options.sources, options.large, options.small)
        parts = _parts(data)
        chosen = options.only.split(",") if options.only else list(parts)
        if unknown := [name for name in chosen if name not in parts]:
            parser.error(f"{', '.join(unknown)}: there are {', '.join(parts)}")
        missed = []
        for name in chosen:
            section = parts[name]()
            report.keep(name, section, list(parts))
            print(f"## {section.title}\n\n{section.text}\n", flush=True)
            missed += [bound for bound in section.bounds if not bound.met]
    for bound in missed:
        sys.stderr.write(f"not reached: {bound.name}: {bound.found:.2f}, not {bound.aim:g}\n")


main()
