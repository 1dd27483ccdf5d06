#include "services/s3/object_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "services/s3/object_json.h"

namespace rolecall::services::s3 {
namespace {

std::string ObjectKey(const std::string& bucket, const std::string& key) { return "s3/object/" + bucket + "/" + key; }
std::string VersionPrefix(const std::string& bucket, const std::string& key) {
  return "s3/version/" + bucket + "/" + key + std::string(1, '\0');
}
std::string BodyKey(const std::string& bucket, const std::string& id) { return "s3/body/" + bucket + "/" + id; }
std::string UploadKey(const std::string& bucket, const std::string& id) { return "s3/upload/" + bucket + "/" + id; }
std::string PartPrefix(const std::string& bucket, const std::string& id) {
  return "s3/part/" + bucket + "/" + id + "/";
}

constexpr std::size_t kOrderDigits = 16;

// The place that an order says, counted up: the microseconds of its time, or more (OrderAfter).
std::uint64_t PlaceOf(const std::string& order) {
  std::uint64_t left = UINT64_MAX;
  std::from_chars(order.data(), order.data() + std::min(order.size(), kOrderDigits), left, 16);
  return UINT64_MAX - left;
}

// Newer first: what is left of the largest place, then a random tail. The place is the time, but never one that the
// version before it has or had: a clock that was set back must not make a new version an old one. The commit is on
// condition that `before` still is the current version, so that this order holds among writers, and over restarts.
std::string OrderAfter(const std::optional<ObjectVersion>& before, Time time, const std::string& tail) {
  std::uint64_t place = static_cast<std::uint64_t>(std::max<std::int64_t>(time.time_since_epoch().count(), 0));
  if (before) place = std::max(place, PlaceOf(before->order) + 1);
  return fmt::format("{:016x}", UINT64_MAX - place) + tail.substr(0, 8);
}

}  // namespace

std::string ObjectStore::NewId() { return RandomHex(random_, 32); }

Result<ObjectStore::Current> ObjectStore::FindCurrent(const std::string& bucket, const std::string& key) {
  ROLECALL_TRY(std::optional<store::Entry> entry, store_.Get(ObjectKey(bucket, key)));
  Current current;
  if (!entry) return current;
  current.revision = entry->revision;
  ROLECALL_TRY(ObjectVersion version, VersionFromJson(entry->value));
  current.version = std::move(version);
  return current;
}

Result<std::optional<ObjectVersion>> ObjectStore::FindVersion(const std::string& bucket, const std::string& key,
                                                              const std::string& version_id) {
  constexpr std::size_t kPage = 256;
  const std::string prefix = VersionPrefix(bucket, key);
  for (std::string after;;) {
    ROLECALL_TRY(std::vector<store::Entry> entries, store_.Scan(prefix, after, kPage));
    for (const store::Entry& entry : entries) {
      ROLECALL_TRY(ObjectVersion version, VersionFromJson(entry.value));
      if (version.version_id == version_id) return std::optional<ObjectVersion>(std::move(version));
    }
    if (entries.size() < kPage) return std::optional<ObjectVersion>();
    after = entries.back().key;
  }
}

Result<std::string> ObjectStore::ReadBody(const std::string& bucket, const ObjectVersion& version) {
  ROLECALL_TRY(std::optional<store::Entry> entry, store_.Get(BodyKey(bucket, version.body_id)));
  if (!entry) return Error{ErrorCode::kNotFound, "the object's body is gone"};
  return std::move(entry->value);
}

Result<ObjectVersion> ObjectStore::Put(const std::string& bucket, directory::Versioning versioning,
                                       const Current& current, ObjectVersion version, std::string body) {
  store::Batch batch;
  batch.conditions.push_back({ObjectKey(bucket, version.key), current.revision});
  version.version_id = versioning == directory::Versioning::kEnabled ? RandomBase32(random_, 32) : "null";
  version.order = OrderAfter(current.version, version.modified, NewId());
  // The version that this one takes the place of: the "null" one.
  if (versioning != directory::Versioning::kEnabled && current.version) {
    std::optional<ObjectVersion> replaced = current.version;
    if (replaced->version_id != "null") {
      ROLECALL_TRY(replaced, FindVersion(bucket, version.key, "null"));
    }
    if (replaced) {
      batch.deletes.push_back(VersionPrefix(bucket, version.key) + replaced->order);
      if (!replaced->body_id.empty()) batch.deletes.push_back(BodyKey(bucket, replaced->body_id));
    }
  }
  if (!version.delete_marker) {
    version.body_id = NewId();
    batch.puts.push_back({BodyKey(bucket, version.body_id), std::move(body)});
  }
  const std::string json = ToJson(version);
  batch.puts.push_back({ObjectKey(bucket, version.key), json});
  batch.puts.push_back({VersionPrefix(bucket, version.key) + version.order, json});
  ROLECALL_TRY([[maybe_unused]] std::uint64_t revision, store_.Commit(std::move(batch)));
  return version;
}

Result<void> ObjectStore::Replace(const std::string& bucket, const Current& current, const ObjectVersion& version) {
  store::Batch batch;
  const std::string json = ToJson(version);
  batch.conditions.push_back({ObjectKey(bucket, version.key), current.revision});
  if (current.version && current.version->order == version.order) {
    batch.puts.push_back({ObjectKey(bucket, version.key), json});
  }
  batch.puts.push_back({VersionPrefix(bucket, version.key) + version.order, json});
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
      batch.puts.push_back({ObjectKey(bucket, version.key), next.front().value});
    }
  }
  ROLECALL_TRY([[maybe_unused]] std::uint64_t revision, store_.Commit(std::move(batch)));
  return {};
}

namespace {

// Walks entries in order of their keys and sorts them into a page. `base` is what stands before the object's key.
class PageWalk {
 public:
  PageWalk(store::Store& store, std::string base, const ListOptions& options, bool versions)
      : store_(store), base_(std::move(base)), options_(options), versions_(versions) {}

  Result<ListPage> Run() {
    constexpr std::size_t kPage = 1000;
    std::string after;
    if (!options_.after.empty()) {
      after = base_ + options_.after;
      if (versions_) {
        after += options_.after_order.empty() ? std::string("\0\xFF", 2) : std::string(1, '\0') + options_.after_order;
      }
      // A common prefix that was listed stands for all keys below it.
      if (!options_.delimiter.empty() && options_.after.ends_with(options_.delimiter)) {
        after = store::PrefixEnd(base_ + options_.after);
      }
    }
    while (true) {
      ROLECALL_TRY(std::vector<store::Entry> entries, store_.Scan(base_ + options_.prefix, after, kPage));
      std::string skip_to;
      for (const store::Entry& entry : entries) {
        if (!skip_to.empty() && entry.key < skip_to) continue;
        skip_to.clear();
        ROLECALL_TRY(const bool full, Add(entry, skip_to));
        if (full) return std::move(page_);
      }
      if (entries.size() < kPage) return std::move(page_);
      after = skip_to.empty() || skip_to < entries.back().key ? entries.back().key : skip_to;
    }
  }

 private:
  // True when the page is full and this entry did not fit any more.
  Result<bool> Add(const store::Entry& entry, std::string& skip_to) {
    const std::string key =
        entry.key.substr(base_.size(), versions_ ? entry.key.find('\0') - base_.size() : std::string::npos);
    if (!options_.delimiter.empty()) {
      const std::size_t cut = key.find(options_.delimiter, options_.prefix.size());
      if (cut != std::string::npos) {
        const std::string prefix = key.substr(0, cut + options_.delimiter.size());
        skip_to = store::PrefixEnd(base_ + prefix);
        if (IsFull()) return true;
        page_.prefixes.push_back(prefix);
        page_.next_key = prefix;
        page_.next_version_order.clear();
        return false;
      }
    }
    ROLECALL_TRY(ObjectVersion version, VersionFromJson(entry.value));
    if (!versions_ && version.delete_marker) return false;
    if (IsFull()) return true;
    page_.next_key = version.key;
    page_.next_version_order = version.order;
    page_.next_version_id = version.version_id;
    page_.versions.push_back(std::move(version));
    return false;
  }

  bool IsFull() {
    page_.truncated = page_.versions.size() + page_.prefixes.size() >= options_.most;
    return page_.truncated;
  }

  store::Store& store_;
  const std::string base_;
  const ListOptions& options_;
  const bool versions_;
  ListPage page_;
};

}  // namespace

Result<ListPage> ObjectStore::List(const std::string& bucket, const ListOptions& options) {
  return PageWalk(store_, "s3/object/" + bucket + "/", options, false).Run();
}

Result<ListPage> ObjectStore::ListVersions(const std::string& bucket, const ListOptions& options) {
  return PageWalk(store_, "s3/version/" + bucket + "/", options, true).Run();
}

Result<bool> ObjectStore::IsEmpty(const std::string& bucket) {
  ROLECALL_TRY(std::vector<store::Entry> entries, store_.Scan("s3/version/" + bucket + "/", "", 1));
  return entries.empty();
}

Result<void> ObjectStore::StartUpload(const std::string& bucket, const MultipartUpload& upload) {
  store::Batch batch;
  batch.puts.push_back({UploadKey(bucket, upload.id), ToJson(upload)});
  ROLECALL_TRY([[maybe_unused]] std::uint64_t revision, store_.Commit(std::move(batch)));
  return {};
}

Result<std::optional<MultipartUpload>> ObjectStore::FindUpload(const std::string& bucket, const std::string& id) {
  if (id.empty() || id.find('/') != std::string::npos || id.size() > 128) return std::optional<MultipartUpload>();
  ROLECALL_TRY(std::optional<store::Entry> entry, store_.Get(UploadKey(bucket, id)));
  if (!entry) return std::optional<MultipartUpload>();
  ROLECALL_TRY(MultipartUpload upload, UploadFromJson(entry->value));
  return std::optional<MultipartUpload>(std::move(upload));
}

Result<std::vector<MultipartUpload>> ObjectStore::ListUploads(const std::string& bucket) {
  constexpr std::size_t kMost = 1000;
  ROLECALL_TRY(std::vector<store::Entry> entries, store_.Scan(UploadKey(bucket, ""), "", kMost));
  std::vector<MultipartUpload> uploads;
  for (const store::Entry& entry : entries) {
    ROLECALL_TRY(MultipartUpload upload, UploadFromJson(entry.value));
    uploads.push_back(std::move(upload));
  }
  return uploads;
}

Result<void> ObjectStore::PutPart(const std::string& bucket, const std::string& upload, MultipartPart part,
                                  std::string body) {
  store::Batch batch;
  const std::string key = PartPrefix(bucket, upload) + fmt::format("{:05}", part.number);
  ROLECALL_TRY(std::optional<store::Entry> before, store_.Get(key));
  if (before) {
    ROLECALL_TRY(MultipartPart replaced, PartFromJson(before->value));
    batch.deletes.push_back(BodyKey(bucket, replaced.body_id));
  }
  part.body_id = NewId();
  batch.puts.push_back({BodyKey(bucket, part.body_id), std::move(body)});
  batch.puts.push_back({key, ToJson(part)});
  ROLECALL_TRY([[maybe_unused]] std::uint64_t revision, store_.Commit(std::move(batch)));
  return {};
}

Result<std::vector<MultipartPart>> ObjectStore::ListParts(const std::string& bucket, const std::string& upload) {
  constexpr std::size_t kMostParts = 10000;
  ROLECALL_TRY(std::vector<store::Entry> entries, store_.Scan(PartPrefix(bucket, upload), "", kMostParts));
  std::vector<MultipartPart> parts;
  for (const store::Entry& entry : entries) {
    ROLECALL_TRY(MultipartPart part, PartFromJson(entry.value));
    parts.push_back(std::move(part));
  }
  return parts;
}

Result<std::string> ObjectStore::ReadPart(const std::string& bucket, const MultipartPart& part) {
  ROLECALL_TRY(std::optional<store::Entry> entry, store_.Get(BodyKey(bucket, part.body_id)));
  if (!entry) return Error{ErrorCode::kNotFound, "the part's body is gone"};
  return std::move(entry->value);
}

Result<void> ObjectStore::EndUpload(const std::string& bucket, const std::string& upload) {
  ROLECALL_TRY(std::vector<MultipartPart> parts, ListParts(bucket, upload));
  // In batches: an upload may have more parts than one batch may have entries.
  constexpr std::size_t kPartsInBatch = 1000;
  for (std::size_t first = 0; first < parts.size(); first += kPartsInBatch) {
    store::Batch batch;
    for (std::size_t i = first; i < std::min(parts.size(), first + kPartsInBatch); ++i) {
      batch.deletes.push_back(BodyKey(bucket, parts[i].body_id));
      batch.deletes.push_back(PartPrefix(bucket, upload) + fmt::format("{:05}", parts[i].number));
    }
    ROLECALL_TRY([[maybe_unused]] std::uint64_t revision, store_.Commit(std::move(batch)));
  }
  store::Batch batch;
  batch.deletes.push_back(UploadKey(bucket, upload));
  ROLECALL_TRY([[maybe_unused]] std::uint64_t revision, store_.Commit(std::move(batch)));
  return {};
}

}  // namespace rolecall::services::s3
