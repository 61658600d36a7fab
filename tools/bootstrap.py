"""Make .venv, install what the project needs, prepare what it serves. `--dev` adds the tools for working on it.

Written in what every Python from 2.7 on can read, so that an old one gets as far as its sentence: no function, no
annotation, no f-string. The work stands in tools/installing.py, which is read only after the check.
"""

import sys

OLDEST = (3, 11)
SENTENCE = (
    "Python {}.{} or newer is needed, and {} is {}. "
    "Install a newer one, or name one that you have: make demo PYTHON=python3.12\n"
)

if sys.version_info[:2] < OLDEST:
    shown = ".".join(str(part) for part in sys.version_info[:3])
    sys.stderr.write(SENTENCE.format(OLDEST[0], OLDEST[1], sys.executable, shown))
    sys.exit(1)

import installing

if __name__ == "__main__":
    sys.exit(installing.main())
