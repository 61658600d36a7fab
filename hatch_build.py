"""Build hook: every build prepares catalogues and static files; the standard wheel also carries what stands beside."""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BESIDE_THE_PACKAGE = ("templates", "translations")


class CustomBuildHook(BuildHookInterface[Any]):
    """Called by hatchling for the wheel, standard or editable."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Prepare; add templates and catalogues to a standard wheel only, for in an editable one a copy goes stale."""
        root = Path(self.root)
        _run_prepare(root)
        if version == "editable":
            return
        for name in BESIDE_THE_PACKAGE:
            if (root / name).is_dir():
                build_data["force_include"][str(root / name)] = f"sokwms_reg/{name}"


def _run_prepare(root: Path) -> None:
    """Load tools/prepare.py by its path: the tools are scripts, not part of any package."""
    spec = importlib.util.spec_from_file_location("prepare", root / "tools" / "prepare.py")
    if spec is None or spec.loader is None:
        message = "tools/prepare.py is missing"
        raise FileNotFoundError(message)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.prepare(root)
