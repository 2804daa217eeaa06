# Everything runs in .venv, which the first target that needs it sets up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PAGE := fixtures/gb18030-portal-page.in.txt

.PHONY: demo test check bench bench-detect bench-mojibake bench-strip clean data

demo: $(READY)  ## broken text in, clean text out, and what was changed
	@echo '$$ normalise detect $(PAGE)' && $(BIN)/normalise detect $(PAGE)
	@echo && echo '$$ normalise --diff $(PAGE)' && $(BIN)/normalise --diff $(PAGE)
	@echo && echo '$$ normalise --explain $(PAGE) > /dev/null' && $(BIN)/normalise --explain $(PAGE) > /dev/null

test: $(READY)  ## the tests
	$(BIN)/pytest

check: $(READY)  ## lint, types and tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest

bench: $(READY)  ## the main job beside the obvious chain of its parts
	$(BIN)/python benchmarks/main_job.py

bench-detect: $(READY)  ## encodings found, beside charset-normalizer, chardet and cchardet
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(BIN)/python benchmarks/detection.py

data: $(READY)  ## rebuild normalise/data from its sources
	$(BIN)/pip install --quiet --editable '.[data]'
	$(BIN)/python tools/build_model.py
	$(BIN)/python tools/build_script.py
	$(BIN)/python tools/build_readings.py
	$(BIN)/python tools/build_private_use.py
	$(BIN)/python tools/build_furniture.py

bench-mojibake: $(READY)  ## mojibake undone, beside ftfy
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(BIN)/python benchmarks/mojibake.py
	$(BIN)/python benchmarks/splicing.py

bench-strip: $(READY)  ## furniture found and text lost, by category; and the speed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(BIN)/python benchmarks/furniture.py
	$(BIN)/python benchmarks/furniture.py --speed

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
