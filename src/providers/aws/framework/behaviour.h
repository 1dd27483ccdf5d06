// Behaviour: which version of the AWS provider we stand for. What differs between them is asked for by name, so
// that every difference is listed here.
#ifndef ROLECALL_PROVIDERS_AWS_FRAMEWORK_BEHAVIOUR_H_
#define ROLECALL_PROVIDERS_AWS_FRAMEWORK_BEHAVIOUR_H_

#include <string_view>

namespace rolecall::providers::aws {

class Behaviour {
 public:
  // "4.22.0"; empty or unreadable: the newest that we know.
  explicit Behaviour(std::string_view version);

  int major() const { return major_; }
  // Statements without Sid are written with "Sid": "".
  bool prints_empty_sid() const { return major_ < 5; }
  // aws_iam_policy has attachment_count.
  bool has_attachment_count() const { return IsAtLeast(5, 60); }
  // aws_iam_policy.name_prefix is computed.
  bool has_computed_policy_prefix() const { return major_ >= 5; }
  // Absent strings (permissions_boundary) are kept as "" and not as null.
  bool stores_empty_strings() const { return major_ >= 5; }
  // A tag that repeats a default tag stays in `tags` when it is configured.
  bool keeps_repeated_default_tags() const { return major_ >= 5; }
  // aws_iam_user_login_profile.password is sensitive.
  bool has_sensitive_passwords() const { return IsAtLeast(5, 75); }
  // Whether aws_iam_user_login_profile.password_reset_required is what IAM says now, not what it was made with.
  bool reads_password_resets() const { return !IsAtLeast(5, 46); }
  // thumbprint_list may be left out.
  bool has_optional_thumbprints() const { return IsAtLeast(5, 81); }
  // name_prefix of policies inside roles, users and groups is computed.
  bool has_computed_inline_prefix() const { return major_ >= 5; }
  // aws_iam_role_policies_exclusive and the like; managed_policy_arns of a role is deprecated.
  bool has_exclusive_resources() const { return IsAtLeast(5, 68); }
  // Attachment ids of roles and users are "role/policy_arn".
  bool has_plain_attachment_ids() const { return major_ >= 6; }
  // data aws_eks_cluster gives created_at in RFC 3339.
  bool has_rfc3339_cluster_times() const { return IsAtLeast(5, 90); }
  // aws_eks_pod_identity_association has target_role_arn, external_id and disable_session_tags.
  bool has_target_role_associations() const { return major_ >= 6; }
  // aws_iam_saml_provider has saml_provider_uuid.
  bool has_saml_provider_uuid() const { return IsAtLeast(6, 28); }
  // data aws_eks_access_entry gives tags.
  bool has_access_entry_tags() const { return IsAtLeast(6, 39); }
  // Regional resources and data sources have a region argument.
  bool has_region_argument() const { return major_ >= 6; }
  // aws_iam_policy_document has minified_json.
  bool has_minified_json() const { return IsAtLeast(5, 60); }
  // source_json and override_json of aws_iam_policy_document work.
  bool has_source_json() const { return major_ < 5; }
  // aws_kms_key has rotation_period_in_days.
  bool has_key_rotation_period() const { return IsAtLeast(5, 55); }
  // aws_secretsmanager_secret_version has secret_arn, which takes the place of arn.
  bool has_secret_arn() const { return IsAtLeast(6, 30); }
  // aws_s3_bucket has bucket_namespace.
  bool has_bucket_namespaces() const { return IsAtLeast(6, 36); }
  // Rules of aws_s3_bucket_server_side_encryption_configuration have blocked_encryption_types.
  bool has_blocked_encryption_types() const { return IsAtLeast(6, 22); }
  // aws_secretsmanager_secret has rotation arguments.
  bool has_secret_rotation_arguments() const { return major_ < 5; }
  // aws_secretsmanager_secret_version has secret_string_wo.
  bool has_write_only_secrets() const { return IsAtLeast(5, 86); }
  // aws_ssm_parameter has value_wo.
  bool has_write_only_parameters() const { return IsAtLeast(5, 88); }

  // For tables of what is there since a version; all else is asked for by name.
  bool IsAtLeast(int major, int minor) const { return major_ > major || (major_ == major && minor_ >= minor); }

 private:
  int major_;
  int minor_;
};

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_FRAMEWORK_BEHAVIOUR_H_
