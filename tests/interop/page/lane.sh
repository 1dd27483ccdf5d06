# The lane of the page (`rolecall web`): each view in a real Chromium. Sourced by run.sh.
page=$here/page

needs_page() { needs node npm curl jq /usr/bin/aws && install chromium; }

# The folder with what drives the browser.
page_modules() {
  local folder
  folder=$(folder_for page "$page/package-lock.json")
  if [ ! -d "$folder/node_modules/playwright-core" ]; then
    cp "$page/package.json" "$page/package-lock.json" "$folder/"
    npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel=error >&2 || return 1
  fi
  echo "$folder"
}

run_page() {
  local folder
  folder=$(page_modules) || return 1
  NODE_PATH=$folder/node_modules timeout 600 "$page/check.sh" "$work/page"
}
