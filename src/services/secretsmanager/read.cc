#include "services/secretsmanager/read.h"

#include <boost/json.hpp>

#include "base/encoding.h"
#include "services/secretsmanager/errors.h"
#include "services/secretsmanager/kms.h"
#include "services/secretsmanager/secrets.h"
#include "services/secretsmanager/versions.h"
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

boost::json::object ValueOf(const directory::SecretRecord& secret, const directory::SecretVersion& version) {
  boost::json::object answer = NamesOf(secret);
  answer["VersionId"] = version.id;
  if (version.is_binary) {
    answer["SecretBinary"] = Base64Encode(version.value.Reveal());
  } else {
    answer["SecretString"] = version.value.Reveal();
  }
  boost::json::array stages;
  for (const std::string& stage : version.stages) stages.emplace_back(stage);
  answer["VersionStages"] = std::move(stages);
  answer["CreatedDate"] = JsonSeconds(version.created);
  return answer;
}

Question QuestionOf(const WantedVersion& wanted) {
  Question question;
  if (wanted.id) question.context.push_back({"secretsmanager:VersionId", {*wanted.id}});
  // AWS: a version that is named by its id alone has no stage in the request.
  if (wanted.stage || !wanted.id) {
    question.context.push_back({"secretsmanager:VersionStage", {wanted.stage.value_or(std::string(kCurrent))}});
  }
  return question;
}

// Differs from AWS: who may not read a stage may not read the version that has it by its id either. The caller may
// what the request says (asked before); here every stage of the version must be allowed too.
std::optional<aws::ErrorShape> RefuseStages(Call& call, const std::string& secret_id, const WantedVersion& wanted,
                                            const directory::SecretVersion& version) {
  if (!wanted.id || wanted.stage) return std::nullopt;
  for (const std::string& stage : version.stages) {
    const Checked<SecretPointer> allowed =
        FindAuthorized(call, "GetSecretValue", secret_id, QuestionOf({wanted.id, stage}));
    if (!allowed.ok()) return allowed.error();
  }
  return std::nullopt;
}

}  // namespace

Checked<boost::json::object> ReadSecretValue(Call& call, const std::string& secret_id, const WantedVersion& wanted) {
  ROLECALL_TRY(SecretPointer secret, FindAuthorized(call, "GetSecretValue", secret_id, QuestionOf(wanted)));
  if (secret->deleted) return MarkedForDeletion();
  const std::string stage = wanted.stage.value_or(std::string(kCurrent));
  const directory::SecretVersion* version = wanted.id ? FindVersion(*secret, *wanted.id) : FindStage(*secret, stage);
  if (version == nullptr || !version->has_value) {
    return NoValue(wanted.id ? "VersionId: " + *wanted.id : "staging label: " + stage);
  }
  ROLECALL_RETURN_IF_ERROR(RefuseStages(call, secret_id, wanted, *version));
  if (wanted.id && wanted.stage && !HasStage(*version, *wanted.stage)) {
    return InvalidRequest("You provided a VersionStage that is not associated to the provided VersionId.");
  }
  ROLECALL_RETURN_IF_ERROR(RefuseDecrypt(call, *secret, version->id));
  call.audit.resources.push_back(secret->arn());
  NoteAccess(call, *secret, *version);
  return ValueOf(*secret, *version);
}

}  // namespace rolecall::services::secretsmanager
