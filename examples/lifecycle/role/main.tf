variable "name" {
  type = string
}

variable "policy_arn" {
  type = string
}

resource "aws_iam_role" "this" {
  name = var.name
  path = "/lifecycle/"

  assume_role_policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
      ]
    }
  JSON
}

resource "aws_iam_role_policy_attachment" "this" {
  role       = aws_iam_role.this.name
  policy_arn = var.policy_arn
}

resource "aws_iam_role_policy" "logs" {
  name_prefix = "logs-"
  role        = aws_iam_role.this.id
  policy      = templatefile("${path.module}/logs.json.tftpl", { actions = ["logs:CreateLogStream", "logs:PutLogEvents"] })
}

resource "aws_iam_role_policies_exclusive" "this" {
  role_name    = aws_iam_role.this.name
  policy_names = [aws_iam_role_policy.logs.name]
}

output "name" {
  value = aws_iam_role.this.name
}
