// The policies of an account's resources, read from a live endpoint: secrets, keys, buckets, and of one that is named
// also a repository's. What cannot be listed or read (a denied call, an endpoint that has no such service) is a gap,
// never "no policy".
#include <boost/json.hpp>
#include <set>

#include "access/model/endpoint_reader.h"
#include "access/model/model_readers.h"
#include "aws/wire/shapes.h"
#include "base/encoding.h"
#include "partition/partition.h"
#include "policy/document/arn.h"

namespace rolecall::access {
namespace {

namespace js = boost::json;

constexpr int kMostListPages = 1000;
constexpr std::string_view kRepository = "repository/";

std::string TextOf(const js::value& object, std::string_view name) {
  const js::object* members = object.if_object();
  const js::value* found = members == nullptr ? nullptr : members->if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

// All items of a listing in JSON, whose next page is asked for with what the answer's `next` says.
struct Listing {
  const aws::Service& service;
  std::string_view action, items, next, token;
};
Result<std::vector<js::object>> ListAll(aws::Client& client, const Listing& listing) {
  std::vector<js::object> all;
  js::object input;
  for (int page = 0; page < kMostListPages; ++page) {
    aws::ServiceResult<js::value> answer = client.Json(listing.service, listing.action, input);
    if (!answer.ok()) return answer.error().ToError();
    const js::object* members = answer->if_object();
    const js::value* items = members == nullptr ? nullptr : members->if_contains(listing.items);
    if (items == nullptr || !items->is_array()) {
      return Error{ErrorCode::kInternal, "the answer of " + std::string(listing.action) + " is not understood"};
    }
    for (const js::value& item : items->as_array()) {
      if (item.is_object()) all.push_back(item.as_object());
    }
    const std::string token = TextOf(*answer, listing.next);
    if (token.empty()) return all;
    input[listing.token] = token;
  }
  return Error{ErrorCode::kResourceExhausted, "the answer of " + std::string(listing.action) + " does not end"};
}

class ResourceReading {
 public:
  ResourceReading(aws::Client& client, IdentityModel& model) : client_(client), model_(model) {
    for (const ProtectedResource& one : model.resources) known_.insert(one.arn);
  }

  void Run() {
    if (const Result<void> read = ReadSecrets(); !read.ok()) Gap("secrets", read.error());
    if (const Result<void> read = ReadKeys(); !read.ok()) Gap("keys", read.error());
    if (const Result<void> read = ReadBuckets(); !read.ok()) Gap("buckets", read.error());
  }

  // The one of this ARN, or the bucket of this object.
  void ReadOne(const std::string& arn) {
    const std::optional<policy::Arn> parts = policy::ParseArn(arn);
    if (!parts) return;
    if (parts->service == "s3" && parts->account.empty()) {
      return ReadBucket(std::string(parts->resource.substr(0, parts->resource.find('/'))));
    }
    const bool is_repository = parts->service == "ecr" && parts->resource.starts_with(kRepository);
    if (!is_repository && (parts->service != "kms" || !parts->resource.starts_with("key/"))) return;
    if (parts->region != client_.region()) {
      const Error elsewhere{ErrorCode::kUnavailable, "it is in another region than " + client_.region()};
      return Add(arn, "", &elsewhere);
    }
    if (is_repository) return ReadRepository(arn, *parts);
    ReadKey(arn, arn);
  }

 private:
  void Gap(const std::string& what, const Error& error) {
    model_.gaps.push_back("the policies of " + what + " could not be read: " + error.message);
  }
  // One whose policy cannot be read has one that is not known.
  void Add(const std::string& arn, const std::string& text, const Error* error) {
    if ((text.empty() && error == nullptr) || !known_.insert(arn).second) return;
    ProtectedResource resource{arn, LiveDocument("policy of " + arn, text)};
    resource.policy.known = error == nullptr;
    if (error != nullptr) model_.gaps.push_back("the policy of " + arn + " could not be read: " + error->message);
    model_.resources.push_back(std::move(resource));
  }

  Result<void> ReadSecrets() {
    ROLECALL_TRY(const std::vector<js::object> secrets,
                 ListAll(client_, {aws::kSecretsManager, "ListSecrets", "SecretList", "NextToken", "NextToken"}));
    for (const js::object& secret : secrets) {
      const std::string arn = TextOf(secret, "ARN");
      if (model_.FindSecret(arn) == nullptr) model_.secrets.push_back({arn, TextOf(secret, "KmsKeyId"), LiveOrigin()});
      aws::ServiceResult<js::value> answer =
          client_.Json(aws::kSecretsManager, "GetResourcePolicy", {{"SecretId", arn}});
      const Error error = answer.ok() ? Error{} : answer.error().ToError();
      Add(arn, answer.ok() ? TextOf(*answer, "ResourcePolicy") : "", answer.ok() ? nullptr : &error);
    }
    return {};
  }

  Result<void> ReadKeys() {
    ROLECALL_TRY(const std::vector<js::object> keys,
                 ListAll(client_, {aws::kKms, "ListKeys", "Keys", "NextMarker", "Marker"}));
    for (const js::object& key : keys) ReadKey(TextOf(key, "KeyId"), TextOf(key, "KeyArn"));
    return {};
  }

  void ReadKey(const std::string& id, const std::string& arn) {
    const aws::ServiceResult<js::value> answer =
        client_.Json(aws::kKms, "GetKeyPolicy", {{"KeyId", id}, {"PolicyName", "default"}});
    if (!answer.ok() && answer.error().Is("NotFoundException")) return;
    const Error error = answer.ok() ? Error{} : answer.error().ToError();
    Add(arn, answer.ok() ? TextOf(*answer, "Policy") : "", answer.ok() ? nullptr : &error);
  }

  void ReadRepository(const std::string& arn, const policy::Arn& parts) {
    const aws::ServiceResult<js::value> answer =
        client_.Json(aws::kEcr, "GetRepositoryPolicy",
                     {{"registryId", parts.account}, {"repositoryName", parts.resource.substr(kRepository.size())}});
    if (!answer.ok() && answer.error().Is("RepositoryPolicyNotFoundException")) return;
    const Error error = answer.ok() ? Error{} : answer.error().ToError();
    Add(arn, answer.ok() ? TextOf(*answer, "policyText") : "", answer.ok() ? nullptr : &error);
  }

  Result<void> ReadBuckets() {
    aws::ServiceResult<http::Response> listed = client_.Rest(aws::kS3, "ListBuckets", {});
    if (!listed.ok()) return listed.error().ToError();
    ROLECALL_TRY(const aws::XmlNode root, aws::ParseXml(listed->body, aws::kXmlAnswer));
    const aws::XmlNode* buckets = root.Find("Buckets");
    if (buckets == nullptr) return {};
    for (const aws::XmlNode& bucket : buckets->children) ReadBucket(std::string(bucket.Get("Name")));
    return {};
  }

  void ReadBucket(const std::string& name) {
    aws::RestRequest request;
    request.path = "/" + PercentEncode(name);
    request.query = "policy=";
    aws::ServiceResult<http::Response> answer = client_.Rest(aws::kS3, "GetBucketPolicy", request);
    if (!answer.ok() && (answer.error().Is("NoSuchBucketPolicy") || answer.error().Is("NoSuchBucket"))) return;
    const Error error = answer.ok() ? Error{} : answer.error().ToError();
    Add(partition::OfRegion(client_.region()).arn + "s3:::" + name, answer.ok() ? answer->body : "",
        answer.ok() ? nullptr : &error);
  }

  aws::Client& client_;
  IdentityModel& model_;
  std::set<std::string> known_;
};

}  // namespace

void AddResourcePoliciesFromEndpoint(aws::Client& client, IdentityModel& model) {
  ResourceReading(client, model).Run();
}

void AddOneResourcePolicyFromEndpoint(aws::Client& client, const std::string& resource_arn, IdentityModel& model) {
  ResourceReading(client, model).ReadOne(resource_arn);
}

}  // namespace rolecall::access
