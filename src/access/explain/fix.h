// Fix: the smallest change that repairs the first failing link of an explanation, as a patch.
//
//   Trial trial;                                    // how a change of files can be tried
//   trial.files = &files; trial.replan = [&](const FileChanges& changes) { …plan again with them… };
//   std::optional<Fix> fix = FindFix(question, answer, trial);
//
// Candidates are made for the cause (one value corrected, one statement added), then tried: the changed documents, or
// the directory planned again with the changed files, are explained anew, and only what moves the failure past its
// link, without changing any other role, is suggested. Documents that come from files are patched there (unified
// diff); others get a JSON patch.
#ifndef ROLECALL_ACCESS_EXPLAIN_FIX_H_
#define ROLECALL_ACCESS_EXPLAIN_FIX_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "access/explain/answer.h"
#include "base/file_system.h"

namespace rolecall::access {

using FileChanges = std::map<std::string, std::string>;  // path -> new text

struct Fix {
  std::string summary;     // one sentence
  std::string diff;        // unified diff of files; may be empty
  std::string document;    // without a diff: the document that the patch is for
  std::string json_patch;  // RFC 6902; may be empty
  std::string next;        // what fails after it, if anything does
};

struct Trial {
  // May be null: then only documents are patched.
  const FileSystem* files = nullptr;
  std::vector<std::string> sources;  // the files that may be edited: configuration, variables, manifests
  // The model and the question as they would be with these files; nothing if it does not work out.
  struct Replanned {
    IdentityModel model;
    ExplainQuestion question;  // its `model` is set by whoever asks
  };
  std::function<std::optional<Replanned>(const FileChanges&)> replan;
};

// Nothing if no change is known that works.
std::optional<Fix> FindFix(const ExplainQuestion& question, const ExplainAnswer& answer, const Trial& trial);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_EXPLAIN_FIX_H_
