// Access entries: who a principal of IAM is in a cluster.
//
// Differs from AWS: an entry is a record. There is no API server behind the plane's clusters that would authenticate a
// principal by it, and no RBAC or access policy is made of it in a cluster.
#include "base/random.h"
#include "policy/document/arn.h"
#include "services/eks/access_entry.h"
#include "services/eks/access_entry_rules.h"
#include "services/eks/errors.h"
#include "services/write.h"

namespace rolecall::services::eks {
namespace {

namespace bj = boost::json;
using directory::AccessEntry;

constexpr std::size_t kMostEntries = 3000;  // of a cluster: EKS service quotas

bj::object EntryAnswer(const AccessEntry& entry) {
  bj::object object{{"clusterName", entry.cluster},
                    {"principalArn", entry.principal_arn},
                    {"kubernetesGroups", bj::array(entry.groups.begin(), entry.groups.end())},
                    {"accessEntryArn", entry.arn()},
                    {"createdAt", UnixSeconds(entry.created)},
                    {"modifiedAt", UnixSeconds(entry.modified)},
                    {"tags", TagsObject(entry.tags)},
                    {"username", entry.username},
                    {"type", entry.type}};
  return {{"accessEntry", std::move(object)}};
}

// What a call asks for; what it left out is nothing.
struct Wanted {
  std::string principal_arn, type, client_token;
  std::optional<std::string> username;
  std::optional<std::vector<std::string>> groups;
  directory::Tags tags;
};

// Names in their order, each once.
std::vector<std::string> Distinct(const std::vector<std::string>& names) {
  std::vector<std::string> distinct;
  for (const std::string& name : names) {
    if (std::ranges::find(distinct, name) == distinct.end()) distinct.push_back(name);
  }
  return distinct;
}

Checked<Wanted> ReadWanted(const EksRequest& request) {
  Wanted wanted;
  ROLECALL_TRY(wanted.username, request.Text("username"));
  ROLECALL_TRY(wanted.groups, request.Texts("kubernetesGroups"));
  // Before they are compared with each other, and before they are a policy's to judge.
  if (wanted.groups.has_value() && wanted.groups->size() > kMostGroups) {
    return InvalidParameter("An access entry has 100 kubernetes groups at most.");
  }
  if (wanted.groups.has_value()) wanted.groups = Distinct(*wanted.groups);
  ROLECALL_TRY(std::optional<std::string> token, request.Text("clientRequestToken"));
  if (token.value_or("").size() > 256) return InvalidParameter("The clientRequestToken has 256 characters at most.");
  wanted.client_token = token.value_or("");
  return wanted;
}

Checked<Wanted> ReadNewEntry(const EksRequest& request) {
  ROLECALL_TRY(Wanted wanted, ReadWanted(request));
  ROLECALL_TRY(wanted.principal_arn, request.Required("principalArn"));
  ROLECALL_TRY(std::optional<std::string> type, request.Text("type"));
  wanted.type = type.value_or("STANDARD");
  ROLECALL_TRY(wanted.tags, request.Tags());
  return wanted;
}

std::optional<aws::ErrorShape> AuthorizeCreate(EksRequest& request, const Wanted& wanted) {
  const std::string& name = request.Path("name");
  const directory::Tags cluster_tags = TagsOfCluster(*request.call.snapshot, request.clusters, name);
  Question question{.action = "eks:CreateAccessEntry",
                    .resource = request.clusters.ArnOf(name),
                    .resource_account = request.clusters.account,
                    .resource_tags = &cluster_tags,
                    .request_tags = &wanted.tags};
  AddKey(question.context, "eks:principalArn", {wanted.principal_arn});
  AddKey(question.context, "eks:accessEntryType", {wanted.type});
  AddKey(question.context, "eks:username", {wanted.username.value_or("")});
  AddKey(question.context, "eks:kubernetesGroups", wanted.groups.value_or(std::vector<std::string>()), true);
  ROLECALL_RETURN_IF_ERROR(Authorize(request.call, question));
  if (wanted.tags.empty()) return std::nullopt;
  AccessEntry entry;
  entry.account = request.clusters.account;
  entry.region = request.clusters.region;
  entry.cluster = name;
  entry.principal_arn = wanted.principal_arn;
  entry.id = "*";
  return Authorize(request.call, {.action = "eks:TagResource",
                                  .resource = entry.arn(),
                                  .resource_account = request.clusters.account,
                                  .request_tags = &wanted.tags});
}

// The principal's unique id; "" for one of an account that is not ours, of which nothing is known here.
// Differs from AWS, which knows all accounts: such a principal is not looked for.
Checked<std::string> FindPrincipalId(const directory::Snapshot& snapshot, const std::string& arn) {
  const std::optional<policy::Arn> parsed = policy::ParseArn(arn);
  if (snapshot.accounts.Find(parsed->account) == nullptr) return std::string();
  if (parsed->resource == "root") return std::string(parsed->account);
  if (const auto role = directory::FindRoleByArn(snapshot, arn)) return role->id;
  if (const auto user = directory::FindUserByArn(snapshot, arn)) return user->id;
  return InvalidPrincipal();
}

// Nodes of one's own are given the role. Which service it is passed to AWS does not say: no iam:PassedToService.
std::optional<aws::ErrorShape> AuthorizePassing(EksRequest& request, const AccessEntryType& type,
                                                const std::string& role_arn) {
  if (!type.passes_role) return std::nullopt;
  const auto role = directory::FindRoleByArn(*request.call.snapshot, role_arn);
  return Authorize(request.call, {.action = "iam:PassRole",
                                  .resource = role_arn,
                                  .resource_account = request.clusters.account,
                                  .resource_tags = role != nullptr ? &role->tags : nullptr});
}

Checked<AccessEntry> MakeEntry(EksRequest& request, Wanted wanted) {
  const AccessEntryType* type = FindAccessEntryType(wanted.type);
  if (type == nullptr) {
    return InvalidParameter(
        "AccessEntry type must be one of [EC2_LINUX, EC2_WINDOWS, FARGATE_LINUX, STANDARD, HYBRID_LINUX, EC2, "
        "HYPERPOD_LINUX]");
  }
  ROLECALL_RETURN_IF_ERROR(CheckPrincipal(*type, wanted.principal_arn, request.clusters.account));
  if (!wanted.username.value_or("").empty()) ROLECALL_RETURN_IF_ERROR(CheckUsername(*type, *wanted.username));
  if (wanted.groups.has_value()) ROLECALL_RETURN_IF_ERROR(CheckGroups(*type, *wanted.groups));
  ROLECALL_RETURN_IF_ERROR(AuthorizePassing(request, *type, wanted.principal_arn));
  AccessEntry entry;
  entry.account = request.clusters.account;
  entry.region = request.clusters.region;
  entry.cluster = request.Path("name");
  entry.type = wanted.type;
  entry.username = wanted.username.value_or("");
  if (entry.username.empty()) entry.username = UsernameFor(*type, wanted.principal_arn);
  entry.groups = type->takes_names ? wanted.groups.value_or(std::vector<std::string>()) : type->groups;
  entry.principal_arn = std::move(wanted.principal_arn);
  entry.client_token = std::move(wanted.client_token);
  entry.tags = std::move(wanted.tags);
  entry.created = entry.modified = request.call.now;
  return entry;
}

// The same request again, by its client token.
bool IsSameEntry(const AccessEntry& there, const AccessEntry& wanted) {
  return !wanted.client_token.empty() && there.client_token == wanted.client_token && there.type == wanted.type &&
         there.username == wanted.username && there.groups == wanted.groups && there.tags == wanted.tags;
}

EksResult PutEntry(EksRequest& request, AccessEntry entry) {
  return Update<bj::object>(request.call, [&](directory::Transaction& transaction) -> EksResult {
    const directory::Snapshot& snapshot = transaction.snapshot();
    if (const AccessEntryPtr there = snapshot.access_entries.Find(entry.key())) {
      if (IsSameEntry(*there, entry)) return EntryAnswer(*there);
      return aws::ErrorShape{409, "ResourceInUseException",
                             "The specified access entry resource is already in use on this cluster."};
    }
    if (snapshot.access_entries.Count(AccessEntry::Prefix(entry.account, entry.region, entry.cluster)) >=
        kMostEntries) {
      return aws::ErrorShape{400, "ResourceLimitExceededException",
                             "The cluster has 3000 access entries, which is the limit."};
    }
    ROLECALL_TRY(entry.principal_id, FindPrincipalId(snapshot, entry.principal_arn));
    entry.id = RandomUuid(request.call.random);
    bj::object answer = EntryAnswer(entry);
    transaction.Put(entry);  // it may be run again
    return answer;
  });
}

}  // namespace

EksResult CreateAccessEntry(EksRequest& request) {
  ROLECALL_TRY(Wanted wanted, ReadNewEntry(request));
  ROLECALL_RETURN_IF_ERROR(AuthorizeCreate(request, wanted));
  ROLECALL_RETURN_IF_ERROR(CheckCluster(request));
  ROLECALL_TRY(AccessEntry entry, MakeEntry(request, std::move(wanted)));
  return PutEntry(request, std::move(entry));
}

EksResult DescribeAccessEntry(EksRequest& request) {
  const AccessEntryPtr entry = EntryOfPath(request);
  ROLECALL_RETURN_IF_ERROR(Authorize(request.call, AskAboutEntry(request, "eks:DescribeAccessEntry", entry.get())));
  ROLECALL_RETURN_IF_ERROR(CheckCluster(request));
  if (entry == nullptr) return NoAccessEntry();
  return EntryAnswer(*entry);
}

EksResult ListAccessEntries(EksRequest& request) {
  const std::string& name = request.Path("name");
  const Clusters& clusters = request.clusters;
  const directory::Tags cluster_tags = TagsOfCluster(*request.call.snapshot, clusters, name);
  ROLECALL_RETURN_IF_ERROR(Authorize(request.call, {.action = "eks:ListAccessEntries",
                                                    .resource = clusters.ArnOf(name),
                                                    .resource_account = clusters.account,
                                                    .resource_tags = &cluster_tags}));
  ROLECALL_RETURN_IF_ERROR(CheckCluster(request));
  ROLECALL_TRY(Page page, ReadPage(request));
  const std::optional<std::string> policy = request.Query("associatedPolicyArn");
  bj::array list;
  std::string last;
  bool has_more = false;
  const std::string prefix = AccessEntry::Prefix(clusters.account, clusters.region, name);
  for (const AccessEntryPtr& one : request.call.snapshot->access_entries.Sorted(prefix)) {
    if (one->key() <= page.after) continue;
    if (policy && std::ranges::find(one->policies, *policy, &directory::AccessPolicyAssociation::policy_arn) ==
                      one->policies.end()) {
      continue;
    }
    if ((has_more = list.size() == page.most)) break;
    last = one->key();
    list.push_back(bj::string(one->principal_arn));
  }
  bj::object answer{{"accessEntries", std::move(list)}, {"nextToken", nullptr}};
  if (has_more) answer["nextToken"] = NextToken(request, last);
  return answer;
}

EksResult UpdateAccessEntry(EksRequest& request) {
  ROLECALL_TRY(const Wanted wanted, ReadWanted(request));
  const AccessEntryPtr current = EntryOfPath(request);
  Question question = AskAboutEntry(request, "eks:UpdateAccessEntry", current.get());
  // The keys are those of the request where it has them.
  if (wanted.username.has_value()) {
    std::erase_if(question.context, [](const ContextKey& one) { return one.key == "eks:username"; });
    AddKey(question.context, "eks:username", {*wanted.username});
  }
  if (wanted.groups.has_value()) {
    std::erase_if(question.context, [](const ContextKey& one) { return one.key == "eks:kubernetesGroups"; });
    AddKey(question.context, "eks:kubernetesGroups", *wanted.groups, true);
  }
  ROLECALL_RETURN_IF_ERROR(Authorize(request.call, question));
  ROLECALL_RETURN_IF_ERROR(CheckCluster(request));
  // What no type takes is refused first.
  const AccessEntryType& standard = *FindAccessEntryType("STANDARD");
  if (!wanted.username.value_or("").empty()) ROLECALL_RETURN_IF_ERROR(CheckUsername(standard, *wanted.username));
  if (wanted.groups.has_value()) ROLECALL_RETURN_IF_ERROR(CheckGroups(standard, *wanted.groups));
  return ChangeEntry(request, [&](directory::Transaction& transaction, const AccessEntry& there) -> EksResult {
    if (there.type != standard.name) return OnlyStandard();
    AccessEntry changed = there;
    if (wanted.groups.has_value()) changed.groups = *wanted.groups;
    if (wanted.username.has_value()) changed.username = *wanted.username;
    if (changed.username.empty()) changed.username = UsernameFor(standard, changed.principal_arn);
    changed.modified = request.call.now;
    bj::object answer = EntryAnswer(changed);
    transaction.Put(std::move(changed));
    return answer;
  });
}

EksResult DeleteAccessEntry(EksRequest& request) {
  const AccessEntryPtr entry = EntryOfPath(request);
  ROLECALL_RETURN_IF_ERROR(Authorize(request.call, AskAboutEntry(request, "eks:DeleteAccessEntry", entry.get())));
  ROLECALL_RETURN_IF_ERROR(CheckCluster(request));
  return ChangeEntry(request, [](directory::Transaction& transaction, const AccessEntry& there) -> EksResult {
    transaction.Delete(there);
    return bj::object();
  });
}

}  // namespace rolecall::services::eks
