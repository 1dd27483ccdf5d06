#include "services/s3/object_json.h"

#include <boost/json.hpp>

namespace rolecall::services::s3 {
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

object LockJson(const bucket::ObjectLock& lock) {
  return {{"mode", lock.retention.mode},
          {"until", lock.retention.until.time_since_epoch().count()},
          {"hold", lock.legal_hold}};
}

object VersionJson(const ObjectVersion& version) {
  array tags;
  for (const auto& [key, text] : version.tags) tags.push_back(array{key, text});
  return {{"key", version.key},
          {"version", version.version_id},
          {"marker", version.delete_marker},
          {"etag", version.etag},
          {"size", version.size},
          {"modified", version.modified.time_since_epoch().count()},
          {"headers", MapJson(version.headers)},
          {"checksums", MapJson(version.checksums)},
          {"tags", std::move(tags)},
          {"parts", version.parts},
          {"body", version.body_id},
          {"order", version.order},
          {"lock", LockJson(version.lock)}};
}

Time TimeOf(const value& micros) { return Time(std::chrono::microseconds(micros.as_int64())); }
std::string Text(const value& text) { return std::string(text.as_string()); }

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
  for (const value& tag : json.at("tags").as_array()) version.tags.emplace_back(Text(tag.at(0)), Text(tag.at(1)));
  version.parts = json.at("parts").to_number<int>();
  version.body_id = Text(json.at("body"));
  version.order = Text(json.at("order"));
  version.lock = LockOf(json);
  return version;
}

// Reads by `read`, whose exceptions (Boost.JSON's, for a shape that is not ours) mean damage.
template <typename T, typename F>
Result<T> Read(std::string_view json, F read) {
  try {
    return read(boost::json::parse(json));
  } catch (const std::exception&) {
    return Error{ErrorCode::kDataLoss, "a description of an S3 object in the store is damaged"};
  }
}

}  // namespace

std::string ToJson(const ObjectVersion& version) { return boost::json::serialize(VersionJson(version)); }

Result<ObjectVersion> VersionFromJson(std::string_view json) { return Read<ObjectVersion>(json, VersionOf); }

std::string ToJson(const MultipartUpload& upload) {
  return boost::json::serialize(object{{"id", upload.id},
                                       {"key", upload.key},
                                       {"started", upload.started.time_since_epoch().count()},
                                       {"object", VersionJson(upload.object)}});
}

Result<MultipartUpload> UploadFromJson(std::string_view json) {
  return Read<MultipartUpload>(json, [](const value& parsed) {
    return MultipartUpload{Text(parsed.at("id")), Text(parsed.at("key")), TimeOf(parsed.at("started")),
                           VersionOf(parsed.at("object"))};
  });
}

std::string ToJson(const MultipartPart& part) {
  return boost::json::serialize(object{{"number", part.number},
                                       {"etag", part.etag},
                                       {"size", part.size},
                                       {"modified", part.modified.time_since_epoch().count()},
                                       {"body", part.body_id},
                                       {"checksums", MapJson(part.checksums)}});
}

Result<MultipartPart> PartFromJson(std::string_view json) {
  return Read<MultipartPart>(json, [](const value& parsed) {
    return MultipartPart{
        parsed.at("number").to_number<int>(), Text(parsed.at("etag")), parsed.at("size").to_number<std::uint64_t>(),
        TimeOf(parsed.at("modified")),        Text(parsed.at("body")), MapOf(parsed.at("checksums"))};
  });
}

}  // namespace rolecall::services::s3
