// EKS Pod Identity's agent.
#include <algorithm>
#include <boost/json.hpp>

#include "access/doctor/doctor_run.h"
#include "kube/client/object.h"

namespace rolecall::access {
namespace {

using boost::json::value;

constexpr std::string_view kAgentUri = "http://169.254.170.23/v1/credentials";
constexpr std::string_view kAgentName = "eks-pod-identity-agent";

const DoctorObject* FindAgent(const DoctorRun& run) {
  for (const DoctorObject* set : run.OfKind("DaemonSet")) {
    if (NameOf(set->value).find(kAgentName) != std::string::npos) return set;
  }
  return nullptr;
}

bool UsesAgent(const DoctorPod& pod) {
  return std::ranges::any_of(pod.Containers(), [](const value* container) {
    std::string uri;
    return VariableOf(*container, "AWS_CONTAINER_CREDENTIALS_FULL_URI", uri) != nullptr && uri == kAgentUri;
  });
}

bool HasIpv6(const value& node) {
  return std::ranges::any_of(kube::ListAt(node, {"status", "addresses"}), [](const value& address) {
    return kube::TextAt(address, {"address"}).find(':') != std::string::npos;
  });
}

// `--bind-hosts` among the arguments names what it listens on.
bool NamesItsHosts(const value& set) {
  for (const value& container : kube::ListAt(set, {"spec", "template", "spec", "containers"})) {
    for (const char* list : {"args", "command"}) {
      for (const value& word : kube::ListAt(container, {list})) {
        if (word.is_string() && std::string_view(word.get_string()).find("--bind-hosts") != std::string_view::npos) {
          return true;
        }
      }
    }
  }
  return false;
}

}  // namespace

void CheckAgent(DoctorRun& run) {
  const DoctorObject* agent = FindAgent(run);
  const auto user = std::ranges::find_if(run.pods(), UsesAgent);
  if (agent == nullptr) {
    if (user == run.pods().end() || !run.is_complete("DaemonSet")) return;
    run.Add("agent-missing", *user->object,
            "it gets its credentials from 169.254.170.23, and no DaemonSet " + std::string(kAgentName) + " is there",
            "aws eks create-addon --cluster-name CLUSTER --addon-name eks-pod-identity-agent");
    return;
  }
  const std::vector<const DoctorObject*> nodes = run.OfKind("Node");
  if (nodes.empty() || !run.is_complete("Node") || NamesItsHosts(agent->value)) return;
  const bool some_have = std::ranges::any_of(nodes, [](const DoctorObject* node) { return HasIpv6(node->value); });
  if (some_have) return;
  run.Add("agent-ipv6", *agent, "no node has an IPv6 address, and the agent binds [fd00:ec2::23] beside 169.254.170.23",
          "aws eks update-addon --cluster-name CLUSTER --addon-name eks-pod-identity-agent --configuration-values "
          R"('{"agent":{"additionalArgs":{"-b":"169.254.170.23"}}}')");
}

}  // namespace rolecall::access
