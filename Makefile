# Every verb sets up what it needs first; the second time that takes no time and no network.
.DEFAULT_GOAL := help
.PHONY: help setup up down reset status doctor deploy demo test check check-types protos logs

cdlc := .venv/bin/cdlc
# Images of containers often forbid bytecode: every command would compile all that it imports, again and again.
unexport PYTHONDONTWRITEBYTECODE

help: ## Print these verbs
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r verb what; do printf 'make %-8s %s\n' "$$verb" "$$what"; done

setup: ## Install what is missing (Debian packages as root), nothing else
	@localstack/bootstrap.sh

up: setup ## Start the engines and AWS, deploy the application, say where to look
	@$(cdlc) up

down: setup ## Stop everything; the data stays
	@$(cdlc) down

reset: setup ## Stop everything and drop the data
	@$(cdlc) reset

status: setup ## Show every part with its address, memory and health
	@$(cdlc) status

doctor: setup ## Look for the likeliest troubles and say how to mend them
	@$(cdlc) doctor

deploy: setup ## Deploy what changed
	@$(cdlc) deploy

demo: setup ## Play the whole path on real input and check each answer
	@$(cdlc) demo

test: ## Run every test
	@localstack/bootstrap.sh --tests
	@.venv/bin/pytest

check: setup ## Lint, types, directions of imports, templates
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@$(MAKE) --no-print-directory check-types
	@.venv/bin/lint-imports
	@.venv/bin/cfn-lint template.yaml stacks/*.yaml
	@.venv/bin/pytest -q tests/architecture

check-types: setup
	@.venv/bin/mypy localstack/cdlc localstack/engines localstack/deployer layers/chassis/chassis layers/contracts/contracts localstack/payment_provider functions services/rpc
	@.venv/bin/mypy --config-file localstack/extension/pyproject.toml --python-executable .local/venvs/localstack/bin/python localstack/extension/cdlc_localstack

protos: setup ## Generate the gRPC stubs from their .proto files; refuses what would break a caller
	@PYTHONPATH=localstack .venv/bin/python -m deployer.protocols

logs: setup ## Show the last lines of the parts' logs
	@$(cdlc) logs
