"""What a process of the web server loads.

granian's processes are forks that share its parent's deafness to TERM until they serve. One that is told to stop while
it loads the application would not hear it, and be killed after its time-out. So hearing comes first, imports later.
"""

import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def web() -> "Flask":
    """Return the application, loaded by a process that ends when it is told to."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    from sokwms_reg.app import create_app  # noqa: PLC0415 - it takes a second

    return create_app()
