# The one entry point for people. `make help` lists what it offers.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The camera of `make run` instead of the demo clip, for example v4l2:///dev/video0
CAMERA ?=
# The port of `make run`
PORT ?= 8080
# The architecture of `make deb`: arm64 or amd64
ARCH ?= $(shell dpkg --print-architecture 2>/dev/null)

# Short turns for `make bench`
QUICK ?=

setup := deploy/setup/prerequisites.sh
# Looked up in each recipe: the JDK may just have been installed.
with_jdk := JAVA_HOME=$$(deploy/setup/find-jdk.sh)
mvn := $(with_jdk) mvn -B -ntp
# Maven's own libraries call what newer JDKs warn of.
export MAVEN_OPTS += --sun-misc-unsafe-memory-access=allow

dist := target/dist
app := $(dist)/bin/edge-infer
sources := Makefile $(shell find pom.xml native daemon models/nanodet-g models/nanodet-g-320 deploy/setup \
	-type f -not -path '*/target/*' -not -path '*/src/test/*' 2>/dev/null | sed 's/ /\\ /g')

.PHONY: help
help: ## This list
	@sed -nE 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 24

.PHONY: run
run: $(app) ## Demo clip, simulated GPIO, http://localhost:8080; CAMERA=v4l2:///dev/video0 for a real camera
	@exec $(app) run --config $(dist)/demo/edge-infer.yaml --port $(PORT) $(if $(CAMERA),--camera '$(CAMERA)')

.PHONY: dist
dist: $(app) ## A runnable tree in target/dist

$(app): $(sources)
	@$(setup) run
	@echo "edge-infer: building (the first time takes a few minutes)" >&2
	@native/build.sh
	@$(mvn) -q -DskipTests -Dspotless.check.skip package
	@daemon/make-dist.sh
	@touch $(app)

.PHONY: native
native: ## The ExecuTorch binding for this machine and, across, for aarch64
	@$(setup) test
	@native/build.sh x86_64 aarch64

.PHONY: models
models: ## The Python environment of the model tools (6 GB)
	@$(setup) models
	@models/setup.sh

.PHONY: test
test: ## Everything: Java, C++ with sanitizers, model tools, scripts, the aarch64 build under qemu-user
	@$(setup) test
	@deploy/setup/test.sh

.PHONY: test-models
test-models: ## The model tools: real exports, and the table of what they reach (10 GB of disk, an hour of processor time)
	@$(setup) test-models
	@models/test-models.sh

.PHONY: deb
deb: ## A Debian package in target/, for this machine or with ARCH=arm64
	@$(setup) deb
	@deploy/deb/build.sh $(ARCH)

.PHONY: test-deb
test-deb: ## The package of this machine, installed, upgraded and purged on Debian bookworm and trixie (as root)
	@$(setup) test-deb
	@deploy/deb/build.sh $$(dpkg --print-architecture)
	@deploy/deb/test.sh

.PHONY: test-device
test-device: ## The arm64 package on a virtual board in QEMU: cameras, GPIO, crashes, power cuts (25 minutes)
	@$(setup) test-device
	@deploy/device-test/run.sh

.PHONY: bench
bench: $(app) ## How fast it is: own ratios, then beside its peers, in target/bench (30 minutes; QUICK=1 for a look)
	@$(setup) bench
	@bench/run.sh $(if $(QUICK),--quick)

.PHONY: format
format: ## Formats the Java and C++ sources
	@$(mvn) -q spotless:apply
	@native/lint.sh --fix

.PHONY: clean
clean: ## Removes what was built; the downloads' cache outside the tree stays
	@rm -rf target native/target daemon/target
