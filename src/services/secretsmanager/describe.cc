// DescribeSecret, ListSecrets, ListSecretVersionIds.
#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "services/parameters.h"
#include "services/secretsmanager/operations.h"
#include "services/secretsmanager/secrets.h"

namespace rolecall::services::secretsmanager {
namespace {

double Seconds(Time time) { return static_cast<double>(time.time_since_epoch().count() / 1000) / 1000.0; }

boost::json::array TextArray(const std::vector<std::string>& texts) {
  boost::json::array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

boost::json::array TagArray(const directory::Tags& tags) {
  boost::json::array array;
  for (const auto& [key, value] : tags) array.emplace_back(boost::json::object{{"Key", key}, {"Value", value}});
  return array;
}

// What a description and an entry of a list have in common. `stages`: the name that this member has there.
boost::json::object Describe(const directory::SecretRecord& secret, std::string_view stages_member) {
  boost::json::object answer{{"ARN", secret.arn()}, {"Name", secret.name}};
  if (!secret.description.empty()) answer["Description"] = secret.description;
  if (!secret.kms_key_id.empty()) answer["KmsKeyId"] = secret.kms_key_id;
  answer["LastChangedDate"] = Seconds(secret.changed);
  if (secret.last_accessed) answer["LastAccessedDate"] = Seconds(*secret.last_accessed);
  if (secret.deleted) answer["DeletedDate"] = Seconds(*secret.deleted);
  if (!secret.tags.empty()) answer["Tags"] = TagArray(secret.tags);
  boost::json::object stages;
  for (const directory::SecretVersion& version : secret.versions) {
    if (!version.stages.empty()) stages[version.id] = TextArray(version.stages);
  }
  if (!stages.empty()) answer[stages_member] = std::move(stages);
  if (!secret.owning_service.empty()) answer["OwningService"] = secret.owning_service;
  answer["CreatedDate"] = Seconds(secret.created);
  return answer;
}

bool HasPrefixIgnoringCase(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && EqualsIgnoringAsciiCase(text.substr(0, prefix.size()), prefix);
}

// One of the words of `text` (separated by anything but letters and digits) starts so.
bool HasWord(std::string_view text, std::string_view prefix) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool starts = at == 0 || !IsAsciiAlphanumeric(text[at - 1]);
    if (starts && HasPrefixIgnoringCase(text.substr(at), prefix)) return true;
  }
  return false;
}

struct Filter {
  std::string key;
  std::vector<std::string> values;
};

bool MatchesValue(const directory::SecretRecord& secret, const std::string& key, std::string_view value) {
  if (key == "name") return secret.name.starts_with(value);
  if (key == "description") return HasWord(secret.description, value);
  const auto any_tag = [&](auto part) {
    return std::any_of(secret.tags.begin(), secret.tags.end(),
                       [&](const auto& tag) { return part(tag).starts_with(value); });
  };
  if (key == "tag-key") return any_tag([](const auto& tag) -> const std::string& { return tag.first; });
  if (key == "tag-value") return any_tag([](const auto& tag) -> const std::string& { return tag.second; });
  if (key == "primary-region") return secret.region.starts_with(value);
  if (key == "owning-service") return secret.owning_service.starts_with(value);
  return HasWord(secret.name, value) || HasWord(secret.description, value) ||
         any_tag([](const auto& tag) -> const std::string& { return tag.first; }) ||
         any_tag([](const auto& tag) -> const std::string& { return tag.second; });
}

// Values are alternatives; one that starts with '!' must not match.
bool Matches(const directory::SecretRecord& secret, const Filter& filter) {
  return std::any_of(filter.values.begin(), filter.values.end(), [&](std::string_view value) {
    return value.starts_with('!') ? !MatchesValue(secret, filter.key, value.substr(1))
                                  : MatchesValue(secret, filter.key, value);
  });
}

Checked<std::vector<Filter>> ReadFilters(Input& input) {
  static constexpr std::string_view kKeys[] = {"description",    "name",           "tag-key", "tag-value",
                                               "primary-region", "owning-service", "all"};
  std::vector<Filter> filters;
  for (const boost::json::object* object : input.Objects("Filters")) {
    Input member(*object);
    Filter filter{member.Text("Key").value_or("all"), member.Texts("Values", 10)};
    ROLECALL_RETURN_IF_ERROR(member.Refusal());
    if (std::find(std::begin(kKeys), std::end(kKeys), filter.key) == std::end(kKeys)) {
      return aws::ErrorShape{400, "ValidationException",
                             "1 validation error detected: Value '" + filter.key +
                                 "' at 'filters.1.member.key' failed to satisfy constraint: "
                                 "Member must satisfy enum value set: [all, name, tag-key, description, tag-value, "
                                 "primary-region, owning-service]"};
    }
    filters.push_back(std::move(filter));
  }
  return filters;
}

// Where the next page starts: the position, as text. Anything else is refused.
Checked<std::size_t> ReadToken(const std::optional<std::string>& token) {
  if (!token) return std::size_t{0};
  const std::optional<long long> position = ParseInteger(*token);
  if (!position || *position < 0) {
    return aws::ErrorShape{400, "InvalidNextTokenException", "Invalid NextToken provided."};
  }
  return static_cast<std::size_t>(*position);
}

}  // namespace

Answer DescribeSecret(Call& call, Input& input) {
  const std::string id = input.Required("SecretId");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(SecretPointer secret, FindAuthorized(call, "DescribeSecret", id));
  boost::json::object answer = Describe(*secret, "VersionIdsToStages");
  if (secret->rotation.last_rotated) answer["LastRotatedDate"] = Seconds(*secret->rotation.last_rotated);
  if (secret->rotation.enabled) {
    answer["RotationEnabled"] = true;
    answer["RotationLambdaARN"] = secret->rotation.lambda_arn;
  }
  return answer;
}

Answer ListSecrets(Call& call, Input& input) {
  const long long most = input.Number("MaxResults", 1, 100).value_or(100);
  const std::optional<std::string> token = input.Text("NextToken", {.min = 1, .max = 4096});
  const bool planned = input.Flag("IncludePlannedDeletion");
  const std::string order = input.Text("SortOrder").value_or("asc");
  ROLECALL_TRY(std::vector<Filter> filters, ReadFilters(input));
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_RETURN_IF_ERROR(Authorize(call, {.action = "secretsmanager:ListSecrets"}));
  ROLECALL_TRY(std::size_t start, ReadToken(token));
  std::vector<SecretPointer> found;
  for (SecretPointer& secret :
       call.snapshot->secrets.Sorted(directory::SecretKey(call.own_account(), call.region, ""))) {
    if (secret->deleted && (!planned || *secret->purge_after <= call.now)) continue;
    if (std::all_of(filters.begin(), filters.end(), [&](const Filter& filter) { return Matches(*secret, filter); })) {
      found.push_back(std::move(secret));
    }
  }
  // By creation, oldest first, as AWS lists them.
  std::stable_sort(found.begin(), found.end(), [&](const auto& a, const auto& b) {
    return order == "desc" ? b->created < a->created : a->created < b->created;
  });
  boost::json::array list;
  const std::size_t end = std::min(found.size(), start + static_cast<std::size_t>(most));
  for (std::size_t i = start; i < end; ++i) list.emplace_back(Describe(*found[i], "SecretVersionsToStages"));
  boost::json::object answer{{"SecretList", std::move(list)}};
  if (end < found.size()) answer["NextToken"] = std::to_string(end);
  return answer;
}

Answer ListSecretVersionIds(Call& call, Input& input) {
  const std::string id = input.Required("SecretId");
  const long long most = input.Number("MaxResults", 1, 100).value_or(100);
  const std::optional<std::string> token = input.Text("NextToken", {.min = 1, .max = 4096});
  const bool deprecated = input.Flag("IncludeDeprecated");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(SecretPointer secret, FindAuthorized(call, "ListSecretVersionIds", id));
  ROLECALL_TRY(std::size_t start, ReadToken(token));
  std::vector<const directory::SecretVersion*> shown;
  for (const directory::SecretVersion& version : secret->versions) {
    if (deprecated || !version.stages.empty()) shown.push_back(&version);
  }
  boost::json::array versions;
  const std::size_t end = std::min(shown.size(), start + static_cast<std::size_t>(most));
  for (std::size_t i = start; i < end; ++i) {
    boost::json::object version{{"VersionId", shown[i]->id}, {"CreatedDate", Seconds(shown[i]->created)}};
    if (!shown[i]->stages.empty()) version["VersionStages"] = TextArray(shown[i]->stages);
    if (shown[i]->last_accessed) version["LastAccessedDate"] = Seconds(*shown[i]->last_accessed);
    versions.emplace_back(std::move(version));
  }
  boost::json::object answer{{"ARN", secret->arn()}, {"Name", secret->name}, {"Versions", std::move(versions)}};
  if (end < shown.size()) answer["NextToken"] = std::to_string(end);
  return answer;
}

}  // namespace rolecall::services::secretsmanager
