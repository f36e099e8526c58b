#!/bin/sh
# Pin every dependency with its hashes. No index address is written: whoever installs uses their own.
set -eu
compile() { .venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q "$@"; }
compile pyproject.toml -o requirements/main.txt
compile pyproject.toml --group test --group lint -c requirements/main.txt -o requirements/dev.txt
printf 'hatchling>=1.33,<2\neditables\n' | compile - -c requirements/main.txt -o requirements/build.txt
printf 'uv==0.13.9\n' | compile - -o requirements/uv.txt
