#include "access/model/secret_arn.h"

#include <algorithm>

#include "base/text.h"
#include "policy/document/arn.h"

namespace rolecall::access {
namespace {

constexpr std::string_view kEnding = "-??????";

bool EndsAsChosen(std::string_view name) {
  if (name.size() <= kEnding.size() || name[name.size() - kEnding.size()] != '-') return false;
  name.remove_prefix(name.size() - kEnding.size() + 1);
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '?';
  });
}

bool MakesSecret(const IdentityModel& model, const std::string& arn) {
  return std::any_of(model.secrets.begin(), model.secrets.end(),
                     [&](const StoredSecret& one) { return one.arn == arn; });
}

}  // namespace

CompletedArn CompleteSecretArn(const IdentityModel& model, const std::string& action, const std::string& arn) {
  const auto parts = policy::ParseArn(arn);
  const bool is_secret = parts && parts->service == "secretsmanager" && parts->resource.starts_with("secret:") &&
                         LowerAscii(action).starts_with("secretsmanager:");
  if (!is_secret || parts->resource.find('*') != std::string_view::npos) return {arn, ""};
  const std::string whole = arn + std::string(kEnding);
  // A name may end like an ARN: then the secret that is made here tells.
  if (EndsAsChosen(parts->resource) && !MakesSecret(model, whole)) return {arn, ""};
  return {whole, "the ARN of a secret ends with six characters that AWS chooses: judged is " + whole};
}

}  // namespace rolecall::access
