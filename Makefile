# 问据: one command serves, one command tests; each does its own set-up. `make help` lists them.

SHELL := bash
bin := .venv/bin
pip_install := $(bin)/python -m pip install --quiet --disable-pip-version-check
# pip must not leave the product to a user's or another project's settings.
unexport PYTHONPATH PYTHONHOME PIP_TARGET PIP_USER PIP_CONSTRAINT
# Older pips else warn of the one dependency (jieba) that comes as source.
export PIP_USE_PEP517 := 1

# An interpreter counts when it is new enough and can make a virtual environment.
pythons := $(if $(PYTHON),"$(PYTHON)",python3.11 python3.12 python3.13 python3.14 python3)
new_enough := import sys; sys.exit(sys.version_info < (3, 11))
find = $(shell for p in $(pythons); do "$$p" -c '$(1)' >/dev/null 2>&1 && echo "$$p" && break; done)
no_python = 找不到 Python 3.11 或更新版本，请安装，或用 PYTHON=… 指定 (no Python 3.11 or later found: \
install one, or name it with PYTHON=…)
no_venv = $(call find,$(new_enough)) 缺少 venv 模块，Debian/Ubuntu 请安装 python3-venv (it has no venv \
module: on Debian and Ubuntu run `apt-get install python3-venv`)
python = $(or $(call find,import ensurepip; import venv; $(new_enough)),$(error \
    $(if $(call find,$(new_enough)),$(no_venv),$(no_python))))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install serve test lint screenshot constraints clean

help: ## 列出命令 (this list)
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile

install: .venv/installed ## 建立 .venv 并安装 (set up .venv; gives .venv/bin/wenju)
	@echo '已就绪 (ready): .venv/bin/wenju'

# HOST is read from make's command line alone: some shells export one of their own.
serve: .venv/installed ## 启动网页 (serve; PORT=7860 HOST=127.0.0.1 LIBRARY=dir CORPUS=path ENGINE=name ARGS='…')
	@exec $(bin)/wenju serve $(if $(PORT),--port "$$PORT") \
	    $(if $(filter command,$(firstword $(origin HOST))),--host "$$HOST") \
	    $(if $(LIBRARY),--library "$$LIBRARY") \
	    $(if $(CORPUS),--corpus "$$CORPUS") $(if $(ENGINE),--engine "$$ENGINE") $(ARGS)

# Whatever the tests and the browser leave in the temporary directory goes with it.
test: lint ## 全部检查：ruff、mypy、pytest 与浏览器测试 (all checks; ARGS='…' goes to pytest)
	@set -e; WENJU_CHROMIUM=$$(PYTHON=$(bin)/python .ci/find-chromium); export WENJU_CHROMIUM; \
	TMPDIR=$$(mktemp -d); export TMPDIR; trap 'rm -rf "$$TMPDIR"' EXIT; \
	$(bin)/python -m pytest $(ARGS)

lint: .venv/installed-dev ## 只做静态检查 (ruff and mypy alone)
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/mypy

screenshot: .venv/installed-dev ## 重拍 README 的截图 (take the picture of the README again)
	@set -e; WENJU_CHROMIUM=$$(PYTHON=$(bin)/python .ci/find-chromium); export WENJU_CHROMIUM; \
	$(bin)/python tests/screenshot.py

# Each Python found adds what only it needs; the oldest one's versions come first.
constraints: ## 重新锁定依赖版本 (resolve anew and write constraints.txt)
	@set -e; dir=$$(mktemp -d); trap 'rm -rf "$$dir"' EXIT; : >"$$dir/pins"; \
	for p in $(filter-out python3,$(pythons)); do \
	    "$$p" -c 'import ensurepip' 2>/dev/null || continue; \
	    echo "$$p …"; rm -rf "$$dir/v"; "$$p" -m venv "$$dir/v"; pip="$$dir/v/bin/python -m pip"; \
	    $$pip install --quiet --disable-pip-version-check -c "$$dir/pins" -e '.[dev]'; \
	    $$pip freeze --all --exclude-editable --exclude pip >>"$$dir/pins"; \
	done; \
	test -s "$$dir/pins" || { echo 'wenju: $(no_python)' >&2; exit 1; }; \
	{ echo '# Exact versions of all that 问据 and its tests need, for Python 3.11 and later.'; \
	  echo '# Written by `make constraints`; not edited by hand.'; \
	  LC_ALL=C sort --ignore-case --unique "$$dir/pins"; } >constraints.txt

clean: ## 删除 .venv 与各种缓存 (remove .venv, builds and caches)
	rm -rf .venv build dist *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A .venv holds absolute paths: one whose checkout was moved or renamed is made anew.
ifneq ($(shell cat .venv/made-in 2>/dev/null),$(CURDIR))
.PHONY: .venv/bin/python
endif
.venv/bin/python:
	@"$(python)" -m venv --clear .venv && echo "$(CURDIR)" >.venv/made-in

.venv/installed: pyproject.toml constraints.txt .venv/bin/python
	@echo '正在安装到 .venv，首次需要几分钟 (installing into .venv, the first time takes minutes) …'
	@$(pip_install) --constraint constraints.txt --editable .
	@touch $@

.venv/installed-dev: pyproject.toml constraints.txt .venv/bin/python
	@echo '正在安装到 .venv，含测试工具 (installing into .venv, with the test tools) …'
	@$(pip_install) --constraint constraints.txt --editable '.[dev]'
	@touch .venv/installed $@
