"""The edition file: how its objects are described, and the parts of it that belong to the edition itself.

An object of the file is a table of fields; one description drives reading, comparing and writing, so a value that was
written is read as the same value. Rooms above add their tables by `registry.register`.
"""

from sokwms_reg.editions.portable.draft import DEFAULT_ZONE, Draft, Item, Problem, Scope, Spot
from sokwms_reg.editions.portable.edition import HEADER
from sokwms_reg.editions.portable.reading import read
from sokwms_reg.editions.portable.registry import register, tables
from sokwms_reg.editions.portable.shape import Field, Group, Table

__all__ = [
    "DEFAULT_ZONE",
    "HEADER",
    "Draft",
    "Field",
    "Group",
    "Item",
    "Problem",
    "Scope",
    "Spot",
    "Table",
    "read",
    "register",
    "tables",
]
