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
    " folders errors lock documents sent"
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


# Who may write a state: the one way from state to state, and the row that somebody new gets.
WRITES_STATES = {"registration/service/moving.py", "registration/service/row.py"}
ROOMS_OF_PEOPLE = ("registration", "attendees", "imports", "backoffice", "transfer")


def test_nothing_else_changes_a_state() -> None:
    """Neither by an attribute nor by a statement; messages have states of their own, in rooms of their own."""
    found = {
        str(path.relative_to(PACKAGE))
        for path in python_files(*(f"sokwms_reg/{room}" for room in ROOMS_OF_PEOPLE))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _writes_a_state(node)
    }
    assert found == WRITES_STATES


def _writes_a_state(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        parts = [part for target in targets for part in ast.walk(target)]
        return any(isinstance(part, ast.Attribute) and part.attr == "state" for part in parts)
    if not isinstance(node, ast.Call):
        return False
    name = (
        node.func.attr
        if isinstance(node.func, ast.Attribute)
        else node.func.id
        if isinstance(node.func, ast.Name)
        else ""
    )
    sets_it = any(keyword.arg == "state" for keyword in node.keywords)
    if name == "setattr":
        return any(isinstance(part, ast.Constant) and part.value == "state" for part in node.args)
    return sets_it and name in {"values", "Registration"} and not _is_nobody(node)


def _is_nobody(node: ast.Call) -> bool:
    """Tell whether a registration is made for nobody: id 0, which no row has."""
    ids = [keyword.value for keyword in node.keywords if keyword.arg == "id"]
    return any(isinstance(value, ast.Constant) and value.value == 0 for value in ids)


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
