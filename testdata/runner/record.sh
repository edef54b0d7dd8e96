#!/bin/sh
# Records what real Node 24 prints: record.sh NODE. See cmd/wjs/runner_test.go.
cd "$(dirname "$0")" || exit 1
node=$1
unset FORCE_COLOR NO_COLOR
place() { sed "s|$PWD|DIR|g"; }
for r in spec tap junit; do "$node" --test-reporter=$r report.js 2>&1 | place > report.$r; done
"$node" --test-reporter=dot dot.js 2>&1 | place > dot.dot
"$node" order.mjs 2>&1 | place > order.spec
"$node" --test 'files/*' 2>&1 | place > files.spec
"$node" --test --test-reporter=tap --test-name-pattern=file --test-concurrency=1 'files/f*.test.js' 2>&1 | place > files.tap
