#include "services/secretsmanager/secret_id.h"

#include <algorithm>

#include "base/text.h"
#include "partition/own_partition.h"
#include "policy/document/arn.h"

namespace rolecall::services::secretsmanager {
namespace {

constexpr std::string_view kNameMarks = "/_+=.@-";
constexpr std::string_view kType = "secret:";

bool ConsistsOf(std::string_view text, std::string_view marks) {
  return std::ranges::all_of(text,
                             [&](char c) { return IsAsciiAlphanumeric(c) || marks.find(c) != std::string_view::npos; });
}

bool EndsLikeSuffix(std::string_view name) {
  if (name.size() <= kSuffixLength + 1 || name[name.size() - kSuffixLength - 1] != '-') return false;
  return std::ranges::all_of(name.substr(name.size() - kSuffixLength), IsAsciiAlphanumeric);
}

// The resource part of a secret's ARN, without its type; nothing for other ARNs.
std::optional<std::string_view> ResourceOf(const policy::Arn& arn) {
  if (arn.service != "secretsmanager" || !arn.resource.starts_with(kType)) return std::nullopt;
  return arn.resource.substr(kType.size());
}

}  // namespace

bool IsSecretName(std::string_view name) { return ConsistsOf(name, kNameMarks); }

bool IsSecretId(std::string_view id) {
  constexpr std::string_view kIdMarks = "/_+=.@-!";
  const std::optional<policy::Arn> arn = policy::ParseArn(id);
  if (!arn) return ConsistsOf(id, kIdMarks);
  const std::optional<std::string_view> resource = ResourceOf(*arn);
  return !resource || ConsistsOf(*resource, kIdMarks);
}

SecretPointer FindSecret(const directory::Snapshot& snapshot, SecretPlace place, std::string_view id) {
  const std::optional<policy::Arn> arn = policy::ParseArn(id);
  if (!arn) return snapshot.secrets.Find(directory::SecretKey(place.account, place.region, id));
  const std::optional<std::string_view> resource = ResourceOf(*arn);
  // The region is the server's, not the caller's choice: an ARN of another one names nothing here.
  if (!resource || arn->region != place.region) return nullptr;
  if (EndsLikeSuffix(*resource)) return directory::FindSecretByArn(snapshot, id);
  return snapshot.secrets.Find(directory::SecretKey(arn->account, arn->region, *resource));
}

std::string ArnOfUnknown(SecretPlace place, const std::string& id) {
  if (policy::ParseArn(id)) return id;
  return partition::OwnArn() + "secretsmanager:" + std::string(place.region) + ":" + std::string(place.account) +
         ":secret:" + id + "-??????";
}

std::string_view AccountOf(std::string_view id) {
  const std::optional<policy::Arn> arn = policy::ParseArn(id);
  return arn ? arn->account : std::string_view();
}

std::string_view NameOf(std::string_view id) {
  const std::optional<policy::Arn> arn = policy::ParseArn(id);
  if (!arn) return id;
  const std::string_view resource = ResourceOf(*arn).value_or(arn->resource);
  return EndsLikeSuffix(resource) ? resource.substr(0, resource.size() - kSuffixLength - 1) : resource;
}

std::string RandomSuffix(Random& random) {
  static constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::string suffix(kSuffixLength, ' ');
  for (char& c : suffix) c = kLetters[random.Below(kLetters.size())];
  return suffix;
}

}  // namespace rolecall::services::secretsmanager
