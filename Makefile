# make demo    the main job, step by step          make test    every test
# make node-demo   the same on a real node of Kubernetes, built from source (root, Go)
# make cluster-demo   three nodes on etcd, and on PostgreSQL, while leaders and nodes are killed
# make build   the program, at build/rolecall      make bench   the numbers of docs/BENCHMARKS.md
# make install PREFIX=/usr/local                   make coverage   the lines that unit tests reach, by folder
# make deb     packages for Debian                 make image   an OCI image of them
# make site    the documentation, at build/site/html
# make interop SDKs of other languages as clients, each where its tools are   make format   make lint   make sanitize
# make fuzz   make sim   make clean
# How each of them configures is said once, in CMakePresets.json.
PREFIX ?= /usr/local
BUILD ?= build
JOBS ?= $(shell nproc)
# Of the simulation: 2,000 are among the tests; a night on two cores does a hundred thousand.
SIM_SEEDS ?= 100000
# A line of progress on a terminal, silence elsewhere.
NINJA = ninja -j $(JOBS) $$([ -t 1 ] || echo --quiet)
# $(call configure,PRESET,DIRECTORY): unless it was done; ninja sees to changes of CMake's files.
configure = [ -f $(2)/build.ninja ] || cmake --preset $(1) -B $(2) >/dev/null

.PHONY: all build demo node-demo cluster-demo test interop bench install deb image site format lint sanitize fuzz sim coverage reference clean configure
all: build

configure:
	@tools/setup build
	@$(call configure,release,$(BUILD))

build: configure
	@$(NINJA) -C $(BUILD) rolecall

demo: build
	@tools/setup demo
	@ROLECALL=$(abspath $(BUILD))/rolecall examples/demo.sh

node-demo: build
	@ROLECALL=$(abspath $(BUILD))/rolecall examples/node/demo.sh

cluster-demo: build
	@tools/setup demo nodes
	@ROLECALL=$(abspath $(BUILD))/rolecall examples/nodes/demo.sh etcd
	@ROLECALL=$(abspath $(BUILD))/rolecall examples/nodes/demo.sh postgresql

test: configure
	@tools/setup test
	@$(NINJA) -C $(BUILD)
	@cd $(BUILD) && ctest --output-on-failure -j $(JOBS)

interop: build
	@ROLECALL=$(abspath $(BUILD))/rolecall tests/interop/run.sh $(LANES)

bench: configure
	@tools/setup bench
	@cmake --preset bench -B $(BUILD) >/dev/null
	@$(NINJA) -C $(BUILD)
	@BUILD=$(abspath $(BUILD)) tests/bench/run.sh

install: build
	@ninja -C $(BUILD) -j $(JOBS) --quiet rolecall_authorization_archive
	@DESTDIR=$(DESTDIR) cmake --install $(BUILD) --prefix $(PREFIX)
	cd $(DESTDIR)$(PREFIX)/share && install -d bash-completion/completions zsh/site-functions fish/vendor_completions.d
	$(BUILD)/rolecall completion bash >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/rolecall
	$(BUILD)/rolecall completion zsh >$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_rolecall
	$(BUILD)/rolecall completion fish >$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/rolecall.fish

format:
	@tools/setup lint
	@git ls-files -z '*.cc' '*.h' | xargs -0 clang-format -i

lint: configure
	@tools/setup lint
	@tools/check-format
	@tools/check-tree
	@tools/check-tidy $(BUILD)

# build/deb/*.deb: the program, its service and manual pages; the library; debug symbols apart.
deb: build
	@tools/setup package
	@mkdir -p $(BUILD)/deb && rm -f $(BUILD)/deb/*.deb
	@SOURCE_DATE_EPOCH=$$(dpkg-parsechangelog -S Timestamp) DEB_OUTPUT=$(abspath $(BUILD))/deb debian/rules binary >$(BUILD)/deb/log 2>&1 || { tail -n 40 $(BUILD)/deb/log; exit 1; }
	@ls $(BUILD)/deb/*.deb

# build/image: an OCI image layout of that package and the libraries that it needs, nothing else.
image: deb
	@tools/make-image $(BUILD)/deb/rolecall_*.deb $(BUILD)/image

# build/site/html: docs/ as a site, to be put behind any web server (npm reaches its registry once). Nothing in it is
# fetched from elsewhere when it is read.
site:
	@tools/setup site
	@site/make.sh $(abspath $(BUILD))/site

sanitize:
	@tools/setup test
	@$(call configure,sanitize,build-sanitize)
	@$(NINJA) -C build-sanitize
	@cd build-sanitize && ctest --output-on-failure -j $(JOBS) -LE e2e

# Every fuzz target under libFuzzer for FUZZ_SECONDS each; what it finds lies in build-fuzz/findings.
FUZZ_SECONDS ?= 60
sim: configure
	@$(NINJA) -C $(BUILD) rolecall-sim
	@$(BUILD)/rolecall-sim --seeds $(SIM_SEEDS)

fuzz:
	@tools/setup lint
	@$(call configure,fuzz,build-fuzz)
	@$(NINJA) -C build-fuzz rolecall_libfuzzer
	@tools/fuzz build-fuzz $(FUZZ_SECONDS)

# FOLDERS="base services/s3": only these folders, by their own tests.
coverage:
	@tools/setup build coverage
	@$(call configure,coverage,build-coverage)
	@JOBS=$(JOBS) tools/coverage build-coverage $(FOLDERS)

reference: build
	@$(BUILD)/rolecall reference docs/reference

clean:
	rm -rf build build-debug build-sanitize build-fuzz build-coverage
