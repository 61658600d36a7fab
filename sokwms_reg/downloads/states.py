"""How long files are made and kept."""

from datetime import timedelta

from sokwms_reg.downloads.models import JobState

OPEN = (JobState.WAITING, JobState.RUNNING)
KEPT = timedelta(hours=24)  # after a file is finished, or given up
LOCK = timedelta(minutes=2)  # after its last sign of life a worker counts as dead
MOST_ATTEMPTS = 3
SWEEP = "downloads.write"  # what the worker is woken for
