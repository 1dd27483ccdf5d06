#include "kube/client/exec_plugin.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "base/command.h"
#include "base/encoding.h"

namespace rolecall::kube {
namespace {

namespace bj = boost::json;
using std::chrono::milliseconds;

constexpr std::string_view kVersions[] = {"client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"};

Error Failed(ErrorCode code, const std::string& what) { return {code, "getting credentials: " + what}; }

std::string ExecInfo(const ExecPlugin& plugin, const ClusterAccess& access) {
  bj::object spec{{"interactive", false}};
  if (plugin.provide_cluster_info) {
    bj::object cluster{{"server", access.server}};
    if (!access.server_name.empty()) cluster["tls-server-name"] = access.server_name;
    if (access.insecure) cluster["insecure-skip-tls-verify"] = true;
    if (!access.ca_pem.empty()) cluster["certificate-authority-data"] = Base64Encode(access.ca_pem);
    if (!access.proxy_url.empty()) cluster["proxy-url"] = access.proxy_url;
    cluster["config"] = nullptr;
    spec["cluster"] = std::move(cluster);
  }
  return bj::serialize(bj::object{{"kind", "ExecCredential"}, {"apiVersion", plugin.api_version}, {"spec", spec}});
}

std::string TextOf(const bj::object& object, const char* name) {
  const bj::value* found = object.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : "";
}

// In client-go's words.
Error ExecFailure(const ExecPlugin& plugin, const Error& error) {
  const std::string program = "exec: executable " + plugin.command;
  switch (error.code) {
    case ErrorCode::kNotFound:
      return Failed(error.code,
                    program + " not found" + (plugin.install_hint.empty() ? "" : "\n\n" + plugin.install_hint));
    case ErrorCode::kDeadlineExceeded: return Failed(error.code, "the exec plugin took too long");
    case ErrorCode::kResourceExhausted: return Failed(error.code, "the exec plugin printed more than 1 MiB");
    default: return Failed(ErrorCode::kUnauthenticated, program + " failed with " + error.message);
  }
}

}  // namespace

Result<ExecAnswer> ReadExecCredential(std::string_view text, std::string_view api_version) {
  const auto wrong = [](const std::string& what) { return Failed(ErrorCode::kUnauthenticated, what); };
  bj::error_code error;
  const bj::value root = bj::parse(text, error);
  const bj::object* object = error ? nullptr : root.if_object();
  if (object == nullptr) return wrong("decoding stdout: the exec plugin printed no JSON object");
  if (TextOf(*object, "kind") != "ExecCredential" || TextOf(*object, "apiVersion") != api_version) {
    return wrong("exec plugin is configured to use API version " + std::string(api_version) +
                 ", plugin returned something else");
  }
  const bj::value* found = object->if_contains("status");
  const bj::object* status = found == nullptr ? nullptr : found->if_object();
  if (status == nullptr) return wrong("exec plugin didn't return a status field");
  ExecAnswer answer{.token = Secret(TextOf(*status, "token")),
                    .client_cert_pem = TextOf(*status, "clientCertificateData"),
                    .client_key_pem = Secret(TextOf(*status, "clientKeyData")),
                    .expires = std::nullopt};
  if (answer.client_cert_pem.empty() != answer.client_key_pem.empty()) {
    return wrong("exec plugin returned only certificate or key, not both");
  }
  if (answer.token.empty() && answer.client_cert_pem.empty()) {
    return wrong("exec plugin didn't return a token or cert/key pair");
  }
  if (const bj::value* expires = status->if_contains("expirationTimestamp");
      expires != nullptr && !expires->is_null()) {
    if (expires->is_string()) answer.expires = ParseRfc3339(expires->get_string());
    if (!answer.expires.has_value()) return wrong("exec plugin returned an expirationTimestamp that is no time");
  }
  return answer;
}

Result<ExecAnswer> RunExecPlugin(const ClusterAccess& access, const Environment& environment, milliseconds time) {
  const ExecPlugin& plugin = *access.exec;
  if (std::ranges::find(kVersions, plugin.api_version) == std::end(kVersions)) {
    return Failed(ErrorCode::kInvalidArgument, "exec plugin: invalid apiVersion \"" + plugin.api_version + "\"");
  }
  if (plugin.command.empty()) return Failed(ErrorCode::kInvalidArgument, "exec plugin: command must be specified");
  if (plugin.always_interactive) {
    return Failed(ErrorCode::kUnimplemented,
                  "exec plugin cannot support interactive mode: standard input is not a terminal");
  }
  std::map<std::string, std::string> variables = environment.All();
  for (const auto& [name, value] : plugin.environment) variables[name] = value;
  variables["KUBERNETES_EXEC_INFO"] = ExecInfo(plugin, access);
  CommandRun run{.words = {plugin.command},
                 .environment = std::move(variables),
                 .timeout = time,
                 .max_output = kMaxExecBytes,
                 .shows_errors = true};
  run.words.insert(run.words.end(), plugin.arguments.begin(), plugin.arguments.end());
  Result<std::string> printed = RunCommand(run);
  if (!printed.ok()) return ExecFailure(plugin, printed.error());
  const Secret text(*std::move(printed));
  return ReadExecCredential(text.Reveal(), plugin.api_version);
}

}  // namespace rolecall::kube
