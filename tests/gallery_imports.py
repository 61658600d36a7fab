"""The pages of an import that only sent forms bring about; nobody is registered, so that the house stays as it was."""

import io

from werkzeug.test import TestResponse

from tests.attendees.people import Desk
from tests.gallery import Gallery
from tests.imports.story import UPLOAD, Importer, person, table, workbook


def hang_imports(gallery: Gallery, desk: Desk) -> None:
    """Hang a refused file, columns with remarks and mistakes, dry runs with and without problems, an empty one."""
    importer = Importer(desk)
    desk.open(UPLOAD)
    answer = importer.post(UPLOAD, file=(io.BytesIO(b"%PDF"), "lista.pdf"))
    gallery.hang("import, no spreadsheet", answer)
    gallery.hang(
        "import, columns of a workbook", _opened(importer, workbook(["a", None, "Imię"], ["x", "=1+1", "Ada"]))
    )
    answer = importer.post(importer.address, step="check", column_0="phone", column_1="phone")
    gallery.hang("import, columns with mistakes", answer)
    rows = [person(number, Kategoria="ngo") for number in range(101)]
    gallery.hang("import, columns of a CSV", _opened(importer, table(*rows, ["", "Nikt" * 30, "x"])))
    importer.check()
    for name, query in (("all", ""), ("second page", "?page=2"), ("problems", "?only=problems")):
        gallery.hang(f"import, dry run, {name}", desk.client.get(f"{importer.address}/check{query}"))
    gallery.hang("import, changed meanwhile", importer.post(f"{importer.address}/run", seen="another"))
    gallery.hang("import, a file waits", desk.client.get(UPLOAD))
    desk.open(importer.address)
    importer.post(f"{importer.address}/discard")
    gallery.hang("import, given up", desk.client.get(UPLOAD))
    _opened(importer, table(["", "Nikt"]))
    importer.check(category="ngo")
    gallery.hang("import, nobody to register", desk.client.get(f"{importer.address}/check"))


def _opened(importer: Importer, content: bytes) -> TestResponse:
    importer.upload(content)
    return importer.desk.client.get(importer.address)
