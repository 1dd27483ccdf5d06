// The tags of a bucket.
#include "services/s3/bucket/tag_set.h"
#include "services/s3/bucket_operations.h"

namespace rolecall::services::s3 {
namespace {

Answer ReplaceTags(Call& call, const directory::Bucket& bucket, directory::Tags tags) {
  return ChangeBucket(call, bucket, 204, [&](directory::Bucket& changed) -> Checked<bool> {
    changed.tags = std::move(tags);
    return true;
  });
}

}  // namespace

Answer GetBucketTagging(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, request.action));
  if (bucket->tags.empty()) {
    return aws::ErrorShape{404, "NoSuchTagSet", "The TagSet does not exist", {{"BucketName", bucket->name}}};
  }
  aws::XmlWriter xml;
  xml.OpenWith("Tagging", "xmlns", aws::kS3Namespace).Open("TagSet");
  for (const auto& [key, value] : bucket->tags) xml.Open("Tag").Text("Key", key).Text("Value", value).Close();
  return XmlAnswer(call, xml.Close().Close().text());
}

Answer PutBucketTagging(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, request.action));
  ROLECALL_TRY(aws::XmlNode xml, ReadXmlBody(call));
  if (xml.name != "Tagging" || xml.Find("TagSet") == nullptr) return MalformedXml();
  ROLECALL_TRY(directory::Tags tags, bucket::ReadBucketTags(xml.List("TagSet", "Tag")));
  return ReplaceTags(call, *bucket, std::move(tags));
}

Answer DeleteBucketTagging(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, request.action));
  return ReplaceTags(call, *bucket, {});
}

}  // namespace rolecall::services::s3
