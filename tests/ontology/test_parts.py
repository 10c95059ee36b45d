"""What has no name in the ontology's files is named by what it says and what leads to it.

So the same statements have the same names wherever they are read, and one more changes no other.
"""

from pathlib import Path

from graph.skolem import named_triples
from graph.terms import NamedNode, Triple
from tests.conftest import ROOT

SHAPES = sorted((ROOT / "ontology" / "shapes").glob("*.ttl"))
WHOLE = NamedNode("https://example.org/shapes")
MORE = """
@prefix mlx: <https://w3id.org/migralex/ontology#> .
@prefix mlxs: <https://w3id.org/migralex/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
mlxs:treatyOfNothing a sh:PropertyShape ;
  sh:path [ sh:inversePath mlx:treaty ] ;
  sh:or ( [ sh:class mlx:Law ] [ sh:class mlx:Law ] ) .
"""


def parts(triples: tuple[Triple, ...]) -> set[str]:
    """The names of parts."""
    terms = (term for one in triples for term in (one.subject, one.object))
    found = (one.value for one in terms if isinstance(one, NamedNode))
    return {one for one in found if one.startswith(f"{WHOLE.value}#")}


def test_one_more_shape_changes_no_name_of_a_part(tmp_path: Path) -> None:
    more = tmp_path / "more.ttl"
    more.write_text(MORE, encoding="utf-8")
    before = named_triples(SHAPES, WHOLE)
    for paths in ([*SHAPES, more], [more, *reversed(SHAPES)]):
        after = named_triples(paths, WHOLE)
        assert set(before) < set(after)
        assert len(parts(after)) == len(parts(before)) + 5


def test_what_changes_in_a_part_changes_its_name_and_no_other(tmp_path: Path) -> None:
    one, other = tmp_path / "one.ttl", tmp_path / "other.ttl"
    one.write_text(MORE, encoding="utf-8")
    other.write_text(MORE.replace("inversePath mlx:treaty", "inversePath mlx:affects"), "utf-8")
    before, after = (named_triples([*SHAPES, path], WHOLE) for path in (one, other))
    assert len(parts(before) - parts(after)) == len(parts(after) - parts(before)) == 1
