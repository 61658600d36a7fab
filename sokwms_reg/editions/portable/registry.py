"""The lists of the edition file, put together from what the rooms register when their `portable` is imported."""

from sokwms_reg.editions.portable.shape import Table

_tables: dict[str, Table] = {}


def register(*tables: Table) -> None:
    """Add lists to the file, each under a name of its own."""
    for table in tables:
        if _tables.setdefault(table.name, table) is not table:
            message = f"two rooms describe the list {table.name!r} of the edition file"
            raise ValueError(message)


def tables() -> tuple[Table, ...]:
    """Return the lists in the order in which they are read, stored and written."""
    return tuple(sorted(_tables.values(), key=lambda table: table.place))
