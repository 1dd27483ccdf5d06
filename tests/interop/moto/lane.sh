# The lane of moto's server behind `serve --forward`: every service that moto has, with the plane's IAM in front of it.
# Sourced by run.sh.
moto=$here/moto

moto_venv() {
  local folder
  folder=$(folder_for moto "$moto/requirements.txt")
  if [ ! -e "$folder/ready" ]; then
    python3 -m venv "$folder/venv" >&2
    "$folder/venv/bin/pip" install --quiet --disable-pip-version-check -r "$moto/requirements.txt" >&2
    touch "$folder/ready"
  fi
  echo "$folder/venv"
}

needs_moto() { needs_sdk_python; }

# The script starts the server and the plane, and ends them. Each of its lines is a check, as of the SDKs' suites.
run_moto() {
  local venv good bad
  venv=$(moto_venv) || return 1
  timeout 300 "$venv/bin/python" "$moto/check.py" "$ROLECALL" "$venv/bin/moto_server" "$work/moto" || return 1
}
