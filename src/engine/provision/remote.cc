#include "engine/provision/remote.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "base/private_folder.h"
#include "base/shell.h"
#include "engine/provision/connection.h"
#include "engine/provision/ssh.h"

namespace rolecall::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxScript = 16u << 20;
constexpr std::size_t kFilesAtOnce = 200;  // of a folder, in one call of scp

Error Failure(std::string message) { return {ErrorCode::kUnavailable, std::move(message)}; }

const char* YesNo(bool is) { return is ? "true" : "false"; }

void Describe(const SshHost& host, bool agent, std::string& text) {
  text += "  Host: " + host.host + "\n  User: " + host.user + "\n  Password: " + YesNo(!host.password.empty()) +
          "\n  Private key: " + YesNo(!host.private_key.empty()) +
          "\n  Certificate: " + YesNo(!host.certificate.empty()) + "\n  SSH Agent: " + YesNo(agent) +
          "\n  Checking Host Key: " + YesNo(!host.host_key.empty()) + "\n";
}

std::string Announcement(const Connection& connection, const Environment& environment) {
  const bool agent = connection.agent && !environment.GetOr("SSH_AUTH_SOCK", "").empty();
  std::string text = "Connecting to remote host via SSH...\n";
  Describe(connection.target, agent, text);
  text += "  Target Platform: unix\n";
  if (connection.bastion.host.empty()) return text;
  text += "Using configured bastion host...\n";
  Describe(connection.bastion, agent, text);
  return text;
}

Result<std::string> ReadScript(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::error_code error;
  if (!in || fs::is_directory(path, error)) {
    return Failure("Failed to open script '" + path + "': open " + path + ": no such file or directory");
  }
  std::string text(kMaxScript + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > kMaxScript) return Failure("Failed to open script '" + path + "': it is larger than 16 MiB");
  return text;
}

// What is run there, each with its first line.
Result<std::vector<std::string>> ScriptsOf(const value::Value& config) {
  std::vector<std::string> scripts;
  const std::vector<std::string> lines = ProvisionTexts(config, "inline");
  if (!config.Get("inline").IsNull()) {
    std::string script;
    for (const std::string& line : lines) script += line + "\n";
    scripts.push_back(script);
  }
  std::vector<std::string> paths = ProvisionTexts(config, "scripts");
  if (!config.Get("script").IsNull()) paths.push_back(ProvisionText(config, "script"));
  for (const std::string& path : paths) {
    if (path.empty()) return Failure("invalid empty string in 'scripts'");
    ROLECALL_TRY(std::string script, ReadScript(path));
    scripts.push_back(std::move(script));
  }
  for (std::string& script : scripts) {
    if (!script.starts_with("#!")) script.insert(0, "#!/bin/sh\n");
  }
  return scripts;
}

std::string ScriptPath(std::string path, Random& random) {
  const std::string token = "%RAND%";
  for (std::size_t at; (at = path.find(token)) != std::string::npos;) {
    path.replace(at, token.size(), std::to_string(random.Below(1u << 31)));
  }
  return path;
}

// Where a file comes to lie: with a slash at the end the folder's name is the file's, too, as Go's filepath has it.
struct Place {
  std::string folder, name;
};

Result<Place> PlaceOf(const std::string& destination) {
  const std::string cleaned = destination.substr(0, destination.find_last_not_of('/') + 1);
  const std::size_t slash = cleaned.rfind('/');
  Place place{"", cleaned.substr(slash == std::string::npos ? 0 : slash + 1)};
  if (place.name.empty() || place.name == "." || place.name == "..") {
    return Failure("scp: error: unexpected filename: " + destination);
  }
  if (cleaned.size() < destination.size()) {
    place.folder = cleaned;
  } else {
    place.folder = slash == std::string::npos ? "." : cleaned.substr(0, slash);
  }
  return place;
}

// A symbolic link to a file elsewhere.
Result<std::string> MakeLink(std::string path, const std::string& target) {
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::absolute(target, error);
  if (!error) std::filesystem::create_symlink(whole, path, error);
  if (error) return Error{ErrorCode::kUnavailable, "a private link cannot be made: " + error.message()};
  return path;
}

// Puts a file under the very name of the destination, whatever it is called here: scp sends the name, so that a folder
// there that has it is an error, as in Terraform, and not a place to put the file into. The dot: a folder that is not
// there is an error, too, and not a file that is made in its place.
Result<void> Upload(const Ssh& ssh, const std::string& source, const std::string& destination,
                    const ProvisionRun& run) {
  ROLECALL_TRY(const Place place, PlaceOf(destination));
  ROLECALL_TRY(PrivateFolder folder, MakeProvisionFolder(run.environment));
  ROLECALL_TRY(const std::string link, MakeLink(folder.Inside(place.name), source));
  return ssh.CopyTo({link}, place.folder + "/.", false);
}

Result<void> RunScript(const Ssh& ssh, const std::string& script, const std::string& path, const ProvisionRun& run) {
  ROLECALL_TRY(PrivateFolder folder, MakeProvisionFolder(run.environment));
  ROLECALL_TRY(const std::string local, folder.Write("script", script));
  const Result<void> copied = Upload(ssh, local, path, run);
  if (!copied.ok()) return Failure("Failed to upload script: " + copied.error().message);
  const auto ignore = [](const std::string&) {};
  const std::string there = ShellQuoted(path);
  const LocalExecEnd made = ssh.Run("chmod 0777 " + there, ignore);
  if (!made.failure.empty()) return Failure("Error chmodding script file to 0777 in remote machine: " + made.failure);
  const LocalExecEnd end = ssh.Run(there, run.tell);
  ssh.Run("rm -f " + there, ignore);  // also when it failed
  if (end.failure.empty()) return {};
  return Failure("error executing \"" + path + "\": " + end.failure);
}

// Everything in a folder, as scp takes it.
Result<void> CopyFolderContent(const Ssh& ssh, const std::string& source, const std::string& destination) {
  std::error_code error;
  std::vector<std::string> entries;
  for (fs::directory_iterator at(source, error), end; !error && at != end; at.increment(error)) {
    entries.push_back(at->path().string());
  }
  if (error) return Failure("open " + source + ": " + error.message());
  std::sort(entries.begin(), entries.end());
  for (std::size_t at = 0; at < entries.size(); at += kFilesAtOnce) {
    const auto begin = entries.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = entries.begin() + static_cast<std::ptrdiff_t>(std::min(at + kFilesAtOnce, entries.size()));
    ROLECALL_RETURN_IF_ERROR(ssh.CopyTo({begin, end}, destination, true));
  }
  return {};
}

Result<void> CopySource(const Ssh& ssh, const std::string& source, const std::string& destination,
                        const ProvisionRun& run) {
  std::error_code error;
  const fs::file_status status = fs::status(source, error);
  if (!fs::exists(status)) return Failure("stat " + source + ": no such file or directory");
  if (!fs::is_directory(status)) return Upload(ssh, source, destination, run);
  if (source.ends_with('/')) return CopyFolderContent(ssh, source, destination);
  return ssh.CopyTo({source}, destination, true);
}

}  // namespace

Result<void> RunScripts(const ProvisionRun& run) {
  ROLECALL_TRY(const Connection connection, ReadConnection(run.connection));
  ROLECALL_TRY(const std::vector<std::string> scripts, ScriptsOf(run.config));
  ROLECALL_TRY(Ssh ssh, Ssh::Open(connection, run.environment, run.keep_going));
  run.tell(Announcement(connection, run.environment));
  ROLECALL_RETURN_IF_ERROR(ssh.Connect());
  run.tell("Connected!");
  for (const std::string& script : scripts) {
    ROLECALL_RETURN_IF_ERROR(RunScript(ssh, script, ScriptPath(connection.script_path, run.random), run));
  }
  return {};
}

Result<void> CopyFile(const ProvisionRun& run) {
  ROLECALL_TRY(const Connection connection, ReadConnection(run.connection));
  ROLECALL_TRY(Ssh ssh, Ssh::Open(connection, run.environment, run.keep_going));
  ROLECALL_RETURN_IF_ERROR(ssh.Connect());
  const std::string destination = ProvisionText(run.config, "destination");
  Result<void> copied;
  if (run.config.Get("content").IsNull()) {
    copied = CopySource(ssh, ProvisionText(run.config, "source"), destination, run);
  } else {
    ROLECALL_TRY(PrivateFolder folder, MakeProvisionFolder(run.environment));
    ROLECALL_TRY(const std::string content, folder.Write("content", ProvisionText(run.config, "content")));
    copied = Upload(ssh, content, destination, run);
  }
  if (copied.ok()) return {};
  return Failure("Upload failed: " + copied.error().message);
}

}  // namespace rolecall::engine
