"""The line of writers in front of SQLite: the kernel's own, which is quick and wakes in order, with a time limit.

Polling would keep a writer waiting three times as long as the worst that the kernel's line does.
"""

import fcntl
import os
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

PATIENCE_SECONDS = 10  # the longest honest transaction, an import of a whole edition, takes two
IMPATIENCE_SECONDS = 1  # where others have waited in vain already

Identity = tuple[int, int]


class LockedError(Exception):
    """The writers in front do not end: a process is stopped, or a command works for very long."""


@dataclass(eq=False)
class _Place:
    """A place in the line, kept by a thread of its own, because the kernel's line knows no time limit."""

    handle: IO[bytes]
    reached: threading.Event = field(default_factory=threading.Event)


_mutex = threading.Lock()
_left: dict[Identity, list[_Place]] = {}  # by file: places whose writers gave up, for the next ones to take over


def take_lock(path: Path) -> IO[bytes]:
    """Return the locked file; closing it lets the next writer in, and so does the death of the process.

    Raises LockedError, OSError. A lock that never comes free costs no more threads than there are writers at once.
    """
    handle = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return _wait_in_line(handle)
    except BaseException:
        handle.close()
        raise
    return handle


def stuck() -> bool:
    """Tell whether writers of this process have waited in vain and the lock has not come free since."""
    with _mutex:
        return any(_left.values())


def _wait_in_line(handle: IO[bytes]) -> IO[bytes]:
    file = os.fstat(handle.fileno())
    identity = (file.st_dev, file.st_ino)
    with _mutex:
        place = _left[identity].pop() if _left.get(identity) else None
    if place is not None:
        handle.close()
        patience = IMPATIENCE_SECONDS
    else:
        place = _Place(handle)
        patience = PATIENCE_SECONDS
        threading.Thread(target=_stand, args=(place, identity), daemon=True).start()
    if place.reached.wait(patience):
        return place.handle
    with _mutex:
        if place.reached.is_set():
            return place.handle
        _left.setdefault(identity, []).append(place)
    raise LockedError


def _stand(place: _Place, identity: Identity) -> None:
    """Wait without limit; what nobody wants any more is given back at once."""
    fcntl.flock(place.handle, fcntl.LOCK_EX)
    with _mutex:
        waiting = _left.get(identity, [])
        if place not in waiting:
            place.reached.set()
            return
        waiting.remove(place)
        if not waiting:
            del _left[identity]
    place.handle.close()
