#include "services/s3/object/post_policy.h"

#include <boost/json.hpp>
#include <set>
#include <vector>

#include "base/encoding.h"
#include "base/text.h"
#include "services/checked.h"

namespace rolecall::services::s3::object {
namespace {

namespace json = boost::json;

aws::ErrorShape InvalidPolicy(const std::string& why) {
  return {400, "InvalidPolicyDocument", "Invalid Policy: " + why};
}
aws::ErrorShape AgainstPolicy(const std::string& why) {
  return {403, "AccessDenied", "Invalid according to Policy: " + why};
}

struct Condition {
  std::string operation;  // "eq", "starts-with", "content-length-range"
  std::string field;      // without "$", lower case
  std::string value;
  std::uint64_t least = 0, most = 0;
  std::string text;  // as S3 shows it
};

std::string Quote(std::string_view text) { return json::serialize(json::value(json::string(text))); }

// {"acl": "private"}
Checked<Condition> ReadSimple(const json::object& simple) {
  if (simple.size() != 1) {
    return InvalidPolicy("Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.");
  }
  const auto& member = *simple.begin();
  if (!member.value().is_string()) return InvalidPolicy("Invalid Simple-Condition: value must be a string.");
  const std::string name(member.key());
  const std::string value(member.value().as_string());
  return Condition{"eq", LowerAscii(name), value, 0, 0, "[\"eq\", " + Quote("$" + name) + ", " + Quote(value) + "]"};
}

std::optional<std::uint64_t> NumberOf(const json::value& value) {
  if (value.is_int64() && value.as_int64() >= 0) return static_cast<std::uint64_t>(value.as_int64());
  if (value.is_uint64()) return value.as_uint64();
  if (value.is_string()) return ParseInt<std::uint64_t>(std::string_view(value.as_string()));
  return std::nullopt;
}

// ["starts-with", "$key", "user/"], ["content-length-range", 1, 10]
Checked<Condition> ReadList(const json::array& list) {
  constexpr std::size_t kMembers = 3;
  if (list.size() != kMembers || !list[0].is_string()) {
    return InvalidPolicy("Invalid Condition: wrong number of arguments.");
  }
  Condition condition{.operation = LowerAscii(std::string_view(list[0].as_string()))};
  if (condition.operation == "content-length-range") {
    const std::optional<std::uint64_t> least = NumberOf(list[1]), most = NumberOf(list[2]);
    if (!least || !most) return InvalidPolicy("Invalid content-length-range: arguments must be numbers.");
    condition.least = *least;
    condition.most = *most;
    return condition;
  }
  if (condition.operation != "eq" && condition.operation != "starts-with") {
    return InvalidPolicy("Invalid Condition: unknown operation '" + condition.operation + "'.");
  }
  if (!list[1].is_string() || !list[2].is_string() || !std::string_view(list[1].as_string()).starts_with('$')) {
    return InvalidPolicy("Invalid Condition: match is against a field, '$name', and a string.");
  }
  const std::string_view field = list[1].as_string(), value = list[2].as_string();
  condition.field = LowerAscii(field.substr(1));
  condition.value = value;
  condition.text = "[" + Quote(condition.operation) + ", " + Quote(field) + ", " + Quote(value) + "]";
  return condition;
}

struct Document {
  Time expiration;
  std::vector<Condition> conditions;
};

Checked<Document> ReadDocument(std::string_view policy) {
  const std::optional<std::string> text = Base64Decode(policy);
  boost::system::error_code error;
  const json::value parsed = json::parse(text.value_or(""), error);
  if (!text || error || !parsed.is_object()) return InvalidPolicy("Invalid JSON.");
  const json::value* expiration = parsed.as_object().if_contains("expiration");
  const json::value* conditions = parsed.as_object().if_contains("conditions");
  if (expiration == nullptr || !expiration->is_string()) return InvalidPolicy("Policy missing expiration.");
  const std::optional<Time> until = ParseRfc3339(std::string_view(expiration->as_string()));
  if (!until) {
    return InvalidPolicy("Invalid 'expiration' value: '" + std::string(expiration->as_string()) + "'");
  }
  if (conditions == nullptr || !conditions->is_array()) return InvalidPolicy("Policy missing conditions.");
  Document document{*until, {}};
  for (const json::value& each : conditions->as_array()) {
    if (!each.is_object() && !each.is_array()) return InvalidPolicy("Invalid Condition: neither object nor array.");
    Checked<Condition> condition = each.is_object() ? ReadSimple(each.as_object()) : ReadList(each.as_array());
    if (!condition.ok()) return std::move(condition.error());
    document.conditions.push_back(*std::move(condition));
  }
  return document;
}

// "Content-Types values for a starts-with condition that include commas are interpreted as lists. Each value in the
// list must meet the condition for the whole condition to pass."
bool Holds(const Condition& condition, const std::string* value) {
  if (condition.operation == "eq") return value != nullptr && *value == condition.value;
  if (value == nullptr) return condition.value.empty();
  if (condition.field != "content-type") return value->starts_with(condition.value);
  for (const std::string_view each : Split(*value, ',')) {
    if (!Trim(each).starts_with(condition.value)) return false;
  }
  return true;
}

std::optional<aws::ErrorShape> CheckLength(const Condition& condition, std::size_t size) {
  const std::string proposed = std::to_string(size);
  if (size < condition.least) {
    return aws::ErrorShape{400,
                           "EntityTooSmall",
                           "Your proposed upload is smaller than the minimum allowed size",
                           {{"ProposedSize", proposed}, {"MinSizeAllowed", std::to_string(condition.least)}}};
  }
  if (size > condition.most) {
    return aws::ErrorShape{400,
                           "EntityTooLarge",
                           "Your proposed upload exceeds the maximum allowed size",
                           {{"ProposedSize", proposed}, {"MaxSizeAllowed", std::to_string(condition.most)}}};
  }
  return std::nullopt;
}

// The fields that need no condition.
bool IsFree(const std::string& field) {
  return field == "x-amz-signature" || field == "file" || field == "policy" || field.starts_with("x-ignore-");
}

}  // namespace

std::optional<aws::ErrorShape> CheckPostPolicy(std::string_view policy, const Form& form, const std::string& bucket,
                                               const std::string& key, Time now) {
  ROLECALL_TRY(Document document, ReadDocument(policy));
  if (document.expiration <= now) return AgainstPolicy("Policy expired.");
  std::set<std::string> conditioned;
  for (const Condition& condition : document.conditions) {
    if (condition.operation == "content-length-range") {
      ROLECALL_RETURN_IF_ERROR(CheckLength(condition, form.file.size()));
      continue;
    }
    conditioned.insert(condition.field);
    const std::string* value = condition.field == "bucket" ? &bucket
                               : condition.field == "key"  ? &key
                                                           : form.Find(condition.field);
    if (!Holds(condition, value)) return AgainstPolicy("Policy Condition failed: " + condition.text);
  }
  for (const auto& [name, value] : form.fields) {
    const std::string field = LowerAscii(name);
    if (!IsFree(field) && !conditioned.contains(field)) return AgainstPolicy("Extra input fields: " + field);
  }
  return std::nullopt;
}

}  // namespace rolecall::services::s3::object
