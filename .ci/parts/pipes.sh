#!/bin/bash
# Sealed pipes under stress: the fault tests twenty times in a row, then a thousand loopback connections that are cut at
# random moments for thirty seconds.
set -euo pipefail

rounds=20
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0
failed=0

dotnet build core/Sealing.Tests -c Release -v q

run() {
  if dotnet run --no-build -c Release --project core/Sealing.Tests -- -class "PerfLab.Sealing.Tests.Pipelines.$1" >"$log" 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    cat "$log"
  fi
}

for ((round = 1; round <= rounds; round++)); do
  run SealedPipeFaultTests
done

ulimit -n "$(ulimit -Hn)"
PERFLAB_RESET_CONNECTIONS=1000 PERFLAB_RESET_SECONDS=30 run ResetTests

echo "$passed passed, $failed failed, 0 skipped"
((failed == 0))
