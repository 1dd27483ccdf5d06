// The links of an explanation: one function for each, which judges it and hands on what the next ones need.
//
//   ChainState state{question};
//   ChainLink role = CheckRole(state);       // state.role is set now; the links after it may be asked if it is good
//
// Explain() (explain.h) asks them in order and stops at the first that fails. Each link looks for the one cause that a
// person would name: what is nearly right is said as such ("the namespace has a typing error"), with a code of its
// own, before the general "does not match". Pure.
#ifndef ROLECALL_ACCESS_EXPLAIN_CHAIN_H_
#define ROLECALL_ACCESS_EXPLAIN_CHAIN_H_

#include <memory>
#include <string>

#include "access/explain/answer.h"
#include "access/model/policy_cache.h"
#include "access/model/resource_policy.h"
#include "access/model/unknown_reading.h"
#include "policy/explain/explain.h"

namespace rolecall::access {

inline constexpr const char* kAssume = "sts:AssumeRoleWithWebIdentity";

// Which document a compiled policy is of.
using Sources = std::vector<std::pair<const policy::CompiledPolicy*, const PolicyDocument*>>;

// What the links hand on.
struct ChainState {
  const ExplainQuestion& question;
  const Role* role = nullptr;
  std::string provider_arn, provider_url;
  const OidcProvider* provider = nullptr;  // null: assumed to exist
  std::string advice;
  std::vector<std::string> conditions;  // what only a request decides, and the answer depends on
  std::vector<std::string> unknown;     // what is not known and may make another answer; sentences
};

ChainLink Good(std::string name, std::string verdict);
ChainLink Bad(std::string name, std::string code, std::string verdict, Origin origin = {});

// account.cc
ChainLink CheckAnnotation(ChainState& state);
ChainLink CheckRole(ChainState& state);
// token.cc
ChainLink CheckProvider(ChainState& state);
ChainLink CheckToken(ChainState& state);
// trust.cc
ChainLink CheckTrust(ChainState& state);

// permissions.cc: the last three are one decision.
class Permissions {
 public:
  explicit Permissions(ChainState& state);
  ChainLink CheckSession() const;
  ChainLink CheckIdentity() const;
  ChainLink CheckResource() const;

 private:
  void Load(ChainState& state);
  // Whether it would be allowed if what is not known of documents and tags were as it says.
  bool AllowsWhen(Reading reading, const UnknownsAbout& about) const;
  PolicyCache::Compiled Read(const PolicyCache::Compiled& compiled, Reading reading, const UnknownsAbout& about) const;
  void FindOpen();
  // What the secret's key says, if it has one of the account's: fails without kms:Decrypt.
  void CheckKey(ChainLink& link) const;
  std::string WhatIsAsked() const;
  std::string WhoAsks() const;

  ChainState& state_;
  std::string problem_, problem_code_;  // a document that cannot be judged
  Origin problem_origin_;
  policy::PolicySet identity_, boundary_, session_;
  PolicyCache cache_;
  ResourcePolicy resource_;
  Sources sources_;
  std::vector<std::string> unknown_;  // attached policies whose text is not known
  std::string boundary_unknown_;
  std::string open_;  // what is not known and makes another answer; empty: nothing does
  std::unique_ptr<policy::Request> request_;
  policy::Explanation explanation_;
};

// The request that assumes the role, and what its trust policy says; also used to judge a changed trust policy.
policy::Request TrustRequest(const ChainState& state);
// The session's request for the action that is asked for.
policy::Context SessionContext(const ChainState& state);

// The statements of one layer as rows, the nearest marked, with their places.
std::vector<StatementRow> RowsOf(const policy::Explanation& explanation, policy::Layer layer,
                                 const policy::Request& request, const Sources& sources);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_EXPLAIN_CHAIN_H_
