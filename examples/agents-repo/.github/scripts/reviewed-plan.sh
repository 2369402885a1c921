#!/usr/bin/env bash
# Finds the run that made the plan which was reviewed: of the pull request that this commit merged, if its branch was one of
# this repository. Whoever has a fork can change the workflows there, and let a run of it hold any plan.
set -euo pipefail

refuse() {
  echo "$1" >&2
  exit 1
}

pull=$(gh api "repos/$GITHUB_REPOSITORY/commits/$GITHUB_SHA/pulls" \
  --jq '.[0] // {} | [.head.sha // "none", .head.repo.full_name // "none"] | join(" ")')
read -r head repository <<<"$pull"
if [ "$repository" != "$GITHUB_REPOSITORY" ]; then
  refuse "no reviewed plan: the pull request is of $repository; push its branch to this repository, and review the plan of that"
fi
run=$(gh api "repos/$GITHUB_REPOSITORY/actions/workflows/pull-request.yml/runs?event=pull_request&status=success&head_sha=$head" \
  --jq '[.workflow_runs[] | select(.head_repository.full_name == env.GITHUB_REPOSITORY)][0].id // empty')
if [ -z "$run" ]; then
  refuse "no reviewed plan: no successful run of pull-request.yml for $head"
fi
echo "run=$run" >>"$GITHUB_OUTPUT"
