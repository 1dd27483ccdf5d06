#include "kube/client/kubeconfig.h"

#include <boost/json.hpp>

#include "base/text.h"
#include "kube/manifest.h"

namespace rolecall::kube {
namespace {

namespace bj = boost::json;

constexpr std::size_t kMaxKubeconfigFiles = 32;

// Reads members of one object of the file; what has the wrong type is remembered, and told in the end.
class Reader {
 public:
  Reader(const std::string& file, std::string place, const bj::value* object)
      : file_(file), place_(std::move(place)), object_(object == nullptr ? nullptr : object->if_object()) {
    if (object != nullptr && !object->is_null() && object_ == nullptr) Complain("", "a mapping");
  }

  const bj::value* Find(std::string_view name) const {
    const bj::value* found = object_ == nullptr ? nullptr : object_->if_contains(name);
    return found == nullptr || found->is_null() ? nullptr : found;
  }
  std::string Text(std::string_view name) {
    const bj::value* found = Find(name);
    if (found == nullptr) return "";
    if (!found->is_string()) return Complain(name, "text"), "";
    return std::string(found->get_string());
  }
  bool Flag(std::string_view name) {
    const bj::value* found = Find(name);
    if (found == nullptr) return false;
    if (!found->is_bool()) return Complain(name, "true or false"), false;
    return found->get_bool();
  }
  const bj::array& List(std::string_view name) {
    static const bj::array kNone;
    const bj::value* found = Find(name);
    if (found == nullptr) return kNone;
    if (!found->is_array()) return Complain(name, "a list"), kNone;
    return found->get_array();
  }
  std::vector<std::string> Texts(std::string_view name) {
    std::vector<std::string> texts;
    for (const bj::value& item : List(name)) {
      if (!item.is_string()) return Complain(name, "a list of texts"), std::vector<std::string>();
      texts.emplace_back(item.get_string());
    }
    return texts;
  }
  // A path, from the file's directory.
  std::string Path(std::string_view name) {
    const std::string path = Text(name);
    return path.empty() ? "" : JoinPath(DirectoryName(file_), path);
  }
  void Complain(std::string_view name, const char* wanted) {
    if (wrong_.empty()) wrong_ = place_ + (name.empty() ? "" : "." + std::string(name)) + " is not " + wanted;
  }
  Result<void> Done() const {
    if (wrong_.empty()) return {};
    return Error{ErrorCode::kInvalidArgument, file_ + ": " + wrong_};
  }

 private:
  const std::string& file_;
  const std::string place_;
  const bj::object* object_;
  std::string wrong_;
};

Result<ExecPlugin> ReadExec(const std::string& file, const std::string& place, const bj::value* written) {
  Reader reader(file, place, written);
  ExecPlugin plugin{.api_version = reader.Text("apiVersion"),
                    .command = reader.Text("command"),
                    .install_hint = reader.Text("installHint"),
                    .arguments = reader.Texts("args"),
                    .environment = {},
                    .provide_cluster_info = reader.Flag("provideClusterInfo"),
                    .always_interactive = reader.Text("interactiveMode") == "Always"};
  // "./plugin" is meant from the file's directory, a bare name is looked up in PATH.
  if (plugin.command.find('/') != std::string::npos) plugin.command = JoinPath(DirectoryName(file), plugin.command);
  for (const bj::value& item : reader.List("env")) {
    Reader variable(file, place + ".env", &item);
    plugin.environment.emplace_back(variable.Text("name"), variable.Text("value"));
    ROLECALL_RETURN_IF_ERROR(variable.Done());
  }
  ROLECALL_RETURN_IF_ERROR(reader.Done());
  return plugin;
}

Result<KubeCluster> ReadCluster(const std::string& file, const std::string& place, const bj::value* written) {
  Reader reader(file, place, written);
  KubeCluster cluster{.server = reader.Text("server"),
                      .tls_server_name = reader.Text("tls-server-name"),
                      .ca_file = reader.Path("certificate-authority"),
                      .ca_data = reader.Text("certificate-authority-data"),
                      .proxy_url = reader.Text("proxy-url"),
                      .insecure = reader.Flag("insecure-skip-tls-verify")};
  ROLECALL_RETURN_IF_ERROR(reader.Done());
  return cluster;
}

Result<void> ReadImpersonation(const std::string& file, const std::string& place, Reader& reader, KubeUser& user) {
  user.as_user = reader.Text("as");
  user.as_uid = reader.Text("as-uid");
  user.as_groups = reader.Texts("as-groups");
  const bj::value* extra = reader.Find("as-user-extra");
  if (extra == nullptr) return {};
  if (!extra->is_object()) return Error{ErrorCode::kInvalidArgument, file + ": " + place + ".as-user-extra is wrong"};
  Reader values(file, place + ".as-user-extra", extra);
  for (const auto& [name, list] : extra->get_object()) {
    for (std::string& text : values.Texts(name)) user.as_extra.emplace_back(name, std::move(text));
  }
  return values.Done();
}

Result<KubeUser> ReadUser(const std::string& file, const std::string& place, const bj::value* written) {
  Reader reader(file, place, written);
  KubeUser user;
  user.client_cert_file = reader.Path("client-certificate");
  user.client_cert_data = reader.Text("client-certificate-data");
  user.client_key_file = reader.Path("client-key");
  user.client_key_data = Secret(reader.Text("client-key-data"));
  user.token = Secret(reader.Text("token"));
  user.token_file = reader.Path("tokenFile");
  user.username = reader.Text("username");
  user.password = Secret(reader.Text("password"));
  ROLECALL_RETURN_IF_ERROR(ReadImpersonation(file, place, reader, user));
  if (const bj::value* provider = reader.Find("auth-provider")) {
    user.auth_provider = Reader(file, place + ".auth-provider", provider).Text("name");
    if (user.auth_provider.empty()) user.auth_provider = "without a name";
  }
  if (const bj::value* exec = reader.Find("exec")) {
    ROLECALL_TRY(user.exec, ReadExec(file, place + ".exec", exec));
  }
  ROLECALL_RETURN_IF_ERROR(reader.Done());
  return user;
}

Result<KubeContext> ReadContext(const std::string& file, const std::string& place, const bj::value* written) {
  Reader reader(file, place, written);
  KubeContext context{reader.Text("cluster"), reader.Text("user"), reader.Text("namespace")};
  ROLECALL_RETURN_IF_ERROR(reader.Done());
  return context;
}

// A list of {"name": …, MEMBER: …}. A name that is there twice has its first entry, as kubectl has it.
template <typename T>
Result<void> ReadNamed(Reader& root, const std::string& file, const char* list, const char* member,
                       Result<T> (*read)(const std::string&, const std::string&, const bj::value*),
                       std::map<std::string, T>& named) {
  for (const bj::value& item : root.List(list)) {
    Reader entry(file, list, &item);
    const std::string name = entry.Text("name");
    const std::string place = std::string(list) + "[" + name + "]." + member;
    ROLECALL_RETURN_IF_ERROR(entry.Done());
    ROLECALL_TRY(T value, read(file, place, entry.Find(member)));
    named.emplace(name, std::move(value));
  }
  return {};
}

std::vector<std::string> DefaultFiles(const Environment& environment) {
  std::vector<std::string> paths;
  const std::string listed = environment.GetOr("KUBECONFIG", "");
  if (listed.empty()) {
    const std::string home = environment.GetOr("HOME", "");
    if (!home.empty()) paths.push_back(JoinPath(home, ".kube/config"));
    return paths;
  }
  for (std::string& path : SplitStrings(listed, ':')) {
    if (!path.empty() && paths.size() < kMaxKubeconfigFiles) paths.push_back(std::move(path));
  }
  return paths;
}

}  // namespace

Result<Kubeconfig> ParseKubeconfig(const std::string& file, std::string_view text) {
  if (text.size() > kMaxKubeconfigBytes) {
    return Error{ErrorCode::kResourceExhausted, file + ": larger than a kubeconfig may be"};
  }
  ROLECALL_TRY(const std::vector<bj::value> documents, ParseManifests(file, text));
  Kubeconfig config;
  config.origin = file;
  if (documents.empty()) return config;
  Reader root(file, "the document", &documents.front());
  const std::string kind = root.Text("kind"), version = root.Text("apiVersion");
  if ((!kind.empty() && kind != "Config") || (!version.empty() && version != "v1")) {
    return Error{ErrorCode::kInvalidArgument, file + ": no kind \"" + kind + "\" is registered for version \"" +
                                                  version + "\": a kubeconfig is kind Config of v1"};
  }
  config.current_context = root.Text("current-context");
  ROLECALL_RETURN_IF_ERROR(ReadNamed(root, file, "clusters", "cluster", &ReadCluster, config.clusters));
  ROLECALL_RETURN_IF_ERROR(ReadNamed(root, file, "users", "user", &ReadUser, config.users));
  ROLECALL_RETURN_IF_ERROR(ReadNamed(root, file, "contexts", "context", &ReadContext, config.contexts));
  ROLECALL_RETURN_IF_ERROR(root.Done());
  return config;
}

void MergeKubeconfig(Kubeconfig& config, Kubeconfig later) {
  config.clusters.merge(later.clusters);
  config.users.merge(later.users);
  config.contexts.merge(later.contexts);
  if (config.current_context.empty()) config.current_context = std::move(later.current_context);
  config.origin += (config.origin.empty() ? "" : ":") + later.origin;
}

Result<Kubeconfig> LoadKubeconfig(const std::string& path, const Environment& environment, const FileSystem& files) {
  Kubeconfig config;
  for (const std::string& file : path.empty() ? DefaultFiles(environment) : std::vector<std::string>{path}) {
    Result<std::string> text = files.Read(file, kMaxKubeconfigBytes);
    if (!text.ok() && text.error().code == ErrorCode::kNotFound && path.empty()) continue;
    if (!text.ok()) return text.error();
    const Secret wiped(*std::move(text));
    ROLECALL_TRY(Kubeconfig read, ParseKubeconfig(file, wiped.Reveal()));
    MergeKubeconfig(config, std::move(read));
  }
  return config;
}

}  // namespace rolecall::kube
