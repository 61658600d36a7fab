"""Files that are small and would be huge: what reading them takes at most, measured in a process of its own."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from sokwms_reg.core.tabular import TableError, archive
from tests.core.test_tabular import repacked

pytestmark = pytest.mark.slow

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
MEASURED = """
import resource, sys
from pathlib import Path
import openpyxl, defusedxml.ElementTree
from sokwms_reg.core.tabular import TableError, read
content = Path(sys.argv[1]).read_bytes()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    told = f"{len(read(content).rows)} rows"
except TableError as error:
    told = error.flaw.value
print(told, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def measured(content: bytes, folder: Path) -> tuple[str, int]:
    """Read a file in a process of its own; return what came of it, and by how many megabytes memory grew."""
    file = folder / "file"
    file.write_bytes(content)
    ran = subprocess.run([sys.executable, "-c", MEASURED, file], capture_output=True, text=True, check=True)
    told, _, grown = ran.stdout.strip().rpartition(" ")
    return told, int(grown)


def book() -> bytes:
    made, out = Workbook(), io.BytesIO()
    made.worksheets[0].append(["x"])
    made.save(out)
    return out.getvalue()


def a_million_empty_rows() -> bytes:
    rows = "".join(f'<row r="{number}"/>' for number in range(3, 1_000_001))
    cell = '<c r="A{0}" t="inlineStr"><is><t>a</t></is></c>'
    filled = "".join(f'<row r="{number}">{cell.format(number)}</row>' for number in (1, 2))
    return repacked(book(), sheet=f"<worksheet {SPACE}><sheetData>{filled}{rows}</sheetData></worksheet>".encode())


def a_zip_bomb() -> bytes:
    return repacked(book(), sheet=b"0" * 200_000_000)


def one_endless_row() -> bytes:
    return repacked(book(), sheet=f"<worksheet {SPACE}><sheetData><row>{'<c/>' * 9_000_000}".encode())


def a_cell_far_away() -> bytes:
    made, out = Workbook(), io.BytesIO()
    made.worksheets[0]["A1"], made.worksheets[0]["A2"], made.worksheets[0]["CV1048576"] = "a", "b", "c"
    made.save(out)
    return out.getvalue()


def a_lying_directory() -> bytes:
    """Say of a part that it is small, in both places where a packed file tells sizes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("content.xml", b" " * 100_000_000)
    return out.getvalue().replace((100_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("make", "told", "most"),
    [
        (a_million_empty_rows, "2 rows", 60),
        (a_zip_bomb, "unpacks_too_large", 20),
        (one_endless_row, "unpacks_too_large", 20),
        (a_cell_far_away, "2 rows", 40),
        (a_lying_directory, "damaged", 20),
    ],
)
def test_memory_is_bounded(make: Callable[[], bytes], told: str, most: int, tmp_path: Path) -> None:
    content = make()
    assert len(content) < 10 * 1024 * 1024
    found, grown = measured(content, tmp_path)
    assert found == told
    assert grown <= most, f"{make.__name__} took {grown} MB"


def fed(survey: archive.Survey, *pieces: bytes) -> None:
    for piece in pieces:
        survey.feed(piece)


@pytest.mark.parametrize("begins", [b"0", b"<a", b'<a b="', b"<a><!--", b"<?a "])
def test_a_tag_that_never_ends_is_left_early(begins: bytes) -> None:
    """Expat begins anew with each piece of such a token: read to its end, 60 MB would take a minute."""
    survey = archive.Survey()
    with pytest.raises(TableError):
        fed(survey, begins, *[b"0" * archive.PIECE] * 100)
    assert survey.fed <= archive.LONGEST_TOKEN + 2 * archive.PIECE < 100 * archive.PIECE


def test_a_long_text_is_no_long_tag() -> None:
    survey = archive.Survey()
    fed(survey, b"<a>", *[b"0" * archive.PIECE] * 40, b"</a>")
    survey.feed(b"", last=True)
    assert survey.fed > 2 * archive.LONGEST_TOKEN
