# Everything runs in .venv, which the first target that needs it sets up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ENGINES := .venv-engines
ENGINES_READY := $(ENGINES)/.ready
PAGE := fixtures/gb18030-portal-page.in.txt

.PHONY: demo test check bench bench-speed bench-records bench-detect bench-mojibake bench-glosses bench-convert bench-strip bench-reports clean data faults \
	test-engines bench-engines


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

bench-speed: $(READY)  ## speed, start-up, memory and two jobs beside the peers; PARTS="start memory" or --quick for less
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[bench,data]'
	$(BIN)/python benchmarks/speed.py $(PARTS)

bench-records: $(READY)  ## a pipe's memory and speed (MIB=64), a file of records with one job and two (RECORDS=100000)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(BIN)/python benchmarks/streaming.py $(or $(MIB),64)
	$(BIN)/python benchmarks/records.py $(or $(RECORDS),100000)

bench-detect: $(READY)  ## encodings found, beside charset-normalizer, chardet and cchardet
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(BIN)/python benchmarks/detection.py

data: $(READY)  ## rebuild normalise/data from its sources
	$(BIN)/pip install --quiet --editable '.[data]'
	$(BIN)/python tools/build_model.py
	$(BIN)/python tools/build_script.py
	$(BIN)/python tools/build_convert.py
	$(BIN)/python tools/build_readings.py
	$(BIN)/python tools/build_private_use.py
	$(BIN)/python tools/build_furniture.py
	$(BIN)/python tools/build_marks.py
	@echo 'context.bin is built from a Debian package: see tools/build_context.py'

bench-mojibake: $(READY)  ## mojibake undone and clean text left alone, beside ftfy
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[bench,data]'
	$(BIN)/python benchmarks/mojibake.py
	$(BIN)/python benchmarks/harm.py
	$(BIN)/python benchmarks/splicing.py

bench-glosses: $(READY)  ## farms' pinyin taken out, and what of other hands is touched
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[bench,data]'
	$(BIN)/python benchmarks/glosses.py

bench-reports: $(READY)  ## a folder of 10,000 with a report and without, and the page in Chromium
	$(BIN)/python benchmarks/reports.py

docs/report.png: $(READY)  ## the picture of the README, taken in Chromium
	$(BIN)/python tools/take_picture.py $@

faults: $(READY)  ## 500 kills at random instants while files are rewritten, and what was left each time
	$(BIN)/python tests/files/kill_at_random.py 500

bench-convert: $(READY)  ## Traditional to Simplified, beside OpenCC, opencc-pyo3 and zhconv-rs
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(BIN)/python benchmarks/conversion.py

bench-strip: $(READY)  ## furniture found and text lost, by category; and the speed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(BIN)/python benchmarks/furniture.py
	$(BIN)/python benchmarks/furniture.py --speed

test-engines: $(ENGINES_READY)  ## normalise.engines on the engines themselves, 2,000 documents each; Spark needs Java
	NORMALISE_TESTS_NEED_ENGINES=1 $(ENGINES)/bin/python -m pytest -rs tests/engines

bench-engines: $(ENGINES_READY)  ## the same with 200,000 documents (DOCUMENTS=200000), and how fast each is
	$(ENGINES)/bin/python benchmarks/engines.py $(or $(DOCUMENTS),200000)

clean:
	rm -rf $(VENV) $(ENGINES) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev,records]'
	@touch $@

$(ENGINES_READY): pyproject.toml
	$(PYTHON) -m venv $(ENGINES)
	$(ENGINES)/bin/pip install --quiet --disable-pip-version-check --editable '.[engines]'
	@touch $@
