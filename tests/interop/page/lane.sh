# The lane of the page (`rolecall web`): each view in a real Chromium. Sourced by run.sh.
page=$here/page

needs_page() { needs node npm chromium curl jq /usr/bin/aws; }

run_page() {
  local folder
  folder=$(folder_for page "$page/package-lock.json")
  if [ ! -d "$folder/node_modules/playwright-core" ]; then
    cp "$page/package.json" "$page/package-lock.json" "$folder/"
    npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel=error || return 1
  fi
  NODE_PATH=$folder/node_modules timeout 600 "$page/check.sh" "$work/page"
}
