// ObjectStore's multipart uploads.
#include <algorithm>

#include "base/encoding.h"
#include "crypto/aead.h"
#include "crypto/digest.h"
#include "services/s3/storage/object_json.h"
#include "services/s3/storage/object_store.h"
#include "services/s3/storage/store_keys.h"

namespace rolecall::services::s3::storage {
namespace {

constexpr std::size_t kMostIdBytes = 128;

Result<MultipartUpload> UploadOf(const store::Entry& entry) {
  ROLECALL_TRY(MultipartUpload upload, UploadFromJson(entry.value));
  upload.entry = entry.key;
  upload.revision = entry.revision;
  return upload;
}

std::string PartCrc(std::string_view body) { return Base64Encode(crypto::ChecksumBytes(crypto::Crc32c(body))); }

}  // namespace

Result<MultipartUpload> ObjectStore::StartUpload(const std::string& bucket, MultipartUpload upload) {
  store::Batch batch;
  ROLECALL_TRY(store::Condition bucket_is_there, BucketIsThere(bucket));
  batch.conditions.push_back(std::move(bucket_is_there));
  const auto micros = std::max<std::int64_t>(upload.started.time_since_epoch().count(), 0);
  upload.id = fmt::format("{:016x}", static_cast<std::uint64_t>(micros)) + NewId();
  upload.entry = UploadKey(bucket, upload.key, upload.id);
  batch.puts.push_back({upload.entry, ToJson(upload)});
  ROLECALL_TRY(upload.revision, store_.Commit(std::move(batch)));
  return upload;
}

Result<std::optional<MultipartUpload>> ObjectStore::FindUpload(const std::string& bucket, const std::string& key,
                                                               const std::string& id) {
  using Found = std::optional<MultipartUpload>;
  const bool is_id = !id.empty() && id.size() <= kMostIdBytes &&
                     std::ranges::all_of(id, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  if (!is_id) return Found();
  // Older stores have uploads by their id alone.
  for (const std::string& at : {UploadKey(bucket, key, id), UploadsOf(bucket) + id}) {
    ROLECALL_TRY(std::optional<store::Entry> entry, store_.Get(at));
    if (!entry) continue;
    ROLECALL_TRY(MultipartUpload upload, UploadOf(*entry));
    return upload.key == key ? Found(std::move(upload)) : Found();
  }
  return Found();
}

Result<UploadPage> ObjectStore::ListUploads(const std::string& bucket, const ListOptions& options) {
  UploadPage page;
  const auto take = [&](const store::Entry& entry, PageWalk::Use use) {
    Result<MultipartUpload> upload = UploadOf(entry);
    if (!upload.ok()) {
      if (!entry.damaged) page.damaged.push_back(entry.key);
      return false;
    }
    if (entry.key != UploadKey(bucket, upload->key, upload->id)) return false;  // of an older store
    if (use == PageWalk::Use::kKeep) page.uploads.push_back(*std::move(upload));
    return true;
  };
  ROLECALL_TRY(page.end, PageWalk(store_, UploadsOf(bucket), true).Run(options, take));
  return page;
}

Result<void> ObjectStore::PutPart(const std::string& bucket, const MultipartUpload& upload, MultipartPart part,
                                  std::string body) {
  store::Batch batch;
  batch.conditions.push_back({upload.entry, upload.revision});
  const std::string key = PartKey(bucket, upload.id, part.number);
  ROLECALL_TRY(std::optional<store::Entry> before, store_.Get(key));
  batch.conditions.push_back({key, before ? before->revision : 0});
  if (before) {
    ROLECALL_TRY(MultipartPart replaced, PartFromJson(before->value));
    batch.deletes.push_back(BodyKey(bucket, replaced.body_id));
  }
  part.body_id = NewId();
  part.body_crc = PartCrc(body);
  batch.puts.push_back({BodyKey(bucket, part.body_id), std::move(body), true});
  batch.puts.push_back({key, ToJson(part)});
  ROLECALL_TRY([[maybe_unused]] std::uint64_t revision, store_.Commit(std::move(batch)));
  return {};
}

Result<std::vector<MultipartPart>> ObjectStore::ListParts(const std::string& bucket, const std::string& upload,
                                                          int after, std::size_t most) {
  const std::string from = after > 0 ? PartKey(bucket, upload, after) : "";
  ROLECALL_TRY(std::vector<store::Entry> entries, store_.Scan(PartPrefix(bucket, upload), from, most));
  std::vector<MultipartPart> parts;
  for (const store::Entry& entry : entries) {
    ROLECALL_TRY(MultipartPart part, PartFromJson(entry.value));
    parts.push_back(std::move(part));
  }
  return parts;
}

Result<std::optional<MultipartPart>> ObjectStore::FindPart(const std::string& bucket, const std::string& upload,
                                                           int number) {
  ROLECALL_TRY(std::optional<store::Entry> entry, store_.Get(PartKey(bucket, upload, number)));
  if (!entry) return std::optional<MultipartPart>();
  ROLECALL_TRY(MultipartPart part, PartFromJson(entry->value));
  return std::optional<MultipartPart>(std::move(part));
}

Result<std::string> ObjectStore::ReadPart(const std::string& bucket, const MultipartPart& part) {
  ROLECALL_TRY(std::optional<store::Entry> entry, store_.Get(BodyKey(bucket, part.body_id)));
  if (!entry) return Error{ErrorCode::kNotFound, "the part's body is gone"};
  const bool intact =
      part.body_crc.empty() ? crypto::Md5Hex(entry->value) == part.etag : PartCrc(entry->value) == part.body_crc;
  if (!intact || entry->value.size() != part.size + (part.is_sealed ? crypto::kAeadOverheadBytes : 0)) {
    return Error{ErrorCode::kDataLoss, BodyKey(bucket, part.body_id) + " does not fit its checksum"};
  }
  return std::move(entry->value);
}

Result<void> ObjectStore::EndUpload(const std::string& bucket, const MultipartUpload& upload) {
  store::Batch batch;
  batch.conditions.push_back({upload.entry, upload.revision});
  batch.deletes.push_back(upload.entry);
  ROLECALL_TRY([[maybe_unused]] std::uint64_t revision, store_.Commit(std::move(batch)));
  return DeleteParts(bucket, upload.id);
}

Result<void> ObjectStore::DeleteParts(const std::string& bucket, const std::string& upload) {
  // In batches: an upload may have more parts than one batch may have entries.
  constexpr std::size_t kPartsInBatch = 1000;
  while (true) {
    ROLECALL_TRY(std::vector<store::Entry> entries, store_.Scan(PartPrefix(bucket, upload), "", kPartsInBatch));
    if (entries.empty()) return {};
    store::Batch batch;
    for (const store::Entry& entry : entries) {
      const Result<MultipartPart> part = PartFromJson(entry.value);
      if (part.ok()) batch.deletes.push_back(BodyKey(bucket, part->body_id));
      batch.deletes.push_back(entry.key);
    }
    ROLECALL_TRY([[maybe_unused]] std::uint64_t revision, store_.Commit(std::move(batch)));
  }
}

}  // namespace rolecall::services::s3::storage
