# The lane of conformance: every operation of botocore's models, asked of the plane. Sourced by run.sh.
conformance=$here/conformance

needs_conformance() { needs_sdk_python; }

# Every operation is served or refused by its name, and docs/reference/conformance.md says which.
run_conformance() {
  timeout 600 "$(python_with_boto3)" "$conformance/check.py" "$ROLECALL" "$here/../../docs/reference/conformance.md" "${CONFORMANCE_FLAG:-}"
}
