"""`python -m benchmarks`: measures the build, then the servers on generated releases."""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks import build, corpus, endpoint, footprint, isolation, report
from benchmarks.servers import DISK, MEMORY, RDFLIB

LARGE, SMALL = 1_000_000, 100_000


def main() -> None:
    """Runs everything, prints the tables and keeps them in `benchmarks/results/`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=Path, default=Path("sources"))
    parser.add_argument("--large", type=int, default=LARGE, help="quads of the larger release")
    parser.add_argument("--small", type=int, default=SMALL, help="quads of the smaller one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        built, large, small = (Path(folder) / name for name in ("built", "large", "small"))
        built.mkdir()
        stages = build.measure(options.sources, built)
        big, little = corpus.write(options.large, large), corpus.write(options.small, small)
        of_big = {"MIGRALEX_VAR": str(large)}
        of_little = {"MIGRALEX_VAR": str(small)}
        measured = report.Measured(
            stages,
            list(endpoint.measure(big, (MEMORY, DISK), of_big)),
            list(endpoint.measure(little, (RDFLIB,), of_little)),
            footprint.measure(big, of_big),
            list(isolation.measure(big, of_big)),
            {"large": big.manifest["counts"]["quads"], "small": little.manifest["counts"]["quads"]},
        )
    print(report.write(measured))
    missed = [one.name for one in measured.bounds() if not one.met]
    if missed:
        sys.stderr.write(f"not reached: {'; '.join(missed)}\n")


main()
