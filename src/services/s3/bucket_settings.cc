// Settings of a bucket: those that act (versioning, policy, tags) and those that are kept as they were sent.
#include "aws/wire/xml.h"
#include "directory/principals.h"
#include "policy/storable/validate.h"
#include "services/s3/operations.h"
#include "services/unique_names.h"
#include "services/write.h"

namespace rolecall::services::s3 {
namespace {

constexpr std::size_t kMaxSettingBytes = 128u << 10;
constexpr std::size_t kMaxPolicyBytes = 20480;

// A setting that only describes: which actions read and write it, and what its absence is called.
struct KeptSetting {
  std::string_view parameter;
  std::string_view read_action, write_action;
  std::string_view missing_code, missing_text;  // "" = an empty document is answered
  std::string_view empty_document;
};

constexpr KeptSetting kKept[] = {
    {"encryption", "GetEncryptionConfiguration", "PutEncryptionConfiguration",
     "ServerSideEncryptionConfigurationNotFoundError", "The server side encryption configuration was not found", ""},
    {"publicAccessBlock", "GetBucketPublicAccessBlock", "PutBucketPublicAccessBlock",
     "NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found", ""},
    {"ownershipControls", "GetBucketOwnershipControls", "PutBucketOwnershipControls", "OwnershipControlsNotFoundError",
     "The bucket ownership controls were not found", ""},
    {"lifecycle", "GetLifecycleConfiguration", "PutLifecycleConfiguration", "NoSuchLifecycleConfiguration",
     "The lifecycle configuration does not exist", ""},
    {"cors", "GetBucketCORS", "PutBucketCORS", "NoSuchCORSConfiguration", "The CORS configuration does not exist", ""},
    {"website", "GetBucketWebsite", "PutBucketWebsite", "NoSuchWebsiteConfiguration",
     "The specified bucket does not have a website configuration", ""},
    {"replication", "GetReplicationConfiguration", "PutReplicationConfiguration",
     "ReplicationConfigurationNotFoundError", "The replication configuration was not found", ""},
    {"object-lock", "GetBucketObjectLockConfiguration", "PutBucketObjectLockConfiguration",
     "ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket", ""},
    {"logging", "GetBucketLogging", "PutBucketLogging", "", "", "BucketLoggingStatus"},
    {"notification", "GetBucketNotification", "PutBucketNotification", "", "", "NotificationConfiguration"},
    {"accelerate", "GetAccelerateConfiguration", "PutAccelerateConfiguration", "", "", "AccelerateConfiguration"},
    {"requestPayment", "GetBucketRequestPayment", "PutBucketRequestPayment", "", "", "RequestPaymentConfiguration"},
};

static_assert(HaveUniqueNames(kKept, &KeptSetting::parameter));

const KeptSetting* FindKept(const S3Request& request) {
  for (const KeptSetting& setting : kKept) {
    if (request.Has(setting.parameter)) return &setting;
  }
  return nullptr;
}

// Changes the bucket as it is now.
Answer ChangeBucket(Call& call, const std::string& name, int status,
                    const std::function<Checked<bool>(directory::Bucket&)>& change) {
  return Update<http::Response>(call, [&](directory::Transaction& transaction) -> Answer {
    const BucketPointer now = transaction.snapshot().buckets.Find(name);
    if (now == nullptr) return NoSuchBucket(name);
    directory::Bucket bucket = *now;
    ROLECALL_TRY([[maybe_unused]] bool changed, change(bucket));
    transaction.Put(std::move(bucket));
    return EmptyAnswer(status);
  });
}

Answer Kept(Call& call, const S3Request& request, const KeptSetting& setting) {
  const std::string name(setting.parameter);
  if (call.request.method == "GET") {
    ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, setting.read_action));
    const auto found = bucket->configurations.find(name);
    if (found != bucket->configurations.end()) return XmlAnswer(call, found->second);
    if (!setting.missing_code.empty()) {
      return aws::ErrorShape{
          404, std::string(setting.missing_code), std::string(setting.missing_text), {{"BucketName", bucket->name}}};
    }
    aws::XmlWriter xml;
    xml.OpenWith(setting.empty_document, "xmlns", aws::kS3Namespace).Close();
    return XmlAnswer(call, xml.text());
  }
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, setting.write_action));
  if (call.request.method == "DELETE") {
    return ChangeBucket(call, bucket->name, 204, [&](directory::Bucket& changed) -> Checked<bool> {
      return changed.configurations.erase(name) > 0;
    });
  }
  if (call.request.body.size() > kMaxSettingBytes || !aws::ParseXml(call.request.body).ok()) return MalformedXml();
  // The XML declaration is written anew with each answer.
  std::string body = call.request.body;
  if (body.starts_with("<?xml")) body.erase(0, body.find("?>") + 2);
  return ChangeBucket(call, bucket->name, 200, [&](directory::Bucket& changed) -> Checked<bool> {
    changed.configurations[name] = body;
    return true;
  });
}

Answer Versioning(Call& call, const S3Request& request) {
  if (call.request.method == "GET") {
    ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "GetBucketVersioning"));
    aws::XmlWriter xml;
    xml.OpenWith("VersioningConfiguration", "xmlns", aws::kS3Namespace);
    if (bucket->versioning != directory::Versioning::kOff) {
      xml.Text("Status", bucket->versioning == directory::Versioning::kEnabled ? "Enabled" : "Suspended");
    }
    xml.Close();
    return XmlAnswer(call, xml.text());
  }
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "PutBucketVersioning"));
  const Result<aws::XmlNode> xml = aws::ParseXml(call.request.body);
  const std::string_view status = xml.ok() ? xml->Get("Status") : "";
  if (status != "Enabled" && status != "Suspended") {
    return aws::ErrorShape{400, "IllegalVersioningConfigurationException", "The Versioning element must be specified"};
  }
  const auto versioning = status == "Enabled" ? directory::Versioning::kEnabled : directory::Versioning::kSuspended;
  return ChangeBucket(call, bucket->name, 200, [&](directory::Bucket& changed) -> Checked<bool> {
    changed.versioning = versioning;
    return true;
  });
}

Answer Policy(Call& call, const S3Request& request) {
  if (call.request.method == "GET") {
    ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "GetBucketPolicy"));
    if (!bucket->policy) {
      return aws::ErrorShape{
          404, "NoSuchBucketPolicy", "The bucket policy does not exist", {{"BucketName", bucket->name}}};
    }
    http::Response answer{.status = 200, .headers = {{"Content-Type", "application/json"}}};
    answer.body = directory::ShowPrincipals(bucket->policy.text, policy::DocumentKind::kResource, *call.snapshot);
    return answer;
  }
  if (call.request.method == "DELETE") {
    ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "DeleteBucketPolicy"));
    return ChangeBucket(call, bucket->name, 204, [](directory::Bucket& changed) -> Checked<bool> {
      changed.policy = {};
      return true;
    });
  }
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "PutBucketPolicy"));
  const std::string& text = call.request.body;
  if (text.size() > kMaxPolicyBytes || policy::CheckForWrite(text, policy::WriteKind::kResource)) {
    return aws::ErrorShape{400, "MalformedPolicy", "This policy contains invalid Json"};
  }
  directory::BoundPolicy bound = directory::BindPrincipals(text, policy::DocumentKind::kResource, *call.snapshot);
  if (!bound.unknown_principal.empty()) {
    return aws::ErrorShape{
        400, "MalformedPolicy", "Invalid principal in policy", {{"Detail", bound.unknown_principal}}};
  }
  return ChangeBucket(call, bucket->name, 204, [&](directory::Bucket& changed) -> Checked<bool> {
    changed.policy =
        directory::MakeStoredPolicy(bound.text, policy::DocumentKind::kResource, "bucket policy of " + changed.name);
    return true;
  });
}

Answer Tagging(Call& call, const S3Request& request) {
  if (call.request.method == "GET") {
    ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "GetBucketTagging"));
    if (bucket->tags.empty()) {
      return aws::ErrorShape{404, "NoSuchTagSet", "The TagSet does not exist", {{"BucketName", bucket->name}}};
    }
    aws::XmlWriter xml;
    xml.OpenWith("Tagging", "xmlns", aws::kS3Namespace).Open("TagSet");
    for (const auto& [key, value] : bucket->tags) xml.Open("Tag").Text("Key", key).Text("Value", value).Close();
    xml.Close().Close();
    return XmlAnswer(call, xml.text());
  }
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "PutBucketTagging"));
  directory::Tags tags;
  if (call.request.method == "PUT") {
    const Result<aws::XmlNode> xml = aws::ParseXml(call.request.body);
    if (!xml.ok()) return MalformedXml();
    for (const aws::XmlNode* tag : xml->List("TagSet", "Tag")) tags.emplace_back(tag->Get("Key"), tag->Get("Value"));
  }
  return ChangeBucket(call, bucket->name, 204, [&](directory::Bucket& changed) -> Checked<bool> {
    changed.tags = tags;
    return true;
  });
}

Answer Location(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "GetBucketLocation"));
  aws::XmlWriter xml;
  xml.OpenWith("LocationConstraint", "xmlns", aws::kS3Namespace);
  if (bucket->region != "us-east-1") xml.Raw(bucket->region);
  xml.Close();
  return XmlAnswer(call, xml.text());
}

// Differs from AWS: there are no grants but the owner's; others are given by policies.
Answer Acl(Call& call, const S3Request& request) {
  if (call.request.method != "GET") {
    ROLECALL_TRY([[maybe_unused]] BucketPointer bucket, FindBucket(call, request, "PutBucketAcl"));
    return aws::ErrorShape{400, "AccessControlListNotSupported", "The bucket does not allow ACLs"};
  }
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "GetBucketAcl"));
  aws::XmlWriter xml;
  xml.OpenWith("AccessControlPolicy", "xmlns", aws::kS3Namespace);
  xml.Open("Owner").Text("ID", bucket->account).Close().Open("AccessControlList").Open("Grant");
  xml.Raw("<Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\"><ID>" +
          bucket->account + "</ID></Grantee>");
  xml.Text("Permission", "FULL_CONTROL").Close().Close().Close();
  return XmlAnswer(call, xml.text());
}

}  // namespace

bool IsBucketSetting(const S3Request& request) {
  for (const std::string_view name : {"versioning", "policy", "tagging", "location", "acl"}) {
    if (request.Has(name)) return true;
  }
  return FindKept(request) != nullptr;
}

Answer BucketSetting(Call& call, const S3Request& request) {
  if (call.request.method != "GET" && call.request.method != "PUT" && call.request.method != "DELETE") {
    return aws::ErrorShape{405, "MethodNotAllowed", "The specified method is not allowed against this resource."};
  }
  if (request.Has("versioning")) return Versioning(call, request);
  if (request.Has("policy")) return Policy(call, request);
  if (request.Has("tagging")) return Tagging(call, request);
  if (request.Has("location")) return Location(call, request);
  if (request.Has("acl")) return Acl(call, request);
  return Kept(call, request, *FindKept(request));
}

}  // namespace rolecall::services::s3
