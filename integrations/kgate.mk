# include this file: `make kgate` checks the builds of the project file, `make kgate-lint` the trees' sources.
# A goal that is to wait for the check names it: `all: | kgate`.

KGATE ?= kgate
KGATE_FLAGS ?=

.PHONY: kgate kgate-lint
kgate:
	$(KGATE) check $(KGATE_FLAGS)

kgate-lint:
	$(KGATE) lint $(KGATE_FLAGS)
