// The difference between two texts, as the tools of the reader take it: unified diffs for files, JSON patches for
// documents that lie in no file.
//
//   UnifiedDiff("main.tf", before, after)       // `patch -p1` makes `after` of `before` with it
//   JsonPatchBetween(before, after)             // so does `kubectl patch --type=json`
//
// Both are minimal by lines and by members, not by characters. Pure.
#ifndef ROLECALL_ACCESS_EXPLAIN_TEXT_DIFF_H_
#define ROLECALL_ACCESS_EXPLAIN_TEXT_DIFF_H_

#include <string>

namespace rolecall::access {

// "--- a/PATH\n+++ b/PATH\n@@ …" with three lines of context (of files of variables with none: they may hold secrets),
// as `patch -p1` takes it. Empty if both are the same.
std::string UnifiedDiff(const std::string& path, const std::string& before, const std::string& after);

// RFC 6902: what turns one JSON text into the other, "[]" if they mean the same. Both must parse (else "").
std::string JsonPatchBetween(const std::string& before, const std::string& after);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_EXPLAIN_TEXT_DIFF_H_
