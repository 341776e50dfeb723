# `make help` lists what there is. Everything installs what it needs first.
.DEFAULT_GOAL := help
SHELL := /bin/sh
# The project's own Node, which npm installs; the Node of the machine only has to run npm.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
# Settings may be in .env; the environment takes precedence over .env.
SETTINGS := $(if $(wildcard .env),--env-file=.env)
NODE := node $(SETTINGS)
# All other commands would ignore ARGS, so they refuse it.
TAKE_ARGS := test e2e reconcile soak staleness-check bench bench-quick profile
ifeq ($(origin ARGS),command line)
ifneq ($(filter-out $(TAKE_ARGS),$(MAKECMDGOALS)),)
$(error ARGS is for $(TAKE_ARGS), not for $(filter-out $(TAKE_ARGS),$(MAKECMDGOALS)))
endif
endif

# `.installed` marks the packages that the service needs, `.installed-dev` those for tests and checks, too.
node_modules/.installed: package.json package-lock.json
	@scripts/install
node_modules/.installed-dev: package.json package-lock.json
	@scripts/install dev

install: node_modules/.installed-dev web/node_modules/.installed ## Install all dependencies

web/node_modules/.installed: node_modules/.installed-dev web/package.json web/package-lock.json
	@node scripts/web.ts --install

run: node_modules/.installed ## Set up and start the service, and build the web app meanwhile
	@$(NODE) scripts/web.ts --with-service & exec scripts/serve $(SETTINGS)

# Accounts of the demo have a password that everybody knows, so the demo uses neither the database of DATABASE_URL nor the address, the mail
# server and the payment provider that .env names (HOST, PUBLIC_URL, SMTP_URL, PAYMENTS), because these are for real members. Only this
# machine reaches it, unless HOST is in the environment (docs/payments.md).
demo: node_modules/.installed ## Start the service with a demo coworking in a separate data folder, and with test payments
	@HOST=$${HOST-} $(NODE) scripts/web.ts --with-service & DATABASE_URL= DATABASE_REPLICA_URL= DEMO_DATA=true DATA_DIR=$${DATA_DIR:-./data/demo} \
	HOST=$${HOST-} PUBLIC_URL=$${PUBLIC_URL-} SMTP_URL=$${SMTP_URL-} PAYMENTS=$${PAYMENTS-} \
	exec scripts/serve $(SETTINGS) --import=./testing/payments/demo.ts

web: node_modules/.installed ## Build the web app, if its sources have changed
	@node scripts/web.ts

dev: node_modules/.installed ## Start the service, and restart it on every change of a file
	@exec scripts/serve $(SETTINGS) --watch

test: install ## Run the tests, or those of ARGS=bookings; the API and migration tests on Debian's PostgreSQL as well, where it is installed
	@scripts/test $(ARGS)

e2e: install ## Test journeys through the web app in a real browser: Chromium, by CHROMIUM_PATH or on the PATH
	@scripts/e2e $(ARGS)

screenshots: install ## Make the pictures of the READMEs again
	@SCREENSHOTS=true scripts/e2e

web-bench: install ## Measure how quick the web app feels: largest contentful paint, layout shift, JavaScript, a long timeline
	@node e2e/vitals.ts

check: install ## Format, lint, types, architecture, dead code, lists that must match the code (modules, tags, audit fields, pages), unused texts, generated files, the build of the web app, known vulnerabilities of dependencies
	@scripts/check

format: install ## Format the code and fix what the linter can
	@biome check --write .

generate: install ## Make the generated files anew: openapi.json, the client's types, the types of the tables; list new migrations
	@node scripts/checksums.ts && node scripts/generate.ts

# The command gets EMAIL as it was typed: here make would expand `$` in it, and the shell would read quotes. The same holds for REFUND, RESULT and FILE below.
# An EMAIL of the environment, which other programs set, names no administrator.
admin: override export EMAIL := $(if $(findstring command,$(origin EMAIL)),$(value EMAIL))
admin: node_modules/.installed ## Make EMAIL=… an administrator again, with a new password that is printed once
	@$(NODE) server/src/admin/admin.ts "$$EMAIL"

reconcile: node_modules/.installed ## Compare recent and unfinished payments and refunds with the provider's; names every difference; ARGS='--days 90' for older ones
	@$(NODE) server/src/reconcile/reconcile.ts $(ARGS)

finish-refund: override export REFUND := $(value REFUND)
finish-refund: override export RESULT := $(value RESULT)
finish-refund: node_modules/.installed ## End REFUND=… whose result the service cannot learn: RESULT=made or RESULT=not-made
	@$(NODE) server/src/finish-refund/finish-refund.ts "$$REFUND" "$$RESULT"

audit: node_modules/.installed ## Check the books: money, bookings, overlaps; names every wrong row
	@$(NODE) server/src/audit/audit.ts

soak: install ## Long races and kill loops, with their figures; ARGS='--only slot --slots 20' for a part
	@node server/soak/soak.ts $(ARGS)

staleness-check: install ## Look for responses older than a write that had been confirmed, on two instances, while Redis fails in every way
	@node server/soak/soak.ts --only stale $(ARGS)

bench: install ## Compare the speed of the service with the most that the machine can do, at a million bookings; ARGS='--only memory' for a part
	@node server/bench/bench.ts $(ARGS)

bench-quick: install ## Run each scenario of the benchmark briefly, to find failures; the figures say nothing about speed
	@node server/bench/bench.ts --quick $(ARGS)

profile: install ## Say where the service's time goes under load, by package and function; ARGS='--only create'
	@node server/bench/profile.ts $(ARGS)

fuzz: install ## Send 20,000 requests as each role, over all routes, valid and not
	@FUZZ_REQUESTS=$${FUZZ_REQUESTS:-20000} vitest run server/fuzz

backup: node_modules/.installed ## Write the whole database to a file in backups/
	@$(NODE) server/src/backup/backup.ts

restore: override export FILE := $(value FILE)
restore: node_modules/.installed ## Read FILE=backups/… back into an empty database
	@$(NODE) server/src/backup/restore.ts "$$FILE"

# Packages that were installed earlier are brought up to date, so that their Node is that of package-lock.json.
build: $(if $(wildcard node_modules),node_modules/.installed) ## Put the content of an image into dist/: the sources and the dependencies that it runs with
	@scripts/build

docker-build: ## Build the image
	docker build -t coworking-manager .

image-test: install ## Build the image with buildah and start it, as root on Debian; says so where it cannot
	@scripts/image-test

docker-run: .env ## Run the image with PostgreSQL and Redis
	docker compose up --build

.env:
	@echo 'There is no .env yet: making one with the secrets that compose.yaml asks for'
	@umask 077; secret() { head -c $$1 /dev/urandom | od -An -tx1 | tr -d ' \n'; }; \
	printf 'POSTGRES_PASSWORD=%s\nJWT_SECRET=%s\n' "$$(secret 24)" "$$(secret 32)" >.env

clean: ## Remove what was installed and built; data/ and backups/ stay
	rm -rf node_modules dist coverage web/node_modules web/dist

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-15s %s\n", $$1, $$2 }'

.PHONY: install run demo web dev test e2e screenshots web-bench check format generate admin audit reconcile finish-refund soak staleness-check bench bench-quick profile fuzz backup restore build docker-build docker-run image-test clean help
