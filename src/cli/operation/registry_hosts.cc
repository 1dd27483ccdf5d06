#include "cli/operation/registry_hosts.h"

#include <utility>

#include "hcl/decode/decode.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/syntax/parser.h"
#include "json/document.h"

namespace rolecall::cli {
namespace {

constexpr std::size_t kMaxBytes = 1u << 20;
constexpr std::string_view kTokenPrefix = "TF_TOKEN_";

// The text of an argument; empty if it is none.
std::string TextOf(const hcl::Body& body, const char* name, diag::Diagnostics& diagnostics) {
  const hcl::Content content = hcl::DecodePartial(body, {{{name}}, {}}, nullptr, diagnostics);
  const hcl::Attribute* attribute = content.Find(name);
  if (attribute == nullptr) return "";
  const value::Value value = hcl::Evaluate(*attribute->expression, hcl::Scope(), diagnostics);
  return value.IsKnown() && !value.IsNull() && value.type().IsString() ? value.AsString() : "";
}

void ReadHostBlock(const hcl::Block& block, engine::RegistryHosts& hosts, diag::Diagnostics& diagnostics) {
  const hcl::Content content = hcl::DecodePartial(block.body, {{{"services"}}, {}}, nullptr, diagnostics);
  const hcl::Attribute* services = content.Find("services");
  if (services == nullptr) return;
  const value::Value value = hcl::Evaluate(*services->expression, hcl::Scope(), diagnostics);
  if (!value.IsKnown() || value.IsNull() || !(value.type().IsObject() || value.type().IsMap())) return;
  const value::Value* base = value.Find("modules.v1");
  if (base == nullptr || !base->IsKnown() || base->IsNull() || !base->type().IsString()) return;
  std::string url = base->AsString();
  if (url.empty() || url.back() != '/') url += '/';
  hosts.module_services[block.labels[0].text] = url;
}

void ReadConfiguration(const FileSystem& files, const std::string& path, engine::RegistryHosts& hosts,
                       diag::Diagnostics& diagnostics) {
  if (path.empty() || !files.Exists(path)) return;
  Result<std::string> text = files.Read(path, kMaxBytes);
  if (!text.ok()) {
    diagnostics.AddError("cli-configuration", "Unable to open CLI configuration file", text.error().message);
    return;
  }
  const hcl::File file = hcl::ParseFile(path, *std::move(text), diagnostics);
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
void ReadCredentials(const FileSystem& files, const Environment& environment, engine::RegistryHosts& hosts) {
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

engine::RegistryHosts ReadRegistryHosts(const FileSystem& files, const Environment& environment,
                                        diag::Diagnostics& diagnostics) {
  engine::RegistryHosts hosts;
  ReadCredentials(files, environment, hosts);
  ReadConfiguration(files, CliConfigurationFile(files, environment), hosts, diagnostics);
  for (auto& [name, text] : environment.All()) {
    if (name.compare(0, kTokenPrefix.size(), kTokenPrefix) != 0) continue;
    hosts.tokens[HostOfVariable(std::string_view(name).substr(kTokenPrefix.size()))] = Secret(text);
  }
  return hosts;
}

}  // namespace rolecall::cli
