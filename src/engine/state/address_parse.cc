// Reading addresses: a small grammar of its own (names, dots and one index in brackets), so that an address from
// the command line or a state file never meets the expression evaluator.
#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string>
#include <utility>

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

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  bool AtEnd() const { return pos_ == text_.size(); }
  bool At(char c) const { return pos_ < text_.size() && text_[pos_] == c; }
  bool Take(char c) {
    if (!At(c)) return false;
    ++pos_;
    return true;
  }
  bool TakeWord(std::string_view word) {
    if (text_.substr(pos_, word.size()) != word) return false;
    pos_ += word.size();
    return true;
  }
  std::string_view rest() const { return text_.substr(pos_); }

  // A name that does not start with a digit or a dash; empty if there is none here.
  std::string Name() {
    std::size_t begin = pos_;
    if (pos_ < text_.size() && (text_[pos_] == '-' || (text_[pos_] >= '0' && text_[pos_] <= '9'))) return "";
    while (pos_ < text_.size() && IsNameByte(text_[pos_])) ++pos_;
    return std::string(text_.substr(begin, pos_ - begin));
  }

  Result<InstanceKey> OptionalKey() {
    if (!Take('[')) return InstanceKey();
    InstanceKey key;
    if (At('"')) {
      ROLECALL_TRY(std::string name, Quoted());
      key = std::move(name);
    } else {
      long long index = 0;
      auto [end, code] = std::from_chars(text_.data() + pos_, text_.data() + text_.size(), index);
      if (code != std::errc() || index < 0) return Invalid("An instance key is a whole number or a quoted string.");
      pos_ = static_cast<std::size_t>(end - text_.data());
      key = index;
    }
    if (!Take(']')) return Invalid("The instance key's closing bracket is missing.");
    return key;
  }

 private:
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

Result<ModuleAddress> ParseModules(Parser& parser) {
  ModuleAddress module;
  while (parser.TakeWord("module.") || parser.rest() == "module" || parser.rest().substr(0, 7) == "module[") {
    if (module.steps.size() == kMaxModuleDepth) return Invalid("The address names too many nested modules.");
    std::string name = parser.Name();
    if (name.empty() || name == "module") return Invalid("Prefix \"module.\" must be followed by a module name.");
    ROLECALL_TRY(InstanceKey key, parser.OptionalKey());
    module.steps.push_back(ModuleStep{std::move(name), std::move(key)});
    if (parser.AtEnd()) break;
    if (!parser.Take('.')) {
      return Invalid("After a module's name, a dot, an instance key in brackets or the end must follow.");
    }
  }
  return module;
}

Result<ResourceAddress> ParseResource(Parser& parser, ModuleAddress module) {
  ResourceAddress resource;
  resource.module = std::move(module);
  if (parser.TakeWord("data.")) {
    resource.mode = ResourceMode::kData;
  } else if (parser.TakeWord("ephemeral.")) {
    resource.mode = ResourceMode::kEphemeral;
  }
  resource.type = parser.Name();
  if (resource.type.empty()) return Invalid("A resource type name is required.");
  if (!parser.Take('.')) return Invalid("Resource specification must include a resource type and name.");
  resource.name = parser.Name();
  if (resource.name.empty()) return Invalid("A resource name is required.");
  ROLECALL_TRY(resource.key, parser.OptionalKey());
  if (parser.At('.')) return Invalid("Resource instance key must be given in square brackets.");
  if (!parser.AtEnd()) return Invalid("Unexpected text after the address: \"" + std::string(parser.rest()) + "\".");
  return resource;
}

}  // namespace

Result<TargetAddress> ParseTarget(std::string_view text) {
  if (text.empty() || text.size() > kMaxAddressBytes) return Invalid("An address cannot be empty or very long.");
  Parser parser(text);
  ROLECALL_TRY(ModuleAddress module, ParseModules(parser));
  if (parser.AtEnd()) {
    if (text.back() == '.') return Invalid("An address cannot end with a dot.");
    return TargetAddress{std::move(module), std::nullopt};
  }
  ROLECALL_TRY(ResourceAddress resource, ParseResource(parser, module));
  return TargetAddress{std::move(module), std::move(resource)};
}

Result<ResourceAddress> ParseResourceAddress(std::string_view text) {
  ROLECALL_TRY(TargetAddress target, ParseTarget(text));
  if (!target.resource) return Invalid("A resource address is required here; this names a module.");
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
  address.host = first == last ? "registry.opentofu.org" : source.substr(0, first);
  address.source = first == last ? source : source.substr(first + 1);
  if (!rest.empty()) {
    if (rest[0] != '.' || rest.size() == 1) return Invalid("A provider's alias follows after a dot.");
    address.alias = std::string(rest.substr(1));
  }
  return address;
}

}  // namespace rolecall::engine
