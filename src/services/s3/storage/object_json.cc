#include "services/s3/storage/object_json.h"

#include <boost/json.hpp>

#include "base/encoding.h"
#include "crypto/digest.h"

namespace rolecall::services::s3::storage {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

object MapJson(const std::map<std::string, std::string>& map) {
  object members;
  for (const auto& [name, text] : map) members[name] = text;
  return members;
}

std::map<std::string, std::string> MapOf(const value& members) {
  std::map<std::string, std::string> map;
  for (const auto& [name, text] : members.as_object()) map[std::string(name)] = std::string(text.as_string());
  return map;
}

std::string Text(const value& text) { return std::string(text.as_string()); }

// A member that older stores do not have.
std::string NewerText(const value& json, std::string_view name) {
  const value* text = json.as_object().if_contains(name);
  return text == nullptr ? std::string() : Text(*text);
}

array PartsJson(const std::vector<ObjectPart>& parts) {
  array list;
  for (const ObjectPart& part : parts) {
    list.push_back(object{{"number", part.number}, {"size", part.size}, {"checksums", MapJson(part.checksums)}});
  }
  return list;
}

std::vector<ObjectPart> PartsOf(const value& json) {
  std::vector<ObjectPart> parts;
  const value* list = json.as_object().if_contains("part_list");
  if (list == nullptr) return parts;
  for (const value& part : list->as_array()) {
    parts.push_back(
        {part.at("number").to_number<int>(), part.at("size").to_number<std::uint64_t>(), MapOf(part.at("checksums"))});
  }
  return parts;
}

object LockJson(const bucket::ObjectLock& lock) {
  return {{"mode", lock.retention.mode},
          {"until", lock.retention.until.time_since_epoch().count()},
          {"hold", lock.legal_hold}};
}

object EncryptionJson(const ObjectEncryption& encryption) {
  return {{"key", encryption.key_arn},
          {"data_key", encryption.data_key},
          {"context", encryption.context},
          {"bucket_key", encryption.bucket_key}};
}

object VersionJson(const ObjectVersion& version) {
  array tags;
  for (const auto& [key, text] : version.tags) tags.push_back(array{key, text});
  object json{{"key", version.key},
              {"version", version.version_id},
              {"marker", version.delete_marker},
              {"etag", version.etag},
              {"size", version.size},
              {"modified", version.modified.time_since_epoch().count()},
              {"headers", MapJson(version.headers)},
              {"checksums", MapJson(version.checksums)},
              {"checksum_type", version.checksum_type},
              {"tags", std::move(tags)},
              {"parts", version.part_count},
              {"part_list", PartsJson(version.parts)},
              {"body", version.body_id},
              {"body_crc", version.body_crc},
              {"order", version.order},
              {"lock", LockJson(version.lock)}};
  if (version.encryption.is_sealed()) json["encryption"] = EncryptionJson(version.encryption);
  return json;
}

Time TimeOf(const value& micros) { return Time(std::chrono::microseconds(micros.as_int64())); }

// Versions that were written before there was Object Lock have none.
bucket::ObjectLock LockOf(const value& version) {
  bucket::ObjectLock lock;
  const value* json = version.as_object().if_contains("lock");
  if (json == nullptr) return lock;
  lock.retention.mode = Text(json->at("mode"));
  lock.retention.until = TimeOf(json->at("until"));
  lock.legal_hold = Text(json->at("hold"));
  return lock;
}

ObjectEncryption EncryptionOf(const value& version) {
  ObjectEncryption encryption;
  const value* json = version.as_object().if_contains("encryption");
  if (json == nullptr) return encryption;
  encryption.key_arn = Text(json->at("key"));
  encryption.data_key = Text(json->at("data_key"));
  encryption.context = Text(json->at("context"));
  encryption.bucket_key = json->at("bucket_key").as_bool();
  return encryption;
}

ObjectVersion VersionOf(const value& json) {
  ObjectVersion version;
  version.key = Text(json.at("key"));
  version.version_id = Text(json.at("version"));
  version.delete_marker = json.at("marker").as_bool();
  version.etag = Text(json.at("etag"));
  version.size = json.at("size").to_number<std::uint64_t>();
  version.modified = TimeOf(json.at("modified"));
  version.headers = MapOf(json.at("headers"));
  version.checksums = MapOf(json.at("checksums"));
  version.checksum_type = NewerText(json, "checksum_type");
  for (const value& tag : json.at("tags").as_array()) version.tags.emplace_back(Text(tag.at(0)), Text(tag.at(1)));
  version.part_count = json.at("parts").to_number<int>();
  version.parts = PartsOf(json);
  version.body_id = Text(json.at("body"));
  version.body_crc = NewerText(json, "body_crc");
  version.order = Text(json.at("order"));
  version.lock = LockOf(json);
  version.encryption = EncryptionOf(json);
  // Older stores kept checksums of whole objects only.
  if (version.checksum_type.empty() && !version.checksums.empty()) version.checksum_type = "FULL_OBJECT";
  return version;
}

// The last member of a description: ,"crc":"1a2b3c4d"} with the CRC-32C of all text before it.
constexpr std::string_view kSealBegin = ",\"crc\":\"";
constexpr std::string_view kSealEnd = "\"}";
constexpr std::size_t kSealSize = kSealBegin.size() + 8 + kSealEnd.size();

std::string Crc(std::string_view text) { return HexEncode(crypto::ChecksumBytes(crypto::Crc32c(text))); }

std::string Seal(const object& members) {
  std::string text = boost::json::serialize(members);
  text.pop_back();  // the closing brace
  const std::string crc = Crc(text);
  return text.append(kSealBegin).append(crc).append(kSealEnd);
}

// False: there is a checksum, of another text. Descriptions of older stores have none.
bool FitsSeal(std::string_view json) {
  if (json.size() < kSealSize) return true;
  const std::string_view seal = json.substr(json.size() - kSealSize);
  if (!seal.starts_with(kSealBegin)) return true;
  return seal.substr(kSealBegin.size(), 8) == Crc(json.substr(0, json.size() - kSealSize));
}

// Reads by `read`, whose exceptions (Boost.JSON's, for a shape that is not ours) mean damage.
template <typename T, typename F>
Result<T> Read(std::string_view json, F read) {
  try {
    if (FitsSeal(json)) return read(boost::json::parse(json));
  } catch (const std::exception&) {
  }
  return Error{ErrorCode::kDataLoss, "a description of an S3 object in the store is damaged"};
}

}  // namespace

std::string ToJson(const ObjectVersion& version) { return Seal(VersionJson(version)); }

Result<ObjectVersion> VersionFromJson(std::string_view json) { return Read<ObjectVersion>(json, VersionOf); }

std::string ToJson(const MultipartUpload& upload) {
  return Seal({{"id", upload.id},
               {"key", upload.key},
               {"started", upload.started.time_since_epoch().count()},
               {"object", VersionJson(upload.object)},
               {"checksum_algorithm", upload.checksum_algorithm},
               {"checksum_type", upload.checksum_type},
               {"initiator", upload.initiator}});
}

Result<MultipartUpload> UploadFromJson(std::string_view json) {
  return Read<MultipartUpload>(json, [](const value& parsed) {
    MultipartUpload upload;
    upload.id = Text(parsed.at("id"));
    upload.key = Text(parsed.at("key"));
    upload.started = TimeOf(parsed.at("started"));
    upload.object = VersionOf(parsed.at("object"));
    upload.checksum_algorithm = NewerText(parsed, "checksum_algorithm");
    upload.checksum_type = NewerText(parsed, "checksum_type");
    upload.initiator = NewerText(parsed, "initiator");
    return upload;
  });
}

std::string ToJson(const MultipartPart& part) {
  return Seal({{"number", part.number},
               {"etag", part.etag},
               {"size", part.size},
               {"modified", part.modified.time_since_epoch().count()},
               {"body", part.body_id},
               {"body_crc", part.body_crc},
               {"checksums", MapJson(part.checksums)},
               {"sealed", part.is_sealed}});
}

Result<MultipartPart> PartFromJson(std::string_view json) {
  return Read<MultipartPart>(json, [](const value& parsed) {
    MultipartPart part;
    part.number = parsed.at("number").to_number<int>();
    part.etag = Text(parsed.at("etag"));
    part.size = parsed.at("size").to_number<std::uint64_t>();
    part.modified = TimeOf(parsed.at("modified"));
    part.body_id = Text(parsed.at("body"));
    part.body_crc = NewerText(parsed, "body_crc");
    part.checksums = MapOf(parsed.at("checksums"));
    const value* sealed = parsed.as_object().if_contains("sealed");
    part.is_sealed = sealed != nullptr && sealed->as_bool();
    return part;
  });
}

}  // namespace rolecall::services::s3::storage
