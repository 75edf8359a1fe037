# One command each; every target sets up what it needs. Variables are lower case: make figures edition=latest jobs=2
.DEFAULT_GOAL := help
.PHONY: help figures kit test test-all lab check check-figures bench faults lock clean ready ready-tests

edition :=
notebook :=
jobs :=
lang :=
theme :=
sizes :=
labels :=
port := 8888

# What a user has set for other programs in Python is none of ours.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONOPTIMIZE PYTHONINSPECT

# The environment: .venv, or the active conda environment if it bears the name in environment.yml.
name := $(shell sed -n 's/^name: *//p' environment.yml)
ifeq ($(CONDA_DEFAULT_ENV),$(name))
env := $(CONDA_PREFIX)
into := --into "$(CONDA_PREFIX)"
pythons := "$(CONDA_PREFIX)/bin/python"
else
env := .venv
pythons := $(python) python3.11 python3.12 python3.13 python3.14 python3 python
endif
bin := $(env)/bin
run := $(bin)/python -m reach

# Set up what is not: place and content decide, not times, so that a copied folder, another lock or a clock that is
# behind is noticed. $(1) is the file that says so, $(2) its lock, $(3) what the set-up is to add.
define set_up
{ pwd -P; sed '/^\[tool/,$$d' pyproject.toml; cat $(2); } | cmp -s - "$(env)/$(1)" && "$(bin)/python" -c '' 2>/dev/null && exit 0; \
for p in $(pythons); do \
  "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && \
    exec "$$p" -I notebooks/reach/environment.py $(3) $(into); \
done; \
echo "Python 3.11 or newer is needed and was not found. Install it, or name it: make python=/path/to/python3.11"; exit 1
endef

help:
	@echo "make figures        rerun the notebooks for both editions and write figures/"
	@echo "make kit            one edition in another language or theme, in a folder of its own:"
	@echo "                    make kit edition=latest lang=ru theme=dark"
	@echo "make test           the tests, in minutes"
	@echo "make test-all       these, and browsers, JupyterLab, a cluster and faults"
	@echo "make lab            JupyterLab on this machine"
	@echo "make check          hold every table against its schema"
	@echo "make check-figures  rerun into a temporary folder and compare with what is committed"
	@echo "make bench          time reruns beside other tools, large tables and many editions, as ratios"
	@echo "make faults         break reruns on purpose: killed, interrupted, two at once, disk full"
	@echo "make lock           renew requirements.txt and requirements-test.txt from their .in files"
	@echo "make clean          remove the environment and caches"
	@echo "For one edition or notebook: make figures edition=latest notebook=03"

figures: ready
	@$(run) run $(addprefix --edition ,$(edition)) $(addprefix --jobs ,$(jobs)) $(notebook)

kit: ready
	@$(run) run --edition $(or $(edition),latest) $(addprefix --jobs ,$(jobs)) $(addprefix -p language ,$(lang)) \
	  $(addprefix -p theme ,$(theme)) $(addprefix -p labels ,$(labels)) $(if $(sizes),-p sizes "$(sizes)") $(notebook)

# A file's tests stay in one process, which draws each figure once.
test: ready-tests
	@$(bin)/python -m pytest -q -n 2 --dist loadfile -m "not slow"

# Files that take longest come first, so that no process waits for the last of them.
longest = $(addprefix tests/test_, run.py pages.py gallery.py)
test-all: test
	@REACH_TESTS=all $(bin)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m slow $(longest) tests

check: ready
	@$(run) check

check-figures: ready
	@$(run) check-figures

bench: ready-tests
	@$(bin)/python tests/benchmarks/rerun.py $(notebook)
	@$(bin)/python tests/benchmarks/scale.py

faults: ready-tests
	@$(bin)/python tests/benchmarks/faults.py

lab: ready
	@$(bin)/jupyter lab --ip=127.0.0.1 --port=$(port) $(if $(filter 0,$(shell id -u)),--allow-root) \
	  --LabApp.default_url=/lab/tree/notebooks/00-start.ipynb --LabApp.app_settings_dir=notebooks/reach/lab

lock: ready-tests
	@for name in requirements requirements-test; do \
	  PATH="$(bin):$$PATH" uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-emit-index-url $$name.in -o $$name.txt || exit 1; \
	done

clean:
	rm -rf .venv .cache .hypothesis .ruff_cache

ready:
	@$(call set_up,ready,requirements.txt)

ready-tests: ready
	@$(call set_up,ready-tests,requirements-test.txt,--tests)
