// `rolecall cluster plan-trust`: one role for many clusters, and how far its trust policy is from the quota.
#include <boost/json.hpp>
#include <ostream>
#include <utility>

#include "access/trust/trust_plan.h"
#include "base/text.h"
#include "cli/cluster/commands.h"

namespace rolecall::cli {
namespace {

// "NAME=ISSUER"
Result<access::TrustCluster> ReadCluster(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == text.npos || equals == 0) {
    return Error{ErrorCode::kInvalidArgument, "-cluster: \"" + text + "\" is not NAME=ISSUER"};
  }
  access::TrustCluster cluster{text.substr(0, equals), text.substr(equals + 1)};
  if (cluster.issuer.find("://") == std::string::npos) cluster.issuer = "https://" + cluster.issuer;
  return cluster;
}

// "NAMESPACE/NAME[@CLUSTER[,CLUSTER…]]"
Result<access::TrustSubject> ReadSubject(const std::string& text) {
  const std::size_t at = text.find('@'), slash = text.find('/');
  if (slash == text.npos || slash > at) {
    return Error{ErrorCode::kInvalidArgument,
                 "-service-account: \"" + text + "\" is not NAMESPACE/NAME or NAMESPACE/NAME@CLUSTER,CLUSTER"};
  }
  access::TrustSubject subject{
      text.substr(0, slash), text.substr(slash + 1, at == text.npos ? at : at - slash - 1), {}};
  if (at != text.npos) subject.clusters = SplitStrings(text.substr(at + 1), ',');
  return subject;
}

std::string Grouped(std::size_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

class ClusterPlanTrustCommand final : public Command {
 public:
  std::string name() const override { return "cluster plan-trust"; }
  std::string summary() const override {
    return "Plan the trust policies of a role for many clusters, within the quota of their length";
  }
  std::string usage() const override {
    return "[options] -role NAME -account ID -cluster NAME=ISSUER… -service-account NAMESPACE/NAME…";
  }
  std::string details() const override {
    return "Counts as AWS does, without white space. What does not fit one role is laid into several; service "
           "accounts\n"
           "of each cluster then name the role that is for them. Exit 0 one role is enough, 2 several are needed, 1\n"
           "error.";
  }
  void Declare(Flags& flags) override {
    flags.Text("role", "NAME", &request_.role, "The role");
    flags.Text("account", "ID", &request_.account, "Its account, 12 digits");
    flags.List("cluster", "NAME=ISSUER", &clusters_, "A cluster and its issuer; may be repeated");
    flags.List("service-account", "NAMESPACE/NAME", &subjects_,
               "Who may assume it: NAMESPACE/NAME[@CLUSTER,CLUSTER]; may be repeated [of all clusters]");
    flags.Number("quota", "N", &quota_, "The account's quota of a trust policy's length, 2048 to 8192 [2048]");
    flags.Text("audience", "AUDIENCE", &request_.audience, "Of the tokens [sts.amazonaws.com]");
    flags.Text("partition", "NAME", &request_.partition, "aws, aws-cn or aws-us-gov [aws]");
    flags.Switch("terraform", &terraform_, "Print Terraform's resources instead");
    flags.Switch("json", &json_, "Print JSON");
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(context, *this, "unexpected argument " + positional.front());
    if (json_ && terraform_) return FailUsage(context, *this, "-json and -terraform exclude each other");
    const Result<access::TrustPlan> plan = Plan();
    if (!plan.ok()) return Fail(context, plan.error().message);
    if (json_) {
      PrintJson(*plan, context.out);
    } else if (terraform_) {
      PrintTerraform(*plan, context.out);
    } else {
      PrintText(*plan, context.out);
    }
    if (!json_) {
      for (const std::string& warning : plan->warnings) context.err << "Warning: " << warning << "\n";
    }
    return plan->roles.size() == 1 ? kExitOk : kExitDifferent;
  }

 private:
  Result<access::TrustPlan> Plan() {
    for (const std::string& text : clusters_) {
      ROLECALL_TRY(access::TrustCluster cluster, ReadCluster(text));
      request_.clusters.push_back(std::move(cluster));
    }
    for (const std::string& text : subjects_) {
      ROLECALL_TRY(access::TrustSubject subject, ReadSubject(text));
      request_.subjects.push_back(std::move(subject));
    }
    request_.quota = quota_ < 0 ? 0 : static_cast<std::size_t>(quota_);
    return access::PlanTrust(request_);
  }

  void PrintText(const access::TrustPlan& plan, std::ostream& out) const {
    const bool fits = plan.roles.size() == 1;
    out << "One trust policy for all: " << Grouped(plan.whole_size) << " of " << Grouped(request_.quota)
        << " characters" << (fits ? ", " + Grouped(request_.quota - plan.whole_size) + " left" : ": too long") << "\n";
    if (fits) {
      out << "Room for " << plan.more_clusters << " more cluster(s) like the largest of these\n";
    } else {
      out << "Laid into " << plan.roles.size() << " roles:\n";
    }
    for (const access::PlannedRole& role : plan.roles) PrintRole(role, out);
    out << "\nOther ways:\n";
    if (plan.whole_size > request_.quota && plan.whole_size <= access::kHighestTrustQuota) {
      out << "  a raised quota          one role with " << Grouped(plan.whole_size) << " characters\n";
    }
    out << "  one issuer for all      " << Grouped(plan.shared_size)
        << " characters, however many clusters; they are not told apart any more\n"
        << "  EKS Pod Identity        " << Grouped(plan.pod_identity_size)
        << " characters, however many clusters; only on EKS, with an association in each cluster\n"
        << "OpenID Connect providers: " << plan.providers << " (quota " << access::kProvidersQuota
        << " unless raised)\n";
  }

  static void PrintRole(const access::PlannedRole& role, std::ostream& out) {
    out << "\n" << role.name << ": " << Grouped(role.size) << " characters, " << Grouped(role.left) << " left\n";
    for (std::size_t i = 0; i < role.clusters.size(); ++i) {
      out << "  " << role.clusters[i] << ": " << Join(role.subjects[i], ", ") << "\n";
    }
    out << access::IndentedDocument(role.document) << "\n";
  }

  void PrintTerraform(const access::TrustPlan& plan, std::ostream& out) const {
    bool is_first = true;
    for (const access::PlannedRole& role : plan.roles) {
      out << (std::exchange(is_first, false) ? "" : "\n") << "# " << Grouped(role.left) << " of "
          << Grouped(request_.quota) << " characters are left; for " << Join(role.clusters, ", ") << "\n"
          << "resource \"aws_iam_role\" \"" << Label(role.name) << "\" {\n  name = \"" << role.name << "\"\n"
          << "  assume_role_policy = jsonencode(" << Margined(access::IndentedDocument(role.document)) << ")\n}\n";
    }
  }

  static std::string Label(const std::string& name) {
    std::string label;
    for (const char c : name) label += IsAsciiAlphanumeric(c) || c == '-' || c == '_' ? c : '_';
    return IsAsciiDigit(label.front()) || label.front() == '-' ? "_" + label : label;
  }
  static std::string Margined(const std::string& text) {
    std::string out;
    for (const char c : text) {
      out += c;
      if (c == '\n') out += "  ";
    }
    return out;
  }

  void PrintJson(const access::TrustPlan& plan, std::ostream& out) const {
    namespace bj = boost::json;
    bj::array roles;
    for (const access::PlannedRole& role : plan.roles) {
      bj::array clusters;
      for (std::size_t i = 0; i < role.clusters.size(); ++i) {
        bj::array subjects;
        for (const std::string& subject : role.subjects[i]) subjects.push_back(bj::string(subject));
        clusters.push_back(bj::object{{"name", role.clusters[i]}, {"service_accounts", std::move(subjects)}});
      }
      roles.push_back(bj::object{{"name", role.name},
                                 {"characters", role.size},
                                 {"characters_left", role.left},
                                 {"clusters", std::move(clusters)},
                                 {"assume_role_policy", bj::parse(role.document)}});
    }
    bj::array warnings;
    for (const std::string& warning : plan.warnings) warnings.push_back(bj::string(warning));
    out << bj::serialize(bj::object{{"format_version", "1.0"},
                                    {"quota", request_.quota},
                                    {"characters_of_one_policy", plan.whole_size},
                                    {"more_clusters", plan.more_clusters},
                                    {"characters_with_one_issuer", plan.shared_size},
                                    {"characters_with_pod_identity", plan.pod_identity_size},
                                    {"oidc_providers", plan.providers},
                                    {"roles", std::move(roles)},
                                    {"warnings", std::move(warnings)}})
        << "\n";
  }

  access::TrustRequest request_;
  std::vector<std::string> clusters_, subjects_;
  int quota_ = 2048;
  bool terraform_ = false, json_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeClusterPlanTrustCommand() { return std::make_unique<ClusterPlanTrustCommand>(); }

}  // namespace rolecall::cli
