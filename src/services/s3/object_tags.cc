// GetObjectTagging, PutObjectTagging, DeleteObjectTagging.
#include "services/s3/object/tags.h"
#include "services/s3/object_access.h"
#include "services/s3/wire/condition_keys.h"

namespace rolecall::services::s3 {
namespace {

// Sets the tags of the version that the request means; again if somebody else changed the object meanwhile.
Answer SetTags(Call& call, const S3Request& request, const Permission& permission, const directory::Tags& tags,
               int status) {
  for (int attempt = 1;; ++attempt) {
    Question question;
    wire::AddRequestTags(tags, question);
    ObjectStore objects = Objects(call);
    const Result<ObjectStore::Current> current = objects.FindCurrent(request.bucket, request.key);
    ROLECALL_TRY(FoundObject found, OpenObject(call, request, permission, std::move(question)));
    if (!current.ok()) return ObjectStoreError(call, current.error());
    found.object.tags = tags;
    const Result<void> done = objects.Replace(found.bucket->name, *current, found.object);
    if (done.ok()) {
      http::Response answer = EmptyAnswer(status);
      AddVersionHeader(answer, *found.bucket, found.object);
      return answer;
    }
    if (done.error().code != ErrorCode::kConflict || attempt == kMostAttempts) {
      return ObjectStoreError(call, done.error());
    }
  }
}

}  // namespace

Answer GetObjectTagging(Call& call, const S3Request& request) {
  ROLECALL_TRY(FoundObject found, OpenObject(call, request, {"GetObjectTagging", "GetObjectVersionTagging"}));
  aws::XmlWriter xml;
  xml.OpenWith("Tagging", "xmlns", aws::kS3Namespace).Open("TagSet");
  for (const auto& [key, value] : found.object.tags) xml.Open("Tag").Text("Key", key).Text("Value", value).Close();
  xml.Close().Close();
  http::Response answer = XmlAnswer(call, xml.text());
  AddVersionHeader(answer, *found.bucket, found.object);
  return answer;
}

Answer PutObjectTagging(Call& call, const S3Request& request) {
  const Permission permission{"PutObjectTagging", "PutObjectVersionTagging"};
  // Who may not must not learn what is wrong with his tags, but the tags are part of the question.
  const Checked<directory::Tags> tags = object::TagsFromXml(call.request.body);
  if (tags.ok()) return SetTags(call, request, permission, *tags, 200);
  ROLECALL_TRY([[maybe_unused]] FoundObject found, OpenObject(call, request, permission));
  return tags.error();
}

Answer DeleteObjectTagging(Call& call, const S3Request& request) {
  return SetTags(call, request, {"DeleteObjectTagging", "DeleteObjectVersionTagging"}, {}, 204);
}

}  // namespace rolecall::services::s3
