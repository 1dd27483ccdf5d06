// GetSecretValue, PutSecretValue, UpdateSecretVersionStage.
#include <algorithm>
#include <boost/json.hpp>

#include "services/secretsmanager/errors.h"
#include "services/secretsmanager/kms.h"
#include "services/secretsmanager/operations.h"
#include "services/secretsmanager/read.h"
#include "services/secretsmanager/replicas.h"
#include "services/secretsmanager/secrets.h"
#include "services/secretsmanager/versions.h"
#include "services/write.h"

namespace rolecall::services::secretsmanager {
namespace {

boost::json::array StagesOf(const directory::SecretVersion& version) {
  boost::json::array stages;
  for (const std::string& stage : version.stages) stages.emplace_back(stage);
  return stages;
}

struct StageMove {
  std::string stage;
  std::optional<std::string> from, to;
};

// AWS, UpdateSecretVersionStage: where the label is now must be said, and AWSCURRENT must always be somewhere.
std::optional<aws::ErrorShape> RefuseMove(const directory::SecretRecord& secret, const StageMove& move) {
  for (const auto& named : {move.from, move.to}) {
    if (named && FindVersion(secret, *named) == nullptr) return NoValue("VersionId: " + *named);
  }
  const directory::SecretVersion* holder = FindStage(secret, move.stage);
  if (move.from && (holder == nullptr || holder->id != *move.from)) {
    return InvalidParameter("The staging label " + move.stage + " isn't attached to version " + *move.from + ".");
  }
  if (!move.from && move.to && holder != nullptr && holder->id != *move.to) {
    return InvalidParameter("The parameter RemoveFromVersionId can't be empty. Staging label " + move.stage +
                            " is currently attached to version " + holder->id +
                            ", so you must explicitly reference that version in RemoveFromVersionId.");
  }
  if (!move.to && move.stage == kCurrent) {
    return InvalidParameter(
        "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.");
  }
  return std::nullopt;
}

void Apply(directory::SecretRecord& secret, const StageMove& move) {
  if (!move.to) {
    RemoveStage(secret, move.stage);
    return;
  }
  MoveStage(secret, move.stage, *move.to);
  // A version that becomes current is pending no more.
  const directory::SecretVersion* pending = FindStage(secret, kPending);
  if (move.stage == kCurrent && pending != nullptr && pending->id == *move.to) RemoveStage(secret, kPending);
}

}  // namespace

Answer GetSecretValue(Call& call, Input& input) {
  const std::string id = input.SecretId();
  const WantedVersion wanted{input.Token("VersionId"), input.Text("VersionStage", {.min = 1, .max = 256})};
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  return ReadSecretValue(call, id, wanted);
}

Answer PutSecretValue(Call& call, Input& input) {
  const std::string id = input.SecretId();
  const std::optional<std::string> token = input.Token("ClientRequestToken");
  const bool staged = input.Has("VersionStages");
  const std::vector<std::string> wanted =
      input.Texts("VersionStages", {.min = 1, .max = kMaxStages, .item = {.min = 1, .max = 256}});
  (void)input.Text("RotationToken", {.min = 36, .max = 256});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  Question question;
  if (staged) question.context.push_back({"secretsmanager:VersionStage", wanted, true});
  ROLECALL_TRY(SecretPointer secret, FindForChange(call, "PutSecretValue", id, std::move(question)));
  if (!token) return TokenNeeded();
  ROLECALL_TRY(directory::SecretVersion version, ReadValue(input, *token, call.now, true));
  ROLECALL_RETURN_IF_ERROR(RefuseEncrypt(call, *secret, version.id));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::SecretRecord changed, Again(transaction, *secret));
    std::vector<std::string> stages = wanted;
    if (stages.empty()) stages.emplace_back(kCurrent);
    // The first version is current whatever was asked for.
    if (FindStage(changed, kCurrent) == nullptr && std::ranges::find(stages, kCurrent) == stages.end()) {
      stages.emplace_back(kCurrent);
    }
    ROLECALL_TRY(bool added, AddVersion(changed, version, stages));
    boost::json::object answer = NamesOf(changed);
    answer["VersionId"] = version.id;
    answer["VersionStages"] = StagesOf(*FindVersion(changed, version.id));
    changed.changed = call.now;
    if (added) PutWithReplicas(transaction, std::move(changed));
    return answer;
  });
}

Answer UpdateSecretVersionStage(Call& call, Input& input) {
  const std::string id = input.SecretId();
  const StageMove move{input.Required("VersionStage", {.min = 1, .max = 256}), input.Token("RemoveFromVersionId"),
                       input.Token("MoveToVersionId")};
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  Question question;
  question.context.push_back({"secretsmanager:VersionStage", {move.stage}});
  ROLECALL_TRY(SecretPointer secret, FindForChange(call, "UpdateSecretVersionStage", id, std::move(question)));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::SecretRecord changed, Again(transaction, *secret));
    ROLECALL_RETURN_IF_ERROR(RefuseMove(changed, move));
    Apply(changed, move);
    ROLECALL_RETURN_IF_ERROR(RefuseTooManyStages(changed));
    changed.changed = call.now;
    boost::json::object answer = NamesOf(changed);
    PutWithReplicas(transaction, std::move(changed));
    return answer;
  });
}

}  // namespace rolecall::services::secretsmanager
