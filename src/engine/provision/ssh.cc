#include "engine/provision/ssh.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "base/shell.h"
#include "base/text.h"

namespace rolecall::engine {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLookEvery{50};
constexpr std::chrono::seconds kTryAgainAfter{2};
constexpr std::chrono::seconds kLongestAttempt{30};
constexpr const char* kTarget = "target";
constexpr const char* kBastion = "bastion";
// What ssh exits with when it is not the command that failed.
constexpr const char* kNotConnected = "exit status 255";

// For ssh's configuration: "%" begins a token there.
std::string Word(const std::string& text) {
  std::string word = "\"";
  for (const char c : text) {
    if (c == '%') word += '%';
    word += c;
  }
  return word + "\"";
}

std::string KnownHosts(const SshHost& host) {
  const std::string name = host.port == 22 ? host.host : "[" + host.host + "]:" + std::to_string(host.port);
  return name + " " + host.host_key + "\n@cert-authority " + name + " " + host.host_key + "\n";
}

// Asks nobody: says the password of the machine that the question names ("user@host's password: ").
std::string AskPass(const std::string& folder, const Connection& connection) {
  const auto say = [&](const char* name) {
    return "exec cat " + ShellQuoted(folder + "/" + name + "-password") + "\n";
  };
  std::string script = "#!/bin/sh\n";
  if (!connection.bastion.host.empty() && !connection.bastion.password.empty()) {
    // "user@host's password: " or "(user@host) Password: "
    const std::string at = "@" + connection.bastion.host;
    script += "case \"$1\" in *" + ShellQuoted(at + "'s") + "*|*" + ShellQuoted(at + ")") + "*) " + say(kBastion) +
              ";; esac\n";
  }
  return script + (connection.target.password.empty() ? "exit 1\n" : say(kTarget));
}

class ConfigurationWriter {
 public:
  ConfigurationWriter(PrivateFolder& folder, const Connection& connection, bool has_agent)
      : folder_(folder), connection_(connection), has_agent_(has_agent) {}

  Result<std::string> Write() {
    ROLECALL_RETURN_IF_ERROR(AddHost(kTarget, connection_.target));
    if (!connection_.bastion.host.empty()) {
      text_ += "  ProxyJump bastion\n";
      ROLECALL_RETURN_IF_ERROR(AddHost(kBastion, connection_.bastion));
    }
    return folder_.Write("config", text_);
  }

 private:
  void Add(const std::string& name, const std::string& value) { text_ += "  " + name + " " + value + "\n"; }

  // Keys of the agent, or of files of ours: never those of the user's folder.
  Result<void> AddKeys(const std::string& name, const SshHost& host) {
    if (!has_agent_) Add("IdentityAgent", "none");
    Add("IdentitiesOnly", has_agent_ ? "no" : "yes");
    if (has_agent_ && !connection_.agent_identity.empty()) Add("IdentityFile", Word(connection_.agent_identity));
    if (host.private_key.empty()) {
      if (!has_agent_ || connection_.agent_identity.empty()) Add("IdentityFile", "none");
      return {};
    }
    std::string key(host.private_key.Reveal());
    if (!key.ends_with('\n')) key += '\n';  // ssh wants one
    const Result<std::string> path = folder_.Write(name + "-key", key);
    Wipe(key);
    if (!path.ok()) return path.error();
    Add("IdentityFile", Word(*path));
    if (host.certificate.empty()) return {};
    ROLECALL_TRY(const std::string certificate, folder_.Write(name + "-key-cert.pub", host.certificate));
    Add("CertificateFile", Word(certificate));
    return {};
  }

  Result<void> AddHost(const std::string& name, const SshHost& host) {
    text_ += "Host " + name + "\n";
    Add("HostName", Word(host.host));
    Add("User", "\"" + host.user + "\"");
    Add("Port", std::to_string(host.port));
    ROLECALL_RETURN_IF_ERROR(AddKeys(name, host));
    Add("BatchMode", host.password.empty() ? "yes" : "no");
    Add("NumberOfPasswordPrompts", "1");
    Add("ServerAliveInterval", "5");
    Add("LogLevel", "ERROR");
    Add("GlobalKnownHostsFile", "/dev/null");
    if (!host.password.empty()) {
      ROLECALL_TRY(const std::string unused, folder_.Write(name + "-password", host.password.Reveal()));
    }
    if (host.host_key.empty()) {
      Add("StrictHostKeyChecking", "no");
      Add("UserKnownHostsFile", "/dev/null");
      return {};
    }
    ROLECALL_TRY(const std::string known, folder_.Write(name + "-known-hosts", KnownHosts(host)));
    Add("StrictHostKeyChecking", "yes");
    Add("UserKnownHostsFile", Word(known));
    return {};
  }

  PrivateFolder& folder_;
  const Connection& connection_;
  const bool has_agent_;
  std::string text_;
};

// What ssh said last, on one line.
std::string LastLine(const std::string& output, const std::string& otherwise) {
  const std::string_view text = Trim(output);
  if (text.empty()) return otherwise;
  const std::size_t end = text.find_last_of('\n');
  return std::string(Trim(end == std::string_view::npos ? text : text.substr(end + 1)));
}

// "exit status 3" -> "Process exited with status 3"
std::string Ending(const LocalExecEnd& end) {
  const std::string status = "exit status ";
  return end.failure.starts_with(status) ? "Process exited with status " + end.failure.substr(status.size())
                                         : end.failure;
}

}  // namespace

Result<PrivateFolder> MakeProvisionFolder(const Environment& environment) {
  return PrivateFolder::Make(environment.GetOr("TMPDIR", "/tmp"), "rolecall-provision-");
}

Result<Ssh> Ssh::Open(const Connection& connection, const Environment& environment, std::function<bool()> keep_going) {
  ROLECALL_TRY(PrivateFolder folder, MakeProvisionFolder(environment));
  Ssh ssh(connection, std::move(folder), std::move(keep_going));
  ROLECALL_RETURN_IF_ERROR(ssh.Write(connection, environment));
  return ssh;
}

Result<void> Ssh::Write(const Connection& connection, const Environment& environment) {
  environment_ = environment.All();
  const bool has_agent = connection.agent && !environment.GetOr("SSH_AUTH_SOCK", "").empty();
  ConfigurationWriter writer(folder_, connection, has_agent);
  ROLECALL_TRY(configuration_, writer.Write());
  if (connection.target.password.empty() && connection.bastion.password.empty()) return {};
  ROLECALL_TRY(const std::string program, folder_.Write("askpass", AskPass(folder_.path(), connection), true));
  environment_["SSH_ASKPASS"] = program;
  environment_["SSH_ASKPASS_REQUIRE"] = "force";
  return {};
}

LocalExecEnd Ssh::Start(std::vector<std::string> words, const Tell& tell) const {
  LocalExec run;
  run.words = std::move(words);
  run.environment = environment_;
  return RunLocalExec(run, tell, keep_going_);
}

Result<void> Ssh::Connect() {
  const auto end_of_all = steady_clock::now() + timeout_;
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::seconds>(end_of_all - steady_clock::now());
    const auto attempt = std::clamp<std::chrono::seconds>(left, std::chrono::seconds(1), kLongestAttempt);
    const LocalExecEnd end = Start(
        {"ssh", "-F", configuration_, "-T", "-o", "ConnectTimeout=" + std::to_string(attempt.count()), kTarget, "true"},
        [](const std::string&) {});
    if (end.failure.empty()) return {};
    const std::string said = LastLine(end.output, end.failure);
    if (!keep_going_()) return Error{ErrorCode::kUnavailable, "interrupted - last error: " + said};
    if (end.failure != kNotConnected) return Error{ErrorCode::kUnavailable, said};
    const auto again = steady_clock::now() + kTryAgainAfter;
    if (again >= end_of_all) return Error{ErrorCode::kUnavailable, "timeout - last error: " + said};
    while (keep_going_() && steady_clock::now() < again) std::this_thread::sleep_for(kLookEvery);
  }
}

LocalExecEnd Ssh::Run(const std::string& command, const Tell& tell) const {
  LocalExecEnd end = Start({"ssh", "-F", configuration_, "-T", kTarget, command}, tell);
  if (!end.failure.empty()) end.failure = Ending(end);
  return end;
}

Result<void> Ssh::CopyTo(const std::vector<std::string>& sources, const std::string& destination,
                         bool is_recursive) const {
  // The older protocol, which Terraform uses, too: it wants no sftp server there.
  std::vector<std::string> words = {"scp", "-O", "-q", "-F", configuration_};
  if (is_recursive) words.emplace_back("-r");
  words.emplace_back("--");
  // A relative name with a colon would be a host's.
  for (const std::string& source : sources) words.push_back(source.starts_with('/') ? source : "./" + source);
  words.push_back(std::string(kTarget) + ":" + ShellQuoted(destination));
  const LocalExecEnd end = Start(std::move(words), [](const std::string&) {});
  if (end.failure.empty()) return {};
  return Error{ErrorCode::kUnavailable, LastLine(end.output, Ending(end))};
}

}  // namespace rolecall::engine
