// Lint over everything that a role for a service account is made of: policy files, manifests, Terraform
// directories, live accounts. Joins the rules about single policies (policy/lint/lint.h) with those about manifests,
// and those about roles, providers and service accounts together.
//
//   LintReport report;
//   LintPolicyFile("trust.json", text, policy::DocumentKind::kTrust, report);
//   LintManifests({{"sa.yaml", text}}, settings, report);
//   Suppress(report, ignores);                      // comments in the files, and what the caller ignores
//   out << LintText(report, options);               // or LintJson, LintSarif
//   if (CountOf(report).errors > 0) …
//
// Pure: texts come in, reports go out. Not for use from several threads at once.
#ifndef ROLECALL_ACCESS_LINT_LINT_H_
#define ROLECALL_ACCESS_LINT_LINT_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "diag/source.h"
#include "kube/webhook_settings.h"
#include "policy/lint/lint.h"

namespace rolecall::access {

// Replaces bytes of a file.
struct FileEdit {
  std::size_t begin = 0, end = 0;
  std::string text;
};

struct LintFinding {
  const policy::LintRule* rule = nullptr;  // never null
  std::string subject;                     // "trust policy of role k8s-main/App", "ServiceAccount ns/name"; never empty
  std::string address;                     // of the resource in Terraform; may be empty
  std::string message;
  std::string suggestion;
  std::string repair;                  // a command that mends it, for a shell; may be empty
  diag::Range range;                   // in a file; no place: it is in none (a live account)
  std::string pointer;                 // in the policy's JSON, or in the manifest
  int json_line = 0, json_column = 0;  // in the policy's JSON, from 1; 0: it is about no document
  std::optional<policy::Demonstration> demonstration;
  std::vector<FileEdit> edits;            // of the range's file, which makes what the suggestion says
  std::optional<std::string> suppressed;  // the reason that was given, maybe ""
  std::vector<std::string> unknown;       // what it is about has variables that are filled in later: then it is none
};

// What could not be judged, because it is not known before an apply, or to this program.
struct LintUnknown {
  std::string subject;             // "trust policy of role app"
  std::string address;             // of the resource in Terraform; may be empty
  std::vector<std::string> parts;  // what is not known in it; empty: the whole of it
  diag::Range range;

  // "of the trust policy of role app is not known: data.aws_eks_cluster.c.identity.0.oidc.0.issuer"
  std::string Text() const;
};

struct LintReport {
  std::vector<LintFinding> findings;
  std::vector<LintUnknown> unknowns;
  diag::SourceMap sources;  // the files that findings point into
  int documents = 0;        // how many were looked at
};

struct LintCount {
  int errors = 0, warnings = 0, hints = 0, suppressed = 0;
};
LintCount CountOf(const LintReport& report);

// Whether a finding that is not suppressed is at least so severe.
bool HasFindings(const LintReport& report, policy::FindingSeverity least);

// By file, then the severest first, then by place.
void SortFindings(LintReport& report);

// A file that holds one policy. Without a kind it is guessed.
void LintPolicyFile(const std::string& file, std::string text, std::optional<policy::DocumentKind> kind,
                    LintReport& report);

struct LintSource {
  std::string file, text;
};

// Files with Kubernetes objects: service accounts, pods and what makes pods, judged together. Other objects are passed
// over. kInvalidArgument: a file is no manifest.
Result<void> LintManifests(std::vector<LintSource> sources, const kube::WebhookSettings& settings, LintReport& report);

// What a caller wants not to hear of.
struct LintIgnore {
  std::string code;
  std::string path;  // a file, or a directory whose files are meant; empty: everywhere
  std::string reason;
};

// Lines "CODE [PATH] [# reason]"; others: kInvalidArgument names the line.
Result<std::vector<LintIgnore>> ParseIgnoreFile(const std::string& file, std::string_view text);

// Marks findings as suppressed that an entry names, or that a comment "rolecall:ignore CODE [reason]" on their line or
// on the line before names (after # or //; CODE may be "all", and several stand with commas between).
void Suppress(LintReport& report, const std::vector<LintIgnore>& ignores);

// The files with all safe fixes made (of findings that are not suppressed), by name; only those that change.
std::map<std::string, std::string> SafelyFixed(const LintReport& report);

struct LintTextOptions {
  bool color = false;
  int width = 78;
};
std::string LintText(const LintReport& report, const LintTextOptions& options);
std::string LintJson(const LintReport& report);  // one line
// SARIF 2.1.0. The pages of the rules are looked for below `help_base`; without one the help is in the report alone.
std::string LintSarif(const LintReport& report, std::string help_base);

// Places of a text by byte offsets.
diag::Range RangeOf(std::string_view file, std::string_view text, std::size_t begin, std::size_t end);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_LINT_LINT_H_
