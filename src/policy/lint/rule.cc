#include "policy/lint/rule.h"

namespace rolecall::policy {

std::string_view SeverityName(FindingSeverity severity) {
  switch (severity) {
    case FindingSeverity::kError: return "error";
    case FindingSeverity::kWarning: return "warning";
    case FindingSeverity::kHint: return "hint";
  }
  return "";
}

bool IsPolicy(ExampleKind kind) { return kind != ExampleKind::kManifest && kind != ExampleKind::kDirectory; }

}  // namespace rolecall::policy
