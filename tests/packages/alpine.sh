#!/usr/bin/env bash
# Tests the packages that were made for musl where musl is: in containers of Alpine. Needs Docker.
#
#   tests/packages/alpine.sh DIR      with the npm tarballs and the wheel
set -euo pipefail
cd "$(dirname "$0")/../.."

packages=$(cd "$1" && pwd)
# node:24-alpine and python:3.13-alpine.
node=node@sha256:a0b9bf06e4e6193cf7a0f58816cc935ff8c2a908f81e6f1a95432d679c54fbfd
python=python@sha256:540c7d91f98ff6880174c40e99067bf5941eb54d818a7a5e094d188b196a934d
run=(docker run --rm --volume "$PWD:/checkout:ro" --volume "$packages:/packages:ro")

"${run[@]}" "$node" sh -euc '
  apk add --no-cache bash make
  cp -r /checkout /tests
  make -C /tests test-packages-node PACKAGES=/packages
'
"${run[@]}" "$python" sh -euc '
  pip install --no-index --find-links /packages geai-client
  python /checkout/examples/python/story.py
  python /checkout/examples/python/integrations.py
'
