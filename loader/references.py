"""Checks that what records refer to exists and is of a fitting type."""

from graph.iris import MLX
from graph.terms import NamedNode
from loader.faults import Faults, did_you_mean
from loader.records import ClaimValue, Entity, Group, NodeValue, Records, Statement
from loader.schema import RecordType, Schema


def check_references(records: Records, schema: Schema, faults: Faults) -> None:
    """Notes a fault for each reference to nothing, or to something of a type that does not fit."""
    for statement in records.statements:
        if isinstance(statement.value, NodeValue):
            _check_node(statement, statement.value, records, schema, faults)
        elif isinstance(statement.value, ClaimValue):
            _check_claim(statement, statement.value, records, faults)
            _check_size(statement, statement.value, records, faults)


def claim_named(name: str, group: Group, records: Records) -> Group | None:
    """The group that a conflict means: by its slug in the same source or any, or by an entity."""
    entity = records.entities.get(name)
    if entity is not None:
        return entity.group
    own = records.groups.get((group.source, name))
    others = (one for (_, slug), one in sorted(records.groups.items()) if slug == name)
    return own or next(others, None)


def _check_claim(statement: Statement, value: ClaimValue, records: Records, faults: Faults) -> None:
    if claim_named(value.name, statement.group, records) is None:
        known = [*records.entities, *(slug for _, slug in records.groups)]
        remedy = did_you_mean(value.name, known, "Write the id of a record or the name of a claim.")
        faults.add(statement.place, f"no claim is called {value.name!r}", remedy)


def _check_size(statement: Statement, value: ClaimValue, records: Records, faults: Faults) -> None:
    """A claim that another is preferred to goes as a whole, so it must hold nothing else."""
    preferred = {
        one.value.name
        for one in records.statements
        if one.subject == statement.subject
        and one.property.iri == MLX.preferredClaim
        and isinstance(one.value, ClaimValue)
    }
    entity = records.entities.get(value.name)
    if preferred and value.name not in preferred and entity and entity.group.entity != entity.id:
        message = f"{value.name} shares its claim with {entity.group.entity}"
        remedy = "Give it `evidence` of its own, so that it can be set aside alone."
        faults.add(statement.place, message, remedy)


def _check_node(
    statement: Statement, value: NodeValue, records: Records, schema: Schema, faults: Faults
) -> None:
    entity = records.entities.get(value.id)
    if entity is None:
        remedy = did_you_mean(value.id, records.entities, "Declare it by a record with `id:`.")
        faults.add(statement.place, f"no record declares {value.id!r}", remedy)
    elif not _fits(statement, entity, schema):
        wanted = ", ".join(statement.property.types)
        message = f"{statement.property.key}: {value.id} is of type {entity.type.name}"
        faults.add(statement.place, message, f"Name something of type {wanted}.")


def _fits(statement: Statement, entity: Entity, schema: Schema) -> bool:
    classes = statement.property.classes
    return not classes or any(schema.is_a(entity.type.iri, one) for one in classes)


def is_conflict(record_type: RecordType) -> bool:
    """Whether records of the type are judgements on claims and stand beside them."""
    conflict: NamedNode = MLX.Conflict
    return record_type.iri == conflict
