#include "access/doctor/inside.h"

#include <algorithm>

#include "access/doctor/doctor_run.h"
#include "base/text.h"

namespace rolecall::access {
namespace {

constexpr std::int64_t kMostFuture = 60;
constexpr char kRestart[] = "kubectl rollout restart deployment/NAME   # the webhook injects when a pod is made";

class Inside {
 public:
  Inside(const InsideFacts& facts, LintReport& report) : facts_(facts), run_(nothing_, nullptr, report) {}

  void Run() {
    const bool has_web = Has("AWS_ROLE_ARN") || Has("AWS_WEB_IDENTITY_TOKEN_FILE");
    const bool has_agent = Has("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if (!has_web && !has_agent) {
      Add("inside-no-identity",
          "neither AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE nor "
          "AWS_CONTAINER_CREDENTIALS_FULL_URI is set",
          kRestart);
    }
    CheckKeys();
    if (has_web) CheckWebIdentity();
    if (has_agent) CheckAgentPart();
    if (has_web || has_agent) CheckSurroundings();
    if (facts_.metadata_answers.value_or(false)) {
      Add("inside-node-role",
          "the instance metadata service answers: without credentials of its own an SDK takes the node's role",
          "aws ec2 modify-instance-metadata-options --instance-id ID --http-tokens required "
          "--http-put-response-hop-limit 1");
    }
  }

 private:
  const std::string* Find(const std::string& name) const {
    const auto found = facts_.environment.find(name);
    return found == facts_.environment.end() || found->second.empty() ? nullptr : &found->second;
  }
  bool Has(const std::string& name) const { return Find(name) != nullptr; }
  void Add(std::string_view code, std::string message, std::string repair) {
    run_.Add(code, nullptr, "this pod", std::move(message), std::move(repair));
  }

  // What SDKs look at before the token.
  void CheckKeys() {
    for (const char* name : {"AWS_ACCESS_KEY_ID", "AWS_PROFILE"}) {
      if (!Has(name)) continue;
      Add("inside-keys-first", std::string(name) + " is set: SDKs use it before the service account's role",
          "kubectl set env deployment/NAME " + std::string(name) + "-");
    }
    if (!facts_.shared_credentials.empty()) {
      Add("inside-keys-first", "the file " + facts_.shared_credentials + " is there: some SDKs use it before the role",
          "rm " + facts_.shared_credentials + "   # in the image");
    }
  }

  void CheckWebIdentity() {
    if (!Has("AWS_ROLE_ARN")) {
      return Add("inside-half", "AWS_WEB_IDENTITY_TOKEN_FILE is set and AWS_ROLE_ARN is not", kRestart);
    }
    if (!Has("AWS_WEB_IDENTITY_TOKEN_FILE")) {
      return Add("inside-half", "AWS_ROLE_ARN is set and AWS_WEB_IDENTITY_TOKEN_FILE is not", kRestart);
    }
    if (!facts_.token || !CheckToken(*facts_.token)) return;
    if (!facts_.exchange) return;
    const InsideAnswer& answer = *facts_.exchange;
    if (!answer.is_reached) {
      return Add("inside-sts-unreachable", answer.url + " is not reached: " + answer.said,
                 "curl -v " + answer.url + "   # from this pod: DNS, network policy, VPC endpoint, CA bundle");
    }
    if (!answer.is_good) {
      Add("inside-token-refused",
          "STS does not take the token of " + facts_.token->subject + " for " + *Find("AWS_ROLE_ARN") + ": " +
              answer.said,
          "rolecall doctor -kubernetes   # issuer, provider and trust policy from outside");
    }
  }

  // Whether the exchange is worth a look.
  bool CheckToken(const InsideToken& token) {
    if (token.unreadable) {
      Add("inside-token-unreadable", "the token cannot be read: " + *token.unreadable,
          "kubectl patch deployment/NAME -p "
          "'{\"spec\":{\"template\":{\"spec\":{\"securityContext\":{\"fsGroup\":65534}}}}}'   "
          "# if it is there and not this user's");
      return false;
    }
    if (!token.is_jwt) {
      Add("inside-token-unreadable", "the file " + token.file + " is no token", kRestart);
      return false;
    }
    CheckTimes(token);
    if (token.audiences.size() > 1) {
      Add("inside-token-audience", "the token is for several audiences: AWS takes no such token", kRestart);
    }
    return true;
  }

  void CheckTimes(const InsideToken& token) {
    const std::int64_t now = UnixSeconds(facts_.now);
    if (token.expires && *token.expires <= now) {
      Add("inside-token-expired",
          "the token of " + token.file + " ended " + std::to_string(now - *token.expires) +
              " seconds ago, and the kubelet has not replaced it",
          "kubectl get node -o wide   # is the kubelet of this node well? else delete the pod");
    }
    if (token.issued && *token.issued > now + kMostFuture) {
      Add("clock-skew", "the token was made " + std::to_string(*token.issued - now) + " seconds in the future",
          "timedatectl set-ntp true   # on the node");
    }
  }

  void CheckAgentPart() {
    const std::string& url = *Find("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if (facts_.agent_token && !CheckToken(*facts_.agent_token)) return;
    if (!facts_.agent || facts_.agent->is_good) return;
    if (!facts_.agent->is_reached) {
      return Add("inside-agent-unreachable", url + " is not reached: " + facts_.agent->said,
                 "kubectl -n kube-system get daemonset eks-pod-identity-agent");
    }
    Add("inside-agent-refused", url + " gives no credentials: " + facts_.agent->said,
        "aws eks list-pod-identity-associations --cluster-name CLUSTER");
  }

  void CheckSurroundings() {
    if (!Has("AWS_REGION") && !Has("AWS_DEFAULT_REGION")) {
      Add("inside-region", "neither AWS_REGION nor AWS_DEFAULT_REGION is set",
          "kubectl set env deployment/NAME AWS_REGION=REGION");
    }
    const std::string* uri = Find("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if (uri == nullptr || !uri->starts_with("http://169.254.170.23") || (!Has("HTTP_PROXY") && !Has("http_proxy")))
      return;
    const std::string exceptions =
        (Has("NO_PROXY") ? *Find("NO_PROXY") : "") + "," + (Has("no_proxy") ? *Find("no_proxy") : "");
    if (exceptions.find("169.254.170.23") != std::string::npos) return;
    Add("inside-proxy", "HTTP_PROXY is set and NO_PROXY lacks 169.254.170.23",
        "kubectl set env deployment/NAME NO_PROXY=169.254.170.23,[fd00:ec2::23]");
  }

  const InsideFacts& facts_;
  const kube::WebhookSettings settings_;
  const DoctorFacts nothing_{.settings = settings_, .now = {}, .objects = {}, .complete = {}};
  DoctorRun run_;
};

}  // namespace

void DiagnoseInside(const InsideFacts& facts, LintReport& report) { Inside(facts, report).Run(); }

}  // namespace rolecall::access
