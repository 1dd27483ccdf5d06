#include "services/s3/wire/condition_keys.h"

#include <algorithm>
#include <map>
#include <set>

#include "aws/sigv4/sigv4.h"
#include "base/encoding.h"
#include "base/text.h"
#include "embedded/table.h"

namespace rolecall::services::s3::wire {
namespace {

using KeySet = std::set<std::string, std::less<>>;

// The table: keys by action, "*" for those of every action.
const std::map<std::string, KeySet, std::less<>>& KeyTable() {
  static const auto* const table = [] {
    auto* keys = new std::map<std::string, KeySet, std::less<>>;
    for (const embedded::Row& row : embedded::ReadTable("s3-condition-keys.tsv", {"action", "keys"})) {
      for (std::string& key : embedded::Words(row[1])) (*keys)[std::string(row[0])].insert(std::move(key));
    }
    return keys;
  }();
  return *table;
}

// Whether the table's keys have this one; a key with a tag's key in it is there as its beginning.
bool HasKey(const KeySet& keys, std::string_view key) {
  if (keys.find(key) != keys.end()) return true;
  const std::size_t slash = key.find('/');
  return slash != std::string_view::npos && keys.find(key.substr(0, slash + 1)) != keys.end();
}

struct NamedSource {
  std::string_view key, name;
};

// Keys that are a header of the request.
constexpr NamedSource kOfHeaders[] = {
    {"s3:if-match", "If-Match"},
    {"s3:if-none-match", "If-None-Match"},
    {"s3:object-lock-legal-hold", "x-amz-object-lock-legal-hold"},
    {"s3:object-lock-mode", "x-amz-object-lock-mode"},
    {"s3:object-lock-retain-until-date", "x-amz-object-lock-retain-until-date"},
    {"s3:x-amz-acl", "x-amz-acl"},
    {"s3:x-amz-grant-full-control", "x-amz-grant-full-control"},
    {"s3:x-amz-grant-read", "x-amz-grant-read"},
    {"s3:x-amz-grant-read-acp", "x-amz-grant-read-acp"},
    {"s3:x-amz-grant-write", "x-amz-grant-write"},
    {"s3:x-amz-grant-write-acp", "x-amz-grant-write-acp"},
    {"s3:x-amz-metadata-directive", "x-amz-metadata-directive"},
    {"s3:x-amz-object-ownership", "x-amz-object-ownership"},
    {"s3:x-amz-server-side-encryption", "x-amz-server-side-encryption"},
    {"s3:x-amz-server-side-encryption-aws-kms-key-id", "x-amz-server-side-encryption-aws-kms-key-id"},
    {"s3:x-amz-server-side-encryption-customer-algorithm", "x-amz-server-side-encryption-customer-algorithm"},
    {"s3:x-amz-storage-class", "x-amz-storage-class"},
    {"s3:x-amz-website-redirect-location", "x-amz-website-redirect-location"},
};

// Keys that are a query parameter, and what they are without it ("": not set).
struct ParameterSource {
  std::string_view key, name, otherwise;
  bool always;
};
constexpr ParameterSource kOfParameters[] = {
    {"s3:VersionId", "versionId", "", false},
    {"s3:delimiter", "delimiter", "", false},
    {"s3:max-keys", "max-keys", "1000", true},
    {"s3:prefix", "prefix", "", true},
};

// Sets keys of one question, each once, if the action has it.
class KeySetter {
 public:
  KeySetter(const std::map<std::string, KeySet, std::less<>>& table, Question& question) : question_(question) {
    const auto of_action = table.find(question.action);
    if (of_action != table.end()) of_action_ = &of_action->second;
    of_all_ = &table.at("*");
    std::erase_if(question_.context,
                  [&](const ContextKey& key) { return key.key.starts_with("s3:") && !Has(key.key); });
  }
  bool Has(std::string_view key) const {
    return HasKey(*of_all_, key) || (of_action_ != nullptr && HasKey(*of_action_, key));
  }
  void Set(std::string_view key, std::string value) {
    if (!Has(key)) return;
    const auto same = [&](const ContextKey& there) { return EqualsIgnoringAsciiCase(there.key, key); };
    if (std::ranges::any_of(question_.context, same)) return;
    question_.context.push_back({std::string(key), {std::move(value)}});
  }

 private:
  Question& question_;
  const KeySet* of_action_ = nullptr;
  const KeySet* of_all_ = nullptr;
};

// How the request is signed. A request that is not signed has none of these keys.
void SetSignatureKeys(const Call& call, KeySetter& keys) {
  if (call.caller.anonymous()) return;
  aws::Claim claim;
  // A form is signed in its fields, of which the date is a header here.
  const bool is_form = !aws::HasClaim(call.request);
  std::optional<Time> signed_at = ParseAmzDate(call.request.headers.Get("x-amz-date"));
  if (!is_form) {
    if (aws::ParseClaim(call.request, claim)) return;
    signed_at = claim.time;
  }
  keys.Set("s3:signatureversion", std::string(aws::kSigningAlgorithm));
  keys.Set("s3:authType", is_form ? "POST" : claim.presigned ? "REST-QUERY-STRING" : "REST-HEADER");
  if (signed_at) {
    const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(call.now - *signed_at).count();
    keys.Set("s3:signatureAge", std::to_string(std::max<long long>(age, 0)));
  }
  if (claim.presigned) keys.Set("s3:x-amz-content-sha256", std::string(aws::kUnsignedPayload));
}

// "/a%20bucket/key" and "a bucket/key" are one source.
std::string PlainCopySource(std::string_view source) {
  if (source.starts_with('/')) source.remove_prefix(1);
  return PercentDecode(source.substr(0, source.find("?versionId="))).value_or(std::string(source));
}

// The days from now until the date of the header, begun ones counted.
std::optional<long long> RemainingDays(const Call& call) {
  const std::optional<Time> until = ParseRfc3339(call.request.headers.Get("x-amz-object-lock-retain-until-date"));
  if (!until) return std::nullopt;
  return std::chrono::ceil<std::chrono::days>(*until - call.now).count();
}

}  // namespace

void SetConditionKeys(const Call& call, const S3Request& request, Question& question) {
  KeySetter keys(KeyTable(), question);
  const http::Headers& headers = call.request.headers;
  keys.Set("s3:ResourceAccount", question.resource_account.empty() ? call.own_account() : question.resource_account);
  if (!call.request.tls_version.empty()) keys.Set("s3:TlsVersion", call.request.tls_version);
  if (const std::string* hash = headers.Find("x-amz-content-sha256")) keys.Set("s3:x-amz-content-sha256", *hash);
  SetSignatureKeys(call, keys);
  for (const NamedSource& source : kOfHeaders) {
    if (const std::string* value = headers.Find(source.name)) keys.Set(source.key, *value);
  }
  if (const std::string* source = headers.Find("x-amz-copy-source")) {
    keys.Set("s3:x-amz-copy-source", PlainCopySource(*source));
  }
  if (const std::optional<long long> days = RemainingDays(call)) {
    keys.Set("s3:object-lock-remaining-retention-days", std::to_string(*days));
  }
  for (const ParameterSource& source : kOfParameters) {
    const std::string* value = request.Find(source.name);
    if (value != nullptr || source.always) {
      keys.Set(source.key, value != nullptr ? *value : std::string(source.otherwise));
    }
  }
}

void AddExistingTags(const directory::Tags& tags, Question& question) {
  for (const auto& [key, value] : tags) question.context.push_back({"s3:ExistingObjectTag/" + key, {value}});
}

void AddRequestTags(const directory::Tags& tags, Question& question) {
  if (tags.empty()) return;
  ContextKey keys{"s3:RequestObjectTagKeys", {}, true};
  for (const auto& [key, value] : tags) {
    question.context.push_back({"s3:RequestObjectTag/" + key, {value}});
    keys.values.push_back(key);
  }
  question.context.push_back(std::move(keys));
}

void AddCreation(bool creates_object, Question& question) {
  question.context.push_back({"s3:ObjectCreationOperation", {creates_object ? "true" : "false"}});
}

std::vector<std::string> ConditionKeysOf(std::string_view action) {
  std::vector<std::string> all;
  for (const std::string_view row : {action, std::string_view("*")}) {
    const auto found = KeyTable().find(row);
    if (found != KeyTable().end()) all.insert(all.end(), found->second.begin(), found->second.end());
  }
  return all;
}

std::vector<std::string> ActionsWithKeys() {
  std::vector<std::string> actions;
  for (const auto& [action, keys] : KeyTable()) {
    if (action != "*") actions.push_back(action);
  }
  return actions;
}

}  // namespace rolecall::services::s3::wire
