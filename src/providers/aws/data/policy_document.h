// The policy document that aws_iam_policy_document builds: from arguments and from other documents, merged and
// printed exactly as the AWS provider does it. Pure.
#ifndef ROLECALL_PROVIDERS_AWS_DATA_POLICY_DOCUMENT_H_
#define ROLECALL_PROVIDERS_AWS_DATA_POLICY_DOCUMENT_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/document.h"

namespace rolecall::providers::aws {

// One text, or a list of them (which may have one element, in documents of others).
struct TextOrList {
  std::vector<std::string> texts;
  bool is_list = false;

  bool empty() const { return texts.empty() && !is_list; }
  // As arguments give it: one stands alone, more stand in falling order.
  static TextOrList FromSet(std::vector<std::string> texts);
};

struct PrincipalEntry {
  std::string type;
  TextOrList identifiers;
};

struct ConditionEntry {
  std::string test, variable;
  std::vector<std::string> values;  // in the order given
};

struct StatementEntry {
  std::string sid, effect;
  TextOrList action, not_action, resource, not_resource;
  std::vector<PrincipalEntry> principals, not_principals;
  std::vector<ConditionEntry> conditions;
};

struct PolicyDocument {
  std::string version, id;
  std::vector<StatementEntry> statements;

  // Takes over the other's id and higher version; its statements replace those of the same Sid, or are added.
  void Merge(const PolicyDocument& other);
};

// kInvalidArgument: not JSON, or not of a policy's shape. What a policy does not have is dropped.
Result<PolicyDocument> ReadPolicyDocument(std::string_view text);

// The document as a tree with its members in AWS's order. `with_empty_sid`: "Sid": "" where there is none.
json::Node PolicyDocumentTree(const PolicyDocument& document, bool with_empty_sid);

// The orders in which the old SDK keeps the blocks of a set.
void SortPrincipals(std::vector<PrincipalEntry>& principals);
void SortConditions(std::vector<ConditionEntry>& conditions);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_DATA_POLICY_DOCUMENT_H_
