#include "services/s3/storage/object_store.h"

#include <algorithm>
#include <charconv>

#include "base/encoding.h"
#include "crypto/aead.h"
#include "crypto/digest.h"
#include "services/s3/storage/object_json.h"
#include "services/s3/storage/store_keys.h"

namespace rolecall::services::s3::storage {
namespace {

constexpr std::size_t kPlaceDigits = 16, kTailDigits = 8;

// The place that an order says, counted up: the microseconds of its time, or more (OrderAfter).
std::uint64_t PlaceOf(const std::string& order) {
  std::uint64_t left = UINT64_MAX;
  std::from_chars(order.data(), order.data() + std::min(order.size(), kPlaceDigits), left, 16);
  return UINT64_MAX - left;
}

// Newer first: what is left of the largest place, then a random tail. The place is the time, but never one that the
// version before it has or had: a clock that was set back must not make a new version an old one. The commit is on
// condition that `before` still is the current version, so that this order holds among writers, and over restarts.
std::string OrderAfter(const std::optional<ObjectVersion>& before, Time time, const std::string& tail) {
  std::uint64_t place = static_cast<std::uint64_t>(std::max<std::int64_t>(time.time_since_epoch().count(), 0));
  if (before) place = std::max(place, PlaceOf(before->order) + 1);
  return fmt::format("{:016x}", UINT64_MAX - place) + tail.substr(0, kTailDigits);
}

std::string BodyCrc(std::string_view body) { return Base64Encode(crypto::ChecksumBytes(crypto::Crc32c(body))); }

Result<ObjectVersion> VersionOf(const store::Entry& entry) {
  ROLECALL_TRY(ObjectVersion version, VersionFromJson(entry.value));
  version.revision = entry.revision;
  return version;
}

Error Damaged(const std::string& what) { return {ErrorCode::kDataLoss, what + " does not fit its checksum"}; }

}  // namespace

std::string_view OrderOfVersionId(std::string_view version_id) {
  const std::string_view order = version_id.substr(0, kPlaceDigits + kTailDigits);
  const bool is_order = version_id.size() > order.size() && std::ranges::all_of(order, [](char c) {
                          return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                        });
  return is_order ? order : std::string_view();
}

bool IsIntact(const ObjectVersion& version, std::string_view body) {
  if (body.size() != version.size + (version.encryption.is_sealed() ? crypto::kAeadOverheadBytes : 0)) return false;
  if (!version.body_crc.empty()) return version.body_crc == BodyCrc(body);
  return version.part_count > 0 || version.etag == crypto::Md5Hex(body);
}

std::string ObjectStore::NewId() { return RandomHex(random_, 32); }

Result<store::Condition> ObjectStore::BucketIsThere(const std::string& bucket) {
  std::string key = BucketRecord(bucket);
  ROLECALL_TRY(std::optional<store::Entry> entry, store_.Get(key));
  if (!entry) return Error{ErrorCode::kNotFound, "the bucket is gone"};
  return store::Condition{std::move(key), entry->revision};
}

Result<ObjectStore::Current> ObjectStore::FindCurrent(const std::string& bucket, const std::string& key) {
  ROLECALL_TRY(std::optional<store::Entry> entry, store_.Get(ObjectKey(bucket, key)));
  Current current;
  if (!entry) return current;
  current.revision = entry->revision;
  ROLECALL_TRY(ObjectVersion version, VersionOf(*entry));
  current.version = std::move(version);
  return current;
}

Result<std::optional<ObjectVersion>> ObjectStore::FindVersion(const std::string& bucket, const std::string& key,
                                                              const std::string& version_id) {
  constexpr std::size_t kPage = 256;
  const std::string prefix = VersionPrefix(bucket, key);
  if (const std::string_view order = OrderOfVersionId(version_id); !order.empty()) {
    ROLECALL_TRY(std::optional<store::Entry> entry, store_.Get(prefix + std::string(order)));
    if (!entry) return std::optional<ObjectVersion>();
    ROLECALL_TRY(ObjectVersion version, VersionOf(*entry));
    if (version.version_id != version_id) return std::optional<ObjectVersion>();
    return std::optional<ObjectVersion>(std::move(version));
  }
  for (std::string after;;) {
    ROLECALL_TRY(std::vector<store::Entry> entries, store_.Scan(prefix, after, kPage));
    for (const store::Entry& entry : entries) {
      ROLECALL_TRY(ObjectVersion version, VersionOf(entry));
      if (version.version_id == version_id) return std::optional<ObjectVersion>(std::move(version));
    }
    if (entries.size() < kPage) return std::optional<ObjectVersion>();
    after = entries.back().key;
  }
}

Result<std::string> ObjectStore::ReadBody(const std::string& bucket, const ObjectVersion& version) {
  ROLECALL_TRY(std::optional<store::Entry> entry, store_.Get(BodyKey(bucket, version.body_id)));
  if (!entry) return Error{ErrorCode::kNotFound, "the object's body is gone"};
  if (!IsIntact(version, entry->value)) return Damaged(BodyKey(bucket, version.body_id));
  return std::move(entry->value);
}

Result<ObjectVersion> ObjectStore::Put(const BucketTarget& bucket, const Current& current, ObjectVersion version,
                                       std::string body, const MultipartUpload* completed) {
  store::Batch batch;
  ROLECALL_TRY(store::Condition bucket_is_there, BucketIsThere(bucket.name));
  batch.conditions.push_back(std::move(bucket_is_there));
  batch.conditions.push_back({ObjectKey(bucket.name, version.key), current.revision});
  const bool versioned = bucket.versioning == directory::Versioning::kEnabled;
  version.order = OrderAfter(current.version, version.modified, NewId());
  version.version_id = versioned ? version.order + RandomBase32(random_, 8) : "null";
  // The version that this one takes the place of: the "null" one.
  if (!versioned && current.version) {
    std::optional<ObjectVersion> replaced = current.version;
    if (replaced->version_id != "null") {
      ROLECALL_TRY(replaced, FindVersion(bucket.name, version.key, "null"));
    }
    if (replaced) {
      batch.deletes.push_back(VersionPrefix(bucket.name, version.key) + replaced->order);
      if (!replaced->body_id.empty()) batch.deletes.push_back(BodyKey(bucket.name, replaced->body_id));
    }
  }
  if (!version.delete_marker) {
    version.body_id = NewId();
    version.body_crc = BodyCrc(body);
    batch.puts.push_back({BodyKey(bucket.name, version.body_id), std::move(body), true});
  }
  if (completed != nullptr) {
    batch.conditions.push_back({completed->entry, completed->revision});
    batch.deletes.push_back(completed->entry);
  }
  const std::string json = ToJson(version);
  batch.puts.push_back({ObjectKey(bucket.name, version.key), json});
  batch.puts.push_back({VersionPrefix(bucket.name, version.key) + version.order, json});
  ROLECALL_TRY(version.revision, store_.Commit(std::move(batch)));
  // What is left of the upload is no longer to be seen; should this fail, it goes with the bucket.
  if (completed != nullptr) (void)DeleteParts(bucket.name, completed->id);
  return version;
}

Result<void> ObjectStore::Replace(const std::string& bucket, const Current& current, const ObjectVersion& version) {
  store::Batch batch;
  const std::string json = ToJson(version);
  const std::string version_key = VersionPrefix(bucket, version.key) + version.order;
  batch.conditions.push_back({ObjectKey(bucket, version.key), current.revision});
  if (current.version && current.version->order == version.order) {
    batch.puts.push_back({ObjectKey(bucket, version.key), json});
  } else {
    batch.conditions.push_back({version_key, version.revision});
  }
  batch.puts.push_back({version_key, json});
  ROLECALL_TRY([[maybe_unused]] std::uint64_t revision, store_.Commit(std::move(batch)));
  return {};
}

Result<void> ObjectStore::DeleteVersion(const std::string& bucket, const Current& current,
                                        const ObjectVersion& version) {
  store::Batch batch;
  const std::string prefix = VersionPrefix(bucket, version.key);
  batch.conditions.push_back({ObjectKey(bucket, version.key), current.revision});
  batch.deletes.push_back(prefix + version.order);
  if (!version.body_id.empty()) batch.deletes.push_back(BodyKey(bucket, version.body_id));
  if (current.version && current.version->order == version.order) {
    ROLECALL_TRY(std::vector<store::Entry> next, store_.Scan(prefix, prefix + version.order, 1));
    if (next.empty()) {
      batch.deletes.push_back(ObjectKey(bucket, version.key));
    } else {
      // What is damaged does not become current: it could not be told from nothing then.
      ROLECALL_TRY([[maybe_unused]] ObjectVersion next_version, VersionOf(next.front()));
      batch.conditions.push_back({next.front().key, next.front().revision});
      batch.puts.push_back({ObjectKey(bucket, version.key), next.front().value});
    }
  } else {
    batch.conditions.push_back({prefix + version.order, version.revision});
  }
  ROLECALL_TRY([[maybe_unused]] std::uint64_t revision, store_.Commit(std::move(batch)));
  return {};
}

Result<ListPage> ObjectStore::ListBy(const std::string& base, bool versions, const ListOptions& options) {
  ListPage page;
  const auto take = [&](const store::Entry& entry, PageWalk::Use use) {
    Result<ObjectVersion> version = VersionOf(entry);
    if (!version.ok()) {
      if (!entry.damaged) page.damaged.push_back(entry.key);  // the store has told of it otherwise
      return false;
    }
    if (!versions && version->delete_marker) return false;
    if (use == PageWalk::Use::kKeep) page.versions.push_back(*std::move(version));
    return true;
  };
  ROLECALL_TRY(page.end, PageWalk(store_, base, versions).Run(options, take));
  return page;
}

Result<ListPage> ObjectStore::List(const std::string& bucket, const ListOptions& options) {
  return ListBy(ObjectsOf(bucket), false, options);
}

Result<ListPage> ObjectStore::ListVersions(const std::string& bucket, const ListOptions& options) {
  return ListBy(VersionsOf(bucket), true, options);
}

Result<bool> ObjectStore::IsEmpty(const std::string& bucket) {
  ROLECALL_TRY(std::vector<store::Entry> entries, store_.Scan(VersionsOf(bucket), "", 1));
  return entries.empty();
}

Result<bool> ObjectStore::HasRemains(const std::string& bucket) {
  // Bytes are found by what tells of them alone.
  for (const std::string& prefix : {ObjectsOf(bucket), VersionsOf(bucket), UploadsOf(bucket), PartsOf(bucket)}) {
    ROLECALL_TRY(const std::vector<store::Entry> entries, store_.Scan(prefix, "", 1));
    if (!entries.empty()) return true;
  }
  return false;
}

Result<void> ObjectStore::DeleteAll(const std::string& prefix, const store::Condition& condition) {
  // Bodies are read as they are found: few at a time.
  constexpr std::size_t kInBatch = 16;
  while (true) {
    ROLECALL_TRY(std::vector<store::Entry> entries, store_.Scan(prefix, "", kInBatch));
    if (entries.empty()) return {};
    store::Batch batch;
    batch.conditions.push_back(condition);
    for (store::Entry& entry : entries) batch.deletes.push_back(std::move(entry.key));
    ROLECALL_TRY([[maybe_unused]] std::uint64_t revision, store_.Commit(std::move(batch)));
  }
}

Result<void> ObjectStore::ForgetBucket(const std::string& bucket) {
  const store::Condition bucket_is_gone{BucketRecord(bucket), 0};
  for (const std::string& prefix :
       {ObjectsOf(bucket), VersionsOf(bucket), UploadsOf(bucket), PartsOf(bucket), BodiesOf(bucket)}) {
    const Result<void> deleted = DeleteAll(prefix, bucket_is_gone);
    if (!deleted.ok() && deleted.error().code == ErrorCode::kConflict) return {};
    ROLECALL_RETURN_IF_ERROR(deleted);
  }
  return {};
}

}  // namespace rolecall::services::s3::storage
