#!/usr/bin/env bash
# The packages built in two folders are the same bytes: the checkout's own, and one of its files elsewhere. The second
# build is ccache's, but for the links. Usage: reproducible.sh TREE WORK
set -euo pipefail
tree=$(realpath "$1") work=$2
other=$work/another/folder
mkdir -p "$other"
(cd "$tree" && git ls-files -z | xargs -0 tar -c) | tar -x -C "$other"
for folder in "$tree" "$other"; do
  make -C "$folder" deb >"$work/log" 2>&1 || { tail -n 20 "$work/log"; exit 1; }
done
count=0
for package in "$tree"/build/deb/*.deb; do
  if ! cmp "$package" "$other/build/deb/$(basename "$package")"; then
    echo "FAIL $(basename "$package") has other bytes in another folder"
    exit 1
  fi
  count=$((count + 1))
done
[ $count -ge 2 ] || { echo "FAIL only $count packages"; exit 1; }
echo "$count packages, the same bytes in two folders"
