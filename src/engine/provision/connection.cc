#include "engine/provision/connection.h"

#include <algorithm>
#include <cctype>
#include <chrono>

#include "base/duration.h"
#include "base/text.h"

namespace rolecall::engine {
namespace {

using value::Value;

constexpr std::chrono::minutes kDefaultTimeout{5};
constexpr std::size_t kMaxKey = 64u << 10;
constexpr const char* kDefaultScript = "/tmp/terraform_%RAND%.sh";

Error Invalid(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

std::string TextAt(const Value& value, const std::string& name) {
  const Value& text = value.Get(name);
  return text.IsNull() ? "" : text.AsString();
}

bool IsHostCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '_' || c == ':' || c == '%';
}

Result<void> CheckHost(const std::string& name, const std::string& host) {
  if (host.empty()) return Invalid(name + " for provisioner cannot be empty");
  if (host.front() != '-' && host.size() <= 255 && std::all_of(host.begin(), host.end(), IsHostCharacter)) return {};
  return Invalid(name + " of the connection must be a name or an address");
}

Result<void> CheckUser(const std::string& user) {
  const auto is_bad = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '"' || c == '\\'; };
  if (user.size() <= 255 && std::none_of(user.begin(), user.end(), is_bad)) return {};
  return Invalid("user of the connection has characters that cannot be in a user's name");
}

Result<void> CheckPrivateKey(const Secret& key) {
  if (key.empty()) return {};
  const std::string_view text = key.Reveal();
  if (text.size() > kMaxKey) return Invalid("Failed to read ssh private key: it is too long");
  if (text.find("-----BEGIN ") == std::string_view::npos || text.find("PRIVATE KEY-----") == std::string_view::npos) {
    return Invalid("Failed to read ssh private key: no key found");
  }
  return {};
}

// "ssh-ed25519 AAAA… comment": one line of at least two words.
Result<void> CheckHostKey(const std::string& key) {
  if (key.empty()) return {};
  const std::size_t space = key.find(' ');
  const bool has_words = space != std::string::npos && space > 0 && space + 1 < key.size();
  if (has_words && key.size() <= kMaxKey && key.find_first_of("\r\n") == std::string::npos) return {};
  return Invalid("host_key of the connection must be one public key, such as \"ssh-ed25519 AAAA…\"");
}

Result<int> PortOf(const Value& value, const std::string& name, int otherwise) {
  const Value& port = value.Get(name);
  if (port.IsNull()) return otherwise;
  const auto number = port.AsNumber().ToInt64();
  if (!number || *number < 0 || *number > 65535) return Invalid(name + " of the connection is no port");
  return *number == 0 ? otherwise : static_cast<int>(*number);
}

// What is not given for a bastion is as for the target.
Result<SshHost> ReadHost(const Value& value, const std::string& prefix, const SshHost& otherwise) {
  SshHost host;
  host.host = TextAt(value, prefix + "host");
  ROLECALL_RETURN_IF_ERROR(CheckHost(prefix + "host", host.host));
  host.user = TextAt(value, prefix + "user");
  if (host.user.empty()) host.user = otherwise.user;
  ROLECALL_RETURN_IF_ERROR(CheckUser(host.user));
  ROLECALL_TRY(host.port, PortOf(value, prefix + "port", otherwise.port));
  host.password = Secret(TextAt(value, prefix + "password"));
  if (host.password.empty()) host.password = otherwise.password;
  host.private_key = Secret(TextAt(value, prefix + "private_key"));
  if (host.private_key.empty()) host.private_key = otherwise.private_key;
  ROLECALL_RETURN_IF_ERROR(CheckPrivateKey(host.private_key));
  host.certificate = TextAt(value, prefix + "certificate");
  if (host.certificate.size() > kMaxKey) return Invalid(prefix + "certificate of the connection is too long");
  host.host_key = Trim(TextAt(value, prefix + "host_key"));
  ROLECALL_RETURN_IF_ERROR(CheckHostKey(host.host_key));
  return host;
}

Result<void> RefuseWhatIsNotHere(const Value& value) {
  const std::string type = TextAt(value, "type"), platform = TextAt(value, "target_platform");
  if (!type.empty() && type != "ssh") return Invalid("connection type \"" + type + "\" is not supported");
  if (!platform.empty() && platform != "unix") {
    return Invalid("target_platform \"" + platform +
                   "\" is not supported: machines are expected to have a POSIX shell");
  }
  if (!TextAt(value, "proxy_host").empty()) {
    return Invalid("proxy_host is not supported: use a bastion, or run the step by local-exec");
  }
  return {};
}

}  // namespace

Result<Connection> ReadConnection(const Value& value) {
  if (value.IsNull()) return Invalid("Missing connection configuration for provisioner.");
  ROLECALL_RETURN_IF_ERROR(RefuseWhatIsNotHere(value));
  Connection connection;
  SshHost defaults;
  defaults.user = "root";
  ROLECALL_TRY(connection.target, ReadHost(value, "", defaults));
  if (!TextAt(value, "bastion_host").empty()) {
    ROLECALL_TRY(connection.bastion, ReadHost(value, "bastion_", connection.target));
  }
  const Value& agent = value.Get("agent");
  connection.agent = agent.IsNull() || agent.AsBool();
  connection.agent_identity = TextAt(value, "agent_identity");
  ROLECALL_RETURN_IF_ERROR(CheckUser(connection.agent_identity));
  connection.script_path = TextAt(value, "script_path");
  if (connection.script_path.empty()) connection.script_path = kDefaultScript;
  connection.timeout = kDefaultTimeout;
  const std::string timeout = TextAt(value, "timeout");
  if (timeout.empty()) return connection;
  // Differs from OpenTofu, which takes 5m for what is no duration.
  const auto time = ParseDuration(timeout);
  if (!time || time->count() <= 0 || *time > std::chrono::hours(24)) {
    return Invalid("timeout of the connection must be a duration such as \"30s\", at most 24h");
  }
  connection.timeout = std::chrono::duration_cast<std::chrono::milliseconds>(*time);
  return connection;
}

}  // namespace rolecall::engine
