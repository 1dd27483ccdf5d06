// PutParameter.
#include <boost/json.hpp>

#include "services/ssm/errors.h"
#include "services/ssm/kms.h"
#include "services/ssm/lookup.h"
#include "services/ssm/new_version.h"
#include "services/ssm/operations.h"
#include "services/ssm/quotas.h"
#include "services/ssm/tags.h"
#include "services/write.h"

namespace rolecall::services::ssm {
namespace {

// The parameter as it is to be written, with its new version.
Checked<directory::ParameterRecord> MakeRecord(const Call& call, const NamedParameter& named, const PutRequest& request,
                                               const ParameterPointer& before) {
  if (before != nullptr && !request.overwrite) return AlreadyExists();
  const directory::ParameterVersion* current = before != nullptr ? &before->current() : nullptr;
  ROLECALL_TRY(directory::ParameterVersion version, MakeVersion(request, current, call.now));
  version.number = current != nullptr ? current->number + 1 : 1;
  version.user = call.caller.arn;
  directory::ParameterRecord record;
  if (before != nullptr) {
    record = *before;
  } else {
    record.account = named.account;
    record.region = named.region;
    record.name = named.name;
    record.tags = request.tags.value_or(directory::Tags{});
  }
  record.versions.push_back(std::move(version));
  ROLECALL_RETURN_IF_ERROR(ForgetOldVersions(record));
  return record;
}

std::optional<aws::ErrorShape> AuthorizePut(Call& call, const NamedParameter& named, const PutRequest& request) {
  Question question;
  question.context.push_back({"ssm:Overwrite", {request.overwrite ? "true" : "false"}});
  if (request.policies) question.context.push_back({"ssm:Policies", {*request.policies}});
  if (request.tags) question.request_tags = &*request.tags;
  ROLECALL_TRY([[maybe_unused]] ParameterPointer parameter, Authorized(call, "PutParameter", named, question));
  if (!request.tags || request.tags->empty()) return std::nullopt;
  // AWS: tags that come with a parameter need the permission to tag, too.
  ROLECALL_TRY(parameter, Authorized(call, "AddTagsToResource", named, {.request_tags = &*request.tags}));
  return std::nullopt;
}

}  // namespace

Answer PutParameter(Call& call, JsonInput& input) {
  ROLECALL_TRY(const PutRequest request, ReadPut(input));
  ROLECALL_RETURN_IF_ERROR(RefuseNewName(PlaceOf(call), request.name));
  const NamedParameter named{.account = call.own_account(), .region = call.region, .name = request.name};
  ROLECALL_RETURN_IF_ERROR(AuthorizePut(call, named, request));
  if (request.overwrite && request.tags && !request.tags->empty()) {
    return Validation(
        "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove "
        "overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or "
        "RemoveTagsFromResource.");
  }
  if (request.tags) ROLECALL_RETURN_IF_ERROR(RefuseTags(*request.tags));
  const ParameterPointer before = FindParameter(*call.snapshot, named, call.now);
  ROLECALL_TRY(directory::ParameterRecord record, MakeRecord(call, named, request, before));
  ROLECALL_RETURN_IF_ERROR(RefuseEncrypt(call, record, record.current()));
  const std::string key = record.current().kms_key_id, tier = record.current().tier;
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    const ParameterPointer now = FindParameter(transaction.snapshot(), named, call.now);
    if (now != before) {
      ROLECALL_TRY(record, MakeRecord(call, named, request, now));
      // Another write came between, and what was decided about the one key is not about the other.
      if (record.current().kms_key_id != key || record.current().tier != tier) return TooManyUpdates();
    }
    if (now == nullptr) ROLECALL_RETURN_IF_ERROR(RefuseTooMany(transaction.snapshot(), record, call.now));
    boost::json::object answer{{"Tier", record.current().tier}, {"Version", record.current().number}};
    transaction.Put(record);  // it may be run again
    return answer;
  });
}

}  // namespace rolecall::services::ssm
