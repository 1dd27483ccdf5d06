// The s3 backend: one object per workspace, locked by an object beside it that is written only if there is none.
//
//   default workspace -> KEY; others -> PREFIX/WORKSPACE/KEY (prefix "env:"); the lock -> that + ".tflock"
//
// A conditional write whose answer was lost meets its own lock when it is sent again: the lock's id tells, and the
// lock is ours (OpenTofu issue 4405). With a DynamoDB table (dynamodb_lock.h) the lock lies there, or in both places;
// the table then also says what the state must look like, and a reader that gets older bytes waits for these.
#ifndef ROLECALL_ENGINE_BACKEND_S3_H_
#define ROLECALL_ENGINE_BACKEND_S3_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/client/s3_client.h"
#include "base/secret.h"
#include "engine/backend/backend.h"
#include "engine/backend/backend_config.h"
#include "engine/backend/dynamodb_lock.h"

namespace rolecall::engine {

struct S3BackendOptions {
  std::string bucket;
  std::string key;
  std::string region;
  std::string workspace_key_prefix = "env:";
  bool encrypt = false;
  std::string acl;
  std::string kms_key_id;
  Secret sse_customer_key;  // base64 of 32 bytes
  std::string state_tags;   // URL-encoded, as the tagging header wants them
  std::string lock_tags;
  bool use_lockfile = false;
  std::string lock_table;  // of DynamoDB; empty: none
  bool checksum = true;
};

// Who owns the connection: credentials, clients. Kept alive as long as the backend.
struct S3Connection {
  virtual ~S3Connection() = default;
  virtual aws::S3Client& s3() = 0;
  virtual aws::Client& client() = 0;
  // kPermissionDenied if the account is not an allowed one.
  virtual Result<void> CheckAccount() = 0;
};

class S3Backend final : public Backend {
 public:
  // Clock and sleeper must outlive the backend.
  S3Backend(S3BackendOptions options, std::unique_ptr<S3Connection> connection, const Clock& clock, Sleeper& sleeper);

  std::string type() const override { return "s3"; }
  bool is_remote() const override { return true; }
  Result<std::vector<std::string>> Workspaces() override;
  Result<void> DeleteWorkspace(const std::string& workspace) override;
  Result<std::optional<StoredState>> Read(const std::string& workspace) override;
  Result<void> Write(const std::string& workspace, std::string_view bytes) override;
  bool CanLock() const override { return options_.use_lockfile || table_; }
  Result<LockAttempt> TryLock(const std::string& workspace, LockInfo info) override;
  Result<void> Unlock(const std::string& workspace, const std::string& id) override;

  std::string ObjectKey(const std::string& workspace) const;

 private:
  Result<void> Prepare();
  http::Headers CustomerKeyHeaders() const;
  http::Headers WriteHeaders(const std::string& tags) const;
  Result<std::optional<StoredState>> ReadObject(const std::string& workspace);
  Result<LockAttempt> TryLockObject(const std::string& workspace, const LockInfo& info);
  Result<void> UnlockObject(const std::string& workspace, const std::string& id);
  // "bucket/key", as locks and the table name the state.
  std::string LockPath(const std::string& workspace) const { return options_.bucket + "/" + ObjectKey(workspace); }
  // The lock that is there; nothing if there is none.
  Result<std::optional<LockInfo>> ReadLock(const std::string& lock_key);
  Error Explain(const aws::ServiceError& error, const std::string& doing) const;

  S3BackendOptions options_;
  std::unique_ptr<S3Connection> connection_;
  const Clock& clock_;
  Sleeper& sleeper_;
  std::optional<DynamoDbLock> table_;
  bool prepared_ = false;
};

// Null with diagnostics if the arguments are wrong or credentials are configured wrongly. Reads files, sends nothing.
std::unique_ptr<Backend> MakeS3Backend(const BackendConfig& config, const BackendContext& context,
                                       diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_BACKEND_S3_H_
