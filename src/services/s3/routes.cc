#include "services/s3/routes.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "services/s3/bucket_operations.h"

namespace rolecall::services::s3 {
namespace {

constexpr Level kBucket = Level::kBucket, kObject = Level::kObject;
constexpr Absent kGone{404, "NoSuchConfiguration", "The specified configuration does not exist."};
constexpr Absent kDeleted{204};
constexpr std::string_view kNoneListed = "<IsTruncated>false</IsTruncated>";

constexpr Absent List(std::string_view element) { return {200, {}, {}, kNoneListed, element}; }
constexpr Absent Missing(std::string_view code, std::string_view text) { return {404, code, text}; }

// Of rows with the same method and marker the first that fits is taken: those that need something stand first.
constexpr Route kRoutes[] = {
    {"ListBuckets", ListBuckets, Level::kService, "GET", "", "", "s3:ListAllMyBuckets"},

    // Buckets themselves
    {"CreateBucket", CreateBucket, kBucket, "PUT", "", "", "s3:CreateBucket"},
    {"HeadBucket", HeadBucket, kBucket, "HEAD", "", "", "s3:ListBucket"},
    {"DeleteBucket", DeleteBucket, kBucket, "DELETE", "", "", "s3:DeleteBucket"},
    {"GetBucketLocation", GetBucketLocation, kBucket, "GET", "location", "", "s3:GetBucketLocation"},
    {"CreateSession", nullptr, kBucket, "GET", "session", "", "s3express:CreateSession"},

    // Listings and calls on many objects
    {"ListObjectsV2", ListObjects, kBucket, "GET", "", "?list-type", "s3:ListBucket"},
    {"ListObjects", ListObjects, kBucket, "GET", "", "", "s3:ListBucket"},
    {"ListObjectVersions", ListObjectVersions, kBucket, "GET", "versions", "", "s3:ListBucketVersions"},
    {"ListMultipartUploads", ListMultipartUploads, kBucket, "GET", "uploads", "", "s3:ListBucketMultipartUploads"},
    {"DeleteObjects", DeleteObjects, kBucket, "POST", "delete", "", "s3:DeleteObject"},
    {"PostObject", PostObject, kBucket, "POST", "", "", "s3:PutObject"},

    // Settings that are served
    {"GetBucketVersioning", GetBucketVersioning, kBucket, "GET", "versioning", "", "s3:GetBucketVersioning"},
    {"PutBucketVersioning", PutBucketVersioning, kBucket, "PUT", "versioning", "", "s3:PutBucketVersioning"},
    {"GetBucketPolicy", GetBucketPolicy, kBucket, "GET", "policy", "", "s3:GetBucketPolicy"},
    {"PutBucketPolicy", PutBucketPolicy, kBucket, "PUT", "policy", "", "s3:PutBucketPolicy"},
    {"DeleteBucketPolicy", DeleteBucketPolicy, kBucket, "DELETE", "policy", "", "s3:DeleteBucketPolicy"},
    {"GetBucketPolicyStatus", GetBucketPolicyStatus, kBucket, "GET", "policyStatus", "", "s3:GetBucketPolicyStatus"},
    {"GetBucketTagging", GetBucketTagging, kBucket, "GET", "tagging", "", "s3:GetBucketTagging"},
    {"PutBucketTagging", PutBucketTagging, kBucket, "PUT", "tagging", "", "s3:PutBucketTagging"},
    {"DeleteBucketTagging", DeleteBucketTagging, kBucket, "DELETE", "tagging", "", "s3:PutBucketTagging"},
    {"GetBucketAcl", GetBucketAcl, kBucket, "GET", "acl", "", "s3:GetBucketAcl"},
    {"PutBucketAcl", PutBucketAcl, kBucket, "PUT", "acl", "", "s3:PutBucketAcl"},
    {"GetBucketEncryption", GetConfiguration, kBucket, "GET", "encryption", "", "s3:GetEncryptionConfiguration"},
    {"PutBucketEncryption", PutConfiguration, kBucket, "PUT", "encryption", "", "s3:PutEncryptionConfiguration"},
    {"DeleteBucketEncryption", DeleteConfiguration, kBucket, "DELETE", "encryption", "",
     "s3:PutEncryptionConfiguration"},
    {"GetPublicAccessBlock", GetConfiguration, kBucket, "GET", "publicAccessBlock", "",
     "s3:GetBucketPublicAccessBlock"},
    {"PutPublicAccessBlock", PutConfiguration, kBucket, "PUT", "publicAccessBlock", "",
     "s3:PutBucketPublicAccessBlock"},
    {"DeletePublicAccessBlock", DeleteConfiguration, kBucket, "DELETE", "publicAccessBlock", "",
     "s3:PutBucketPublicAccessBlock"},
    {"GetBucketOwnershipControls", GetConfiguration, kBucket, "GET", "ownershipControls", "",
     "s3:GetBucketOwnershipControls"},
    {"PutBucketOwnershipControls", PutConfiguration, kBucket, "PUT", "ownershipControls", "",
     "s3:PutBucketOwnershipControls"},
    {"DeleteBucketOwnershipControls", DeleteConfiguration, kBucket, "DELETE", "ownershipControls", "",
     "s3:PutBucketOwnershipControls"},
    {"GetBucketCors", GetConfiguration, kBucket, "GET", "cors", "", "s3:GetBucketCORS"},
    {"PutBucketCors", PutConfiguration, kBucket, "PUT", "cors", "", "s3:PutBucketCORS"},
    {"DeleteBucketCors", DeleteConfiguration, kBucket, "DELETE", "cors", "", "s3:PutBucketCORS"},
    {"GetObjectLockConfiguration", GetConfiguration, kBucket, "GET", "object-lock", "",
     "s3:GetBucketObjectLockConfiguration"},
    {"PutObjectLockConfiguration", PutConfiguration, kBucket, "PUT", "object-lock", "",
     "s3:PutBucketObjectLockConfiguration"},
    {"GetBucketAccelerateConfiguration", GetConfiguration, kBucket, "GET", "accelerate", "",
     "s3:GetAccelerateConfiguration"},
    {"PutBucketAccelerateConfiguration", PutConfiguration, kBucket, "PUT", "accelerate", "",
     "s3:PutAccelerateConfiguration"},
    {"GetBucketRequestPayment", GetConfiguration, kBucket, "GET", "requestPayment", "", "s3:GetBucketRequestPayment"},
    {"PutBucketRequestPayment", PutConfiguration, kBucket, "PUT", "requestPayment", "", "s3:PutBucketRequestPayment"},
    {"GetBucketLogging", GetConfiguration, kBucket, "GET", "logging", "", "s3:GetBucketLogging"},
    {"PutBucketLogging", PutConfiguration, kBucket, "PUT", "logging", "", "s3:PutBucketLogging"},
    {"GetBucketNotificationConfiguration", GetConfiguration, kBucket, "GET", "notification", "",
     "s3:GetBucketNotification"},
    {"PutBucketNotificationConfiguration", PutConfiguration, kBucket, "PUT", "notification", "",
     "s3:PutBucketNotification"},
    {"GetBucketAbac", GetBucketAbac, kBucket, "GET", "abac", "", "s3:GetBucketAbac"},
    {"PutBucketAbac", nullptr, kBucket, "PUT", "abac", "", "s3:PutBucketAbac"},

    // Settings of which nothing can be made
    {"GetBucketLifecycleConfiguration", nullptr, kBucket, "GET", "lifecycle", "", "s3:GetLifecycleConfiguration",
     Missing("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist")},
    {"PutBucketLifecycleConfiguration", nullptr, kBucket, "PUT", "lifecycle", "", "s3:PutLifecycleConfiguration"},
    {"DeleteBucketLifecycle", nullptr, kBucket, "DELETE", "lifecycle", "", "s3:PutLifecycleConfiguration", kDeleted},
    {"GetBucketWebsite", nullptr, kBucket, "GET", "website", "", "s3:GetBucketWebsite",
     Missing("NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration")},
    {"PutBucketWebsite", nullptr, kBucket, "PUT", "website", "", "s3:PutBucketWebsite"},
    {"DeleteBucketWebsite", nullptr, kBucket, "DELETE", "website", "", "s3:DeleteBucketWebsite", kDeleted},
    {"GetBucketReplication", nullptr, kBucket, "GET", "replication", "", "s3:GetReplicationConfiguration",
     Missing("ReplicationConfigurationNotFoundError", "The replication configuration was not found")},
    {"PutBucketReplication", nullptr, kBucket, "PUT", "replication", "", "s3:PutReplicationConfiguration"},
    {"DeleteBucketReplication", nullptr, kBucket, "DELETE", "replication", "", "s3:PutReplicationConfiguration",
     kDeleted},
    {"GetBucketAnalyticsConfiguration", nullptr, kBucket, "GET", "analytics", "?id", "s3:GetAnalyticsConfiguration",
     kGone},
    {"ListBucketAnalyticsConfigurations", nullptr, kBucket, "GET", "analytics", "", "s3:GetAnalyticsConfiguration",
     List("ListBucketAnalyticsConfigurationResult")},
    {"PutBucketAnalyticsConfiguration", nullptr, kBucket, "PUT", "analytics", "", "s3:PutAnalyticsConfiguration"},
    {"DeleteBucketAnalyticsConfiguration", nullptr, kBucket, "DELETE", "analytics", "", "s3:PutAnalyticsConfiguration",
     kGone},
    {"GetBucketIntelligentTieringConfiguration", nullptr, kBucket, "GET", "intelligent-tiering", "?id",
     "s3:GetIntelligentTieringConfiguration", kGone},
    {"ListBucketIntelligentTieringConfigurations", nullptr, kBucket, "GET", "intelligent-tiering", "",
     "s3:GetIntelligentTieringConfiguration", List("ListBucketIntelligentTieringConfigurationsOutput")},
    {"PutBucketIntelligentTieringConfiguration", nullptr, kBucket, "PUT", "intelligent-tiering", "",
     "s3:PutIntelligentTieringConfiguration"},
    {"DeleteBucketIntelligentTieringConfiguration", nullptr, kBucket, "DELETE", "intelligent-tiering", "",
     "s3:PutIntelligentTieringConfiguration", kGone},
    {"GetBucketInventoryConfiguration", nullptr, kBucket, "GET", "inventory", "?id", "s3:GetInventoryConfiguration",
     kGone},
    {"ListBucketInventoryConfigurations", nullptr, kBucket, "GET", "inventory", "", "s3:GetInventoryConfiguration",
     List("ListInventoryConfigurationsResult")},
    {"PutBucketInventoryConfiguration", nullptr, kBucket, "PUT", "inventory", "", "s3:PutInventoryConfiguration"},
    {"DeleteBucketInventoryConfiguration", nullptr, kBucket, "DELETE", "inventory", "", "s3:PutInventoryConfiguration",
     kGone},
    {"GetBucketMetricsConfiguration", nullptr, kBucket, "GET", "metrics", "?id", "s3:GetMetricsConfiguration", kGone},
    {"ListBucketMetricsConfigurations", nullptr, kBucket, "GET", "metrics", "", "s3:GetMetricsConfiguration",
     List("ListMetricsConfigurationsResult")},
    {"PutBucketMetricsConfiguration", nullptr, kBucket, "PUT", "metrics", "", "s3:PutMetricsConfiguration"},
    {"DeleteBucketMetricsConfiguration", nullptr, kBucket, "DELETE", "metrics", "", "s3:PutMetricsConfiguration",
     kGone},
    {"GetBucketMetadataConfiguration", nullptr, kBucket, "GET", "metadataConfiguration", "",
     "s3:GetBucketMetadataTableConfiguration",
     Missing("MetadataConfigurationNotFound", "The metadata configuration does not exist")},
    {"CreateBucketMetadataConfiguration", nullptr, kBucket, "POST", "metadataConfiguration", "",
     "s3:CreateBucketMetadataTableConfiguration"},
    {"DeleteBucketMetadataConfiguration", nullptr, kBucket, "DELETE", "metadataConfiguration", "",
     "s3:DeleteBucketMetadataTableConfiguration"},
    {"GetBucketMetadataTableConfiguration", nullptr, kBucket, "GET", "metadataTable", "",
     "s3:GetBucketMetadataTableConfiguration",
     Missing("MetadataConfigurationNotFound", "The metadata table configuration does not exist")},
    {"CreateBucketMetadataTableConfiguration", nullptr, kBucket, "POST", "metadataTable", "",
     "s3:CreateBucketMetadataTableConfiguration"},
    {"DeleteBucketMetadataTableConfiguration", nullptr, kBucket, "DELETE", "metadataTable", "",
     "s3:DeleteBucketMetadataTableConfiguration"},
    {"UpdateBucketMetadataInventoryTableConfiguration", nullptr, kBucket, "PUT", "metadataInventoryTable", "",
     "s3:UpdateBucketMetadataInventoryTableConfiguration"},
    {"UpdateBucketMetadataJournalTableConfiguration", nullptr, kBucket, "PUT", "metadataJournalTable", "",
     "s3:UpdateBucketMetadataJournalTableConfiguration"},

    // Objects
    {"CopyObject", CopyObject, kObject, "PUT", "", "x-amz-copy-source", "s3:PutObject"},
    {"PutObject", PutObject, kObject, "PUT", "", "", "s3:PutObject"},
    {"GetObject", GetObject, kObject, "GET", "", "", "s3:GetObject"},
    {"HeadObject", GetObject, kObject, "HEAD", "", "", "s3:GetObject"},
    {"DeleteObject", DeleteObject, kObject, "DELETE", "", "", "s3:DeleteObject"},
    {"GetObjectTagging", GetObjectTagging, kObject, "GET", "tagging", "", "s3:GetObjectTagging"},
    {"PutObjectTagging", PutObjectTagging, kObject, "PUT", "tagging", "", "s3:PutObjectTagging"},
    {"DeleteObjectTagging", DeleteObjectTagging, kObject, "DELETE", "tagging", "", "s3:DeleteObjectTagging"},
    {"GetObjectAcl", GetObjectAcl, kObject, "GET", "acl", "", "s3:GetObjectAcl"},
    {"PutObjectAcl", PutObjectAcl, kObject, "PUT", "acl", "", "s3:PutObjectAcl"},
    {"GetObjectRetention", GetObjectRetention, kObject, "GET", "retention", "", "s3:GetObjectRetention"},
    {"PutObjectRetention", PutObjectRetention, kObject, "PUT", "retention", "", "s3:PutObjectRetention"},
    {"GetObjectLegalHold", GetObjectLegalHold, kObject, "GET", "legal-hold", "", "s3:GetObjectLegalHold"},
    {"PutObjectLegalHold", PutObjectLegalHold, kObject, "PUT", "legal-hold", "", "s3:PutObjectLegalHold"},
    {"GetObjectAttributes", GetObjectAttributes, kObject, "GET", "attributes", "", "s3:GetObjectAttributes"},
    {"GetObjectTorrent", nullptr, kObject, "GET", "torrent", "", "s3:GetObjectTorrent"},
    {"RestoreObject", nullptr, kObject, "POST", "restore", "", "s3:RestoreObject"},
    {"SelectObjectContent", nullptr, kObject, "POST", "select", "", "s3:GetObject"},
    {"RenameObject", nullptr, kObject, "PUT", "renameObject", "", "s3:PutObject"},
    {"UpdateObjectEncryption", nullptr, kObject, "PUT", "encryption", "", "s3:UpdateObjectEncryption"},

    // Multipart uploads
    {"CreateMultipartUpload", CreateMultipartUpload, kObject, "POST", "uploads", "", "s3:PutObject"},
    {"UploadPartCopy", UploadPartCopy, kObject, "PUT", "uploadId", "x-amz-copy-source", "s3:PutObject"},
    {"UploadPart", UploadPart, kObject, "PUT", "uploadId", "", "s3:PutObject"},
    {"CompleteMultipartUpload", CompleteMultipartUpload, kObject, "POST", "uploadId", "", "s3:PutObject"},
    {"AbortMultipartUpload", AbortMultipartUpload, kObject, "DELETE", "uploadId", "", "s3:AbortMultipartUpload"},
    {"ListParts", ListParts, kObject, "GET", "uploadId", "", "s3:ListMultipartUploadParts"},
};

// Parameters that are no sub-resource: what operations take beside theirs, and what signs a URL.
constexpr std::string_view kPlainParameters[] = {"versionId",
                                                 "partNumber",
                                                 "id",
                                                 "list-type",
                                                 "select-type",
                                                 "prefix",
                                                 "delimiter",
                                                 "marker",
                                                 "max-keys",
                                                 "encoding-type",
                                                 "continuation-token",
                                                 "fetch-owner",
                                                 "start-after",
                                                 "key-marker",
                                                 "version-id-marker",
                                                 "upload-id-marker",
                                                 "max-uploads",
                                                 "part-number-marker",
                                                 "max-parts",
                                                 "max-buckets",
                                                 "bucket-region",
                                                 "AWSAccessKeyId",
                                                 "Signature",
                                                 "Expires"};

bool IsMarker(std::string_view name) {
  return !name.empty() &&
         std::any_of(std::begin(kRoutes), std::end(kRoutes), [name](const Route& each) { return each.marker == name; });
}

// Headers that a presigned URL may carry as parameters: those that sign it, and those that change nothing of what is
// done. Differs from AWS: others that clients move into the URL (x-amz-acl, x-amz-tagging, x-amz-object-lock-mode …)
// are refused; they must be sent as headers.
constexpr std::string_view kHeadersInUrl[] = {"x-amz-algorithm",      "x-amz-credential",
                                              "x-amz-date",           "x-amz-expires",
                                              "x-amz-signedheaders",  "x-amz-signature",
                                              "x-amz-user-agent",     "x-amz-security-token",
                                              "x-amz-content-sha256", "x-amz-sdk-checksum-algorithm",
                                              "x-amz-checksum-mode",  "x-amz-request-payer"};

// "You can include custom information … by adding a custom query-string parameter … Amazon S3 ignores query-string
// parameters that start with x-": x-id among them.
bool IsPlainParameter(std::string_view name) {
  const std::string lower = LowerAscii(name);
  if (lower.starts_with("x-amz-") && !lower.starts_with("x-amz-checksum-")) {
    return std::find(std::begin(kHeadersInUrl), std::end(kHeadersInUrl), lower) != std::end(kHeadersInUrl);
  }
  if (lower.starts_with("x-") || name.starts_with("response-")) return true;
  return std::find(std::begin(kPlainParameters), std::end(kPlainParameters), name) != std::end(kPlainParameters);
}

// What may be a sub-resource of tomorrow: unknown names without a value; and any unknown name where something would be
// changed, or a header is meant.
bool IsUnknown(const std::pair<std::string, std::string>& parameter, bool changes) {
  if (IsMarker(parameter.first) || IsPlainParameter(parameter.first)) return false;
  return changes || parameter.second.empty() || LowerAscii(parameter.first).starts_with("x-amz-");
}

bool Fits(std::string_view need, const S3Request& request, const http::Headers& headers) {
  if (need.empty()) return true;
  if (need.starts_with('?')) return request.Has(need.substr(1));
  return headers.Find(need) != nullptr;
}

Level LevelOf(const S3Request& request) {
  if (request.bucket.empty()) return Level::kService;
  return request.key.empty() ? Level::kBucket : Level::kObject;
}

const Route* FindRow(const S3Request& request, const http::Request& http, std::string_view marker) {
  const Level level = LevelOf(request);
  for (const Route& row : kRoutes) {
    const bool same = row.level == level && http.method == row.method && row.marker == marker;
    if (same && Fits(row.need, request, http.headers)) return &row;
  }
  return nullptr;
}

aws::ErrorShape MethodNotAllowed(const S3Request& request, const http::Request& http, std::string_view marker) {
  std::vector<std::string> allowed;
  for (const Route& row : kRoutes) {
    const bool here = row.level == LevelOf(request) && row.marker == marker;
    if (here && std::find(allowed.begin(), allowed.end(), row.method) == allowed.end()) allowed.push_back(row.method);
  }
  std::string type = UpperAscii(marker);
  if (type.empty()) type = request.bucket.empty() ? "SERVICE" : request.key.empty() ? "BUCKET" : "OBJECT";
  return {405,
          "MethodNotAllowed",
          "The specified method is not allowed against this resource.",
          {{"Method", http.method}, {"ResourceType", type}},
          {{"Allow", Join(allowed, ", ")}}};
}

Answer Unserved(const Route& route, Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, request.action, route.level == Level::kObject));
  const Absent& absent = route.absent;
  if (absent.status == 204) return EmptyAnswer(204);
  if (absent.status == 404) {
    return aws::ErrorShape{404, std::string(absent.code), std::string(absent.text), {{"BucketName", bucket->name}}};
  }
  if (absent.status == 200) {
    aws::XmlWriter xml;
    xml.OpenWith(absent.element, "xmlns", aws::kS3Namespace).Raw(absent.document).Close();
    return XmlAnswer(call, xml.text());
  }
  return NotImplemented();
}

}  // namespace

std::span<const Route> AllRoutes() { return kRoutes; }

Found FindRoute(const S3Request& request, const http::Request& http) {
  const bool changes = http.method != "GET" && http.method != "HEAD";
  std::vector<std::string_view> markers;
  bool unknown = false;
  for (const auto& parameter : request.parameters) {
    if (IsMarker(parameter.first) && std::find(markers.begin(), markers.end(), parameter.first) == markers.end()) {
      markers.push_back(parameter.first);
    }
    unknown = unknown || IsUnknown(parameter, changes);
  }
  if (markers.size() > 1) {
    return {.refusal = InvalidArgument(
                "Conflicting query string parameters: " + std::string(markers[0]) + ", " + std::string(markers[1]),
                "ResourceType", std::string(markers[0])),
            .plain = FindRow(request, http, "")};
  }
  const std::string_view marker = markers.empty() ? std::string_view() : markers.front();
  const Route* row = FindRow(request, http, marker);
  if (row == nullptr) return {.refusal = MethodNotAllowed(request, http, marker)};
  // ListDirectoryBuckets differs from ListBuckets in this alone.
  unknown = unknown || (row->level == Level::kService && request.Get("x-id", row->name) != row->name);
  if (unknown) return {.refusal = NotImplemented(), .plain = row};
  return {.route = row};
}

Answer Run(const Route& route, Call& call, S3Request& request) {
  request.marker = route.marker;
  request.action = route.action;
  if (request.action.starts_with("s3:")) request.action.remove_prefix(3);
  return route.run != nullptr ? route.run(call, request) : Unserved(route, call, request);
}

}  // namespace rolecall::services::s3
