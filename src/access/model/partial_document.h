// A policy of which parts are not known (base/placeholder.h), made such that the engine can read it.
//
//   const PartialDocument partial = CompletePartial(text, "111122223333");
//   partial.text …          // only what is not known is assumed, and that stays recognisable by its placeholder
//   partial.unknown …       // {"data.aws_eks_cluster.c.identity.0.oidc.0.issuer"}
//
// Assumed is the least that a policy needs to mean something: a token provider that is not known is one of the role's
// account, of the issuer that the statement's condition keys name; a condition key whose issuer is not known
// ("@unknown.x@:sub") is that of the statement's provider; an account that is not known is 000000000000, a partition
// that is not known the role's. For this folder, and for lint (IsUndecided). Pure.
#ifndef ROLECALL_ACCESS_MODEL_PARTIAL_DOCUMENT_H_
#define ROLECALL_ACCESS_MODEL_PARTIAL_DOCUMENT_H_

#include <string>
#include <string_view>
#include <vector>

namespace rolecall::access {

struct PartialDocument {
  bool readable = false;  // false: nothing of it is known; `text` is empty
  std::string text;
  std::vector<std::string> unknown;  // names of placeholders
  bool lacks_statements = false;     // of some nothing is known: they are left out
};

PartialDocument CompletePartial(const std::string& text, const std::string& account,
                                const std::string& partition = "aws");

// Whether what the JSON Pointer leads to in the policy depends on something that is not known.
bool IsUndecided(const std::string& text, std::string_view pointer);
// What a resource of which nothing is known begins with, after the partition: a service that AWS does not have.
inline constexpr std::string_view kUnknownResource = ":unknown:::";
// Whether the statement that the pointer leads into has such a resource.
bool HasUnknownResource(const std::string& text, std::string_view pointer);
// Whether the statement that the pointer leads into has a condition key that is not known.
bool HasUnknownKey(const std::string& text, std::string_view pointer);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_MODEL_PARTIAL_DOCUMENT_H_
