# The lane of the site (`make site`): built from docs/, and read in a real Chromium. Sourced by run.sh.
site=$here/site

needs_site() { needs node npm && install chromium; }

run_site() {
  local folder
  folder=$(page_modules) || return 1
  "$here/../../site/make.sh" "$work/site" || return 1
  NODE_PATH=$folder/node_modules SITE=$work/site/html timeout 600 node "$site/site.js"
}
