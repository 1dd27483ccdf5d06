// S3's condition keys: which each action has (data/s3-condition-keys.tsv), and what a request sets them to.
//
//   Question question{.action = "s3:GetObject", …};
//   AddExistingTags(object.tags, question);        // what only the operation knows
//   SetConditionKeys(call, request, question);     // all that the request itself says; FindBucket does this
//
// A key that the request does not have is not set, as AWS has it. Source: AWS's Service Authorization Reference.
// Differs from AWS: s3:x-amz-copy-source is always "BUCKET/KEY", decoded and without a leading slash, however the
// header is written: a Deny on it must not depend on the client's way of writing.
#ifndef ROLECALL_SERVICES_S3_WIRE_CONDITION_KEYS_H_
#define ROLECALL_SERVICES_S3_WIRE_CONDITION_KEYS_H_

#include <string>
#include <string_view>
#include <vector>

#include "directory/tags.h"
#include "services/authorize.h"
#include "services/call.h"
#include "services/s3/wire/request.h"

namespace rolecall::services::s3::wire {

// Adds the keys of question.action ("s3:GetObject") that the request itself answers, and takes away S3's keys that the
// action does not have. Those that are there already stay as they are.
void SetConditionKeys(const Call& call, const S3Request& request, Question& question);

// s3:ExistingObjectTag/…: the tags that the object has.
void AddExistingTags(const directory::Tags& tags, Question& question);
// s3:RequestObjectTag/… and s3:RequestObjectTagKeys: the tags that the request gives to it.
void AddRequestTags(const directory::Tags& tags, Question& question);
// s3:ObjectCreationOperation: whether the call makes an object (false: an upload's beginning, or a part of it).
void AddCreation(bool creates_object, Question& question);

// All keys of an action, as the table has them; those of every action too.
std::vector<std::string> ConditionKeysOf(std::string_view action);
// The actions of the table, without "*".
std::vector<std::string> ActionsWithKeys();

}  // namespace rolecall::services::s3::wire

#endif  // ROLECALL_SERVICES_S3_WIRE_CONDITION_KEYS_H_
