#!/usr/bin/env bash
# Installs the wheel and the npm package beside the engines that spread work over processes, each in a clean environment, and
# runs their examples.
#
#   qa/engines/run.sh PYTHON WHEELS TARBALLS
set -euo pipefail
cd "$(dirname "$0")/../.."

environment=$(mktemp -d)
trap 'rm -rf "$environment"' EXIT
"$1" -m venv "$environment"
bin=$environment/bin
"$bin/python" -m pip --quiet --disable-pip-version-check install -r qa/engines/requirements.txt
"$bin/python" -m pip --quiet --disable-pip-version-check install --no-deps --no-index --find-links "$2" geai-client
GEAI_PACKAGES=$3 "$bin/python" -m pytest --rootdir qa/engines -c /dev/null -p no:cacheprovider qa/engines
