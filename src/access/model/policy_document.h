// PolicyDocument: a policy as the identity model has it, with where it was read.
#ifndef ROLECALL_ACCESS_MODEL_POLICY_DOCUMENT_H_
#define ROLECALL_ACCESS_MODEL_POLICY_DOCUMENT_H_

#include <string>
#include <vector>

#include "diag/source.h"

namespace rolecall::access {

// Where a thing was read.
struct Origin {
  enum class Kind { kNone, kConfiguration, kState, kEndpoint, kManifest };
  Kind kind = Kind::kNone;
  std::string address;  // "module.a.aws_iam_role.b[0]", if it is a resource
  diag::Range range;    // of the attribute, annotation or file that says it; no place if that is not known

  // "iam/main.tf:12 (aws_iam_role.b)", "aws_iam_role.b in the state", "the live endpoint"; may be empty.
  std::string Text() const;
  // "iam/main.tf:12"; empty without a place.
  std::string PlaceText() const;
};

struct PolicyDocument {
  std::string name;  // as reasons show it: the policy's ARN, "inline policy NAME", "trust policy of ROLE"
  std::string text;
  bool known = true;  // false: it exists, but its text could not be found out. It then grants nothing here
  Origin origin;
  std::string file;                        // the file whose whole content is `text` (through file()); may be empty
  std::vector<std::string> unknown_parts;  // what in it is not known (base/placeholder.h, partial_document.h)
  bool lacks_statements = false;           // some of which nothing is known are left out of `text`
};

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_MODEL_POLICY_DOCUMENT_H_
