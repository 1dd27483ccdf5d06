#include "services/s3/bucket/encryption.h"

#include "services/s3/bucket/errors.h"

namespace rolecall::services::s3::bucket {
namespace {

constexpr char kAlgorithm[] = "AES256";

std::string Show(bool bucket_key, const std::vector<const aws::XmlNode*>& blocked) {
  aws::XmlWriter xml;
  xml.OpenWith("ServerSideEncryptionConfiguration", "xmlns", aws::kS3Namespace).Open("Rule");
  xml.Open("ApplyServerSideEncryptionByDefault").Text("SSEAlgorithm", kAlgorithm).Close();
  xml.Bool("BucketKeyEnabled", bucket_key);
  if (!blocked.empty()) {
    xml.Open("BlockedEncryptionTypes");
    for (const aws::XmlNode* type : blocked) xml.Text("EncryptionType", type->text);
    xml.Close();
  }
  return xml.Close().Close().Take();
}

std::optional<aws::ErrorShape> CheckDefault(const aws::XmlNode* by_default) {
  if (by_default == nullptr) return MalformedXml();
  const std::string_view algorithm = by_default->Get("SSEAlgorithm");
  if (algorithm == "aws:kms" || algorithm == "aws:kms:dsse") {
    return NotImplemented("Server Side Encryption with AWS KMS managed keys is not implemented here: there is no KMS.");
  }
  if (algorithm != kAlgorithm) return MalformedXml();
  if (by_default->Find("KMSMasterKeyID") != nullptr) {
    return InvalidArgument(
        "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse");
  }
  return std::nullopt;
}

}  // namespace

Checked<std::string> ReadEncryption(const aws::XmlNode& root) {
  const std::vector<const aws::XmlNode*> rules = root.All("Rule");
  if (root.name != "ServerSideEncryptionConfiguration" || rules.size() != 1) return MalformedXml();
  const aws::XmlNode& rule = *rules.front();
  const std::vector<const aws::XmlNode*> blocked = rule.List("BlockedEncryptionTypes", "EncryptionType");
  // Keys of the customer (SSE-C) are refused in every request: to block them is what is done anyway.
  for (const aws::XmlNode* type : blocked) {
    if (type->text != "SSE-C" && type->text != "NONE") return MalformedXml();
  }
  const aws::XmlNode* by_default = rule.Find("ApplyServerSideEncryptionByDefault");
  if (by_default != nullptr || blocked.empty()) ROLECALL_RETURN_IF_ERROR(CheckDefault(by_default));
  const std::string_view bucket_key = rule.Get("BucketKeyEnabled");
  if (!bucket_key.empty() && bucket_key != "true" && bucket_key != "false") return MalformedXml();
  return Show(bucket_key == "true", blocked);
}

std::string DefaultEncryption() { return Show(false, {}); }

}  // namespace rolecall::services::s3::bucket
