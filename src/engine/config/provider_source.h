// A provider's source, as required_providers, the lock file and states name it: "[HOST/][NAMESPACE/]TYPE".
#ifndef ROLECALL_ENGINE_CONFIG_PROVIDER_SOURCE_H_
#define ROLECALL_ENGINE_CONFIG_PROVIDER_SOURCE_H_

#include <string>
#include <string_view>
#include <variant>

namespace rolecall::engine {

// A namespace, a type or a provider's local name in its normal form, which is lower case. `problem`, not empty: why it
// is none, in OpenTofu's words ("dots are not allowed").
struct ProviderPart {
  std::string text;
  std::string problem;
};
ProviderPart NormalProviderPart(std::string_view given);

struct SourceParts {
  std::string host;        // "registry.opentofu.org"; empty: none given
  std::string name_space;  // "hashicorp"
  std::string type;        // "aws"
};

// What is wrong with a source, as an error of the configuration.
struct SourceProblem {
  std::string summary;
  std::string detail;
};

std::variant<SourceParts, SourceProblem> ParseSourceParts(std::string_view source);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_CONFIG_PROVIDER_SOURCE_H_
