// DescribeSecret, ListSecretVersionIds.
#include <algorithm>
#include <boost/json.hpp>

#include "services/kms_use.h"
#include "services/page_token.h"
#include "services/rotation/schedule.h"
#include "services/secretsmanager/description.h"
#include "services/secretsmanager/errors.h"
#include "services/secretsmanager/operations.h"
#include "services/secretsmanager/replicas.h"
#include "services/secretsmanager/secrets.h"
#include "services/secretsmanager/versions.h"

namespace rolecall::services::secretsmanager {
namespace {

boost::json::array TextArray(const std::vector<std::string>& texts) {
  boost::json::array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

void AddTags(const directory::SecretRecord& secret, boost::json::object& answer) {
  if (!secret.was_tagged && secret.tags.empty()) return;
  boost::json::array array;
  for (const auto& [key, value] : secret.tags) array.emplace_back(boost::json::object{{"Key", key}, {"Value", value}});
  answer["Tags"] = std::move(array);
}

void AddRotation(const directory::SecretRecord& secret, boost::json::object& answer) {
  const directory::SecretRotation& rotation = secret.rotation;
  if (!rotation.lambda_arn.empty()) {
    answer["RotationEnabled"] = rotation.enabled;
    answer["RotationLambdaARN"] = rotation.lambda_arn;
  }
  boost::json::object rules;
  if (const int days = rotation::DaysOf(rotation); days > 0) rules["AutomaticallyAfterDays"] = days;
  if (!rotation.duration.empty()) rules["Duration"] = rotation.duration;
  if (!rotation.schedule.empty()) rules["ScheduleExpression"] = rotation.schedule;
  if (!rules.empty()) answer["RotationRules"] = std::move(rules);
  if (rotation.last_rotated) answer["LastRotatedDate"] = JsonSeconds(*rotation.last_rotated);
  if (const auto window = rotation::NextWindow(rotation)) answer["NextRotationDate"] = JsonSeconds(window->end);
}

void AddReplication(const directory::Snapshot& snapshot, const directory::SecretRecord& secret,
                    boost::json::object& answer) {
  if (secret.is_replica()) answer["PrimaryRegion"] = secret.primary_region;
  if (secret.replicas.empty()) return;
  answer["PrimaryRegion"] = secret.region;
  answer["ReplicationStatus"] = ReplicationStatus(snapshot, secret);
}

}  // namespace

boost::json::object DescribeRecord(const directory::Snapshot& snapshot, const directory::SecretRecord& secret,
                                   std::string_view stages_member) {
  boost::json::object answer = NamesOf(secret);
  if (!secret.description.empty()) answer["Description"] = secret.description;
  if (IsCustomerKey(secret.kms_key_id)) answer["KmsKeyId"] = secret.kms_key_id;
  AddRotation(secret, answer);
  answer["LastChangedDate"] = JsonSeconds(secret.changed);
  if (secret.last_accessed) answer["LastAccessedDate"] = JsonSeconds(*secret.last_accessed);
  if (secret.deleted) answer["DeletedDate"] = JsonSeconds(*secret.deleted);
  AddTags(secret, answer);
  boost::json::object stages;
  for (const directory::SecretVersion& version : secret.versions) {
    if (!version.stages.empty()) stages[version.id] = TextArray(version.stages);
  }
  if (!stages.empty()) answer[stages_member] = std::move(stages);
  if (!secret.owning_service.empty()) answer["OwningService"] = secret.owning_service;
  answer["CreatedDate"] = JsonSeconds(secret.created);
  AddReplication(snapshot, secret, answer);
  return answer;
}

Answer DescribeSecret(Call& call, Input& input) {
  const std::string id = input.SecretId();
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(SecretPointer secret, FindAuthorized(call, "DescribeSecret", id));
  return DescribeRecord(*call.snapshot, *secret, "VersionIdsToStages");
}

Answer ListSecretVersionIds(Call& call, Input& input) {
  const std::string id = input.SecretId();
  const auto most = static_cast<std::size_t>(input.Number("MaxResults", 1, 100).value_or(100));
  const std::optional<std::string> token = input.Text("NextToken", {.min = 1, .max = 4096});
  const bool deprecated = input.Flag("IncludeDeprecated");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(SecretPointer secret, FindAuthorized(call, "ListSecretVersionIds", id));
  auto at = secret->versions.begin();
  if (token) {
    // A token is the version that the page before ended with.
    const std::optional<std::string> last = PlaceOfToken(call, *token);
    at = std::ranges::find(secret->versions, last.value_or(""), &directory::SecretVersion::id);
    if (at == secret->versions.end()) return BadNextToken();
    ++at;
  }
  boost::json::array versions;
  std::string last, next;
  for (; at != secret->versions.end(); ++at) {
    if (!deprecated && at->stages.empty()) continue;
    if (versions.size() == most) {
      next = last;
      break;
    }
    boost::json::object version{{"VersionId", at->id}, {"CreatedDate", JsonSeconds(at->created)}};
    if (!at->stages.empty()) version["VersionStages"] = TextArray(at->stages);
    if (at->last_accessed) version["LastAccessedDate"] = JsonSeconds(*at->last_accessed);
    versions.emplace_back(std::move(version));
    last = at->id;
  }
  boost::json::object answer = NamesOf(*secret);
  answer["Versions"] = std::move(versions);
  if (!next.empty()) answer["NextToken"] = PageToken(call, next);
  return answer;
}

}  // namespace rolecall::services::secretsmanager
