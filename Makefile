# The same tasks in plain Python, for systems without make: python tasks.py demo | test | bench | templates | addin
PYTHON ?= python3

.PHONY: demo test bench templates addin
demo test bench templates addin:
	@"$(PYTHON)" tasks.py $@ $(ARGS)
