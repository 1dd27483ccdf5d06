// GetSecretValue, BatchGetSecretValue, PutSecretValue, UpdateSecretVersionStage.
#include <algorithm>
#include <boost/json.hpp>

#include "base/encoding.h"
#include "services/secretsmanager/operations.h"
#include "services/secretsmanager/secrets.h"
#include "services/write.h"

namespace rolecall::services::secretsmanager {
namespace {

Time StartOfDay(Time time) { return std::chrono::floor<std::chrono::days>(time); }

// AWS tells the day of the last access only; so it is written once a day.
void NoteAccess(Call& call, const directory::SecretRecord& secret, const directory::SecretVersion& version) {
  const Time today = StartOfDay(call.now);
  if (secret.last_accessed == today && version.last_accessed == today) return;
  const std::string id = version.id;
  // The read is good even if this note is not: the next one tries again.
  (void)Update<bool>(call, [&](directory::Transaction& transaction) -> Checked<bool> {
    ROLECALL_TRY(directory::SecretRecord noted, Again(transaction, secret));
    noted.last_accessed = today;
    for (directory::SecretVersion& each : noted.versions) {
      if (each.id == id) each.last_accessed = today;
    }
    transaction.Put(std::move(noted));
    return true;
  });
}

aws::ErrorShape NoVersion(const std::optional<std::string>& id, const std::optional<std::string>& stage) {
  const std::string what = id ? "VersionId: " + *id : "staging label: " + stage.value_or(std::string(kCurrent));
  return {400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret value for " + what};
}

boost::json::object ValueOf(const directory::SecretRecord& secret, const directory::SecretVersion& version) {
  boost::json::object answer{{"ARN", secret.arn()}, {"Name", secret.name}, {"VersionId", version.id}};
  if (version.is_binary) {
    answer["SecretBinary"] = Base64Encode(version.value.Reveal());
  } else {
    answer["SecretString"] = version.value.Reveal();
  }
  boost::json::array stages;
  for (const std::string& stage : version.stages) stages.emplace_back(stage);
  answer["VersionStages"] = std::move(stages);
  answer["CreatedDate"] = static_cast<double>(version.created.time_since_epoch().count() / 1000) / 1000.0;
  return answer;
}

Answer ReadOne(Call& call, const std::string& id, const std::optional<std::string>& version_id,
               const std::optional<std::string>& stage) {
  Question question;
  if (version_id) question.context.push_back({"secretsmanager:VersionId", {*version_id}});
  question.context.push_back({"secretsmanager:VersionStage", {stage.value_or(std::string(kCurrent))}});
  ROLECALL_TRY(SecretPointer secret, FindAuthorized(call, "GetSecretValue", id, std::move(question)));
  ROLECALL_RETURN_IF_ERROR(RefuseDeleted(*secret, "perform this operation on the secret"));
  const directory::SecretVersion* version =
      version_id ? FindVersion(*secret, *version_id) : FindStage(*secret, stage.value_or(std::string(kCurrent)));
  if (version == nullptr || !version->has_value) return NoVersion(version_id, stage);
  if (version_id && stage &&
      std::find(version->stages.begin(), version->stages.end(), *stage) == version->stages.end()) {
    return InvalidRequest("You provided a VersionStage that is not associated to the provided VersionId.");
  }
  call.audit.resources.push_back(secret->arn());
  NoteAccess(call, *secret, *version);
  return ValueOf(*secret, *version);
}

}  // namespace

Answer GetSecretValue(Call& call, Input& input) {
  const std::string id = input.Required("SecretId");
  const std::optional<std::string> version_id = input.Text("VersionId", {.min = 32, .max = 64});
  const std::optional<std::string> stage = input.Text("VersionStage", {.min = 1, .max = 256});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  return ReadOne(call, id, version_id, stage);
}

Answer BatchGetSecretValue(Call& call, Input& input) {
  constexpr std::size_t kMost = 20;
  const std::vector<std::string> ids = input.Texts("SecretIdList", kMost);
  const bool filtered = input.Has("Filters");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_RETURN_IF_ERROR(Authorize(call, {.action = "secretsmanager:BatchGetSecretValue"}));
  if (ids.empty() == !filtered) {
    return InvalidParameter("Either 'SecretIdList' or 'Filters' must be provided, but not both.");
  }
  boost::json::array values;
  boost::json::array errors;
  std::vector<std::string> wanted = ids;
  if (filtered) {
    ROLECALL_TRY(boost::json::object listed, ListSecrets(call, input));
    for (const boost::json::value& secret : listed.at("SecretList").as_array()) {
      wanted.emplace_back(secret.as_object().at("ARN").as_string());
    }
  }
  for (const std::string& id : wanted) {
    Answer one = ReadOne(call, id, std::nullopt, std::nullopt);
    if (one.ok()) {
      values.emplace_back(std::move(*one));
    } else {
      errors.emplace_back(
          boost::json::object{{"SecretId", id}, {"ErrorCode", one.error().code}, {"Message", one.error().message}});
    }
  }
  return boost::json::object{{"SecretValues", std::move(values)}, {"Errors", std::move(errors)}};
}

Answer PutSecretValue(Call& call, Input& input) {
  const std::string id = input.Required("SecretId");
  const std::optional<std::string> token = input.Text("ClientRequestToken", {.min = 32, .max = 64});
  std::vector<std::string> stages = input.Texts("VersionStages", 20);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  Question question;
  if (!stages.empty()) question.context.push_back({"secretsmanager:VersionStage", stages, true});
  ROLECALL_TRY(SecretPointer secret, FindAuthorized(call, "PutSecretValue", id, std::move(question)));
  ROLECALL_RETURN_IF_ERROR(RefuseDeleted(*secret, "perform this operation on the secret"));
  if (!token) return InvalidRequest("You must provide a ClientRequestToken value. We recommend a UUID-type value.");
  ROLECALL_TRY(directory::SecretVersion version, ReadValue(input, *token, call.now, true));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::SecretRecord changed, Again(transaction, *secret));
    if (stages.empty()) stages.emplace_back(kCurrent);
    // The first version is current whatever was asked for.
    if (FindStage(changed, kCurrent) == nullptr && std::find(stages.begin(), stages.end(), kCurrent) == stages.end()) {
      stages.emplace_back(kCurrent);
    }
    ROLECALL_TRY(bool added, AddVersion(changed, version, stages));
    boost::json::array shown;
    for (const std::string& stage : FindVersion(changed, version.id)->stages) shown.emplace_back(stage);
    boost::json::object answer{
        {"ARN", changed.arn()}, {"Name", changed.name}, {"VersionId", version.id}, {"VersionStages", std::move(shown)}};
    changed.changed = call.now;
    if (added) transaction.Put(std::move(changed));
    return answer;
  });
}

Answer UpdateSecretVersionStage(Call& call, Input& input) {
  const std::string id = input.Required("SecretId");
  const std::string stage = input.Required("VersionStage", {.min = 1, .max = 256});
  const std::optional<std::string> from = input.Text("RemoveFromVersionId", {.min = 32, .max = 64});
  const std::optional<std::string> to = input.Text("MoveToVersionId", {.min = 32, .max = 64});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  Question question;
  question.context.push_back({"secretsmanager:VersionStage", {stage}});
  ROLECALL_TRY(SecretPointer secret, FindAuthorized(call, "UpdateSecretVersionStage", id, std::move(question)));
  ROLECALL_RETURN_IF_ERROR(RefuseDeleted(*secret, "perform this operation on the secret"));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::SecretRecord changed, Again(transaction, *secret));
    const directory::SecretVersion* holder = FindStage(changed, stage);
    for (const auto& named : {from, to}) {
      if (named && FindVersion(changed, *named) == nullptr) return NoVersion(named, std::nullopt);
    }
    if (from && (holder == nullptr || holder->id != *from)) {
      return InvalidParameter("The staging label " + stage + " isn't attached to version " + *from + ".");
    }
    if (!from && to && holder != nullptr && holder->id != *to) {
      return InvalidParameter("The parameter RemoveFromVersionId can't be empty. Staging label " + stage +
                              " is currently attached to version " + holder->id +
                              ", so you must explicitly reference that version in RemoveFromVersionId.");
    }
    if (!to && stage == kCurrent) {
      return InvalidParameter(
          "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.");
    }
    if (to) {
      MoveStage(changed, stage, *to);
    } else {
      RemoveStage(changed, stage);
    }
    changed.changed = call.now;
    boost::json::object answer{{"ARN", changed.arn()}, {"Name", changed.name}};
    transaction.Put(std::move(changed));
    return answer;
  });
}

}  // namespace rolecall::services::secretsmanager
