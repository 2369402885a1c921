#!/usr/bin/env bash
# Installs the wheel in a clean virtual environment outside the checkout and runs the tests there.
#
#   tests/packages/python/run.sh PYTHON WHEELS VECTOR_SERVER
set -euo pipefail
cd "$(dirname "$0")/../../.."

python=$1
export GEAI_WHEELS=$2
export GEAI_VECTOR_SERVER=$3

environment=$(mktemp -d)
trap 'rm -rf "$environment"' EXIT
"$python" -m venv "$environment"
bin=$environment/bin
[[ -d $bin ]] || bin=$environment/Scripts
pip=("$bin/python" -m pip --quiet --disable-pip-version-check install)
"${pip[@]}" --require-hashes -r tests/python/requirements.txt -r tests/packages/python/requirements.txt
"${pip[@]}" --no-deps --no-index --find-links "$GEAI_WHEELS" geai-client

# -s shows the sizes.
"$bin/python" -m pytest -s tests/packages/python
"$bin/python" -m pytest -n 2 --dist worksteal tests/python
