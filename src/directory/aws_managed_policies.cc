#include "directory/aws_managed_policies.h"

#include <charconv>
#include <optional>
#include <string>

#include "base/check.h"
#include "crypto/digest.h"
#include "embedded/files.h"
#include "embedded/table.h"

namespace rolecall::directory {
namespace {

// Always the same for the same name.
std::string UniqueId(std::string_view name) {
  std::string id = "ANPA";
  for (unsigned char byte : crypto::Sha256(name).substr(0, 17)) id += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[byte & 31];
  return id;
}

// "v9": 9.
int VersionNumber(std::string_view text) {
  int number = 0;
  ROLECALL_CHECK(text.starts_with('v'));
  const auto read = std::from_chars(text.data() + 1, text.data() + text.size(), number);
  ROLECALL_CHECK(read.ec == std::errc() && read.ptr == text.data() + text.size() && number > 0);
  return number;
}

ManagedPolicy FromRow(const embedded::Row& row) {
  const std::optional<std::string_view> text = embedded::AwsManagedPolicies().Find(std::string(row[0]) + ".json");
  const std::optional<Time> created = ParseRfc3339(row[3]);
  ROLECALL_CHECK(text.has_value() && created.has_value());
  ManagedPolicy policy;
  policy.account = "aws";
  policy.name = row[0];
  policy.path = row[1];
  policy.id = UniqueId(policy.name);
  policy.description = row[4];
  policy.created = policy.updated = *created;
  policy.default_version = VersionNumber(row[2]);
  policy.next_version = policy.default_version + 1;
  policy.versions.push_back(
      PolicyVersion{policy.default_version,
                    MakeStoredPolicy(std::string(*text), policy::DocumentKind::kIdentity, policy.arn()), *created});
  return policy;
}

}  // namespace

std::vector<ManagedPolicy> AwsManagedPolicies() {
  std::vector<ManagedPolicy> policies;
  for (const embedded::Row& row :
       embedded::ReadTable("aws-managed-policies.tsv", {"name", "path", "version", "created", "description"})) {
    policies.push_back(FromRow(row));
  }
  return policies;
}

}  // namespace rolecall::directory
