"""The office's pages of an import: the file, its columns, the dry run, the deed."""

from sokwms_reg.core.office import office_blueprint
from sokwms_reg.editions.states import Permission
from sokwms_reg.imports.states import MEGABYTES

imports = office_blueprint("imports", __name__, permission=Permission.PEOPLE_READ, megabytes=MEGABYTES)

from sokwms_reg.imports.office import doing, mapping, problems, uploading  # noqa: E402 - they add their addresses to the blueprint

__all__ = ["doing", "imports", "mapping", "problems", "uploading"]
