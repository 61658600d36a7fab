"""What columns hold, what holds for all rows, and the rows as people."""

from sokwms_reg.imports.forms.choosing import ImportForm, make_import_form, suggest
from sokwms_reg.imports.forms.fields import GIVEN, field_names, field_words
from sokwms_reg.imports.forms.guessing import guess
from sokwms_reg.imports.forms.rows import lines_of

__all__ = ["GIVEN", "ImportForm", "field_names", "field_words", "guess", "lines_of", "make_import_form", "suggest"]
