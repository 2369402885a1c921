#!/usr/bin/env bash
# Installs the wheel beside packages that many programs use it with, in a clean virtual environment, and runs the tests here.
#
#   qa/ecosystem/run.sh PYTHON WHEELS
set -euo pipefail
cd "$(dirname "$0")/../.."

environment=$(mktemp -d)
trap 'rm -rf "$environment"' EXIT
"$1" -m venv "$environment"
bin=$environment/bin
"$bin/python" -m pip --quiet --disable-pip-version-check install -r qa/ecosystem/requirements.txt
"$bin/python" -m pip --quiet --disable-pip-version-check install --no-deps --no-index --find-links "$2" geai-client
"$bin/python" -m pytest --rootdir qa/ecosystem -c /dev/null -p no:cacheprovider qa/ecosystem
