#!/bin/sh
# Starts cairn with the Node that the checkout brings, whatever the system has. `exec` keeps the process: signals and status are its own.
case $0 in
  */*) file=$0 ;;
  *) file=./$0 ;;
esac
while [ -h "$file" ]; do
  target=$(readlink "$file")
  case $target in
    /*) file=$target ;;
    *) file=${file%/*}/$target ;;
  esac
done
here=$(CDPATH='' cd -- "${file%/*}/.." && pwd -P) || exit 1
main=$here/dist/main.js
node=$here/../../node_modules/.bin/node
if [ ! -f "$main" ]; then
  echo "Cairn is not built yet. Run 'npm run build' in its checkout, then try again." >&2
  exit 1
fi
[ -x "$node" ] || node=node
# A server runs for months on small machines: what its threads hold back for later is kept small. The more a heap may take, the later
# it is tidied up: 1000 MiB instead of the 4 GiB of a large machine hold the peak 60 MB lower and cost nothing.
if [ "${1-}" = serve ]; then
  export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX-2}"
  # Most of libuv's threads wait for a flush at any moment: with its 4, whatever is to be packed or read waits behind them.
  export UV_THREADPOOL_SIZE="${UV_THREADPOOL_SIZE-16}"
  set -- --max-semi-space-size=4 --max-old-space-size=1000 "$main" "$@"
else
  set -- "$main" "$@"
fi
exec "$node" "$@"
