# Two commands: `make demo` and `make test`. `make check` is what CI runs.
SHELL := /bin/bash
UV := .tools/bin/uv
BIN := .venv/bin
ARGS ?=
export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE ?= hardlink

.PHONY: demo install test check lint docs migrations-check bench bench-code screenshots eval eval-folds train-coder train-joint system pins clean

$(UV):
	@echo "fetching uv into .tools (once)" >&2
	@python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target .tools uv==0.13.9 >&2

# Everything: the core, all extras (Russian, films, faces, browser, PostgreSQL), test tools.
install: .venv/.stamp

# Everything for development: libraries, extras, test tools, from pinned hashes.
.venv/.stamp: pyproject.toml requirements/dev.txt | $(UV)
	@test -x $(BIN)/python || $(UV) venv --quiet --python python3 .venv >&2
	@echo "installing everything from pinned hashes; the first time some minutes" >&2
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt >&2
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e . >&2
	@touch $@ .venv/.core

# The core alone: what the demo needs (the English coder, site and desk).
.venv/.core: requirements/core.txt | $(UV)
	@test -x $(BIN)/python || $(UV) venv --quiet --python python3 .venv >&2
	@echo "installing the core from pinned hashes; the first time some minutes" >&2
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/core.txt >&2
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e . >&2
	@touch $@

demo: .venv/.core
	@KHRONIKA_HOME="$${KHRONIKA_HOME:-$(CURDIR)/var/demo}" $(BIN)/khronika demo $(ARGS)

# pywb and wacz, which replay and judge our packages in tests, and films to test with; never imported.
.tools/clients/.stamp: requirements/clients.txt requirements/films.txt | $(UV)
	$(UV) venv --quiet --clear --python python3 .tools/clients >&2
	$(UV) pip install --quiet --python .tools/clients/bin/python --require-hashes -r requirements/clients.txt >&2
	$(UV) pip install --quiet --python .tools/clients/bin/python --require-hashes --no-deps -r requirements/films.txt >&2
	@touch $@

test: .venv/.stamp .tools/clients/.stamp
	$(BIN)/pytest $(ARGS)

lint: .venv/.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

migrations-check: .venv/.stamp
	DJANGO_SETTINGS_MODULE=khronika.settings $(BIN)/python -m django makemigrations --check --dry-run

docs: .venv/.stamp
	$(BIN)/mkdocs build --quiet --strict --site-dir build/docs

check: lint migrations-check test docs

bench: .venv/.stamp
	@for b in benchmarks/bench_*.py; do echo "== $$b"; $(BIN)/python $$b || exit 1; done

# What coding costs beside spaCy; ARGS=--longest grows one line to 5 MB.
bench-code: .venv/.stamp
	$(BIN)/python benchmarks/bench_code.py $(ARGS)

# Learns the coder's weights again: pinned seeds, one thread (docs/reference/coding.md). The joint
# networks take ten minutes of a large graphics processor, days without one, and are kept in
# var/joint: ARGS of a second run may be a language alone.
ONE := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 nice
train-joint: .venv/.stamp
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/train-joint.txt >&2
	$(ONE) $(BIN)/python benchmarks/train_joint.py

train-coder: .venv/.stamp train-joint
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/train.txt >&2
	$(ONE) $(BIN)/python benchmarks/train_coder.py $(ARGS)
	$(ONE) $(BIN)/python benchmarks/train_links.py $(ARGS)

# The README's pictures, from a fresh demo, so that they are never stale.
screenshots: .venv/.stamp
	$(BIN)/python benchmarks/screenshots.py

eval: .venv/.stamp
	$(BIN)/python benchmarks/eval_coder.py $(ARGS)

# Five folds over the coded reports: table, reliability diagram, learning curve, worst documents; some minutes.
eval-folds: .venv/.stamp
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/train.txt >&2
	$(ONE) $(BIN)/python benchmarks/eval_folds.py --curve $(ARGS)

# Programs that are not Python: a browser, a database server, media tools. Installs where it may, else says the line.
PROGRAMS := age chromium ffmpeg libimage-exiftool-perl postgresql openssl openssh-client default-jre-headless
system:
	@if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(PROGRAMS) >/dev/null; \
	else echo "as root, run: apt-get install $(PROGRAMS)"; fi

# Renew the pins: versions with hashes and no registry address.
pins: | $(UV)
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements/core.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url pyproject.toml --all-extras --group dev -o requirements/dev.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --group train -o requirements/train.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --group train-joint -o requirements/train-joint.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --group clients -o requirements/clients.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-deps --group films -o requirements/films.txt

clean:
	rm -rf .venv .tools build dist .mypy_cache .ruff_cache .pytest_cache
