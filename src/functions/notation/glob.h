// Glob patterns of fileset(): `*` and `?` within a name, `**` for any directories, `[a-z]` and `{a,b}`.
//
// Not the globs of policies (policy/document/glob.h), where `*` runs over everything and there is nothing else but
// `?`: two languages, two matchers. Time is polynomial in pattern and path: a star is retried only when stuck.
//
//   if (!IsGoodGlob(pattern)) …;
//   for (const std::string& one : ExpandBraces(pattern)) found = found || GlobMatches(one, path);
//
// Paths are UTF-8 with "/" between names, relative and clean. Pure; any thread.
#ifndef ROLECALL_FUNCTIONS_NOTATION_GLOB_H_
#define ROLECALL_FUNCTIONS_NOTATION_GLOB_H_

#include <string>
#include <string_view>
#include <vector>

namespace rolecall::functions {

// False: the pattern has an open bracket or brace, or ends with a backslash.
bool IsGoodGlob(std::string_view pattern);

// The patterns that `{a,b}` alternatives stand for; at most a bounded number of them.
std::vector<std::string> ExpandBraces(const std::string& pattern);

// Whether the path (with slashes) matches a pattern without braces.
bool GlobMatches(std::string_view pattern, std::string_view path);

}  // namespace rolecall::functions

#endif  // ROLECALL_FUNCTIONS_NOTATION_GLOB_H_
