#include "engine/backend/dynamodb_lock.h"

#include <boost/json.hpp>
#include <utility>

#include "aws/client/endpoints.h"

namespace rolecall::engine {
namespace {

namespace bj = boost::json;

constexpr aws::Service kDynamoDb{"dynamodb", "DYNAMODB", "dynamodb", "DynamoDB", "", "DynamoDB_20120810", false};
constexpr const char* kDigestSuffix = "-md5";

bj::object TextAttribute(std::string_view text) { return {{"S", text}}; }

bj::object KeyOf(std::string_view lock_id) { return {{"LockID", TextAttribute(lock_id)}}; }

}  // namespace

Error DynamoDbLock::Explain(const aws::ServiceError& error, const std::string& doing) const {
  Error explained = error.ToError();
  explained.message = doing + " in the DynamoDB table \"" + table_ + "\": ";
  if (error.Is("ResourceNotFoundException")) {
    explained.message += "there is no such table in this region. It needs the partition key LockID, a string.\n";
  } else if (error.status == 403 || error.Is("AccessDeniedException")) {
    explained.message +=
        "it was refused. The backend needs dynamodb:GetItem, dynamodb:PutItem and "
        "dynamodb:DeleteItem on the table.\n";
  }
  explained.message += error.Text();
  return explained;
}

Result<std::optional<std::string>> DynamoDbLock::ReadText(const std::string& lock_id, const std::string& member) {
  const auto answer = client_.Json(kDynamoDb, "GetItem",
                                   {{"TableName", table_},
                                    {"Key", KeyOf(lock_id)},
                                    {"ProjectionExpression", "LockID, " + member},
                                    {"ConsistentRead", true}});
  if (!answer.ok()) return Explain(answer.error(), "Reading the state lock");
  const bj::value* item = answer->as_object().if_contains("Item");
  const bj::value* found = item != nullptr && item->is_object() ? item->as_object().if_contains(member) : nullptr;
  const bj::value* text = found != nullptr && found->is_object() ? found->as_object().if_contains("S") : nullptr;
  if (text == nullptr || !text->is_string()) return std::optional<std::string>();
  return std::optional<std::string>(std::string(text->as_string()));
}

Result<LockAttempt> DynamoDbLock::TryLock(const std::string& path, const LockInfo& info) {
  bj::object item = KeyOf(path);
  item["Info"] = TextAttribute(FormatLockInfo(info));
  const auto put = client_.Json(
      kDynamoDb, "PutItem",
      {{"TableName", table_}, {"Item", std::move(item)}, {"ConditionExpression", "attribute_not_exists(LockID)"}});
  LockAttempt attempt;
  attempt.acquired = put.ok();
  attempt.id = info.id;
  if (put.ok()) return attempt;
  const Result<std::optional<std::string>> there = ReadText(path, "Info");
  const auto holder = there.ok() && *there ? ParseLockInfo(**there) : Result<LockInfo>(Error{});
  if (holder.ok() && holder->id == info.id) {
    // The answer to our own write was lost, and sending it again met the lock that it had made.
    attempt.acquired = true;
    return attempt;
  }
  attempt.id.clear();
  if (!put.error().Is("ConditionalCheckFailedException")) return Explain(put.error(), "Writing the state lock");
  attempt.reason = put.error().Text();
  if (holder.ok()) attempt.holder = *holder;
  return attempt;
}

Result<void> DynamoDbLock::Unlock(const std::string& path, const std::string& id) {
  ROLECALL_TRY(const std::optional<std::string> there, ReadText(path, "Info"));
  if (!there) return Error{ErrorCode::kNotFound, "The state is not locked."};
  ROLECALL_TRY(const LockInfo holder, ParseLockInfo(*there));
  if (holder.id != id) {
    return Error{ErrorCode::kConflict, "The lock has another id than \"" + id + "\".\n" + DescribeLock(holder)};
  }
  // Only this very lock: between the two calls another may have come.
  const auto done = client_.Json(kDynamoDb, "DeleteItem",
                                 {{"TableName", table_},
                                  {"Key", KeyOf(path)},
                                  {"ConditionExpression", "Info = :info"},
                                  {"ExpressionAttributeValues", {{":info", TextAttribute(*there)}}}});
  if (!done.ok()) return Explain(done.error(), "Removing the state lock");
  return {};
}

Result<std::string> DynamoDbLock::ReadDigest(const std::string& path) {
  ROLECALL_TRY(const std::optional<std::string> digest, ReadText(path + kDigestSuffix, "Digest"));
  return digest.value_or("");
}

Result<void> DynamoDbLock::WriteDigest(const std::string& path, std::string_view digest) {
  bj::object item = KeyOf(path + kDigestSuffix);
  item["Digest"] = TextAttribute(digest);
  const auto put = client_.Json(kDynamoDb, "PutItem", {{"TableName", table_}, {"Item", std::move(item)}});
  if (!put.ok()) return Explain(put.error(), "Writing the state's digest");
  return {};
}

Result<void> DynamoDbLock::DeleteDigest(const std::string& path) {
  const auto done =
      client_.Json(kDynamoDb, "DeleteItem", {{"TableName", table_}, {"Key", KeyOf(path + kDigestSuffix)}});
  if (!done.ok()) return Explain(done.error(), "Removing the state's digest");
  return {};
}

}  // namespace rolecall::engine
