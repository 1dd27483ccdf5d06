#include "services/s3/bucket/encryption.h"

#include "services/s3/bucket/errors.h"

namespace rolecall::services::s3::bucket {
namespace {

constexpr char kAlgorithm[] = "AES256";
constexpr char kKms[] = "aws:kms";

struct ByDefault {
  std::string algorithm = kAlgorithm;
  std::string key;
};

std::string Show(const ByDefault& by_default, bool bucket_key, const std::vector<const aws::XmlNode*>& blocked) {
  aws::XmlWriter xml;
  xml.OpenWith("ServerSideEncryptionConfiguration", "xmlns", aws::kS3Namespace).Open("Rule");
  xml.Open("ApplyServerSideEncryptionByDefault").Text("SSEAlgorithm", by_default.algorithm);
  if (!by_default.key.empty()) xml.Text("KMSMasterKeyID", by_default.key);
  xml.Close();
  xml.Bool("BucketKeyEnabled", bucket_key);
  if (!blocked.empty()) {
    xml.Open("BlockedEncryptionTypes");
    for (const aws::XmlNode* type : blocked) xml.Text("EncryptionType", type->text);
    xml.Close();
  }
  return xml.Close().Close().Take();
}

Checked<ByDefault> ReadDefault(const aws::XmlNode* node) {
  if (node == nullptr) return MalformedXml();
  ByDefault by_default{.algorithm = std::string(node->Get("SSEAlgorithm")), .key = {}};
  if (by_default.algorithm == "aws:kms:dsse") {
    return NotImplemented("Dual-layer server-side encryption (aws:kms:dsse) is not implemented here.");
  }
  if (by_default.algorithm != kAlgorithm && by_default.algorithm != kKms) return MalformedXml();
  const aws::XmlNode* key = node->Find("KMSMasterKeyID");
  if (key != nullptr && by_default.algorithm == kAlgorithm) {
    return InvalidArgument(
        "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse");
  }
  if (key != nullptr) by_default.key = key->text;
  return by_default;
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
  ByDefault wanted;
  if (by_default != nullptr || blocked.empty()) {
    ROLECALL_TRY(wanted, ReadDefault(by_default));
  }
  const std::string_view bucket_key = rule.Get("BucketKeyEnabled");
  if (!bucket_key.empty() && bucket_key != "true" && bucket_key != "false") return MalformedXml();
  return Show(wanted, bucket_key == "true", blocked);
}

std::string DefaultEncryption() { return Show({}, false, {}); }

std::optional<DefaultKey> DefaultKeyOf(const std::string& configuration) {
  // Most buckets have none: no XML is read for them.
  if (configuration.find(kKms) == std::string::npos) return std::nullopt;
  const Result<aws::XmlNode> root = aws::ParseXml(configuration);
  const aws::XmlNode* rule = root.ok() ? root->Find("Rule") : nullptr;
  const aws::XmlNode* by_default = rule != nullptr ? rule->Find("ApplyServerSideEncryptionByDefault") : nullptr;
  if (by_default == nullptr || by_default->Get("SSEAlgorithm") != kKms) return std::nullopt;
  return DefaultKey{std::string(by_default->Get("KMSMasterKeyID")), rule->Get("BucketKeyEnabled") == "true"};
}

}  // namespace rolecall::services::s3::bucket
