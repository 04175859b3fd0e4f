# The same tasks in plain Python, for systems without make: python tasks.py demo | test | bench | templates | addin | install
PYTHON ?= python3

.PHONY: demo test bench templates addin install
demo test bench templates addin install:
	@"$(PYTHON)" tasks.py $@ $(ARGS)
