"""The plan of the house as far as import-linter cannot see it; the floors are contracts in pyproject.toml."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "sokwms_reg"
NO_ROOMS = {"core", "commands", "migrations", "static", "__pycache__"}
CORE = (
    "base config db bilingual i18n templates links tokens clock search web office jobs cache assets limits tabular"
    " folders errors lock"
)
SAYS_NOTHING = {"utils", "helpers", "common", "misc", "manager", "managers", "handler", "handlers", "base_service"}
LONGEST_FILE = 250


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def rooms() -> set[str]:
    return {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name not in NO_ROOMS}


def test_every_room_is_under_the_contract_of_its_inside() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    inside = next(contract for contract in contracts if contract["name"].startswith("Inside a room"))
    assert {container.removeprefix("sokwms_reg.") for container in inside["containers"]} == rooms()


def test_core_is_a_closed_list() -> None:
    found = {path.stem for path in (PACKAGE / "core").iterdir() if path.name not in {"__init__.py", "__pycache__"}}
    assert found <= set(CORE.split())


@pytest.mark.parametrize("room", sorted(rooms()))
def test_every_room_says_what_it_is_for(room: str) -> None:
    tree = ast.parse((PACKAGE / room / "__init__.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)


def test_the_package_imports_nothing_by_itself() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    assert [type(node) for node in tree.body] == [ast.Expr]


def test_files_stay_small() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in python_files("sokwms_reg", "tests", "tools")
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_names_say_the_thing() -> None:
    named = [str(path) for path in python_files("sokwms_reg", "tests", "tools") if path.stem in SAYS_NOTHING]
    assert named == []


def test_models_stand_on_the_base_that_knows_no_flask() -> None:
    assert [str(path) for path in python_files("sokwms_reg") if "(db.Model" in path.read_text(encoding="utf-8")] == []


def test_only_the_clock_tells_the_time() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in python_files("sokwms_reg")
        if path != PACKAGE / "core" / "clock.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"} and _is_date_class(node.value)
    ]
    assert found == []


def _is_date_class(node: ast.expr) -> bool:
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return name in {"datetime", "date"}


def test_services_do_not_commit() -> None:
    """The caller commits, once: the view, the command or the worker."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in python_files("sokwms_reg")
        if {"service.py", "service"} & set(path.relative_to(PACKAGE).parts[1:])
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert found == []


def test_every_promise_names_tests_that_are_there() -> None:
    text = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
    names = set(re.findall(r"`((?:tests/)?[\w/]+\.py)", text))
    known = {str(path.relative_to(ROOT)) for path in python_files("tests")}
    bare = {path.rpartition("/")[2] for path in known}
    assert {name for name in names if name not in (known if "/" in name else bare)} == set()
    functions = re.findall(r"`[\w/]*?\.py: (test_\w+)`", text)
    sources = "".join(path.read_text(encoding="utf-8") for path in python_files("tests"))
    assert functions
    assert all(f"def {name}(" in sources for name in functions)
