#include "access/check/document_model.h"

namespace rolecall::access {

IdentityModel ModelOfPolicy(std::string text, policy::DocumentKind kind) {
  constexpr const char* kAccount = "111122223333";
  IdentityModel model;
  model.account_id = kAccount;
  PolicyDocument document;
  document.name = "the policy";
  document.text = std::move(text);
  if (kind == policy::DocumentKind::kResource || kind == policy::DocumentKind::kRcp) {
    model.resources.push_back({"", std::move(document)});
    return model;
  }
  Role role;
  role.name = "this-role";
  role.arn = std::string("arn:aws:iam::") + kAccount + ":role/this-role";
  role.account = kAccount;
  if (kind == policy::DocumentKind::kTrust) {
    role.trust = std::move(document);
  } else {
    role.inline_policies.push_back(std::move(document));
  }
  model.roles.push_back(std::move(role));
  return model;
}

}  // namespace rolecall::access
