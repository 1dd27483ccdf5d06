resource "aws_iam_role" "machine" {
  max_session_duration = 7200
}
