// New accounts: CreateAccount and what became of it. An account of an organization is an account of the plane, with a
// role that the management account may assume.
#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "base/random.h"
#include "base/text.h"
#include "directory/ids.h"
#include "partition/own_partition.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"
#include "services/organizations/tree.h"
#include "services/write.h"

namespace rolecall::services::organizations {
namespace {

using directory::AccountCreation;

// Differs from AWS: the quota there is 10 until it is raised.
constexpr std::size_t kMostAccounts = 1000;
constexpr std::string_view kAdministrator = "iam::aws:policy/AdministratorAccess";

bool IsEmail(std::string_view text) {
  const std::size_t at = text.find('@');
  if (text.size() < 6 || at == 0 || at == text.npos || text.find('@', at + 1) != text.npos) return false;
  const std::size_t dot = text.rfind('.');
  const bool graphic = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
  return graphic && dot != text.npos && dot > at + 1 && dot + 1 < text.size();
}

bool IsRoleName(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return IsAsciiLetter(c) || IsAsciiDigit(c) || std::string_view("_+=,.@-").find(c) != std::string_view::npos;
  });
}

struct Wanted {
  std::string name, email, role;
  directory::Tags tags;
};

Wanted ReadWanted(Input& input) {
  Wanted wanted{input.Required("AccountName", 50), input.Required("Email", 64), input.Text("RoleName", 64),
                input.Tags("Tags")};
  (void)input.OneOf("IamUserAccessToBilling", {"ALLOW", "DENY"});
  if (wanted.role.empty()) wanted.role = "OrganizationAccountAccessRole";
  const bool printable =
      std::all_of(wanted.name.begin(), wanted.name.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (!printable || !IsEmail(wanted.email) || !IsRoleName(wanted.role)) {
    input.Refuse(InvalidInput("INVALID_PATTERN", "You provided a value that does not match the required pattern."));
  }
  return wanted;
}

std::string NewAccountId(const directory::Snapshot& snapshot, Random& random) {
  constexpr std::uint64_t kIds = 900'000'000'000;
  while (true) {
    std::uint64_t bits = 0;
    for (const char digit : RandomHex(random, 15)) {
      bits = bits * 16 + static_cast<std::uint64_t>(IsAsciiDigit(digit) ? digit - '0' : digit - 'a' + 10);
    }
    std::string id = std::to_string(100'000'000'000 + bits % kIds);
    if (snapshot.accounts.Find(id) == nullptr) return id;
  }
}

directory::Role AccessRole(const Call& call, const std::string& account, const Wanted& wanted) {
  directory::Role role;
  role.account = account;
  role.name = wanted.role;
  role.id = directory::MakeUniqueId(call.random, "AROA");
  role.created = call.now;
  role.attached.push_back(partition::OwnArn() + std::string(kAdministrator));
  const std::string trust = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":")" +
                            partition::OwnArn() + "iam::" + call.caller.account +
                            R"(:root"},"Action":"sts:AssumeRole"}]})";
  role.trust = directory::MakeStoredPolicy(trust, policy::DocumentKind::kTrust, "trust policy of " + role.name);
  return role;
}

void PutAccount(directory::Transaction& transaction, const Call& call, const directory::Organization& organization,
                const std::string& id, const Wanted& wanted) {
  directory::Account account;
  account.id = id;
  account.created = call.now;
  account.partition = partition::Own().name;
  transaction.Put(std::move(account));
  transaction.Put(AccessRole(call, id, wanted));
  directory::MemberAccount member;
  member.account = id;
  member.organization = organization.id;
  member.parent = organization.root_id;
  member.name = wanted.name;
  member.email = wanted.email;
  member.tags = wanted.tags;
  member.joined = call.now;
  if (IsEnabled(organization, directory::kServiceControl)) member.attached.emplace_back(directory::kFullAccessId);
  if (IsEnabled(organization, directory::kResourceControl)) {
    member.attached.emplace_back(directory::kResourceFullAccessId);
  }
  transaction.Put(std::move(member));
}

// Why there can be no such account; empty: there can.
Checked<std::string> FailureOf(const directory::Snapshot& snapshot, const directory::Organization& organization,
                               const Wanted& wanted) {
  std::size_t members = 0;
  bool taken = false;
  for (const auto& member : snapshot.member_accounts.Sorted()) {
    taken = taken || EqualsIgnoringAsciiCase(member->email, wanted.email);
    members += member->organization == organization.id ? 1 : 0;
  }
  const std::size_t asked = snapshot.account_creations.Count(organization.id + "/");  // also those that failed
  if (members < kMostAccounts && asked < 2 * kMostAccounts) {
    return std::string(taken ? "EMAIL_ALREADY_EXISTS" : "");
  }
  return Constraint("ACCOUNT_NUMBER_LIMIT_EXCEEDED",
                    "You have exceeded the allowed number of AWS accounts for this organization.");
}

boost::json::object StatusShape(const AccountCreation& creation, bool running) {
  boost::json::object shape{{"Id", creation.id},
                            {"AccountName", creation.name},
                            {"State", running                    ? "IN_PROGRESS"
                                      : creation.failure.empty() ? "SUCCEEDED"
                                                                 : "FAILED"},
                            {"RequestedTimestamp", Seconds(creation.requested)}};
  if (running) return shape;
  shape["CompletedTimestamp"] = Seconds(creation.requested);
  if (!creation.account.empty()) shape["AccountId"] = creation.account;
  if (!creation.failure.empty()) shape["FailureReason"] = creation.failure;
  return shape;
}

}  // namespace

// The account is there with the answer, which says as AWS's does that it is being made.
Answer CreateAccount(Call& call, Input& input) {
  const Wanted wanted = ReadWanted(input);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, "CreateAccount"));
  const Details details{.request_tags = &wanted.tags};
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "CreateAccount", {}, details));
  if (!wanted.tags.empty()) ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "TagResource", {}, details));
  AccountCreation creation;
  creation.organization = organization->id;
  creation.id = "car-" + RandomHex(call.random, 32);
  creation.name = wanted.name;
  creation.requested = call.now;
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    const auto current = transaction.snapshot().organizations.Find(organization->id);
    if (current == nullptr) return NotInUse();
    ROLECALL_TRY(creation.failure, FailureOf(transaction.snapshot(), *current, wanted));
    if (creation.failure.empty()) {
      creation.account = NewAccountId(transaction.snapshot(), call.random);
      PutAccount(transaction, call, *current, creation.account, wanted);
    }
    transaction.Put(creation);
    return boost::json::object{{"CreateAccountStatus", StatusShape(creation, true)}};
  });
}

Answer DescribeCreateAccountStatus(Call& call, Input& input) {
  const std::string id = input.Id("CreateAccountRequestId", Form::kCreation);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, "DescribeCreateAccountStatus"));
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "DescribeCreateAccountStatus", {}));
  const auto creation = call.snapshot->account_creations.Find(organization->id + "/" + id);
  if (creation == nullptr) {
    return Refused("CreateAccountStatusNotFoundException",
                   "You specified a create account request that doesn't exist.");
  }
  return boost::json::object{{"CreateAccountStatus", StatusShape(*creation, false)}};
}

Answer ListCreateAccountStatus(Call& call, Input& input) {
  const std::vector<std::string> states = input.Texts("States", 3);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, "ListCreateAccountStatus"));
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "ListCreateAccountStatus", {}));
  std::vector<Item> items;
  for (const auto& creation : call.snapshot->account_creations.Sorted(organization->id + "/")) {
    boost::json::object shape = StatusShape(*creation, false);
    const std::string state(shape.at("State").get_string());
    if (!states.empty() && std::find(states.begin(), states.end(), state) == states.end()) continue;
    items.push_back({creation->id, std::move(shape)});
  }
  return Page(call, input, "CreateAccountStatuses", std::move(items));
}

}  // namespace rolecall::services::organizations
