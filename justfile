# What is done again and again. `just` comes with `just setup` (or `pip install rust-just`), or from a package manager.
# Everything runs in `.venv`; the folder's name may hold blanks.

set positional-arguments

bin := ".venv/bin"

# the recipes
default:
    @just --list --unsorted

# an environment with calmtui, its tests and the tools, with the locked versions
setup:
    python3 -m venv --upgrade-deps .venv
    {{bin}}/pip install -q uv
    {{bin}}/uv sync -q --locked --inexact --all-extras

# the default tests, or those that are named
test *arguments:
    {{bin}}/python -m pytest -n auto "$@"

# the slow tests, and then, one after the other, those that need a core of their own
slow:
    {{bin}}/python -m pytest -m "slow and not alone" -n 2 -rs
    {{bin}}/python -m pytest -m alone -n 0 -rs

# style
lint:
    {{bin}}/ruff check .
    {{bin}}/ruff format --check .

# types, and who may import whom
types:
    {{bin}}/mypy
    {{bin}}/lint-imports

# that uv.lock is what pyproject.toml asks for; `uv lock` makes it again, `uv lock --upgrade` with newer packages
locked:
    {{bin}}/uv lock -q --check --offline

# the pictures in screenshots/
shots:
    {{bin}}/python -m scripts.shots

# the catalogues, after a word on a screen has changed; says what is not translated
words:
    {{bin}}/python -m scripts.catalogue

# the JSON Schema of routines, after the format's types have changed
schema:
    {{bin}}/calmtui schema > routines/routine.schema.json

# the table of all keys, after a key of a screen has changed
keys:
    {{bin}}/python -m scripts.key_table

# what shells complete, and the man page, after the command line has changed
completions:
    {{bin}}/python -m scripts.completions

# launches, guides and idling in figures; 8 minutes with --short
bench *arguments:
    {{bin}}/python -m benchmarks "$@"

# what can be said without running the program
check: lint types locked

# the files of a release in dist/, and what packagers take; URL is the folder in which they will be
dist *url:
    rm -rf dist
    {{bin}}/python -m scripts.build
    {{bin}}/python -m scripts.packages "$@"

# Debian's package of what is in dist/, built, installed and purged in Debian's sid; takes root
debian:
    scratch=$(mktemp -d) && .ci/debian dist "$scratch" && rm -rf "$scratch"

# what is to be looked at before a release, and its files; URL as for `just dist`
release *url: check
    {{bin}}/python -m scripts.release
    @just dist "$@"
