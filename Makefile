SHELL := /bin/bash
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed

.PHONY: setup run test bench check locale conformance screenshots package clean

setup: $(STAMP)

$(STAMP): pyproject.toml tools/system_packages.sh
	bash tools/system_packages.sh
	test -x $(PY) || python3 -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $(STAMP)

run: setup
	@if [ "$$(uname)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then $(VENV)/bin/yunzhen demo; \
	else $(VENV)/bin/yunzhen --practice; fi

check: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(PY) -m pytest -q tests/test_architecture.py

test: check
	$(PY) -m pytest -q -n auto --dist loadgroup tests

bench: setup
	$(PY) -m tests.benchmarks

conformance: setup
	TZ=America/Phoenix $(PY) -m tests.oracles.conformance

locale: setup
	$(PY) tools/compile_locale.py

screenshots: setup
	$(PY) -m tests.screenshots

package: setup
	$(VENV)/bin/pyinstaller --noconfirm --clean build.spec
	$(PY) -m pytest -q tests/packaged -m packaged

clean:
	rm -rf build dist out
