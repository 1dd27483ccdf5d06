people = {
  ada   = { groups = ["admins", "readers"], with_key = true }
  grace = { groups = ["readers"], boundary = "arn:aws:iam::aws:policy/ReadOnlyAccess" }
  robot = { with_key = true, key_status = "Inactive" }
}
groups = {
  admins  = ["AdministratorAccess"]
  readers = ["ReadOnlyAccess", "SecurityAudit"]
}
