// From the names of calls to the names of actions, where they differ.
#include <algorithm>

#include "policy/tighten/event_access.h"

namespace rolecall::policy {
namespace {

struct Renamed {
  std::string_view call;
  std::string_view actions;  // separated by blanks
};

// Sorted by call, for binary search.
constexpr Renamed kRenamed[] = {
    {"dynamodb:TransactGetItems", "dynamodb:GetItem"},
    {"dynamodb:TransactWriteItems",
     "dynamodb:ConditionCheckItem dynamodb:DeleteItem dynamodb:PutItem dynamodb:UpdateItem"},
    {"kms:ReEncrypt", "kms:ReEncryptFrom kms:ReEncryptTo"},
    {"lambda:Invoke", "lambda:InvokeFunction"},
    {"lambda:InvokeAsync", "lambda:InvokeFunction"},
    {"s3:CompleteMultipartUpload", "s3:PutObject"},
    {"s3:CopyObject", "s3:PutObject"},
    {"s3:CreateMultipartUpload", "s3:PutObject"},
    {"s3:DeleteBucketCors", "s3:PutBucketCORS"},
    {"s3:DeleteBucketEncryption", "s3:PutEncryptionConfiguration"},
    {"s3:DeleteBucketLifecycle", "s3:PutLifecycleConfiguration"},
    {"s3:DeleteBucketReplication", "s3:PutReplicationConfiguration"},
    {"s3:DeleteBucketTagging", "s3:PutBucketTagging"},
    {"s3:DeleteObjects", "s3:DeleteObject"},
    {"s3:DeletePublicAccessBlock", "s3:PutBucketPublicAccessBlock"},
    {"s3:GetBucketAccelerateConfiguration", "s3:GetAccelerateConfiguration"},
    {"s3:GetBucketCors", "s3:GetBucketCORS"},
    {"s3:GetBucketEncryption", "s3:GetEncryptionConfiguration"},
    {"s3:GetBucketLifecycle", "s3:GetLifecycleConfiguration"},
    {"s3:GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration"},
    {"s3:GetBucketNotificationConfiguration", "s3:GetBucketNotification"},
    {"s3:GetBucketReplication", "s3:GetReplicationConfiguration"},
    {"s3:GetObjectLockConfiguration", "s3:GetBucketObjectLockConfiguration"},
    {"s3:GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"},
    {"s3:HeadBucket", "s3:ListBucket"},
    {"s3:HeadObject", "s3:GetObject"},
    {"s3:ListBuckets", "s3:ListAllMyBuckets"},
    {"s3:ListMultipartUploads", "s3:ListBucketMultipartUploads"},
    {"s3:ListObjectVersions", "s3:ListBucketVersions"},
    {"s3:ListObjects", "s3:ListBucket"},
    {"s3:ListObjectsV2", "s3:ListBucket"},
    {"s3:ListParts", "s3:ListMultipartUploadParts"},
    {"s3:PutBucketAccelerateConfiguration", "s3:PutAccelerateConfiguration"},
    {"s3:PutBucketCors", "s3:PutBucketCORS"},
    {"s3:PutBucketEncryption", "s3:PutEncryptionConfiguration"},
    {"s3:PutBucketLifecycle", "s3:PutLifecycleConfiguration"},
    {"s3:PutBucketLifecycleConfiguration", "s3:PutLifecycleConfiguration"},
    {"s3:PutBucketNotificationConfiguration", "s3:PutBucketNotification"},
    {"s3:PutBucketReplication", "s3:PutReplicationConfiguration"},
    {"s3:PutObjectLockConfiguration", "s3:PutBucketObjectLockConfiguration"},
    {"s3:PutPublicAccessBlock", "s3:PutBucketPublicAccessBlock"},
    {"s3:SelectObjectContent", "s3:GetObject"},
    {"s3:UploadPart", "s3:PutObject"},
    {"s3:UploadPartCopy", "s3:PutObject"},
    {"secretsmanager:BatchGetSecretValue", "secretsmanager:BatchGetSecretValue secretsmanager:GetSecretValue"},
    {"sns:PublishBatch", "sns:Publish"},
    {"sqs:ChangeMessageVisibilityBatch", "sqs:ChangeMessageVisibility"},
    {"sqs:DeleteMessageBatch", "sqs:DeleteMessage"},
    {"sqs:SendMessageBatch", "sqs:SendMessage"},
};

// The actions that are others when a version is named.
constexpr std::string_view kVersioned[] = {"s3:DeleteObject",    "s3:DeleteObjectTagging", "s3:GetObject",
                                           "s3:GetObjectAcl",    "s3:GetObjectTagging",    "s3:PutObjectAcl",
                                           "s3:PutObjectTagging"};

std::string Versioned(const std::string& action) {
  if (std::find(std::begin(kVersioned), std::end(kVersioned), action) == std::end(kVersioned)) return action;
  constexpr std::string_view kObject = "Object";
  std::size_t end = action.find(kObject) + kObject.size();
  return action.substr(0, end) + "Version" + action.substr(end);
}

// Some services put the date of their API behind the name: "GetFunction20150331v2", "CreateDistribution2020_05_31".
std::string_view WithoutDate(std::string_view operation) {
  std::size_t digit = operation.find("20");
  if (digit == std::string_view::npos || operation.size() - digit < 8) return operation;
  bool date = operation.find_first_not_of("0123456789_v", digit) == std::string_view::npos;
  return date ? operation.substr(0, digit) : operation;
}

// Where the service's host is not named as its actions are.
std::string_view Prefix(std::string_view service) {
  if (service == "monitoring") return "cloudwatch";
  if (service == "tagging") return "tag";
  if (service == "email") return "ses";
  if (service == "streams.dynamodb") return "dynamodb";
  return service;
}

}  // namespace

std::vector<std::string> ActionsOf(std::string_view service, std::string_view operation, bool versioned) {
  std::string call = std::string(Prefix(service)) + ":" + std::string(WithoutDate(operation));
  if (call == "sts:GetCallerIdentity") return {};
  const auto* found = std::lower_bound(std::begin(kRenamed), std::end(kRenamed), call,
                                       [](const Renamed& entry, const std::string& text) { return entry.call < text; });
  std::string_view rest = found != std::end(kRenamed) && found->call == call ? found->actions : std::string_view(call);
  std::vector<std::string> actions;
  while (!rest.empty()) {
    std::size_t blank = std::min(rest.find(' '), rest.size());
    std::string action(rest.substr(0, blank));
    actions.push_back(versioned ? Versioned(action) : std::move(action));
    rest.remove_prefix(std::min(blank + 1, rest.size()));
  }
  return actions;
}

}  // namespace rolecall::policy
