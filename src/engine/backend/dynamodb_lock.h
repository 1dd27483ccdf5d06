// State locks in a DynamoDB table, as the s3 backend takes them beside or instead of its lock object: one item for the
// lock, one for the digest of the state as it was last written.
//
//   {LockID: "bucket/key", Info: LockInfo as JSON}            put only if there is none
//   {LockID: "bucket/key-md5", Digest: 32 hex digits}         a reader that got older bytes waits for the newer ones
//
// Deprecated by Terraform 1.11; 37 of a hundred directories still have it. Errors: AWS's own, with what the role needs.
// Threads: as aws::Client.
#ifndef ROLECALL_ENGINE_BACKEND_DYNAMODB_LOCK_H_
#define ROLECALL_ENGINE_BACKEND_DYNAMODB_LOCK_H_

#include <optional>
#include <string>
#include <string_view>

#include "aws/client/client.h"
#include "base/result.h"
#include "engine/backend/lock_info.h"

namespace rolecall::engine {

class DynamoDbLock {
 public:
  DynamoDbLock(aws::Client& client, std::string table) : client_(client), table_(std::move(table)) {}

  // `path` is "bucket/key". One attempt; a lock that carries our id already is ours.
  Result<LockAttempt> TryLock(const std::string& path, const LockInfo& info);
  // kNotFound: there is none. kConflict: it is somebody else's.
  Result<void> Unlock(const std::string& path, const std::string& id);

  // Hexadecimal; empty: none is kept.
  Result<std::string> ReadDigest(const std::string& path);
  Result<void> WriteDigest(const std::string& path, std::string_view digest);
  Result<void> DeleteDigest(const std::string& path);

 private:
  // The text of one member of an item; nothing if the item is not there or has none.
  Result<std::optional<std::string>> ReadText(const std::string& lock_id, const std::string& member);
  Error Explain(const aws::ServiceError& error, const std::string& doing) const;

  aws::Client& client_;
  const std::string table_;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_BACKEND_DYNAMODB_LOCK_H_
