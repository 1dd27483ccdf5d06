#include "services/s3/bucket/public_access.h"

#include <algorithm>

#include "base/text.h"
#include "policy/storable/public_access.h"
#include "services/s3/bucket/errors.h"

namespace rolecall::services::s3::bucket {
namespace {

struct Setting {
  std::string_view element;
  bool PublicAccessBlock::*flag;
};

constexpr Setting kSettings[] = {{"BlockPublicAcls", &PublicAccessBlock::block_acls},
                                 {"IgnorePublicAcls", &PublicAccessBlock::ignore_acls},
                                 {"BlockPublicPolicy", &PublicAccessBlock::block_policy},
                                 {"RestrictPublicBuckets", &PublicAccessBlock::restrict_buckets}};

}  // namespace

Checked<PublicAccessBlock> ReadPublicAccessBlock(const aws::XmlNode& root) {
  if (root.name != "PublicAccessBlockConfiguration") return MalformedXml();
  PublicAccessBlock block;
  for (const aws::XmlNode& child : root.children) {
    const auto setting = std::find_if(std::begin(kSettings), std::end(kSettings),
                                      [&](const Setting& each) { return each.element == child.name; });
    const std::string text = LowerAscii(child.text);
    if (setting == std::end(kSettings) || (text != "true" && text != "false")) return MalformedXml();
    block.*(setting->flag) = text == "true";
  }
  return block;
}

std::string ShowPublicAccessBlock(const PublicAccessBlock& block) {
  aws::XmlWriter xml;
  xml.OpenWith("PublicAccessBlockConfiguration", "xmlns", aws::kS3Namespace);
  for (const Setting& setting : kSettings) xml.Bool(setting.element, block.*(setting.flag));
  return xml.Close().Take();
}

PublicAccessBlock PublicAccessOf(const directory::Bucket& bucket) {
  const auto kept = bucket.configurations.find("publicAccessBlock");
  if (kept == bucket.configurations.end()) return {};
  const Result<aws::XmlNode> xml = aws::ParseXml(kept->second);
  if (xml.ok()) {
    if (Checked<PublicAccessBlock> block = ReadPublicAccessBlock(*xml); block.ok()) return *block;
  }
  return {true, true, true, true};
}

bool HasPublicPolicy(const directory::Bucket& bucket) {
  if (!bucket.policy) return false;
  const policy::ParsedDocument parsed = policy::Parse(bucket.policy.text, policy::DocumentKind::kResource);
  return !parsed.malformed && policy::IsPublic(parsed.document);
}

}  // namespace rolecall::services::s3::bucket
