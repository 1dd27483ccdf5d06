// `rolecall exec`: runs a command on this machine as a pod of a service account would run it.
#include <boost/json.hpp>
#include <ostream>

#include "cli/frame/child_process.h"
#include "cli/frame/cluster_flags.h"
#include "cli/identity/commands.h"
#include "cli/identity/identity_flags.h"
#include "cli/identity/pod_manifests.h"
#include "cli/plane/plane_client.h"
#include "kube/client/tokens.h"
#include "kube/identity_files.h"
#include "kube/injection/injection.h"
#include "kube/pod_identity.h"
#include "kube/service_account.h"

namespace rolecall::cli {
namespace {

using boost::json::value;

// The token volume that the injected pod asks for, and where its containers expect it.
struct PodView {
  std::map<std::string, std::string> environment;
  std::string audience;
  std::chrono::seconds expiration{3600};
  bool has_token = false;
};

const value* Find(const value& at, std::initializer_list<std::string_view> path) {
  const value* found = &at;
  for (const std::string_view name : path) {
    const auto* object = found->if_object();
    found = object != nullptr ? object->if_contains(name) : nullptr;
    if (found == nullptr) return nullptr;
  }
  return found;
}

std::string TextOf(const value* text) {
  return text != nullptr && text->is_string() ? std::string(text->as_string()) : "";
}

const value* FindContainer(const value& pod, const std::string& name) {
  const value* containers = Find(pod, {"spec", "containers"});
  if (containers == nullptr || !containers->is_array()) return nullptr;
  for (const value& container : containers->as_array()) {
    if (name.empty() || TextOf(Find(container, {"name"})) == name) return &container;
  }
  return nullptr;
}

void ReadToken(const value& pod, PodView& view) {
  const value* volumes = Find(pod, {"spec", "volumes"});
  if (volumes == nullptr || !volumes->is_array()) return;
  for (const value& volume : volumes->as_array()) {
    const value* sources = Find(volume, {"projected", "sources"});
    if (TextOf(Find(volume, {"name"})) != "aws-iam-token" || sources == nullptr || !sources->is_array()) continue;
    for (const value& source : sources->as_array()) {
      const value* token = Find(source, {"serviceAccountToken"});
      if (token == nullptr) continue;
      view.has_token = true;
      view.audience = TextOf(Find(*token, {"audience"}));
      if (const value* seconds = Find(*token, {"expirationSeconds"}); seconds != nullptr && seconds->is_int64()) {
        view.expiration = std::chrono::seconds(seconds->as_int64());
      }
    }
  }
}

Result<PodView> ViewOf(const value& pod, const std::string& container_name) {
  const value* container = FindContainer(pod, container_name);
  if (container == nullptr) {
    return Error{ErrorCode::kNotFound,
                 container_name.empty() ? "the pod has no containers" : "the pod has no container " + container_name};
  }
  PodView view;
  if (const value* variables = Find(*container, {"env"}); variables != nullptr && variables->is_array()) {
    for (const value& variable : variables->as_array()) {
      // valueFrom needs the cluster: those are left out, and say so by being absent.
      if (Find(variable, {"value"}) != nullptr) {
        view.environment[TextOf(Find(variable, {"name"}))] = TextOf(Find(variable, {"value"}));
      }
    }
  }
  ReadToken(pod, view);
  return view;
}

// What must not leak from the caller's shell into the pod: its own identity.
constexpr const char* kCallersIdentity[] = {"AWS_ACCESS_KEY_ID",
                                            "AWS_SECRET_ACCESS_KEY",
                                            "AWS_SESSION_TOKEN",
                                            "AWS_SECURITY_TOKEN",
                                            "AWS_PROFILE",
                                            "AWS_DEFAULT_PROFILE",
                                            "AWS_ROLE_ARN",
                                            "AWS_ROLE_SESSION_NAME",
                                            "AWS_WEB_IDENTITY_TOKEN_FILE",
                                            "AWS_CONFIG_FILE",
                                            "AWS_CREDENTIAL_FILE",
                                            "AWS_SHARED_CREDENTIALS_FILE",
                                            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                                            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                                            "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                                            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"};

class ExecCommand final : public Command {
 public:
  std::string name() const override { return "exec"; }
  std::string summary() const override {
    return "Run a command on this machine as a service account's pod would run it";
  }
  std::string usage() const override { return "[options] --service-account NS/NAME [-f POD] -- COMMAND [ARGUMENTS]"; }
  std::string details() const override {
    return "The pod is injected (by service accounts among the manifests, else by the plane's webhook), its token is\n"
           "minted at the plane's embedded issuer, written to a private file that goes when the command ends, and the\n"
           "command runs with the pod's environment and without the caller's own AWS keys. The token is renewed while\n"
           "the command runs. The exit code is the command's.\n"
           "With -kubernetes the service account is the cluster's and the token comes from its API server\n"
           "(TokenRequest); with -pod it is bound to that pod and ends with it, and the pod's own environment is "
           "used.\n"
           "Without an identity plane the command then speaks to AWS itself.";
  }
  bool interspersed() const override { return false; }
  void Declare(Flags& flags) override {
    flags.Text("service-account", "NS/NAME", &account_, "The service account");
    flags.List("f", "FILE", &files_, "Manifests: the pod, and perhaps its service account; may be repeated");
    flags.Text("container", "NAME", &container_, "The container whose environment is used [the first]");
    flags.Text("endpoint", "URL", &endpoint_, "The identity plane [AWS_ENDPOINT_URL]");
    cluster_.Declare(flags, "Service account and token are of this cluster");
    flags.Text("pod", "NAME", &pod_name_, "With -kubernetes: the pod that the token is bound to");
    identity_.Declare(flags);
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    const std::optional<kube::ServiceAccountName> account = kube::ParseServiceAccountName(account_);
    if (!account) return FailUsage(context, *this, "--service-account NAMESPACE/NAME is missing or not of that form");
    if (positional.empty()) return FailUsage(context, *this, "no command to run; write it after --");
    if (!pod_name_.empty() && !cluster_.given) return FailUsage(context, *this, "-pod goes with -kubernetes");
    Result<int> code =
        cluster_.given ? ExecuteInCluster(context, *account, positional) : Execute(context, *account, positional);
    return code.ok() ? *code : Fail(context, code.error().message);
  }

 private:
  Result<int> Execute(CommandContext& context, const kube::ServiceAccountName& account,
                      const std::vector<std::string>& command) {
    ROLECALL_TRY(std::vector<value> objects, ReadPodManifests(context, files_));
    ROLECALL_TRY(value pod, FindPod(objects, account));
    ROLECALL_TRY(std::unique_ptr<PlaneClient> plane, PlaneClient::Connect(context, endpoint_));
    ROLECALL_TRY(value injected, InjectPod(context, *plane, objects, account, pod));
    ROLECALL_TRY(PodView view, ViewOf(injected, container_));
    if (!view.has_token) {
      return Error{ErrorCode::kNotFound,
                   "service account " + account_ + " has no role: no annotation " +
                       identity_.settings.annotation_prefix +
                       "/role-arn is known for it. Give its manifest with -f, or start the server with "
                       "--manifests"};
    }
    const TokenRequest request{account, view.audience, view.expiration, TextOf(Find(pod, {"metadata", "name"}))};
    ROLECALL_TRY(PrivateFile token, PrivateFile::Make("token"));
    const auto renew = [&]() -> Result<void> {
      ROLECALL_TRY(Secret fresh, plane->RequestToken(request));
      return token.Write(context.files, fresh.Reveal());
    };
    ROLECALL_RETURN_IF_ERROR(renew());
    return RunChild(command, ChildEnvironment(context, view, plane->endpoint(), token.path()), renew,
                    view.expiration * 4 / 5);
  }

  Result<int> ExecuteInCluster(CommandContext& context, const kube::ServiceAccountName& account,
                               const std::vector<std::string>& command) {
    ROLECALL_TRY(std::unique_ptr<kube::ApiClient> api, cluster_.Connect(context));
    kube::TokenOrder order;
    ROLECALL_TRY(const value pod,
                 pod_name_.empty() ? InjectForCluster(context, *api, account) : ReadLivePod(*api, account, order));
    ROLECALL_TRY(PodView view, ViewOf(pod, container_));
    if (!view.has_token) return Error{ErrorCode::kNotFound, WhyNoToken()};
    order.audiences = {view.audience};
    order.expiration = view.expiration.count();
    ROLECALL_TRY(PrivateFile token, PrivateFile::Make("token"));
    const auto renew = [&]() -> Result<void> {
      kube::ApiResult<kube::IssuedToken> fresh = kube::RequestToken(*api, account.first, account.second, order);
      if (!fresh.ok()) return fresh.error().error;
      return token.Write(context.files, fresh->token.Reveal());
    };
    ROLECALL_RETURN_IF_ERROR(renew());
    const std::string endpoint = endpoint_.empty() ? context.environment.GetOr("AWS_ENDPOINT_URL", "") : endpoint_;
    return RunChild(command, ChildEnvironment(context, view, endpoint, token.path()), renew, view.expiration * 4 / 5);
  }

  // A pod of the service account as the cluster has it, injected here and now.
  Result<value> InjectForCluster(CommandContext& context, kube::ApiClient& api,
                                 const kube::ServiceAccountName& account) {
    kube::ApiResult<value> found =
        api.Get(kube::ObjectPath("/api/v1", account.first, "serviceaccounts", account.second));
    if (!found.ok()) return found.error().error;
    ROLECALL_TRY(std::vector<value> objects, ReadPodManifests(context, files_));
    ROLECALL_TRY(value pod, FindPod(objects, account));
    const kube::WebhookSettings settings = identity_.Settings(context.environment);
    ROLECALL_TRY(const kube::IdentitySource source, kube::ReadIdentities({*found}, settings, context.files));
    return InjectBy(context, source, settings, account, pod);
  }

  // The pod that runs, as it was injected when it was made.
  Result<value> ReadLivePod(kube::ApiClient& api, const kube::ServiceAccountName& account,
                            kube::TokenOrder& order) const {
    kube::ApiResult<value> pod = api.Get(kube::ObjectPath("/api/v1", account.first, "pods", pod_name_));
    if (!pod.ok()) return pod.error().error;
    const std::string runs_as = TextOf(Find(*pod, {"spec", "serviceAccountName"}));
    if (runs_as != account.second) {
      return Error{ErrorCode::kInvalidArgument,
                   "pod " + account.first + "/" + pod_name_ + " runs as " + runs_as + ", not as " + account.second};
    }
    order.bound_to = kube::BoundObject{"Pod", pod_name_, TextOf(Find(*pod, {"metadata", "uid"}))};
    return *std::move(pod);
  }

  std::string WhyNoToken() const {
    if (pod_name_.empty()) {
      return "service account " + account_ + " has no annotation " + identity_.settings.annotation_prefix +
             "/role-arn in the cluster";
    }
    return "pod " + pod_name_ +
           " has no token of an AWS role: it was made before its service account was annotated, or "
           "the webhook did not see it. Restart it, or leave out -pod to try what a new one would get";
  }

  Result<value> FindPod(std::vector<value>& objects, const kube::ServiceAccountName& account) const {
    for (value& object : objects) {
      for (value* pod : PodsIn(object)) {
        NameServiceAccount(*pod);
        if (NamespaceOf(object) == account.first &&
            TextOf(Find(*pod, {"spec", "serviceAccountName"})) == account.second) {
          return *pod;
        }
        if (!files_.empty() && TextOf(Find(object, {"kind"})) == "Pod") {
          return Error{ErrorCode::kInvalidArgument, DescribeObject(object) + " runs as " + NamespaceOf(object) + "/" +
                                                        TextOf(Find(*pod, {"spec", "serviceAccountName"})) +
                                                        ", not as " + account_};
        }
      }
    }
    // Without a pod: the smallest one that this service account could run.
    using boost::json::array;
    using boost::json::object;
    return value(object{
        {"apiVersion", "v1"},
        {"kind", "Pod"},
        {"metadata", object{{"name", "rolecall-exec"}, {"namespace", account.first}}},
        {"spec", object{{"serviceAccountName", account.second}, {"containers", array{object{{"name", "main"}}}}}}});
  }

  Result<value> InjectPod(CommandContext& context, PlaneClient& plane, const std::vector<value>& objects,
                          const kube::ServiceAccountName& account, const value& pod) {
    const kube::WebhookSettings settings = identity_.Settings(context.environment);
    ROLECALL_TRY(const kube::IdentitySource source, kube::ReadIdentities(objects, settings, context.files));
    if (source.Find(account) == nullptr) return plane.MutatePod(pod, account.first);
    return InjectBy(context, source, settings, account, pod);
  }

  static Result<value> InjectBy(CommandContext& context, const kube::IdentitySource& source,
                                const kube::WebhookSettings& settings, const kube::ServiceAccountName& account,
                                const value& pod) {
    const kube::InjectionResult result = kube::Inject(pod, account.first, source, settings, context.random);
    for (const std::string& warning : result.warnings) context.err << "Warning: " << warning << "\n";
    value injected = pod;
    ROLECALL_RETURN_IF_ERROR(kube::Apply(result.patch, injected));
    return injected;
  }

  static std::map<std::string, std::string> ChildEnvironment(CommandContext& context, const PodView& view,
                                                             const std::string& endpoint,
                                                             const std::string& token_path) {
    std::map<std::string, std::string> environment = context.environment.All();
    for (const char* variable : kCallersIdentity) environment.erase(variable);
    // A pod has neither the caller's files nor, unless its policy says so, the machine's role.
    environment["AWS_CONFIG_FILE"] = "/dev/null";
    environment["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null";
    environment["AWS_EC2_METADATA_DISABLED"] = "true";
    if (!endpoint.empty()) {
      environment["AWS_ENDPOINT_URL"] = endpoint;
      environment["AWS_ENDPOINT_URL_STS"] = endpoint;  // aws-sdk-go-v2's token exchange heeds this one alone
    }
    for (const auto& [name, text] : view.environment) environment[name] = text;
    environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = token_path;
    return environment;
  }

  std::string account_;
  std::vector<std::string> files_;
  std::string container_;
  std::string endpoint_;
  std::string pod_name_;
  ClusterFlags cluster_;
  IdentityFlags identity_;
};

}  // namespace

std::unique_ptr<Command> MakeExecCommand() { return std::make_unique<ExecCommand>(); }

}  // namespace rolecall::cli
