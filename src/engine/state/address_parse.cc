// Reading addresses: a small grammar of its own (names, dots and one index in brackets), so that an address from
// the command line or a state file never meets the expression evaluator.
#include <algorithm>
#include <charconv>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/provider/registry_hosts.h"
#include "engine/state/address.h"
#include "json/document.h"

namespace rolecall::engine {
namespace {

constexpr std::size_t kMaxAddressBytes = 16384;
constexpr std::size_t kMaxModuleDepth = 64;

Error Invalid(std::string message) { return Error{ErrorCode::kInvalidArgument, std::move(message)}; }

bool IsNameByte(char byte) {
  auto c = static_cast<unsigned char>(byte);
  return c >= 0x80 || c == '_' || c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z');
}

// A step of an address as written: a name, or an index in brackets.
struct Step {
  bool is_index = false;
  std::string name;
  InstanceKey key;
};

constexpr const char* kNoVariable = "Must begin with a variable name.";
constexpr const char* kNoAttribute = "Dot must be followed by attribute name.";
constexpr const char* kNoIndex = "Index brackets must contain either a literal number or a literal string.";
constexpr const char* kNotClosed = "Index key must be followed by a closing bracket.";
constexpr const char* kNoOperator = "Expected an attribute access or an index operator.";
constexpr const char* kSplat = "Splat expressions (.*) may not be used here.";
constexpr const char* kIndexSplat = "Splat expressions ([*]) may not be used here.";

// Text to steps, with the mistakes that the language's own reader tells of such a text.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<std::vector<Step>> Steps() {
    std::vector<Step> steps(1);
    steps[0].name = Name();
    if (steps[0].name.empty()) return Invalid(kNoVariable);
    while (SkipSpace(), pos_ < text_.size()) {
      if (Take('.')) {
        ROLECALL_TRY(Step step, Attribute());
        steps.push_back(std::move(step));
      } else if (Take('[')) {
        ROLECALL_TRY(Step step, Index());
        steps.push_back(std::move(step));
      } else {
        return Invalid(kNoOperator);
      }
    }
    return steps;
  }

 private:
  void SkipSpace() {
    while (pos_ < text_.size() && (text_[pos_] == ' ' || text_[pos_] == '\t')) ++pos_;
  }
  bool At(char c) {
    SkipSpace();
    return pos_ < text_.size() && text_[pos_] == c;
  }
  bool Take(char c) {
    if (!At(c)) return false;
    ++pos_;
    return true;
  }
  bool AtDigit() {
    SkipSpace();
    return pos_ < text_.size() && text_[pos_] >= '0' && text_[pos_] <= '9';
  }

  // A name that does not start with a digit or a dash; empty if there is none here.
  std::string Name() {
    if (AtDigit() || At('-')) return "";
    const std::size_t begin = pos_;
    while (pos_ < text_.size() && IsNameByte(text_[pos_])) ++pos_;
    return std::string(text_.substr(begin, pos_ - begin));
  }

  Result<Step> Attribute() {
    Step step;
    step.name = Name();
    if (step.name.empty()) return Invalid(At('*') ? kSplat : kNoAttribute);
    return step;
  }

  Result<Step> Index() {
    Step step;
    step.is_index = true;
    if (At('"')) {
      ROLECALL_TRY(std::string name, Quoted());
      step.key = std::move(name);
    } else if (AtDigit()) {
      long long index = 0;
      const auto [end, code] = std::from_chars(text_.data() + pos_, text_.data() + text_.size(), index);
      const bool is_whole = code == std::errc() && (end == text_.data() + text_.size() || *end != '.');
      if (!is_whole) return Invalid("Invalid resource instance key: value must be a whole number.");
      pos_ = static_cast<std::size_t>(end - text_.data());
      step.key = index;
    } else {
      return Invalid(At('*') ? kIndexSplat : kNoIndex);
    }
    if (!Take(']')) return Invalid(kNotClosed);
    return step;
  }

  // A quoted string of the language without interpolation: JSON's escapes and the doubled "$${" and "%%{".
  Result<std::string> Quoted() {
    std::size_t begin = pos_++;
    while (pos_ < text_.size() && text_[pos_] != '"') pos_ += text_[pos_] == '\\' ? 2 : 1;
    if (pos_ >= text_.size()) return Invalid("The instance key's closing quote is missing.");
    ++pos_;
    json::ParseResult parsed = json::Parse(text_.substr(begin, pos_ - begin), {});
    if (!parsed.error.empty() || !parsed.root.IsString()) return Invalid("The instance key is not a valid string.");
    std::string key;
    const std::string& raw = parsed.root.text;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      bool is_marker = raw[i] == '$' || raw[i] == '%';
      if (is_marker && raw.compare(i + 1, 2, std::string(1, raw[i]) + "{") == 0) {
        ++i;  // one of the two
      } else if (is_marker && raw.compare(i + 1, 1, "{") == 0) {
        return Invalid("An instance key cannot hold a template.");
      }
      key += raw[i];
    }
    return key;
  }

  std::string_view text_;
  std::size_t pos_ = 0;
};

// What is left of the steps; the modules in front are taken off.
Result<ModuleAddress> TakeModules(std::span<Step>& steps) {
  ModuleAddress module;
  while (!steps.empty() && !steps[0].is_index && steps[0].name == "module") {
    if (module.steps.size() == kMaxModuleDepth) return Invalid("The address names too many nested modules.");
    if (steps.size() < 2 || steps[1].is_index) {
      return Invalid("Prefix \"module.\" must be followed by a module name.");
    }
    ModuleStep step{std::move(steps[1].name), {}};
    steps = steps.subspan(2);
    if (!steps.empty() && steps[0].is_index) {
      step.key = std::move(steps[0].key);
      steps = steps.subspan(1);
    }
    module.steps.push_back(std::move(step));
  }
  return module;
}

Result<ResourceAddress> ReadResource(std::span<Step> steps, ModuleAddress module) {
  ResourceAddress resource;
  resource.module = std::move(module);
  const char* no_type = "A resource type name is required.";
  if (!steps[0].is_index && steps[0].name == "data") {
    resource.mode = ResourceMode::kData;
    no_type = "A data source name is required.";
  } else if (!steps[0].is_index && steps[0].name == "ephemeral") {
    resource.mode = ResourceMode::kEphemeral;
    no_type = "An ephemeral resource name is required.";
  }
  if (resource.mode != ResourceMode::kManaged) steps = steps.subspan(1);
  if (steps.size() < 2) return Invalid("Resource specification must include a resource type and name.");
  if (steps[0].is_index) return Invalid(no_type);
  if (steps[1].is_index) return Invalid("A resource name is required.");
  if (steps.size() > 3) return Invalid("Unexpected extra operators after address.");
  resource.type = std::move(steps[0].name);
  resource.name = std::move(steps[1].name);
  if (steps.size() == 2) return resource;
  if (!steps[2].is_index) return Invalid("Resource instance key must be given in square brackets.");
  resource.key = std::move(steps[2].key);
  return resource;
}

}  // namespace

std::string AddressSummary(std::string_view mistake) {
  for (const auto& [detail, summary] : {std::pair{kNoVariable, "Variable name required"},
                                        {kNoAttribute, "Attribute name required"},
                                        {kSplat, "Attribute name required"},
                                        {kIndexSplat, "Attribute name required"},
                                        {kNoIndex, "Index value required"},
                                        {kNotClosed, "Unclosed index brackets"},
                                        {kNoOperator, "Invalid character"}}) {
    if (mistake == detail) return summary;
  }
  return "Invalid address";
}

Result<TargetAddress> ParseTarget(std::string_view text) {
  if (text.size() > kMaxAddressBytes) return Invalid("An address cannot be very long.");
  ROLECALL_TRY(std::vector<Step> steps, Parser(text).Steps());
  std::span<Step> rest(steps);
  ROLECALL_TRY(ModuleAddress module, TakeModules(rest));
  if (rest.empty()) return TargetAddress{std::move(module), std::nullopt};
  ROLECALL_TRY(ResourceAddress resource, ReadResource(rest, module));
  return TargetAddress{std::move(module), std::move(resource)};
}

Result<ResourceAddress> ParseResourceAddress(std::string_view text) {
  ROLECALL_TRY(TargetAddress target, ParseTarget(text));
  if (!target.resource) {
    return Invalid(
        "A resource instance address is required here. The module path must be followed by a resource instance "
        "specification.");
  }
  return *std::move(target.resource);
}

Result<ModuleAddress> ParseModuleAddress(std::string_view text) {
  if (text.empty()) return ModuleAddress();
  ROLECALL_TRY(TargetAddress target, ParseTarget(text));
  if (target.resource) return Invalid("A module address is required here; this names a resource.");
  return std::move(target.module);
}

Result<ProviderAddress> ParseProviderSource(std::string_view text) {
  ProviderAddress address;
  const std::size_t parts = 1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), '/'));
  const auto is_part = [](std::string_view part) {
    return !part.empty() && part.find_first_of(" \t\"[]\\") == std::string_view::npos;
  };
  for (std::string_view rest = text;;) {
    const std::size_t slash = rest.find('/');
    if (!is_part(rest.substr(0, slash)) || parts > 3 || text.size() > kMaxAddressBytes) {
      return Invalid("\"" + std::string(text) + "\" is not a provider's source, such as hashicorp/aws.");
    }
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  const std::size_t first = text.find('/');
  if (parts == 3) address.host = std::string(text.substr(0, first));
  address.source =
      parts == 1 ? "hashicorp/" + std::string(text) : std::string(parts == 3 ? text.substr(first + 1) : text);
  return address;
}

Result<ProviderAddress> ParseProviderAddress(std::string_view text) {
  if (text.size() > kMaxAddressBytes) return Invalid("A provider address cannot be very long.");
  // As Terraform 0.12 wrote it: provider.aws, provider.aws.west.
  if (text.starts_with("provider.") && text.find('"') == std::string_view::npos) {
    ProviderAddress legacy;
    legacy.source = ProviderSource(text);
    legacy.alias = ProviderAlias(text);
    return legacy;
  }
  std::size_t at = text.rfind("provider[\"");
  if (at == std::string_view::npos) return Invalid("A provider address looks like provider[\"HOST/NAMESPACE/TYPE\"].");
  ProviderAddress address;
  if (at > 0) {
    if (text[at - 1] != '.') return Invalid("A provider address's module must end with a dot.");
    ROLECALL_TRY(address.module, ParseModuleAddress(text.substr(0, at - 1)));
  }
  std::string_view rest = text.substr(at + 10);
  std::size_t close = rest.find("\"]");
  if (close == std::string_view::npos) return Invalid("The provider address's closing bracket is missing.");
  std::string source(rest.substr(0, close));
  rest.remove_prefix(close + 2);
  std::size_t last = source.rfind('/');
  std::size_t first = source.find('/');
  if (last == std::string::npos) {
    return Invalid("The provider's source must be NAMESPACE/TYPE, with or without a host.");
  }
  address.host = first == last ? kDefaultRegistry : source.substr(0, first);
  address.source = first == last ? source : source.substr(first + 1);
  if (!rest.empty()) {
    if (rest[0] != '.' || rest.size() == 1) return Invalid("A provider's alias follows after a dot.");
    address.alias = std::string(rest.substr(1));
  }
  return address;
}

}  // namespace rolecall::engine
