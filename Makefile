# The same tasks in plain Python, for systems without make: python tasks.py demo | test | bench | templates
PYTHON ?= python3

.PHONY: demo test bench templates
demo test bench templates:
	@"$(PYTHON)" tasks.py $@ $(ARGS)
