#include "cli/providers/registry_hosts.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

#include "base/text.h"
#include "hcl/decode/decode.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/syntax/parser.h"
#include "json/document.h"
#include "plugin/install/install_config.h"

namespace rolecall::cli {
namespace {

constexpr std::size_t kMaxBytes = 1u << 20;
constexpr int kMaxSetting = 3600;
constexpr std::chrono::milliseconds kLookEvery{50};
constexpr std::string_view kTokenPrefix = "TF_TOKEN_";

// The text of an argument; empty if it is none.
std::string TextOf(const hcl::Body& body, const char* name, diag::Diagnostics& diagnostics) {
  const hcl::Content content = hcl::DecodePartial(body, {{{name}}, {}}, nullptr, diagnostics);
  const hcl::Attribute* attribute = content.Find(name);
  if (attribute == nullptr) return "";
  const value::Value value = hcl::Evaluate(*attribute->expression, hcl::Scope(), diagnostics);
  return value.IsKnown() && !value.IsNull() && value.type().IsString() ? value.AsString() : "";
}

void ReadHostBlock(const hcl::Block& block, registry::Hosts& hosts, diag::Diagnostics& diagnostics) {
  const hcl::Content content = hcl::DecodePartial(block.body, {{{"services"}}, {}}, nullptr, diagnostics);
  const hcl::Attribute* services = content.Find("services");
  if (services == nullptr) return;
  const value::Value value = hcl::Evaluate(*services->expression, hcl::Scope(), diagnostics);
  if (!value.IsKnown() || value.IsNull() || !(value.type().IsObject() || value.type().IsMap())) return;
  std::map<std::string, std::string>& services_of = hosts.services[block.labels[0].text];
  for (const auto& [service, base] : value.members()) {
    if (!base.IsKnown() || base.IsNull() || !base.type().IsString()) continue;
    std::string url = base.AsString();
    if (url.empty() || url.back() != '/') url += '/';
    services_of[service] = std::move(url);
  }
}

void ReadConfiguration(const FileSystem& files, const std::string& path, registry::Hosts& hosts,
                       diag::Diagnostics& diagnostics) {
  if (path.empty() || !files.Exists(path)) return;
  Result<std::string> text = files.Read(path, kMaxBytes);
  if (!text.ok()) {
    diagnostics.AddError("cli-configuration", "Unable to open CLI configuration file", text.error().message);
    return;
  }
  const hcl::File file = hcl::ParseFile(path, plugin::CliConfigurationAsHcl(*std::move(text)), diagnostics);
  for (const hcl::BlockPtr& block : file.body.blocks) {
    if (block->labels.size() != 1) continue;
    if (block->type == "credentials") {
      std::string token = TextOf(block->body, "token", diagnostics);
      if (!token.empty()) hosts.tokens[block->labels[0].text] = Secret(std::move(token));
    }
    if (block->type == "host") ReadHostBlock(*block, hosts, diagnostics);
  }
}

// {"credentials": {"HOST": {"token": "…"}}}: what `login` writes.
void ReadCredentials(const FileSystem& files, const Environment& environment, registry::Hosts& hosts) {
  const std::string path = JoinPath(environment.GetOr("HOME", ""), ".terraform.d/credentials.tfrc.json");
  if (!files.Exists(path)) return;
  const Result<std::string> text = files.Read(path, kMaxBytes);
  if (!text.ok()) return;
  const json::ParseResult parsed = json::Parse(*text, {});
  const json::Node* credentials =
      parsed.error.empty() && parsed.root.IsObject() ? parsed.root.Find("credentials") : nullptr;
  if (credentials == nullptr || !credentials->IsObject()) return;
  for (const json::Member& host : credentials->members) {
    const json::Node* token = host.value.IsObject() ? host.value.Find("token") : nullptr;
    if (token != nullptr && token->IsString()) hosts.tokens[host.name] = Secret(token->text);
  }
}

// TF_TOKEN_registry_example__corp_com: '_' stands for '.', "__" for '-'.
std::string HostOfVariable(std::string_view name) {
  std::string host;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] != '_') {
      host += name[i];
    } else if (i + 1 < name.size() && name[i + 1] == '_') {
      host += '-';
      ++i;
    } else {
      host += '.';
    }
  }
  return host;
}

}  // namespace

std::string CliConfigurationFile(const FileSystem& files, const Environment& environment) {
  for (const char* variable : {"TF_CLI_CONFIG_FILE", "TERRAFORM_CONFIG"}) {
    if (std::string path = environment.GetOr(variable, ""); !path.empty()) return path;
  }
  const std::string home = environment.GetOr("HOME", "");
  if (home.empty()) return "";
  for (const char* name : {".tofurc", ".terraformrc"}) {
    if (std::string path = JoinPath(home, name); files.Exists(path)) return path;
  }
  return "";
}

registry::Hosts ReadRegistryHosts(const FileSystem& files, const Environment& environment,
                                  diag::Diagnostics& diagnostics) {
  registry::Hosts hosts;
  ReadCredentials(files, environment, hosts);
  ReadConfiguration(files, CliConfigurationFile(files, environment), hosts, diagnostics);
  for (auto& [name, text] : environment.All()) {
    if (name.compare(0, kTokenPrefix.size(), kTokenPrefix) != 0) continue;
    hosts.tokens[HostOfVariable(std::string_view(name).substr(kTokenPrefix.size()))] = Secret(text);
  }
  return hosts;
}

registry::ReaderOptions RegistryReaderOptions(const CommandContext& context) {
  const auto number = [&](const char* variable, int otherwise) {
    const std::optional<int> given = ParseInt<int>(context.environment.GetOr(variable, ""));
    return given && *given >= 0 && *given <= kMaxSetting ? *given : otherwise;
  };
  registry::ReaderOptions options;
  options.retries = number("TF_REGISTRY_DISCOVERY_RETRY", 1);
  options.timeout = std::chrono::seconds(std::max(number("TF_REGISTRY_CLIENT_TIMEOUT", 10), 1));
  options.download_retries = number("TF_PROVIDER_DOWNLOAD_RETRY", 2);
  const engine::Interrupt& interrupt = context.interrupt;
  options.keep_going = [&interrupt] { return !interrupt.IsStopping(); };
  options.wait = [&interrupt](std::chrono::milliseconds pause) {
    for (; pause.count() > 0 && !interrupt.IsStopping(); pause -= kLookEvery) std::this_thread::sleep_for(kLookEvery);
  };
  return options;
}

http::ClientOptions RegistryClientOptions(const Environment& environment) {
  http::ClientOptions options;
  options.ca_file = environment.GetOr("SSL_CERT_FILE", "");
  return options;
}

}  // namespace rolecall::cli
