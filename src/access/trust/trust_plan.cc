#include "access/trust/trust_plan.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "policy/storable/validate.h"

namespace rolecall::access {
namespace {

namespace bj = boost::json;

constexpr std::string_view kScheme = "https://";
constexpr std::size_t kLongestRoleName = 64;

Error Wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

// An issuer, and who of it is trusted. Clusters of one issuer are one: nobody can tell them apart.
struct Issuer {
  std::string url;
  std::vector<std::string> clusters;
  std::vector<std::string> subjects;  // NAMESPACE/NAME, sorted
};

std::string SubjectOf(const std::string& account) {
  std::string subject = "system:serviceaccount:" + account;
  std::ranges::replace(subject, '/', ':');
  return subject;
}

bj::value OneOrMore(const std::vector<std::string>& accounts) {
  if (accounts.size() == 1) return bj::string(SubjectOf(accounts.front()));
  bj::array list;
  for (const std::string& account : accounts) list.push_back(bj::string(SubjectOf(account)));
  return list;
}

bj::object Statement(const TrustRequest& request, const std::string& url, const std::vector<std::string>& accounts) {
  const std::string host = url.substr(kScheme.size());
  const std::string provider = "arn:" + request.partition + ":iam::" + request.account + ":oidc-provider/" + host;
  bj::object equals;
  equals[host + ":aud"] = request.audience;
  equals[host + ":sub"] = OneOrMore(accounts);
  return {{"Effect", "Allow"},
          {"Principal", {{"Federated", provider}}},
          {"Action", "sts:AssumeRoleWithWebIdentity"},
          {"Condition", {{"StringEquals", std::move(equals)}}}};
}

std::string Document(bj::array statements) {
  return bj::serialize(bj::object{{"Version", "2012-10-17"}, {"Statement", std::move(statements)}});
}

std::string PodIdentityDocument() {
  bj::array statements{{{"Effect", "Allow"},
                        {"Principal", {{"Service", "pods.eks.amazonaws.com"}}},
                        {"Action", {"sts:AssumeRole", "sts:TagSession"}}}};
  return Document(std::move(statements));
}

bool IsObjectName(std::string_view name) {
  const auto is_good = [](char c) { return IsAsciiLower(c) || IsAsciiDigit(c) || c == '-' || c == '.'; };
  return !name.empty() && name.size() <= 253 && std::ranges::all_of(name, is_good);
}

Result<void> CheckRole(const TrustRequest& request) {
  const auto is_good = [](char c) {
    return IsAsciiAlphanumeric(c) || std::string_view("+=,.@_-").find(c) != std::string_view::npos;
  };
  if (request.role.empty() || request.role.size() > kLongestRoleName || !std::ranges::all_of(request.role, is_good)) {
    return Wrong("\"" + request.role + "\" is not a role's name");
  }
  if (request.account.size() != 12 || !std::ranges::all_of(request.account, IsAsciiDigit)) {
    return Wrong("\"" + request.account + "\" is not an account: 12 digits");
  }
  if (request.quota < policy::kTrustPolicySize || request.quota > kHighestTrustQuota) {
    return Wrong("the quota of a trust policy is 2048 to 8192 characters");
  }
  if (request.clusters.empty()) return Wrong("no cluster is named");
  if (request.subjects.empty()) return Wrong("no service account is named");
  return {};
}

Result<void> CheckCluster(const TrustCluster& cluster) {
  const std::string& url = cluster.issuer;
  const auto is_good = [](char c) {
    return IsAsciiAlphanumeric(c) || std::string_view("-._~/").find(c) != std::string_view::npos;
  };
  // IAM takes no port, no query and no fragment.
  const bool is_url = url.starts_with(kScheme) && url.size() > kScheme.size() && url.size() <= 255 &&
                      url[kScheme.size()] != '/' && !url.ends_with('/') &&
                      std::ranges::all_of(std::string_view(url).substr(kScheme.size()), is_good);
  if (cluster.name.empty()) return Wrong("a cluster has no name");
  if (!is_url) return Wrong("the issuer of " + cluster.name + " is no https URL that IAM takes: " + url);
  return {};
}

class Planner {
 public:
  explicit Planner(const TrustRequest& request) : request_(request) {}

  Result<TrustPlan> Run() {
    ROLECALL_RETURN_IF_ERROR(CheckRole(request_));
    ROLECALL_RETURN_IF_ERROR(CollectIssuers());
    ROLECALL_RETURN_IF_ERROR(CollectSubjects());
    std::erase_if(issuers_, [](const Issuer& issuer) { return issuer.subjects.empty(); });
    bj::array all;
    for (const Issuer& issuer : issuers_) all.push_back(Statement(request_, issuer.url, issuer.subjects));
    plan_.whole_size = policy::PolicySize(Document(std::move(all)));
    ROLECALL_RETURN_IF_ERROR(Pack());
    NameRoles();
    Compare();
    return std::move(plan_);
  }

 private:
  // What one role is for.
  using Share = std::vector<Issuer>;

  Result<void> CollectIssuers() {
    std::set<std::string> names;
    for (const TrustCluster& cluster : request_.clusters) {
      ROLECALL_RETURN_IF_ERROR(CheckCluster(cluster));
      if (!names.insert(cluster.name).second) return Wrong("the cluster " + cluster.name + " is there twice");
      const auto same = std::ranges::find(issuers_, cluster.issuer, &Issuer::url);
      if (same == issuers_.end()) {
        issuers_.push_back({cluster.issuer, {cluster.name}, {}});
        continue;
      }
      same->clusters.push_back(cluster.name);
      plan_.warnings.push_back("The clusters " + same->clusters.front() + " and " + cluster.name +
                               " have one issuer: AWS cannot tell their service accounts apart, what one is given the "
                               "other has, too.");
    }
    return {};
  }

  Result<void> CollectSubjects() {
    std::size_t count = 0;
    for (const TrustSubject& subject : request_.subjects) {
      if (!IsObjectName(subject.name_space) || !IsObjectName(subject.name)) {
        return Wrong("\"" + subject.name_space + "/" + subject.name + "\" is not NAMESPACE/NAME of a service account");
      }
      for (const std::string& cluster : subject.clusters) {
        if (std::ranges::count(request_.clusters, cluster, &TrustCluster::name) == 0) {
          return Wrong("there is no cluster " + cluster);
        }
      }
      for (Issuer& issuer : issuers_) {
        const auto is_meant = [&](const std::string& name) { return std::ranges::count(subject.clusters, name) > 0; };
        if (!subject.clusters.empty() && std::ranges::none_of(issuer.clusters, is_meant)) continue;
        if (++count > kMostTrustSubjects) return Error{ErrorCode::kResourceExhausted, "too many service accounts"};
        issuer.subjects.push_back(subject.name_space + "/" + subject.name);
      }
    }
    for (Issuer& issuer : issuers_) {
      std::ranges::sort(issuer.subjects);
      const auto again = std::ranges::unique(issuer.subjects);
      issuer.subjects.erase(again.begin(), again.end());
    }
    return {};
  }

  std::size_t SizeOf(const Share& share) const {
    bj::array statements;
    for (const Issuer& issuer : share) statements.push_back(Statement(request_, issuer.url, issuer.subjects));
    return policy::PolicySize(Document(std::move(statements)));
  }
  bool Fits(const Share& share) const { return SizeOf(share) <= request_.quota; }

  // The largest first, each into the first role that has room: few roles, found at once.
  Result<void> Pack() {
    std::vector<Issuer> order = issuers_;
    const auto size = [this](const Issuer& issuer) { return SizeOf({issuer}); };
    std::ranges::stable_sort(order, std::ranges::greater(), size);
    if (Fits(issuers_)) order = issuers_;
    for (const Issuer& issuer : order) {
      if (!Fits({issuer})) {
        ROLECALL_RETURN_IF_ERROR(PackInPieces(issuer));
      } else {
        Place(issuer);
      }
    }
    return {};
  }

  void Place(const Issuer& issuer) {
    for (Share& share : shares_) {
      share.push_back(issuer);
      if (Fits(share)) return;
      share.pop_back();
    }
    shares_.push_back({issuer});
  }

  // A cluster whose service accounts do not fit one role.
  Result<void> PackInPieces(const Issuer& issuer) {
    Issuer piece{issuer.url, issuer.clusters, {}};
    for (const std::string& account : issuer.subjects) {
      piece.subjects.push_back(account);
      if (Fits({piece})) continue;
      piece.subjects.pop_back();
      if (piece.subjects.empty()) {
        return Error{ErrorCode::kResourceExhausted,
                     account + " of " + issuer.clusters.front() + " alone is longer than a trust policy may be"};
      }
      shares_.push_back({piece});
      piece.subjects = {account};
    }
    Place(piece);
    return {};
  }

  void NameRoles() {
    for (std::size_t i = 0; i < shares_.size(); ++i) {
      PlannedRole role;
      const std::string number = shares_.size() == 1 ? "" : "-" + std::to_string(i + 1);
      role.name = request_.role.substr(0, kLongestRoleName - number.size()) + number;
      bj::array statements;
      for (const Issuer& issuer : shares_[i]) {
        statements.push_back(Statement(request_, issuer.url, issuer.subjects));
        for (const std::string& cluster : issuer.clusters) {
          role.clusters.push_back(cluster);
          role.subjects.push_back(issuer.subjects);
        }
      }
      role.document = Document(std::move(statements));
      role.size = policy::PolicySize(role.document);
      role.left = request_.quota - role.size;
      plan_.roles.push_back(std::move(role));
    }
  }

  void Compare() {
    std::size_t largest = 0;
    std::set<std::string> accounts;
    for (const Issuer& issuer : issuers_) {
      // The document around it stays as it is, and there is a comma.
      largest = std::max(largest, SizeOf({issuer}) - SizeOf({}) + 1);
      accounts.insert(issuer.subjects.begin(), issuer.subjects.end());
    }
    plan_.more_clusters = plan_.roles.empty() ? 0 : plan_.roles.back().left / largest;
    plan_.providers = issuers_.size();
    plan_.shared_size = SizeOf({{issuers_.front().url, {}, {accounts.begin(), accounts.end()}}});
    plan_.pod_identity_size = policy::PolicySize(PodIdentityDocument());
    if (plan_.providers > kProvidersQuota) {
      plan_.warnings.push_back("An account has 100 OpenID Connect providers unless that quota is raised; these are " +
                               std::to_string(plan_.providers) + ".");
    }
  }

  const TrustRequest& request_;
  std::vector<Issuer> issuers_;
  std::vector<Share> shares_;
  TrustPlan plan_;
};

void Indent(const bj::value& value, const std::string& margin, std::string& out) {
  const std::string inner = margin + "  ";
  if (const bj::object* object = value.if_object(); object != nullptr && !object->empty()) {
    out += "{\n";
    for (auto member = object->begin(); member != object->end(); ++member) {
      out += inner + bj::serialize(member->key()) + ": ";
      Indent(member->value(), inner, out);
      out += std::next(member) == object->end() ? "\n" : ",\n";
    }
    out += margin + "}";
  } else if (const bj::array* array = value.if_array(); array != nullptr && !array->empty()) {
    out += "[\n";
    for (auto element = array->begin(); element != array->end(); ++element) {
      out += inner;
      Indent(*element, inner, out);
      out += std::next(element) == array->end() ? "\n" : ",\n";
    }
    out += margin + "]";
  } else {
    out += bj::serialize(value);
  }
}

}  // namespace

Result<TrustPlan> PlanTrust(const TrustRequest& request) { return Planner(request).Run(); }

std::string IndentedDocument(const std::string& document) {
  std::string out;
  Indent(bj::parse(document), "", out);
  return out;
}

}  // namespace rolecall::access
