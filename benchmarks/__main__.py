"""`python -m benchmarks`: measures the build, then the servers on what it built."""

import argparse
import tempfile
from pathlib import Path

from benchmarks import build, report, serve
from graph.release import current


def main() -> None:
    """Runs everything, prints the tables and keeps them in `benchmarks/results/`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=Path, default=Path("sources"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder)
        stages = build.measure(arguments.sources, var)
        release = current(var)
        figures = list(serve.measure(release, {"MIGRALEX_VAR": folder}))
        print(report.write(release, stages, figures))


main()
