// Resources of calls whose events do not list them.
#include "partition/partition.h"
#include "policy/tighten/event_access.h"

namespace rolecall::policy {
namespace {

bool IsArn(std::string_view text) { return text.substr(0, 4) == "arn:"; }

// Where a service's parameters name the resource, and what is around the name in its ARN.
struct Named {
  std::string_view service, parameter, before, after;
};
constexpr Named kNamed[] = {
    // The six characters behind a secret's name are not in its name.
    {"secretsmanager", "secretId", "secret:", "-??????"},
    {"secretsmanager", "name", "secret:", "-??????"},
    {"ssm", "name", "parameter/", ""},
    {"ssm", "path", "parameter/", "/*"},
    {"kms", "keyId", "key/", ""},
    {"dynamodb", "tableName", "table/", ""},
    {"lambda", "functionName", "function:", ""},
    {"logs", "logGroupName", "log-group:", ":*"},
    {"ecr", "repositoryName", "repository/", ""},
    {"kinesis", "streamName", "stream/", ""},
    {"events", "rule", "rule/", ""},
    {"states", "stateMachineArn", "stateMachine:", ""},
    {"sns", "topicArn", "", ""},
    {"sqs", "queueName", "", ""},
};

struct Place {
  std::string_view partition, region, account;
};

std::string ArnOf(const Place& place, std::string_view service, std::string_view resource) {
  bool global = service == "iam";
  return "arn:" + std::string(place.partition) + ":" + std::string(service) + ":" +
         (global ? "" : std::string(place.region)) + ":" + std::string(place.account) + ":" + std::string(resource);
}

// Buckets have no region and no account in their ARN.
std::string S3Resource(const json::Node* parameters, const Place& place) {
  std::string_view bucket = MemberText(parameters, "bucketName"), key = MemberText(parameters, "key");
  if (bucket.empty()) return "";
  std::string arn = "arn:" + std::string(place.partition) + ":s3:::" + std::string(bucket);
  return key.empty() ? arn : arn + "/" + std::string(key);
}

// https://sqs.REGION.amazonaws.com/ACCOUNT/NAME
std::string QueueFromUrl(std::string_view url, const Place& place) {
  std::size_t name = url.rfind('/');
  if (name == std::string_view::npos || name == 0) return "";
  std::size_t account = url.rfind('/', name - 1);
  if (account == std::string_view::npos) return "";
  Place owner = place;
  owner.account = url.substr(account + 1, name - account - 1);
  return ArnOf(owner, "sqs", url.substr(name + 1));
}

std::string IamResource(const json::Node* parameters, const Place& place) {
  for (std::string_view name : {"policyArn", "openIDConnectProviderArn", "sAMLProviderArn"}) {
    if (std::string_view arn = MemberText(parameters, name); IsArn(arn)) return std::string(arn);
  }
  for (std::string_view kind : {"role", "user", "group"}) {
    std::string_view name = MemberText(parameters, std::string(kind) + "Name");
    if (!name.empty()) return ArnOf(place, "iam", std::string(kind) + "/" + std::string(name));
  }
  return "";
}

std::string NamedResource(std::string_view service, const json::Node* parameters, const Place& place) {
  for (const Named& named : kNamed) {
    if (named.service != service) continue;
    std::string_view value = MemberText(parameters, named.parameter);
    if (value.empty()) continue;
    if (IsArn(value)) return std::string(value);
    if (service == "ssm" && value.front() == '/') value.remove_prefix(1);
    bool alias = service == "kms" && value.substr(0, 6) == "alias/";
    return ArnOf(place, service,
                 std::string(alias ? "" : named.before) + std::string(value) + std::string(named.after));
  }
  return "";
}

}  // namespace

std::string ResourceFromParameters(const json::Node& event, std::string_view action) {
  const json::Node* parameters = event.Find("requestParameters");
  if (parameters == nullptr || !parameters->IsObject()) return "";
  Place place;
  place.region = MemberText(&event, "awsRegion");
  place.partition = partition::OfRegion(place.region).name;
  place.account = MemberText(&event, "recipientAccountId");
  std::string_view service = action.substr(0, action.find(':'));
  if (service == "s3") return S3Resource(parameters, place);
  if (service == "iam") return IamResource(parameters, place);
  if (service == "sts") return std::string(MemberText(parameters, "roleArn"));
  if (service == "sqs") {
    std::string_view url = MemberText(parameters, "queueUrl");
    if (!url.empty()) return QueueFromUrl(url, place);
  }
  return NamedResource(service, parameters, place);
}

}  // namespace rolecall::policy
