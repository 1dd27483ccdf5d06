// RotateSecret, CancelRotateSecret.
#include "services/rotation/schedule.h"
#include "services/secretsmanager/errors.h"
#include "services/secretsmanager/operations.h"
#include "services/secretsmanager/replicas.h"
#include "services/secretsmanager/rotator.h"
#include "services/secretsmanager/secrets.h"
#include "services/secretsmanager/versions.h"
#include "services/write.h"

namespace rolecall::services::secretsmanager {
namespace {

struct RotationRules {
  int after_days = 0;  // 0: not given
  std::string duration, schedule;
};

// AWS, API_RotationRulesType. Nothing if the member is missing.
Checked<std::optional<RotationRules>> ReadRotationRules(Input& input) {
  using MaybeRules = std::optional<RotationRules>;
  const boost::json::object* object = input.Object("RotationRules");
  if (object == nullptr) return MaybeRules();
  Input member(*object, input.ObjectPrefix("RotationRules"));
  RotationRules rules;
  rules.after_days = static_cast<int>(member.Number("AutomaticallyAfterDays", 1, rotation::kMostDays).value_or(0));
  rules.duration = member.Text("Duration", {.min = 2, .max = 3}).value_or("");
  rules.schedule = member.Text("ScheduleExpression", {.min = 1, .max = 256}).value_or("");
  input.Add(member);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  if (rules.after_days > 0 && !rules.schedule.empty()) {
    return InvalidParameter("You cannot specify both rotation frequency and schedule expression together.");
  }
  if (!rules.duration.empty() && !rotation::IsDuration(rules.duration)) {
    return InvalidParameter("The Duration value is not valid. Use hours, for example 3h.");
  }
  if (!rules.schedule.empty() && !rotation::IsSchedule(rules.schedule)) {
    return InvalidParameter("The ScheduleExpression value is not valid.");
  }
  return MaybeRules(std::move(rules));
}

struct RotationRequest {
  std::string id;
  std::optional<std::string> token, lambda_arn;
  std::optional<RotationRules> rules;
  bool immediately = true;
};

Checked<RotationRequest> ReadRequest(Input& input) {
  RotationRequest request;
  request.id = input.SecretId();
  request.token = input.Token("ClientRequestToken");
  request.lambda_arn = input.Text("RotationLambdaARN", {.min = 0, .max = 2048});
  request.immediately = input.FlagOr("RotateImmediately", true);
  ROLECALL_TRY(request.rules, ReadRotationRules(input));
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  if (request.lambda_arn == "") request.lambda_arn.reset();
  return request;
}

Question QuestionOf(const RotationRequest& request) {
  Question question;
  question.context = {{"secretsmanager:RotateImmediately", {request.immediately ? "true" : "false"}},
                      {"secretsmanager:ModifyRotationRules", {request.rules ? "true" : "false"}}};
  if (request.lambda_arn) question.context.push_back({"secretsmanager:RotationLambdaARN", {*request.lambda_arn}});
  return question;
}

// AWS: "You also need lambda:InvokeFunction permissions on the rotation function."
std::optional<aws::ErrorShape> RefuseFunction(Call& call, const std::string& arn, const Rotator* rotator) {
  ROLECALL_RETURN_IF_ERROR(Authorize(call, {.action = "lambda:InvokeFunction", .resource = arn}));
  if (rotator != nullptr && rotator->Has(arn)) return std::nullopt;
  return aws::ErrorShape{400, "ResourceNotFoundException", "Lambda does not exist or could not be accessed"};
}

// A rotation before this one that is not complete: AWSPENDING is on a version that is not current.
bool IsIncomplete(const directory::SecretRecord& secret, const std::string& token) {
  const directory::SecretVersion* pending = FindStage(secret, kPending);
  return pending != nullptr && pending->id != token && pending != FindStage(secret, kCurrent);
}

void Configure(directory::SecretRotation& rotation, const RotationRequest& request, const std::string& arn, Time now) {
  rotation.lambda_arn = arn;
  if (request.rules || !rotation.enabled) rotation.configured = now;
  rotation.enabled = true;
  if (!request.rules) return;
  rotation.after_days = request.rules->after_days;
  rotation.schedule = request.rules->schedule;
  rotation.duration = request.rules->duration;
}

boost::json::object Begun(const directory::SecretRecord& secret, const RotationRequest& request) {
  boost::json::object answer = NamesOf(secret);
  if (request.immediately) answer["VersionId"] = *request.token;
  return answer;
}

// The rotation as it is begun in the record. `job`: what is to be run, also to finish one that is in the way.
Answer Begin(Call& call, const directory::SecretRecord& secret, const RotationRequest& request, const std::string& arn,
             std::optional<RotationJob>& job) {
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::SecretRecord changed, Again(transaction, secret));
    if (IsIncomplete(changed, *request.token)) {
      if (!changed.rotation.running.empty()) job = {changed.key(), changed.suffix, changed.rotation.running};
      return InvalidRequest("A previous rotation isn't complete. That rotation will be reattempted.");
    }
    const directory::SecretVersion* version = FindVersion(changed, *request.token);
    if (version != nullptr && version->has_value && !HasStage(*version, kPending)) {
      // The same request once more, after its rotation is complete, or while its last step is noted.
      const bool rotated = changed.rotation.last_rotated || changed.rotation.running == *request.token;
      if (!HasStage(*version, kCurrent) || !rotated) {
        return TokenInUse(*request.token, changed.arn());
      }
      return Begun(changed, request);
    }
    Configure(changed.rotation, request, arn, call.now);
    AddPendingVersion(changed, *request.token, call.now);
    if (request.immediately) changed.rotation.running = *request.token;
    changed.changed = call.now;
    job = {changed.key(), changed.suffix, *request.token, !request.immediately};
    boost::json::object answer = Begun(changed, request);
    PutWithReplicas(transaction, std::move(changed));
    return answer;
  });
}

}  // namespace

Answer RotateSecret(Call& call, Input& input, Rotator* rotator) {
  ROLECALL_TRY(RotationRequest request, ReadRequest(input));
  ROLECALL_TRY(SecretPointer secret, FindForChange(call, "RotateSecret", request.id, QuestionOf(request)));
  if (input.Has("ExternalSecretRotationMetadata") || input.Has("ExternalSecretRotationRoleArn")) {
    return InvalidRequest("Managed external secrets are not possible here.");
  }
  if (!request.token) return InvalidParameter(TokenNeeded().message);
  const std::string arn = request.lambda_arn.value_or(secret->rotation.lambda_arn);
  if (arn.empty()) return InvalidRequest("No Lambda rotation function ARN is associated with this secret.");
  ROLECALL_RETURN_IF_ERROR(RefuseFunction(call, arn, rotator));
  std::optional<RotationJob> job;
  Answer answer = Begin(call, *secret, request, arn, job);
  if (job) rotator->Start(*job);
  return answer;
}

Answer CancelRotateSecret(Call& call, Input& input) {
  const std::string id = input.SecretId();
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(SecretPointer secret, FindForChange(call, "CancelRotateSecret", id));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    ROLECALL_TRY(directory::SecretRecord changed, Again(transaction, *secret));
    if (changed.rotation.lambda_arn.empty()) {
      return InvalidRequest(
          "You tried to enable rotation on a secret that doesn't already have a Lambda function ARN configured and you "
          "didn't include such an ARN as a parameter in this call.");
    }
    boost::json::object answer = NamesOf(changed);
    // AWS: "it can leave the VersionStage labels in an unexpected state": AWSPENDING stays where it is.
    if (!changed.rotation.running.empty()) answer["VersionId"] = changed.rotation.running;
    changed.rotation.enabled = false;
    changed.rotation.running.clear();
    changed.rotation.last_failed.reset();
    changed.rotation.failure.clear();
    PutWithReplicas(transaction, std::move(changed));
    return answer;
  });
}

}  // namespace rolecall::services::secretsmanager
