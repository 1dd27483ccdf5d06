#include "policy/lint/example.h"

namespace rolecall::policy {

std::string ExpandExample(std::string_view text) {
  constexpr std::string_view kMark = "{{pad ";
  std::string result;
  for (std::size_t at; (at = text.find(kMark)) != std::string_view::npos;) {
    result += text.substr(0, at);
    text.remove_prefix(at + kMark.size());
    std::size_t count = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
      count = count * 10 + static_cast<std::size_t>(text.front() - '0');
    }
    result.append(count, 'x');
    text.remove_prefix(text.find("}}") + 2);
  }
  return result += text;
}

LintContext ExampleContext() {
  const std::string providers = "arn:aws:iam::111122223333:oidc-provider/";
  LintContext context;
  context.role_arn = "arn:aws:iam::111122223333:role/k8s-main/App";
  context.role_account = "111122223333";
  context.cluster = "k8s-main";
  context.providers = std::vector<KnownProvider>();
  for (const char* issuer : {"oidc.eks.eu-central-1.amazonaws.com/id/MAIN",
                             "oidc.eks.eu-central-1.amazonaws.com/id/TEST", "token.actions.githubusercontent.com"}) {
    context.providers->push_back({providers + issuer, {"sts.amazonaws.com"}});
  }
  context.providers->front().client_ids.push_back("kubernetes");
  return context;
}

}  // namespace rolecall::policy
