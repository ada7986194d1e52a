# Everything a newcomer needs. Each target sets up what it needs first; only Python, git and make
# have to be there. What is missing is said with the line that mends it.

.PHONY: help run test quick test-outside bench front lock clean
.DEFAULT_GOAL := help

START = @sh tools/with-python tools/start.py

help:
	@echo "make run           set up everything and start the app with its demonstration"
	@echo "make test          set up everything and run every check (BROWSER=0: without a browser)"
	@echo "make quick         the checks to run all day, under two minutes"
	@echo "make test-outside  migrations and database tests on Debian's PostgreSQL 15"
	@echo "make bench         measure against peers, about five minutes; results go to docs/benchmarks.md"
	@echo "make front         build the front-end files if their sources changed"
	@echo "make lock          resolve the dependencies anew into locks/"
	@echo "make clean         remove what was installed and built; state stays in SAFECONDUCT_HOME"

run test quick test-outside bench front lock:
	$(START) $@

clean:
	rm -rf .venv node_modules src/safeconduct/web/static src/safeconduct/web/served
