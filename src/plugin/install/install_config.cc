#include "plugin/install/install_config.h"

#include <algorithm>
#include <utility>

#include "engine/provider/registry_hosts.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/syntax/parser.h"
#include "plugin/install/mirror.h"
#include "registry/url.h"

namespace rolecall::plugin {
namespace {

constexpr std::size_t kMaxConfigBytes = 1u << 20;

std::vector<std::string> Parts(const std::string& address) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= address.size();) {
    const std::size_t end = std::min(address.find('/', at), address.size());
    parts.push_back(address.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

// A pattern without a host is of the default registries.
bool Matches(const std::string& pattern, const std::string& address) {
  std::vector<std::string> wanted = Parts(pattern);
  const std::vector<std::string> parts = Parts(address);
  if (parts.size() != 3) return false;
  if (wanted.size() == 2) {
    if (!engine::IsPublicRegistry(parts[0])) return false;
    wanted.insert(wanted.begin(), parts[0]);
  }
  if (wanted.size() != 3) return false;
  for (std::size_t i = 0; i < 3; ++i) {
    if (wanted[i] != "*" && wanted[i] != parts[i]) return false;
  }
  return true;
}

std::string TextIn(const value::Value& value) {
  return value.IsKnown() && !value.IsNull() && value.type().IsString() ? value.AsString() : "";
}

std::vector<std::string> TextsIn(const value::Value& value) {
  std::vector<std::string> texts;
  if (!value.IsKnown() || value.IsNull() || !(value.type().IsTuple() || value.type().IsList())) return texts;
  for (const value::Value& one : value.elements()) texts.push_back(TextIn(one));
  return texts;
}

class Reader {
 public:
  Reader(InstallConfig& config, diag::Diagnostics& diagnostics) : config_(config), diagnostics_(diagnostics) {}

  void Read(const hcl::File& file) {
    for (const hcl::AttributePtr& attribute : file.body.attributes) {
      if (attribute->name == "plugin_cache_dir") config_.plugin_cache = TextIn(Value(*attribute));
      if (attribute->name == "plugin_cache_may_break_dependency_lock_file") {
        const value::Value value = Value(*attribute);
        config_.cache_may_break_lock = value.IsKnown() && !value.IsNull() && value.type().IsBool() && value.AsBool();
      }
    }
    for (const hcl::BlockPtr& block : file.body.blocks) {
      if (block->type != "provider_installation") continue;
      given_ = true;
      for (const hcl::AttributePtr& attribute : block->body.attributes) Overrides(*attribute);
      for (const hcl::BlockPtr& method : block->body.blocks) Method(*method);
    }
  }
  bool given() const { return given_; }

 private:
  value::Value Value(const hcl::Attribute& attribute) {
    return hcl::Evaluate(*attribute.expression, hcl::Scope(), diagnostics_);
  }

  void Overrides(const hcl::Attribute& attribute) {
    const value::Value value = Value(attribute);
    if (attribute.name != "dev_overrides" || !value.IsKnown() || value.IsNull() || !value.type().IsObject()) return;
    for (const auto& [name, folder] : value.members()) config_.dev_overrides[name] = TextIn(folder);
  }

  void Method(const hcl::Block& block) {
    InstallMethod method;
    if (block.type == "filesystem_mirror") {
      method.kind = InstallMethod::Kind::kFilesystem;
    } else if (block.type == "network_mirror") {
      method.kind = InstallMethod::Kind::kNetwork;
    } else if (block.type != "direct") {
      diagnostics_.AddError("cli-configuration", "Invalid provider_installation method block",
                            "Unknown provider installation method \"" + block.type + "\".", block.type_range);
      return;
    }
    for (const hcl::AttributePtr& attribute : block.body.attributes) {
      const value::Value value = Value(*attribute);
      if (attribute->name == "path" || attribute->name == "url") method.location = TextIn(value);
      if (attribute->name == "include") method.include = TextsIn(value);
      if (attribute->name == "exclude") method.exclude = TextsIn(value);
    }
    if (method.kind == InstallMethod::Kind::kNetwork && !IsMirrorUrl(method.location)) {
      diagnostics_.AddError("cli-configuration", "Invalid URL for provider installation source",
                            "Cannot use \"" + method.location +
                                "\" as a URL for a network provider mirror: the mirror must be at an https: URL.",
                            block.type_range);
      return;
    }
    config_.methods.push_back(std::move(method));
  }

  InstallConfig& config_;
  diag::Diagnostics& diagnostics_;
  bool given_ = false;
};

// Where Terraform and OpenTofu look by themselves.
void AddImplied(const FileSystem& files, const Environment& environment, InstallConfig& config) {
  const std::string home = environment.GetOr("HOME", "");
  std::vector<std::string> folders{"terraform.d/plugins"};
  if (!home.empty()) folders.push_back(JoinPath(home, ".terraform.d/plugins"));
  const std::string data = environment.GetOr("XDG_DATA_HOME", home.empty() ? "" : JoinPath(home, ".local/share"));
  for (const char* name : {"terraform/plugins", "opentofu/plugins"}) {
    if (!data.empty()) folders.push_back(JoinPath(data, name));
    folders.push_back(JoinPath("/usr/local/share", name));
    folders.push_back(JoinPath("/usr/share", name));
  }
  InstallMethod direct{InstallMethod::Kind::kDirect, ""};
  for (std::string& folder : folders) {
    if (!files.IsDirectory(folder)) continue;
    // What a folder has comes from there alone.
    for (std::string& address : ProvidersIn(files, folder)) direct.exclude.push_back(std::move(address));
    config.methods.push_back({InstallMethod::Kind::kFilesystem, std::move(folder)});
  }
  config.methods.push_back(std::move(direct));
}

}  // namespace

bool InstallMethod::Takes(const std::string& address) const {
  const auto matches = [&](const std::string& pattern) { return Matches(pattern, address); };
  if (!include.empty() && !std::any_of(include.begin(), include.end(), matches)) return false;
  return !std::any_of(exclude.begin(), exclude.end(), matches);
}

std::string InstallConfig::OverrideOf(const std::string& host, const std::string& source) const {
  for (const auto& [name, folder] : dev_overrides) {
    if (Matches(name, host + "/" + source)) return folder;
  }
  return "";
}

bool IsMirrorUrl(const std::string& url) { return registry::IsSecure(url) && !registry::HostOf(url).empty(); }

std::string CliConfigurationAsHcl(std::string text) {
  constexpr std::string_view kWord = "dev_overrides";
  for (std::size_t at = 0; (at = text.find(kWord, at)) != std::string::npos;) {
    std::size_t next = at + kWord.size();
    while (next < text.size() && (text[next] == ' ' || text[next] == '\t')) ++next;
    if (next < text.size() && text[next] == '{') text.insert(at + kWord.size(), " =");
    at += kWord.size();
  }
  return text;
}

InstallConfig ReadInstallConfig(const FileSystem& files, const Environment& environment, const std::string& cli_file,
                                diag::Diagnostics& diagnostics) {
  InstallConfig config;
  Reader reader(config, diagnostics);
  if (!cli_file.empty() && files.Exists(cli_file)) {
    Result<std::string> text = files.Read(cli_file, kMaxConfigBytes);
    if (text.ok()) {
      const hcl::File file = hcl::ParseFile(cli_file, CliConfigurationAsHcl(*std::move(text)), diagnostics);
      reader.Read(file);
    } else {
      diagnostics.AddError("cli-configuration", "Unable to open CLI configuration file", text.error().message);
    }
  }
  if (!reader.given()) AddImplied(files, environment, config);
  config.plugin_cache = environment.GetOr("TF_PLUGIN_CACHE_DIR", config.plugin_cache);
  if (const std::string may = environment.GetOr("TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE", ""); !may.empty()) {
    config.cache_may_break_lock = may != "0";
  }
  return config;
}

}  // namespace rolecall::plugin
