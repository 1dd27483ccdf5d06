#include "providers/aws/secretsmanager/calls.h"

#include "providers/aws/framework/json_text.h"

namespace rolecall::providers::aws {

SecretsAnswer CallSecrets(const Call& call, std::string_view action, const boost::json::object& input) {
  return call.client().Json(api::kSecretsManager, action, input);
}

bool MessageHas(const api::ServiceError& error, std::string_view text) {
  return error.message.find(text) != std::string::npos;
}

bool IsSecretGone(const api::ServiceError& error) {
  if (error.Is("ResourceNotFoundException")) return true;
  return error.Is("InvalidRequestException") &&
         (MessageHas(error, "because it was deleted") || MessageHas(error, "because it was marked for deletion") ||
          MessageHas(error, "marked deleted") || MessageHas(error, "currently marked deleted"));
}

std::string JsonText(const boost::json::value& object, std::string_view name) {
  const boost::json::value* found = object.is_object() ? object.as_object().if_contains(name) : nullptr;
  return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

std::vector<std::string> JsonTexts(const boost::json::value& object, std::string_view name) {
  std::vector<std::string> texts;
  const boost::json::value* found = object.is_object() ? object.as_object().if_contains(name) : nullptr;
  if (found == nullptr || !found->is_array()) return texts;
  for (const boost::json::value& item : found->as_array()) {
    if (item.is_string()) texts.emplace_back(item.as_string());
  }
  return texts;
}

boost::json::array TagsAsJson(const Tags& tags) {
  boost::json::array list;
  for (const auto& tag : tags) list.push_back(boost::json::object{{"Key", tag.first}, {"Value", tag.second}});
  return list;
}

Tags TagsFromJson(const boost::json::value& object) {
  Tags tags;
  const boost::json::value* found = object.is_object() ? object.as_object().if_contains("Tags") : nullptr;
  if (found == nullptr || !found->is_array()) return tags;
  for (const boost::json::value& tag : found->as_array()) tags[JsonText(tag, "Key")] = JsonText(tag, "Value");
  return tags;
}

bool IsEmptyPolicyText(const std::string& policy) { return policy.empty() || policy == "{}"; }

Result<void> PutSecretPolicy(const Call& call, const std::string& secret, const std::string& policy,
                             bool block_public_policy) {
  if (IsEmptyPolicyText(policy)) {
    auto answer = CallSecrets(call, "DeleteResourcePolicy", {{"SecretId", secret}});
    if (!answer.ok() && !IsSecretGone(answer.error())) {
      return Failed("deleting Secrets Manager Secret Policy (" + secret + ")", answer.error());
    }
    return {};
  }
  boost::json::object input = {{"SecretId", secret}, {"ResourcePolicy", NormalizeJsonOrKeep(policy)}};
  if (block_public_policy) input["BlockPublicPolicy"] = true;
  auto answer = RetryWhile<boost::json::value>(
      call, kPropagationTimeout,
      [](const api::ServiceError& error) {
        return error.Is("MalformedPolicyDocumentException") && MessageHas(error, "unsupported principal");
      },
      [&] { return CallSecrets(call, "PutResourcePolicy", input); });
  if (!answer.ok()) return Failed("putting Secrets Manager Secret Policy (" + secret + ")", answer.error());
  return {};
}

SecretsAnswer GetSecretPolicy(const Call& call, const std::string& secret) {
  return CallSecrets(call, "GetResourcePolicy", {{"SecretId", secret}});
}

}  // namespace rolecall::providers::aws
