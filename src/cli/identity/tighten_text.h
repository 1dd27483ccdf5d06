// What `tighten` prints of a policy: as Terraform writes it, as a resource to add, or as a diff to today's policies.
// Texts are in the layout of `fmt`, so that they can be pasted. Pure.
#ifndef ROLECALL_CLI_IDENTITY_TIGHTEN_TEXT_H_
#define ROLECALL_CLI_IDENTITY_TIGHTEN_TEXT_H_

#include <string>
#include <vector>

#include "policy/document/named_policy.h"
#include "policy/tighten/access_log.h"
#include "policy/tighten/tighten.h"

namespace rolecall::cli {

// A policy document as the argument of jsonencode(…): "{\n  Version = …". The text must be JSON.
std::string PolicyAsTerraform(const std::string& json, int indent);

// A resource block for the role: what to write where no policy was known.
std::string TerraformResource(const std::string& role_name, const std::string& json);

// The change from today's policies to the new one as a diff of Terraform's text: "  " kept, "- " gone, "+ " new.
std::string TerraformDiff(const std::vector<policy::NamedPolicy>& current, const std::string& json);

// Lines that differ between two texts, marked as above.
std::string DiffLines(const std::string& before, const std::string& after);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_IDENTITY_TIGHTEN_TEXT_H_
