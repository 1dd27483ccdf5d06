// Reading, writing and deleting what a bucket keeps as documents (bucket/configuration.h).
#include "services/s3/bucket/configuration.h"
#include "services/s3/bucket/encryption.h"
#include "services/s3/bucket_operations.h"

namespace rolecall::services::s3 {
namespace {

// What a configuration sets beside its document.
void Apply(const bucket::Configuration& configuration, directory::Bucket& bucket) {
  if (configuration.name == "object-lock") bucket.object_lock = true;
}

// The condition keys that stand in the document: s3:x-amz-object-ownership.
Question DocumentQuestion(const Call& call, const bucket::Configuration& configuration) {
  Question question;
  if (configuration.name != "ownershipControls" || !MayReadBeforePermission(call)) return question;
  const Result<aws::XmlNode> xml = aws::ParseXml(call.request.body);
  const aws::XmlNode* rule = xml.ok() ? xml->Find("Rule") : nullptr;
  if (rule != nullptr) {
    question.context.push_back({"s3:x-amz-object-ownership", {std::string(rule->Get("ObjectOwnership"))}});
  }
  return question;
}

}  // namespace

Answer GetConfiguration(Call& call, const S3Request& request) {
  const bucket::Configuration& configuration = bucket::FindConfiguration(request.marker);
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, request.action));
  const auto kept = bucket->configurations.find(std::string(configuration.name));
  if (kept != bucket->configurations.end()) return XmlAnswer(call, kept->second);
  if (!configuration.missing_code.empty()) {
    return aws::ErrorShape{404,
                           std::string(configuration.missing_code),
                           std::string(configuration.missing_text),
                           {{"BucketName", bucket->name}}};
  }
  aws::XmlWriter xml;
  xml.OpenWith(configuration.empty_element, "xmlns", aws::kS3Namespace).Raw(configuration.empty_content).Close();
  return XmlAnswer(call, xml.text());
}

Answer PutConfiguration(Call& call, const S3Request& request) {
  const bucket::Configuration& configuration = bucket::FindConfiguration(request.marker);
  ROLECALL_TRY(BucketPointer bucket,
               FindBucket(call, request, request.action, false, DocumentQuestion(call, configuration)));
  ROLECALL_TRY(aws::XmlNode xml, ReadXmlBody(call));
  return ChangeBucket(call, *bucket, 200, [&](directory::Bucket& changed) -> Checked<bool> {
    ROLECALL_TRY(std::string document, configuration.read(xml, changed));
    Apply(configuration, changed);
    const std::string name(configuration.name);
    if (document.empty()) return changed.configurations.erase(name) > 0;
    changed.configurations[name] = std::move(document);
    return true;
  });
}

// "DeleteBucketEncryption resets the default encryption for the bucket as server-side encryption with Amazon S3 managed
// keys (SSE-S3)." The others are gone.
Answer DeleteConfiguration(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, request.action));
  const std::string name(request.marker);
  return ChangeBucket(call, *bucket, 204, [&](directory::Bucket& changed) -> Checked<bool> {
    if (name == "encryption") {
      changed.configurations[name] = bucket::DefaultEncryption();
      return true;
    }
    return changed.configurations.erase(name) > 0;
  });
}

}  // namespace rolecall::services::s3
