"""The rows that are left out, as a file: as they came, with what is wrong, to be mended and imported again."""

import codecs
import csv
import io

from flask import Response

from sokwms_reg.attendees.exports import CONTENT_TYPES, Format
from sokwms_reg.attendees.exports.csv_file import guarded, unguarded
from sokwms_reg.core.db import db
from sokwms_reg.core.i18n import gettext
from sokwms_reg.core.tabular import Kind
from sokwms_reg.imports.office import imports
from sokwms_reg.imports.office.desk import desk_at
from sokwms_reg.imports.office.doing import results_of
from sokwms_reg.imports.states import PROBLEMS, fate_words


@imports.get("/<slug>/import/<token>/problems.csv")
def problems(slug: str, token: str) -> Response:
    """Give them in the manner of our own lists, which can be imported again."""
    desk = desk_at(db.session(), slug, token)
    kept = desk.kept
    cells = dict(zip(kept.numbers, kept.rows, strict=True))
    plain = unguarded if kept.kind == Kind.CSV else str
    text = io.StringIO(newline="")
    lines = csv.writer(text, delimiter=";", lineterminator="\r\n")
    lines.writerow(map(guarded, [gettext("Row"), gettext("Outcome"), gettext("Problem"), *map(plain, kept.headings)]))
    for one in results_of(desk):
        if one.fate in PROBLEMS:
            told = [str(one.number), fate_words(one.fate), " ".join(one.problems)]
            lines.writerow(map(guarded, [*told, *map(plain, kept.padded(cells[one.number]))]))
    content = codecs.BOM_UTF8 + text.getvalue().encode()
    response = Response(content, content_type=CONTENT_TYPES[Format.CSV])
    response.headers["Content-Disposition"] = 'attachment; filename="sokwms-import-problems.csv"'
    return response
