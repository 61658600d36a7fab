# The project's front door; `make help` lists the ways in. Needs make and Python 3.11 or newer, nothing else.

PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && exit; done; echo python3)
HOST ?= 127.0.0.1
BIN := .venv/bin
SOURCES := sokwms_reg tests tools benchmarks hatch_build.py wsgi.py

.DEFAULT_GOAL := help
.PHONY: help demo serve worker test check drills bench static-checks lock catalogues states roles format pictures venv venv-dev

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 20

demo: venv ## a whole conference with sample people; HOST=, PORT=, RESET=1 to start afresh
	@$(BIN)/sokwms-reg demo --host $(HOST) $(if $(PORT),--port $(PORT)) $(if $(RESET),--reset)

serve: venv ## the production web server; HOST=, PORT=
	@$(BIN)/sokwms-reg serve --host $(HOST) $(if $(PORT),--port $(PORT))

worker: venv ## the production worker: mail and schedules
	@$(BIN)/sokwms-reg worker

test: static-checks ## every check and every test, on SQLite and PostgreSQL
	@rm -f .coverage coverage.json
	$(BIN)/python -m pytest -n 2 --dist worksteal --database postgresql --cov --cov-report=
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-append --cov-report=term --cov-report=json:coverage.json
	@$(BIN)/python tools/coverage_gate.py coverage.json

check: static-checks ## the quick part, under a minute: no pages, no browser, no races
	$(BIN)/python -m pytest -n 2 -q -m "not slow and not browser and not pages"

drills: venv-dev ## break things on purpose and say what was seen: database, disk, mail, processes, clock
	@$(BIN)/python -m pytest tests/drills -s -q -p no:randomly --database postgresql
	@$(BIN)/python -m pytest tests/drills -s -q -p no:randomly

static-checks: venv-dev
	$(BIN)/ruff format --check --quiet $(SOURCES)
	$(BIN)/ruff check --quiet $(SOURCES)
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint templates --quiet --lint
	$(BIN)/python tools/catalogues.py check
	$(BIN)/mypy

bench: venv-dev ## measure speed and memory, half an hour; QUICK=1 shows in a minute that it works, ONLY= chooses, DATABASE=
	@$(BIN)/python benchmarks/run.py $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY)) $(if $(DATABASE),--database $(DATABASE))

states: venv-dev ## draw docs/states.md from the table of states
	@$(BIN)/python tools/states_page.py

roles: venv-dev ## write docs/roles.md, who may do what, from the code
	@$(BIN)/python tools/roles_page.py

format: venv-dev ## format the code
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

catalogues: venv-dev ## bring translations/ up to date with the texts in the source
	$(BIN)/python tools/catalogues.py update

pictures: venv-dev ## take the pictures of the README and the one for links again; needs a Chromium
	@$(BIN)/python tools/social_picture.py
	@$(BIN)/python tools/pictures.py

lock: venv-dev ## choose the newest allowed versions: requirements.txt and requirements-dev.txt
	$(LOCK) --group build -o requirements.txt
	$(LOCK) --group build --group dev -c requirements.txt -o requirements-dev.txt

LOCK = $(BIN)/uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	--no-emit-index-url --custom-compile-command "make lock"

# A name that is there may still start nothing, such as a pyenv shim of a version that is not installed.
define need-python
@$(PYTHON) -c pass >/dev/null 2>&1 || { echo "There is no $(PYTHON) here that starts. Install Python 3.11 or newer (Debian and Ubuntu: apt install python3 python3-venv), then run the command again." >&2; exit 1; }
endef

venv:
	$(need-python)
	@$(PYTHON) tools/bootstrap.py

venv-dev:
	$(need-python)
	@$(PYTHON) tools/bootstrap.py --dev
