#include "engine/backend/s3.h"

#include <algorithm>
#include <chrono>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace rolecall::engine {
namespace {

constexpr const char* kLockSuffix = ".tflock";

bool IsMissingKey(const aws::ServiceError& error) { return error.status == 404 && !error.Is("NoSuchBucket"); }

// The parts joined as OpenTofu joins them, as a path: none is empty or ".", and ".." takes the one before away.
std::string CleanPath(const std::string& path) {
  std::vector<std::string> kept;
  for (const std::string& part : SplitStrings(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      kept.push_back(part);
    } else if (!kept.empty()) {
      kept.pop_back();
    }
  }
  return Join(kept, "/");
}

// How long a state that is not the one whose digest is kept is waited for, and how often it is looked at.
constexpr std::chrono::seconds kDigestWait{10};
constexpr std::chrono::seconds kDigestPoll{2};

}  // namespace

S3Backend::S3Backend(S3BackendOptions options, std::unique_ptr<S3Connection> connection, const Clock& clock,
                     Sleeper& sleeper)
    : options_(std::move(options)), connection_(std::move(connection)), clock_(clock), sleeper_(sleeper) {
  if (!options_.lock_table.empty()) table_.emplace(connection_->client(), options_.lock_table);
}

std::string S3Backend::ObjectKey(const std::string& workspace) const {
  if (workspace == kDefaultWorkspace) return options_.key;
  return CleanPath(options_.workspace_key_prefix + "/" + workspace + "/" + options_.key);
}

Result<void> S3Backend::Prepare() {
  if (prepared_) return {};
  ROLECALL_RETURN_IF_ERROR(connection_->CheckAccount());
  prepared_ = true;
  return {};
}

http::Headers S3Backend::CustomerKeyHeaders() const {
  http::Headers headers;
  if (options_.sse_customer_key.empty()) return headers;
  const std::string key = Base64Decode(options_.sse_customer_key.Reveal()).value_or("");
  headers.Set("x-amz-server-side-encryption-customer-algorithm", "AES256");
  headers.Set("x-amz-server-side-encryption-customer-key", std::string(options_.sse_customer_key.Reveal()));
  headers.Set("x-amz-server-side-encryption-customer-key-MD5", Base64Encode(crypto::Md5(key)));
  return headers;
}

http::Headers S3Backend::WriteHeaders(const std::string& tags) const {
  http::Headers headers = CustomerKeyHeaders();
  headers.Set("Content-Type", "application/json");
  if (options_.encrypt && options_.sse_customer_key.empty()) {
    headers.Set("x-amz-server-side-encryption", options_.kms_key_id.empty() ? "AES256" : "aws:kms");
    if (!options_.kms_key_id.empty()) {
      headers.Set("x-amz-server-side-encryption-aws-kms-key-id", options_.kms_key_id);
    }
  }
  if (!options_.acl.empty()) headers.Set("x-amz-acl", options_.acl);
  if (!tags.empty()) headers.Set("x-amz-tagging", tags);
  return headers;
}

Error S3Backend::Explain(const aws::ServiceError& error, const std::string& doing) const {
  const std::string bucket = "\"" + options_.bucket + "\"";
  if (error.Is("NoSuchBucket")) {
    return {ErrorCode::kNotFound, doing + ": the S3 bucket " + bucket + " does not exist (region " + options_.region +
                                      ").\nMake it first, with versioning if you can:\n    aws s3api create-bucket "
                                      "--bucket " +
                                      options_.bucket + " --create-bucket-configuration LocationConstraint=" +
                                      options_.region + "\nA new bucket may need a minute to be seen everywhere."};
  }
  if (error.status == 301 || error.Is("PermanentRedirect") || error.Is("AuthorizationHeaderMalformed")) {
    return {ErrorCode::kInvalidArgument, doing + ": the S3 bucket " + bucket + " is not in the region \"" +
                                             options_.region + "\". Set \"region\" to the bucket's own.\n" +
                                             error.Text()};
  }
  if (error.status == 403) {
    return {ErrorCode::kPermissionDenied,
            doing + ": S3 refused it for bucket " + bucket +
                ". The backend needs s3:ListBucket on the bucket, and s3:GetObject, s3:PutObject" +
                (options_.use_lockfile ? " and s3:DeleteObject (for the lock)" : "") + " on its objects.\n" +
                error.Text()};
  }
  Error explained = error.ToError();
  explained.message = doing + ": " + explained.message;
  return explained;
}

Result<std::vector<std::string>> S3Backend::Workspaces() {
  ROLECALL_RETURN_IF_ERROR(Prepare());
  std::vector<std::string> names = {kDefaultWorkspace};
  const std::string prefix = options_.workspace_key_prefix.empty() ? "" : options_.workspace_key_prefix + "/";
  const auto listing = connection_->s3().ListObjectsV2(options_.bucket, prefix);
  if (!listing.ok()) {
    // Who may not list can still use the default workspace.
    if (listing.error().status == 403) return names;
    return Explain(listing.error(), "Listing the workspaces");
  }
  const std::string suffix = "/" + options_.key;
  for (const aws::S3ListedObject& object : listing->objects) {
    if (!object.key.starts_with(prefix)) continue;
    const std::string rest = object.key.substr(prefix.size());
    const std::size_t slash = rest.find('/');
    if (slash != std::string::npos && slash > 0 && rest.substr(slash) == suffix) names.push_back(rest.substr(0, slash));
  }
  std::sort(names.begin() + 1, names.end());
  return names;
}

Result<void> S3Backend::DeleteWorkspace(const std::string& workspace) {
  if (workspace == kDefaultWorkspace) {
    return Error{ErrorCode::kInvalidArgument, "The workspace \"default\" cannot be deleted."};
  }
  ROLECALL_RETURN_IF_ERROR(Prepare());
  const auto done = connection_->s3().DeleteObject(options_.bucket, ObjectKey(workspace));
  if (!done.ok()) return Explain(done.error(), "Deleting the workspace's state");
  return table_ ? table_->DeleteDigest(LockPath(workspace)) : Result<void>();
}

// Where a digest is kept, only that state counts. A digest that cannot be read is no reason to stop: who may not read
// the table could not have written it either.
Result<std::optional<StoredState>> S3Backend::Read(const std::string& workspace) {
  ROLECALL_RETURN_IF_ERROR(Prepare());
  const Time deadline = clock_.Now() + kDigestWait;
  while (true) {
    ROLECALL_TRY(std::optional<StoredState> stored, ReadObject(workspace));
    const Result<std::string> wanted = table_ ? table_->ReadDigest(LockPath(workspace)) : Result<std::string>("");
    const std::string is = stored ? crypto::Md5Hex(stored->bytes) : "";
    if (!wanted.ok() || wanted->empty() || *wanted == is) return stored;
    if (clock_.Now() >= deadline) {
      return Error{ErrorCode::kDataLoss,
                   "state data in S3 does not have the expected content.\n\nThis may be caused by unusually long "
                   "delays in S3 processing a previous state update. Please wait for a minute or two and try again. "
                   "If this problem persists, and neither S3 nor DynamoDB are experiencing an outage, you may need to "
                   "manually verify the remote state and update the Digest value stored in the DynamoDB table to the "
                   "following value: " +
                       is};
    }
    sleeper_.Sleep(kDigestPoll);
  }
}

Result<std::optional<StoredState>> S3Backend::ReadObject(const std::string& workspace) {
  auto object = connection_->s3().GetObject(options_.bucket, ObjectKey(workspace), CustomerKeyHeaders());
  if (!object.ok()) {
    if (IsMissingKey(object.error())) return std::optional<StoredState>();
    return Explain(object.error(), "Reading the state");
  }
  if (object->body.empty()) return std::optional<StoredState>();
  return std::optional<StoredState>(StoredState{std::move(object->body), object->etag});
}

Result<void> S3Backend::Write(const std::string& workspace, std::string_view bytes) {
  ROLECALL_RETURN_IF_ERROR(Prepare());
  const auto done = connection_->s3().PutObject(options_.bucket, ObjectKey(workspace), std::string(bytes),
                                                WriteHeaders(options_.state_tags), options_.checksum);
  if (!done.ok()) return Explain(done.error(), "Writing the state");
  // Without its digest the next reader would take the state for an old one.
  return table_ ? table_->WriteDigest(LockPath(workspace), crypto::Md5Hex(bytes)) : Result<void>();
}

Result<std::optional<LockInfo>> S3Backend::ReadLock(const std::string& lock_key) {
  const auto object = connection_->s3().GetObject(options_.bucket, lock_key, CustomerKeyHeaders());
  if (!object.ok()) {
    if (IsMissingKey(object.error())) return std::optional<LockInfo>();
    return Explain(object.error(), "Reading the state lock");
  }
  ROLECALL_TRY(LockInfo info, ParseLockInfo(object->body));
  return std::optional<LockInfo>(std::move(info));
}

// With both kinds of locks both are held, or none.
Result<LockAttempt> S3Backend::TryLock(const std::string& workspace, LockInfo info) {
  LockAttempt attempt;
  if (!CanLock()) return attempt;
  ROLECALL_RETURN_IF_ERROR(Prepare());
  info.path = LockPath(workspace);
  if (options_.use_lockfile) {
    ROLECALL_TRY(attempt, TryLockObject(workspace, info));
    if (!attempt.acquired || !table_) return attempt;
  }
  Result<LockAttempt> second = table_->TryLock(info.path, info);
  if (options_.use_lockfile && (!second.ok() || !second->acquired)) (void)UnlockObject(workspace, info.id);
  return second;
}

Result<LockAttempt> S3Backend::TryLockObject(const std::string& workspace, const LockInfo& info) {
  LockAttempt attempt;
  const std::string lock_key = ObjectKey(workspace) + kLockSuffix;
  http::Headers headers = WriteHeaders(options_.lock_tags);
  headers.Set("If-None-Match", "*");
  const auto put =
      connection_->s3().PutObject(options_.bucket, lock_key, FormatLockInfo(info), headers, options_.checksum);
  attempt.id = info.id;
  attempt.acquired = put.ok();
  if (put.ok()) return attempt;
  const Result<std::optional<LockInfo>> there = ReadLock(lock_key);
  if (there.ok() && there->has_value() && (*there)->id == info.id) {
    // The answer to our own write was lost, and sending it again met the lock that it had made.
    attempt.acquired = true;
    return attempt;
  }
  attempt.id.clear();
  const bool lost_the_race = put.error().status == 412 || put.error().status == 409;
  if (!lost_the_race) return Explain(put.error(), "Writing the state lock");
  attempt.reason = put.error().Text();
  if (there.ok()) attempt.holder = *there;
  return attempt;
}

// Both are tried: what is left of one must not keep the other.
Result<void> S3Backend::Unlock(const std::string& workspace, const std::string& id) {
  if (!CanLock()) return {};
  ROLECALL_RETURN_IF_ERROR(Prepare());
  Result<void> object = options_.use_lockfile ? UnlockObject(workspace, id) : Result<void>();
  if (!table_) return object;
  Result<void> item = table_->Unlock(LockPath(workspace), id);
  if (object.ok()) return item;
  if (item.ok()) {
    return Error{object.error().code, "dynamoDB lock released but s3 failed: " + object.error().message};
  }
  return Error{object.error().code, object.error().message + "\n" + item.error().message};
}

Result<void> S3Backend::UnlockObject(const std::string& workspace, const std::string& id) {
  const std::string lock_key = ObjectKey(workspace) + kLockSuffix;
  ROLECALL_TRY(std::optional<LockInfo> there, ReadLock(lock_key));
  if (!there) return Error{ErrorCode::kNotFound, "The state is not locked."};
  if (there->id != id) {
    return Error{ErrorCode::kConflict, "The lock has another id than \"" + id + "\".\n" + DescribeLock(*there)};
  }
  const auto done = connection_->s3().DeleteObject(options_.bucket, lock_key);
  if (!done.ok()) return Explain(done.error(), "Removing the state lock");
  return {};
}

}  // namespace rolecall::engine
