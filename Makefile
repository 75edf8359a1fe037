# One command each; every target sets up what it needs. Variables are lower case: make figures edition=latest jobs=2
.DEFAULT_GOAL := help
.PHONY: help figures kit test lab check check-figures bench faults lock clean

edition :=
notebook :=
jobs :=
lang :=
theme :=
sizes :=
labels :=
port := 8888

# The environment: .venv, or the active conda environment if it bears the name in environment.yml.
name := $(shell sed -n 's/^name: *//p' environment.yml)
ifeq ($(CONDA_DEFAULT_ENV),$(name))
env := $(CONDA_PREFIX)
ready := .cache/conda-ready
else
env := .venv
ready := .venv/ready
endif
bin := $(env)/bin
run := $(bin)/python -m reach

help:
	@echo "make figures        rerun the notebooks for both editions and write figures/"
	@echo "make kit            one edition in another language or theme, in a folder of its own:"
	@echo "                    make kit edition=latest lang=ru theme=dark"
	@echo "make test           the tests"
	@echo "make lab            JupyterLab on this machine"
	@echo "make check          hold every table against its schema"
	@echo "make check-figures  rerun into a temporary folder and compare with what is committed"
	@echo "make bench          time reruns beside other tools, large tables and many editions, as ratios"
	@echo "make faults         break reruns on purpose: killed, interrupted, two at once, disk full"
	@echo "make lock           renew requirements.txt from requirements.in"
	@echo "make clean          remove the environment and caches"
	@echo "For one edition or notebook: make figures edition=latest notebook=03"

figures: $(ready)
	@$(run) run $(addprefix --edition ,$(edition)) $(addprefix --jobs ,$(jobs)) $(notebook)

kit: $(ready)
	@$(run) run --edition $(or $(edition),latest) $(addprefix --jobs ,$(jobs)) $(addprefix -p language ,$(lang)) \
	  $(addprefix -p theme ,$(theme)) $(addprefix -p labels ,$(labels)) $(if $(sizes),-p sizes "$(sizes)") $(notebook)

test: $(ready)
	@$(bin)/python -m pytest -q -n 2

check: $(ready)
	@$(run) check

check-figures: $(ready)
	@$(run) check-figures

bench: $(ready)
	@$(bin)/python tests/benchmarks/rerun.py $(notebook)
	@$(bin)/python tests/benchmarks/scale.py

faults: $(ready)
	@$(bin)/python tests/benchmarks/faults.py

lab: $(ready)
	@$(bin)/jupyter lab --ip=127.0.0.1 --port=$(port) $(if $(filter 0,$(shell id -u)),--allow-root) notebooks

lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv"; exit 1; }
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url requirements.in -o requirements.txt

clean:
	rm -rf .venv .cache .hypothesis .ruff_cache

.venv/ready: requirements.txt pyproject.toml
	@set -e; \
	for p in $(python) python3.11 python3.12 python3.13 python3.14 python3 python; do \
	  if command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then py=$$p; break; fi; \
	done; \
	[ -n "$$py" ] || { echo "Python 3.11 or newer is needed and was not found. Install it, or name it: make python=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }; \
	$$py -c 'import ensurepip, venv' 2>/dev/null || { echo "$$py has no venv. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }; \
	echo "Setting up .venv with $$($$py --version): about a minute, once"; \
	$$py -m venv --clear .venv; \
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt; \
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .; \
	.venv/bin/python -m reach fonts; \
	touch $@

.cache/conda-ready: requirements.txt pyproject.toml
	@mkdir -p .cache
	$(bin)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(bin)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
